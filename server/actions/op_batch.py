"""Takes a batch of fresh operations in: gather what they name, decide, apply. All of it set-wise, or it raises.

Whoever calls this has locked the incarnation, keeps a savepoint, and numbers the changes when all else is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from server.actions.op_answers import list_streets_taken_back, lock_answers, take_answers
from server.actions.op_changes import Outcomes, draft_changes, touched_by
from server.actions.op_facts import gather_facts, places_of, taken_back
from server.actions.op_rows import Fate, row_of
from server.actions.rejudge import lock_rounds, rejudge_locked_places
from server.core.facts import TouchedPlace
from server.db.before import Before, look_before
from server.db.changes import WrittenChange, write_changes
from server.db.collections import ShiftEnd, end_shift, start_shift
from server.db.devices import Device
from server.db.ground import Ground
from server.db.op_effects import add_tracks, expect_blobs, unname_photos
from server.db.ops import Retracting, add_ops, count_ops_before, op_rows
from server.db.visits import (
    NewVisit,
    Street,
    add_visits,
    retract_visits,
    visit_rows,
)
from sync.exchange import OpResult, SentOp
from sync.judging import Facts, ReadOp, judge_op
from sync.ledger import is_manifest_met
from sync.ops import Op, ReturnAnswered, ShiftEnded, ShiftStarted, Track, Visit
from sync.placing import Placed, Stage, place_statements
from sync.words import OpStatus, Outcome


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose batch it is. digests: over the log just before each operation, by id.

    trusting: the places that it names are not looked up; the database raises where one is not there.
    """

    device: Device
    inc: str
    epoch: str
    digests: Mapping[str, str]
    trusting: bool = False


@dataclass(frozen=True, slots=True)
class TakenBatch:
    """What became of a batch: results without change numbers, changes to be numbered, what was judged again."""

    results: tuple[OpResult, ...] = ()
    changes: tuple[WrittenChange, ...] = ()
    touched: frozenset[TouchedPlace] = frozenset()

    def __add__(self, other: "TakenBatch") -> "TakenBatch":
        """Both, one after the other."""
        return TakenBatch(
            self.results + other.results,
            self.changes + other.changes,
            self.touched | other.touched,
        )


def take_batch(
    session: Session, sender: Sender, fresh: Sequence[ReadOp], now: datetime
) -> TakenBatch:
    """Take fresh operations in, in their order. Raises OpsRacedError, or whatever applying them raises."""
    decided = decide_batch(session, sender, fresh, now)
    visits = add_ops(session, decided.rows, lambda: list_visit_rows(sender, decided, now))
    return apply_batch(session, sender, decided, visits, now)


@dataclass(frozen=True, slots=True)
class Decided:
    """A batch gathered and decided, nothing of it written. rows: to be kept, of all; ops: those that take effect."""

    results: tuple[OpResult, ...]
    rows: Sequence[str]
    ops: tuple[Op, ...]
    placed: Placed
    before: Before
    waiting: Mapping[str, Retracting]
    held: Mapping[str, Street]
    facts: Facts
    ground: Ground


def decide_batch(
    session: Session, sender: Sender, reads: Sequence[ReadOp], now: datetime
) -> Decided:
    """Gather what operations are judged by, and judge them. Locks their collections."""
    facts, ground = gather_facts(session, sender.device, reads, now, trusting=sender.trusting)
    judged = [judge_op(read, facts) for read in reads]
    ops = tuple(one.taken for one in judged if one.taken is not None)

    places, held = places_of(session, ops)
    lock_answers(session, ops, held)
    held = {**held, **list_streets_taken_back(session, ops, held)}
    statements = [op.id for op in ops if isinstance(op.data, Visit | ReturnAnswered)]
    fates = [
        Fate(one.read.sent, OpResult(one.read.sent.id, one.status, None, one.reason), one.taken)
        for one in judged
    ]
    before, rows = look_before(
        session, places, statements, lambda: op_rows(sender.inc, map(row_of, fates), now)
    )
    waiting = _rightful(before.retracting, ops)
    retracted = frozenset(taken_back(ops)) | frozenset(waiting)
    stage = Stage(sender.epoch, sender.inc, sender.device.label, retracted)
    placed = place_statements(ops, before.standing, stage)

    if placed.superseded:
        fates = [_after_all(fate, placed) for fate in fates]
        rows = op_rows(sender.inc, map(row_of, fates), now)
    results = tuple([fate.result for fate in fates])
    return Decided(results, rows, ops, placed, before, waiting, held, facts, ground)


