"""Wards, and what a member sees of theirs. Wards are joined spatially when asked, never stored with a street."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from server.core.problems import Problem
from server.db.tables import WardRow


@dataclass(frozen=True, slots=True)
class WardName:
    """A ward by code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report somebody signed in has made, with the verdict in force."""

    reference: str
    made_at: datetime
    address: str  # the premises', or what was typed
    stream: str
    bin_name: str
    colour: str
    verdict: str | None
    accepted: bool
    withdrawn_at: datetime | None
    return_due_at: datetime | None
    return_outcome: str | None


_OWN = text("""
select r.reference, r.made_at, coalesce(p.address, nullif(r.address_given, ''), s.name, '') as address,
  st.name as stream, st.bin_name, st.colour, v.verdict, coalesce(v.accepted, false) as accepted, r.withdrawn_at,
  b.due_at as return_due_at, b.outcome as return_outcome
from report r
join stream st on st.code = r.stream
left join premises p on p.uprn = r.uprn
left join street s on s.usrn = r.usrn
left join lateral (
  select x.verdict, x.accepted, x.incident from verdict x where x.report = r.id order by x.id desc limit 1
) v on true
left join lateral (
  select b.due_at, b.outcome from "return" b
  where (b.report = r.id or b.incident = v.incident) and b.cancelled_at is null order by b.made_at desc limit 1
) b on true
where r.account = :account
order by r.made_at desc, r.reference
limit :most
""")

_IN_WARDS = text("""
select p.uprn from premises p left join street s on s.usrn = p.usrn
where p.uprn = any(:uprns) and exists (
  select 1 from ward w where w.code = any(:wards) and st_intersects(w.area, coalesce(p.point, s.line)))
""")

_MADE_BY = text("select account = :account from report where reference = :reference")


def list_wards(session: Session) -> list[WardName]:
    """All wards by name."""
    rows = session.execute(select(WardRow.code, WardRow.name).order_by(WardRow.name, WardRow.code))
    return [WardName(code, name) for code, name in rows]


def get_ward(session: Session, code: str) -> WardName:
    """The ward of that code. Raises Problem ward.unknown."""
    row = session.execute(
        select(WardRow.code, WardRow.name).where(WardRow.code == code)
    ).one_or_none()
    if row is None:
        raise Problem("ward.unknown")
    return WardName(row.code, row.name)


def list_unknown_wards(session: Session, codes: Sequence[str]) -> list[str]:
    """Those of the codes that no ward has."""
    if not codes:
        return []
    known = set(session.scalars(select(WardRow.code).where(WardRow.code.in_(codes))))
    return [code for code in codes if code not in known]


def list_in_wards(session: Session, uprns: Sequence[str], wards: Sequence[str]) -> frozenset[str]:
    """Those of the premises that stand in one of the wards: by their point, else by their street."""
    found = session.scalars(_IN_WARDS, {"uprns": list(uprns), "wards": list(wards)})
    return frozenset(found)


def list_own_reports(session: Session, account: UUID, most: int = 100) -> list[OwnReport]:
    """The reports an account made, newest first."""
    rows = session.execute(_OWN, {"account": account, "most": most})
    return [OwnReport(**row) for row in rows.mappings()]


def is_own_report(session: Session, reference: str, account: UUID) -> bool:
    """Whether that account made the report with this reference."""
    return bool(
        session.execute(_MADE_BY, {"reference": reference, "account": account}).scalar_one_or_none()
    )
