"""Rules that look at other reports: of the same bins, and of the same street."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from server.core.clusters import needed_reports
from server.core.evidence import Due, Evidence
from server.core.facts import Premises, Report
from server.core.finding import Finding, IncidentKey
from server.core.known import Known, report_order
from server.core.policy import Policy
from server.core.statements import covers
from server.core.verdict_words import IncidentCause, VerdictWord
from server.core.working_days import local_date
from sync.words import Outcome, ReturnOutcome

# not accepted and yet open: they are watched. A report that was too early bars nobody from reporting in time.
OPEN = frozenset({VerdictWord.ROUND_IN_PROGRESS, VerdictWord.DELAYED})


def earlier_reports(report: Report, evidence: Evidence, as_known: datetime) -> Iterator[Report]:
    """The standing reports of the same bins and the same collection that were made before this one, oldest first."""
    due, premises = evidence.due, evidence.premises
    if due is None or premises is None:
        return
    for other in evidence.known.reports_at(premises.uprn, premises.bin_store_id, report.stream):
        if report_order(other) >= report_order(report):
            return
        is_same_bin = None in (other.container, report.container) or (
            other.container == report.container
        )
        if is_same_bin and _stands(other, as_known) and _is_about(other, evidence, due):
            yield other


def is_still_open(
    earlier: Report, report: Report, known: Known, policy: Policy, as_known: datetime
) -> bool:
    """Was the earlier report open when this one was made? A return that failed, or was made, ends it."""
    answers = [
        a for a in known.answers_of(earlier.id) if a.is_known(as_known) and a.at <= report.made_at
    ]
    if not answers:
        return True
    last = max(answers, key=lambda a: (a.at, a.outcome))
    return last.outcome is ReturnOutcome.RETURNED and policy.duplicate.closed_blocks


def cluster(
    report: Report, evidence: Evidence, policy: Policy, as_known: datetime
) -> Finding | None:
    """So many premises of a street marked complete report it in time that the record is in doubt."""
    due = evidence.due
    if due is None or due.premises.usrn is None or not _counts(report, evidence, due, as_known):
        return None
    others = [
        (r.made_at, _bins_of(r, evidence.known.premises.get(r.uprn or "")))
        for r in evidence.known.reports_on(due.premises.usrn, report.stream)
        if _counts(r, evidence, due, as_known) and _is_of_what_was_done(r, evidence, due)
    ]
    size = evidence.known.sizes.get((due.premises.usrn, report.stream))
    needed = needed_reports(size, policy.cluster)
    most = _most_within(others, timedelta(hours=policy.cluster.within))
    if most < needed:
        return None
    collection = due.collection
    key = IncidentKey(
        collection.round_id, collection.on, due.premises.usrn, None, IncidentCause.CLUSTER
    )
    done_at = due.recorded.place.completed_at
    told = {"against": "cluster", "reports": most, "needed": needed, "done_at": done_at}
    return Finding(VerdictWord.CONFLICTING_EVIDENCE, None, told, incident=key)


def _counts(report: Report, evidence: Evidence, due: Due, as_known: datetime) -> bool:
    """Does this report speak against the street's completion? Made after it, and in time."""
    done_at = due.recorded.place.completed_at
    if done_at is None or report.made_at < done_at or not _stands(report, as_known):
        return False
    is_late = due.window_end is not None and report.made_at >= due.window_end
    return not is_late and _is_about(report, evidence, due)


def _is_of_what_was_done(report: Report, evidence: Evidence, due: Due) -> bool:
    """Were those bins of the part that was marked done? Of a side or an entry that was left they say nothing new."""
    place, shown = evidence.known.premises.get(report.uprn or ""), due.recorded.place.shown
    if place is None or shown is None:
        return place is not None
    if place.entry_id != due.premises.entry_id and place.entry_id in due.recorded.entries_stated:
        return False  # what was stated of their entry is what counts for them
    return shown.outcome is not Outcome.PARTLY_COMPLETED or covers(shown.part, place)


def _most_within(made: list[tuple[datetime, str]], within: timedelta) -> int:
    """The most different bins reported within any stretch of that length."""
    made = sorted(made)
    counts: dict[str, int] = {}
    first, most = 0, 0
    for at, bins in made:
        counts[bins] = counts.get(bins, 0) + 1
        while at - made[first][0] > within:
            gone = made[first][1]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            first += 1
        most = max(most, len(counts))
    return most


def _bins_of(report: Report, premises: Premises | None) -> str:
    if premises is not None and premises.bin_store_id is not None:
        return f"store {premises.bin_store_id}"
    return f"premises {report.uprn}"


def _stands(report: Report, as_known: datetime) -> bool:
    withdrawn = report.withdrawn_at is not None and report.withdrawn_at <= as_known
    return report.received_at <= as_known and not withdrawn


def _is_about(other: Report, evidence: Evidence, due: Due) -> bool:
    return due.span[0] <= local_date(other.made_at, evidence.days) < due.span[1]
