"""What a manager may do with incidents by hand: merge, close, reopen. Pure: raises Problem, or says what to do.

A merge groups what is one failure for the staff. The merged one keeps its reports and its place; nothing is moved.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.core.incidents import IncidentKept
from server.core.problems import Problem

DECIDED, MERGED = "decided", "merged"


@dataclass(frozen=True, slots=True)
class MergePlan:
    """Which incidents go into which, and which of them need no return of their own any more."""

    into: str
    others: tuple[str, ...]
    without_return: tuple[str, ...]


def check_words(why: str) -> str:
    """The manager's reason, which residents and squads may read. Raises Problem `incident.words_needed`."""
    said = why.strip()
    if not said:
        raise Problem("incident.words_needed")
    return said


def check_close(incident: IncidentKept) -> None:
    """Only what is open can be closed. Raises Problem `incident.not_open`."""
    if not incident.is_open:
        raise Problem("incident.not_open")


def check_reopen(incident: IncidentKept, at_place: Iterable[IncidentKept]) -> None:
    """Only what is closed, and whose place has no other open one.

    Raises Problem `incident.not_closed` or `.another_open`.
    """
    if incident.is_open:
        raise Problem("incident.not_closed")
    if any(one.is_open and one.key.place == incident.key.place for one in at_place):
        raise Problem("incident.another_open")


def plan_merge(into: IncidentKept, others: Sequence[IncidentKept]) -> MergePlan:
    """Open incidents of one street become one. Raises Problem `incident.not_open`, `.nothing_to_merge`, `.unlike`.

    One of the same collection is gone back to with the other; one of another collection (another bin) keeps its return.
    """
    apart = {one.id: one for one in others if one.id != into.id}
    if not apart:
        raise Problem("incident.nothing_to_merge")
    for one in (into, *apart.values()):
        check_close(one)
        if one.key.usrn != into.key.usrn:
            raise Problem("incident.unlike")
    same = [one.id for one in apart.values() if _is_same_collection(one, into)]
    return MergePlan(into.id, tuple(sorted(apart)), tuple(sorted(same)))


def _is_same_collection(one: IncidentKept, other: IncidentKept) -> bool:
    return (one.key.round_id, one.key.on) == (other.key.round_id, other.key.on)
