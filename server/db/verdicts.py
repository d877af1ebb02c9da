"""Verdicts as given: appended, never updated; the newest of a report is in force. And the notifications they cause."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from server.core.finding import Finding
from server.core.plain_findings import finding_from, plain_findings
from server.core.verdict_words import VerdictWord

COLUMNS = """
v.id, v.report::text, v.verdict, v.reason, v.accepted, v.judged_at, v.incident::text, v.duplicate_of::text, v.findings
"""
IN_FORCE = text(f"""
select distinct on (v.report) {COLUMNS} from verdict v where v.report = any(cast(:reports as uuid[]))
order by v.report, v.id desc
""")  # noqa: S608 - constants
OF_REPORT = text(f"""
select {COLUMNS} from verdict v where v.report = cast(:report as uuid) order by v.id
""")  # noqa: S608 - constants
ADD = text("""
insert into verdict (report, verdict, reason, accepted, judged_at, policy, incident, duplicate_of, findings)
select t.report, t.verdict, t.reason, t.accepted, :now, t.policy, t.incident, t.duplicate_of, cast(t.findings as jsonb)
from unnest(cast(:reports as uuid[]), cast(:verdicts as text[]), cast(:reasons as text[]), cast(:accepteds as bool[]),
            cast(:policies as int[]), cast(:incidents as uuid[]), cast(:duplicates as uuid[]),
            cast(:findings as text[]))
  with ordinality as t(report, verdict, reason, accepted, policy, incident, duplicate_of, findings, n)
order by t.n
returning id, report::text
""")
NOTIFY = text("""
insert into notification (report, verdict, kind, made_at)
select t.report, t.verdict, :kind, :now
from unnest(cast(:reports as uuid[]), cast(:verdicts as bigint[])) with ordinality as t(report, verdict, n) order by t.n
""")


@dataclass(frozen=True, slots=True)
class GivenVerdict:
    """A verdict as it was given."""

    id: int
    report_id: str
    word: VerdictWord
    reason: str | None
    accepted: bool
    judged_at: datetime
    incident_id: str | None
    duplicate_of: str | None
    headline: Finding


@dataclass(frozen=True, slots=True)
class NewVerdict:
    """A verdict to give. The headline is the first finding."""

    report_id: str
    findings: tuple[Finding, ...]
    policy_id: int | None
    incident_id: str | None

    @property
    def headline(self) -> Finding:
        """The finding that decides."""
        return self.findings[0]


def find_in_force(session: Session, reports: Collection[str]) -> dict[str, GivenVerdict]:
    """The verdict in force by report."""
    if not reports:
        return {}
    rows = session.execute(IN_FORCE, {"reports": list(reports)})
    return {row.report: _given(row) for row in rows}


def list_verdicts(session: Session, report_id: str) -> list[GivenVerdict]:
    """Every verdict a report was given, oldest first."""
    return [_given(row) for row in session.execute(OF_REPORT, {"report": report_id})]


def add_verdicts(session: Session, new: Sequence[NewVerdict], now: datetime) -> dict[str, int]:
    """Give verdicts; gives the number of each by report."""
    if not new:
        return {}
    values = {
        "now": now,
        "reports": [v.report_id for v in new],
        "verdicts": [str(v.headline.word) for v in new],
        "reasons": [v.headline.reason for v in new],
        "accepteds": [v.headline.accepted for v in new],
        "policies": [v.policy_id for v in new],
        "incidents": [v.incident_id for v in new],
        "duplicates": [v.headline.duplicate_of for v in new],
        "findings": [json.dumps(plain_findings(v.findings)) for v in new],
    }
    return {row.report: row.id for row in session.execute(ADD, values)}


def notify(session: Session, kind: str, of_reports: dict[str, int], now: datetime) -> None:
    """Put one notification a report into the outbox. of_reports: the verdict by report."""
    if not of_reports:
        return
    reports, verdicts = list(of_reports), list(of_reports.values())
    session.execute(NOTIFY, {"kind": kind, "now": now, "reports": reports, "verdicts": verdicts})


def _given(row: Row[Any]) -> GivenVerdict:
    return GivenVerdict(
        id=row.id,
        report_id=row.report,
        word=VerdictWord(row.verdict),
        reason=row.reason,
        accepted=row.accepted,
        judged_at=row.judged_at,
        incident_id=row.incident,
        duplicate_of=row.duplicate_of,
        headline=finding_from(row.findings),
    )
