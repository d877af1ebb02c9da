"""What a statement has seen of its place, when statements do not arrive in the order they were recorded."""

from dataclasses import replace

from sync.ops import Op, Seen
from sync.placing import Placed, Stage, Standing, place_statements, shown_at
from sync.words import Outcome
from tests.sync.make import make_op, make_visit

INC = "0197f0c0-0000-7000-8000-000000000001"
STAGE = Stage(epoch="e1", inc=INC, device="handheld 1")


def visit(seq: int, outcome: Outcome = Outcome.COMPLETED, prev: str | None = None) -> Op:
    return replace(make_op(make_visit(outcome=outcome)), seq=seq, seen=Seen(prev=prev))


def place(op: Op, kept: dict[str, Standing]) -> Placed:
    return place_statements([op], kept.values(), STAGE)


def test_a_replayed_statement_has_not_seen_what_its_device_recorded_after_it() -> None:
    held_back = visit(1, Outcome.PARTLY_COMPLETED)
    later = visit(2, prev=held_back.id)
    here = place(later, {}).standing[later.ent]
    replayed = place(held_back, here)
    assert replayed.saw[held_back.id] == frozenset()
    assert shown_at(replayed.standing[later.ent]).winner == later.id
