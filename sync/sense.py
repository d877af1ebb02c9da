"""Whether an operation makes sense, beyond the form of its fields. Pure; knows nothing of a council's data."""

from sync.ops import (
    Op,
    Photo,
    ShiftEnded,
    ShiftStarted,
    Visit,
    entity_of_collection,
    entity_of_visit,
)
from sync.refusals import WireError
from sync.words import Outcome


def check_sense(op: Op) -> None:
    """Raises WireError when the operation contradicts itself."""
    if isinstance(op.data, Visit):
        _check_visit(op.data)
        _check_entity(op, entity_of_visit(op.data))
    elif isinstance(op.data, ShiftStarted | ShiftEnded):
        _check_entity(op, entity_of_collection(op.data.round_id, op.data.on))
    elif isinstance(op.data, Photo) and not op.photos:
        raise WireError("photo.without_photos", ("photos",))


def _check_visit(visit: Visit) -> None:
    if visit.uprn is not None and visit.entry_id is not None:
        raise WireError("visit.two_places", ("data", "entry_id"))
    if visit.outcome is Outcome.NOT_COLLECTED and visit.reason is None:
        raise WireError("visit.without_reason", ("data", "reason"))
    if (visit.outcome is Outcome.COLLECTED) != (visit.uprn is not None) and (
        visit.outcome is not Outcome.NOT_COLLECTED
    ):
        raise WireError("visit.outcome_not_of_place", ("data", "outcome"))


def _check_entity(op: Op, wanted: str) -> None:
    if op.ent != wanted:
        raise WireError("op.entity_differs", ("ent",))
