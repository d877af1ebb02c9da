"""Gathers what a batch of operations is judged by, a few statements for the whole of it.

Locks its collections, and what is judged again of their rounds.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from server.actions.rejudge import locks_of_rounds
from server.core.calendar import collections_between, moves_known
from server.db.collections import (
    HeldCollection,
    NewCollection,
    begin_collections,
    list_begun,
    lock_begun,
)
from server.db.devices import Device
from server.db.exchange import hold_collections
from server.db.ground import Ground, Named, read_ground, trust_ground
from server.db.locks import take_locks
from server.db.ops import list_squads_of_ops
from server.db.plan import is_any_moved, list_moves, list_rounds
from server.db.visits import Place, Street, list_places_of_visits
from sync.judging import Facts, ReadOp
from sync.ops import Op, Retraction, ReturnAnswered, ShiftEnded, ShiftStarted, Track, Visit

# a tuple is looked through quicker than a union
OF_ROUND = (Visit, ShiftStarted, ShiftEnded, Track)


def gather_facts(
    session: Session,
    device: Device,
    reads: Sequence[ReadOp],
    now: datetime,
    *,
    trusting: bool = False,
) -> tuple[Facts, Ground]:
    """The facts, and the ground they stand on. Collections are locked in one order, never crosswise.

    trusting: places are taken to be there; keeping a visit of one that is not raises.
    """
    ops = [read.op for read in reads if read.op is not None]
    named = named_in(ops)
    wanted = sorted(_collections_of(ops) | _collections_taken_back_from(session, ops))
    rounds_wanted = {round_id for round_id, _ in wanted}
    held = hold_collections(session, wanted, locks_of_rounds(rounds_wanted))
    rounds = {one.round_id: one.serves for one in held}
    ground = trust_ground(session, named, rounds) if trusting else read_ground(session, named)
    if len(held) != len(wanted):
        held = _begin_collections(session, wanted, ground, now)
        take_locks(session, locks_of_rounds({one.round_id for one in held}))
    facts = Facts(
        device_squads=device.squads,
        revoked_ms=None if device.revoked_at is None else int(device.revoked_at.timestamp() * 1000),
        rounds=ground.rounds,
        holders={(one.round_id, one.on): one.squad for one in held},
        held_by={(one.round_id, one.on): one.held_by for one in held if one.held_by},
        usrns=ground.usrns,
        entries=ground.entries,
        uprns=ground.uprns,
        squads=ground.squads,
        return_squads={one.id: one.squad for one in ground.returns.values()},
        op_squads=_squads_of_targets(session, ops),
    )
    return facts, ground


def named_in(ops: Iterable[Op]) -> Named:
    """Everything that operations name."""
    visits = [op.data for op in ops if isinstance(op.data, Visit)]
    return Named(
        rounds=frozenset(op.data.round_id for op in ops if isinstance(op.data, OF_ROUND)),
        usrns=frozenset(visit.usrn for visit in visits),
        entries=frozenset(visit.entry_id for visit in visits if visit.entry_id is not None),
        uprns=frozenset(visit.uprn for visit in visits if visit.uprn is not None),
        squads=frozenset(
            op.data.handed_over_to
            for op in ops
            if isinstance(op.data, ShiftEnded) and op.data.handed_over_to is not None
        ),
        returns=frozenset(op.data.return_id for op in ops if isinstance(op.data, ReturnAnswered)),
    )


def taken_back(ops: Iterable[Op]) -> dict[str, str]:
    """By operation taken back: the one that does it."""
    return {op.data.op_id: op.id for op in ops if isinstance(op.data, Retraction)}


def places_of(session: Session, ops: Iterable[Op]) -> tuple[list[Place], Mapping[str, Street]]:
    """Every place that visits and retractions bear on, and the street of each visit that is taken back."""
    ops = list(ops)
    targets = list(taken_back(ops))
    held = list_places_of_visits(session, targets)
    new: set[Place] = {
        ((op.data.round_id, op.data.on, op.data.usrn), op.ent)
        for op in ops
        if isinstance(op.data, Visit)
    }
    return [*(new | set(held.values()))], {target: street for target, (street, _) in held.items()}


def _collections_of(ops: Iterable[Op]) -> set[tuple[str, date]]:
    return {(op.data.round_id, op.data.on) for op in ops if isinstance(op.data, OF_ROUND)}


def _begin_collections(
    session: Session, wanted: Sequence[tuple[str, date]], ground: Ground, now: datetime
) -> list[HeldCollection]:
    """Begin those that nothing was heard of yet, and lock all in one order; those of no known round are left out."""
    begun = list_begun(session, wanted)
    missing = [key for key in wanted if key not in begun and key[0] in ground.rounds]
    if missing:
        scheduled = scheduled_days(session, missing, now)
        new = [
            NewCollection(key[0], key[1], scheduled.get(key, key[1]), ground.rounds[key[0]])
            for key in missing
        ]
        begin_collections(session, new)
    return lock_begun(session, sorted({*begun, *missing}))


def _collections_taken_back_from(session: Session, ops: Sequence[Op]) -> set[tuple[str, date]]:
    """Where retractions bear: else one alone would show a place without the visit that arrives at the same moment."""
    targets = list(taken_back(ops))
    places = list_places_of_visits(session, targets).values()
    return {(round_id, on) for (round_id, on, _), _ in places}


def scheduled_days(
    session: Session, collections: Sequence[tuple[str, date]], now: datetime
) -> dict[tuple[str, date], date]:
    """When each of these collections was planned, for those that a calendar exception moved to their day."""
    found: dict[tuple[str, date], date] = {}
    days = {on for _, on in collections}
    if not is_any_moved(session, days):
        return found
    for on in days:
        moves = moves_known(list_moves(session, on), now)
        if moves:
            for one in list_rounds(session):
                for due in collections_between(one, moves, on, on):
                    found[one.id, on] = due.scheduled_on
    return found


def _squads_of_targets(session: Session, ops: Sequence[Op]) -> dict[str, str]:
    targets = list(taken_back(ops))
    squads = list_squads_of_ops(session, targets)
    here = {op.id: op.squad for op in ops}
    return squads | {target: here[target] for target in targets if target in here}