def apply_batch(
    session: Session, sender: Sender, decided: Decided, visits: str, now: datetime
) -> TakenBatch:
    """Write what a batch changes, whose operations are kept already, and judge again what hangs on it.

    visits: their rows, of `list_visit_rows`.
    """
    ops = decided.ops
    touched, changes = add_visits(session, visits, lambda: _consequences(sender, decided, now))
    retract_visits(session, list(taken_back(ops).items()), now)
    _apply_rest(session, sender, ops, now)
    rounds = {one.round_id for one in decided.ground.returns.values()}
    rounds |= {round_id for round_id, _, _ in decided.held.values()}
    take_answers(session, ops, decided.waiting, rounds, now)

    if touched:
        _rejudge(session, decided, touched, now)
    return TakenBatch(decided.results, changes, touched)


def _consequences(
    sender: Sender, decided: Decided, now: datetime
) -> tuple[frozenset[TouchedPlace], tuple[WrittenChange, ...]]:
    facts = decided.facts
    outcomes = Outcomes(
        sender.device.label,
        decided.ops,
        decided.placed,
        decided.held,
        facts.rounds,
        facts.holders,
        decided.ground.returns,
        facts.held_by,
    )
    return touched_by(outcomes), tuple(write_changes(draft_changes(outcomes), now))


def _rejudge(
    session: Session, decided: Decided, touched: frozenset[TouchedPlace], now: datetime
) -> None:
    rounds = {place.round_id for place in touched}
    if not rounds <= {round_id for round_id, _ in decided.facts.holders}:
        lock_rounds(session, rounds)  # of a return that was answered, say
    stated = [
        TouchedPlace(op.data.round_id, op.data.on, op.data.usrn)
        for op in decided.ops
        if isinstance(op.data, Visit)
        and op.data.uprn is None
        and op.data.outcome is not Outcome.COMPLETED
    ]
    rejudge_locked_places(session, touched, now, decided.before.matter_of(touched, stated))


def keep_quarantined(
    session: Session, sender: Sender, sent: SentOp, fault: str, now: datetime
) -> TakenBatch:
    """Keep an operation whose applying raised, without effect, with the traceback."""
    result = OpResult(sent.id, OpStatus.QUARANTINED, reason="could_not_be_applied")
    rows = op_rows(sender.inc, [row_of(Fate(sent, result, fault=fault))], now)
    return add_ops(session, rows, lambda: TakenBatch((result,)))


def _rightful(waiting: Mapping[str, Retracting], ops: Sequence[Op]) -> dict[str, Retracting]:
    """Retractions that came before what they take back count only if they are of the same squad."""
    squads = {op.id: op.squad for op in ops}
    return {op_id: one for op_id, one in waiting.items() if one.squad == squads[op_id]}


def _after_all(fate: Fate, placed: Placed) -> Fate:
    winner = placed.superseded.get(fate.sent.id)
    if winner is None:
        return fate
    return Fate(fate.sent, OpResult(fate.sent.id, OpStatus.SUPERSEDED, by=winner))


def list_visit_rows(sender: Sender, decided: Decided, now: datetime) -> str:
    """The visits of a batch as they are kept. Pure."""
    new, saw = [], decided.placed.saw
    for op in decided.ops:
        if isinstance(op.data, Visit):
            back = decided.waiting.get(op.id)
            at, by = (None, None) if back is None else (back.received_at, back.op)
            new.append(NewVisit(op, op.data, saw[op.id], at, by))
    return visit_rows(sender.device.id, new, now)


def _apply_rest(session: Session, sender: Sender, ops: Sequence[Op], now: datetime) -> None:
    device = sender.device.id
    for op in ops:
        if isinstance(op.data, ShiftStarted):
            at = datetime.fromtimestamp(op.time.est_ms / 1000, UTC)
            start_shift(session, op.data.round_id, op.data.on, at)
        elif isinstance(op.data, ShiftEnded):
            end_shift(session, _end_of(session, op, op.data, sender), now)
    add_tracks(session, device, [(op, op.data) for op in ops if isinstance(op.data, Track)], now)
    expect_blobs(session, device, ops, now)
    unname_photos(session, list(taken_back(ops)))


def _is_proven(session: Session, op: Op, data: ShiftEnded, sender: Sender) -> bool:
    """By the numbers and their digest; by the count where operations were given new numbers since."""
    if is_manifest_met(data.last_seq, data.digest, op.seq, sender.digests.get(op.id)):
        return True
    if data.last_seq == op.seq - 1 or not data.ops:
        return False  # it has its old number: the digest tells of another log
    place = (sender.inc, op.seq)
    return data.ops == count_ops_before(session, sender.device.id, op.ent, place)


def _end_of(session: Session, op: Op, data: ShiftEnded, sender: Sender) -> ShiftEnd:
    return ShiftEnd(
        id=op.id,
        device=sender.device.id,
        squad=op.squad,
        round_id=data.round_id,
        on=data.on,
        at=datetime.fromtimestamp(op.time.est_ms / 1000, UTC),
        reason=None if data.reason is None else data.reason.value,
        handed_over_to=data.handed_over_to,
        proven=_is_proven(session, op, data, sender),
    )
