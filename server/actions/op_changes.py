"""What a batch changes for others: what devices are told, and the places whose reports are judged again. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from server.core.facts import TouchedPlace
from server.db.changes import DraftChange
from server.db.ground import ReturnAsked
from server.db.visits import Street
from sync.ops import Op, Retraction, ReturnAnswered, ShiftEnded, ShiftStarted, Visit
from sync.pack import PackMark
from sync.placing import Placed, Standing, shown_at

MARK, SHIFT, RETURN = "mark", "shift", "return"
COLLECTIONS = "collections"  # the squad has other collections now: its devices need a new pack


@dataclass(frozen=True)  # without slots: it keeps what it has worked out
class Outcomes:
    """A batch decided. ops: those that take effect, in order. held: streets of visits kept before, by id.

    device: what the sender's is called.
    """

    device: str
    ops: Sequence[Op]
    placed: Placed
    held: Mapping[str, Street]
    rounds: Mapping[str, str | None]
    holders: Mapping[tuple[str, date], str | None]
    returns: Mapping[str, ReturnAsked]
    held_by: Mapping[tuple[str, date], frozenset[str]] = field(default_factory=dict)
    _squads: dict[tuple[str, date, str], tuple[str, ...]] = field(default_factory=dict, init=False)

    def squads_of(self, round_id: str, on: date, by: str) -> tuple[str, ...]:
        """Whose devices need to know of the collection: who holds it, first, and who has ever had to do with it."""
        found = self._squads.get((round_id, on, by))
        if found is None:
            found = self._squads[round_id, on, by] = self._find_squads(round_id, on, by)
        return found

    def _find_squads(self, round_id: str, on: date, by: str) -> tuple[str, ...]:
        first = self.squad_of(round_id, on, by)
        others = set(self.held_by.get((round_id, on), ()))
        others |= self.handed_over.get((round_id, on), frozenset())
        if others:
            others |= {self.rounds.get(round_id) or first}
        return (first, *sorted(others - {first}))

    @cached_property
    def handed_over(self) -> Mapping[tuple[str, date], frozenset[str]]:
        """The squads of the collections that are handed over in this batch."""
        found: dict[tuple[str, date], frozenset[str]] = {}
        for op in self.ops:
            data = op.data
            if isinstance(data, ShiftEnded) and data.handed_over_to is not None:
                key = (data.round_id, data.on)
                found[key] = found.get(key, frozenset()) | {op.squad, data.handed_over_to}
        return found

    def squad_of(self, round_id: str, on: date, otherwise: str) -> str:
        """Whose devices need to know of the collection."""
        return self.holders.get((round_id, on)) or self.rounds.get(round_id) or otherwise


def mark_of(ent: str, here: Mapping[str, Standing]) -> PackMark | None:
    """What is shown of a place; None when nothing stands there."""
    shown = shown_at(here)
    if shown.winner is None:
        return None
    winner = here[shown.winner]
    return PackMark(
        ent=ent,
        outcome=winner.outcome,
        reason=winner.reason,
        squad=winner.squad,
        device=winner.device,
        at_ms=winner.est_ms,
        op_id=winner.id,
        contested=shown.is_contested,
        change_n=max((one.n or 0 for one in here.values()), default=0),
    )


def mark_body(ent: str, here: Mapping[str, Standing]) -> dict[str, Any] | None:
    """The same as a change's body, made at once: `encode_mark` but for `change_n`, where the feed puts its number."""
    shown = shown_at(here)
    if shown.winner is None:
        return None
    winner = here[shown.winner]
    body: dict[str, Any] = {
        "ent": ent,
        "outcome": str(winner.outcome),
        "reason": None if winner.reason is None else str(winner.reason),
        "squad": winner.squad,
        "device": winner.device,
        "at_ms": winner.est_ms,
        "op_id": winner.id,
    }
    if shown.is_contested:
        body["contested"] = True
    return body


def draft_changes(outcomes: Outcomes) -> Iterator[DraftChange]:
    """Changes in the order of the operations; of a place they tell how it stands after the batch.

    One for each operation carries its id; where more squads than one need to know, the others get it without.
    """
    places = {one: ent for ent, here in outcomes.placed.standing.items() for one in here}
    for op in outcomes.ops:
        data = op.data
        if isinstance(data, Visit):
            yield from _mark_changes(outcomes, op, op.ent, (data.round_id, data.on))
        elif isinstance(data, Retraction) and data.op_id in places:
            street = outcomes.held.get(data.op_id) or _street_in_batch(outcomes, data.op_id)
            yield from _mark_changes(outcomes, op, places[data.op_id], street[:2])
        elif isinstance(data, ShiftStarted | ShiftEnded):
            squads = outcomes.squads_of(data.round_id, data.on, op.squad)
            yield from _for_each(squads, (op.ent, SHIFT), op.id, _shift_body(outcomes, op, data))
            if isinstance(data, ShiftEnded) and data.handed_over_to is not None:
                yield DraftChange(data.handed_over_to, op.ent, COLLECTIONS, None, None)


def touched_by(outcomes: Outcomes) -> frozenset[TouchedPlace]:
    """The places that the batch brings facts about."""
    touched: set[TouchedPlace] = set()
    for op in outcomes.ops:
        data = op.data
        if isinstance(data, Visit):
            touched.add(TouchedPlace(data.round_id, data.on, data.usrn))
        elif isinstance(data, Retraction) and data.op_id in outcomes.held:
            touched.add(TouchedPlace(*outcomes.held[data.op_id]))
        elif isinstance(data, ShiftStarted | ShiftEnded):
            touched.add(TouchedPlace(data.round_id, data.on, None))
        elif isinstance(data, ReturnAnswered) and data.return_id in outcomes.returns:
            asked = outcomes.returns[data.return_id]
            touched.add(TouchedPlace(asked.round_id, asked.on, asked.usrn))
    return frozenset(touched)


def _mark_changes(
    outcomes: Outcomes, op: Op, ent: str, collection: tuple[str, date]
) -> Iterator[DraftChange]:
    body = mark_body(ent, outcomes.placed.standing[ent])
    if body is not None and isinstance(op.data, Retraction):
        body |= _taken_back(op.data)
    squads = outcomes.squads_of(*collection, op.squad)
    return _for_each(squads, (ent, MARK), op.id, body)


def _taken_back(data: Retraction) -> dict[str, Any]:
    """What a retraction adds to the mark that stands now: whose record went, and why."""
    why = {} if data.why is None else {"why": data.why.value}
    return {"took_back": data.op_id, **why}


def _for_each(
    squads: Sequence[str], what: tuple[str, str], op_id: str, body: dict[str, Any] | None
) -> Iterator[DraftChange]:
    first, *others = squads
    yield DraftChange(first, *what, op_id, body)
    for squad in others:
        yield DraftChange(squad, *what, None, body)


def _street_in_batch(outcomes: Outcomes, op_id: str) -> Street:
    visit = next(op.data for op in outcomes.ops if op.id == op_id)
    assert isinstance(visit, Visit)  # noqa: S101 - only visits stand at places
    return visit.round_id, visit.on, visit.usrn


def _shift_body(outcomes: Outcomes, op: Op, data: ShiftStarted | ShiftEnded) -> dict[str, Any]:
    body = {"at_ms": op.time.est_ms, "squad": op.squad, "device": outcomes.device}
    if isinstance(data, ShiftStarted):
        return {**body, "state": "started"}
    if data.handed_over_to is None:
        return {**body, "state": "ended"}
    return {**body, "state": "handed_over", "to": data.handed_over_to}
