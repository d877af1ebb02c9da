"""What counts at a place: the same in every order, and nothing that was seen stands against what replaced it."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sync.ids import uuid7
from sync.ops import Op, Seen
from sync.placing import Placed, Stage, Standing, place_statements, shown_at
from sync.register import Shown, Statement, decide_shown
from sync.words import Outcome, Reason
from tests.sync.make import make_op, make_visit

IDS = [uuid7(n, bytes([n]) * 10) for n in range(1, 7)]

statements = st.lists(
    st.builds(
        Statement,
        id=st.sampled_from(IDS),
        outcome=st.sampled_from(list(Outcome)),
        est_ms=st.integers(0, 3),
        saw=st.frozensets(st.sampled_from(IDS), max_size=3),
        is_retracted=st.booleans(),
    ),
    unique_by=lambda statement: statement.id,
    max_size=6,
)


@given(statements, st.randoms(use_true_random=False))
def test_order_and_repetition_never_decide(made: list[Statement], rng: random.Random) -> None:
    mixed = made * 2
    rng.shuffle(mixed)
    assert decide_shown(mixed) == decide_shown(made)


@given(statements)
def test_what_is_shown_stands(made: list[Statement]) -> None:
    shown = decide_shown(made)
    standing = [one for one in made if not one.is_retracted]
    if shown.winner is None:
        assert not shown.is_contested
    else:
        assert shown.winner in {one.id for one in standing}


def test_going_back_twice_beats_never() -> None:
    done = Statement(IDS[0], Outcome.COMPLETED, est_ms=9)
    blocked = Statement(IDS[1], Outcome.NOT_COLLECTED, est_ms=1)
    assert decide_shown([done, blocked]) == Shown(IDS[1], is_contested=True)


def test_two_who_agree_are_no_contest() -> None:
    both = [Statement(one, Outcome.COMPLETED, est_ms=at) for at, one in enumerate(IDS[:2])]
    assert decide_shown(both) == Shown(IDS[1])


def test_a_retracted_statement_lets_what_it_replaced_stand_again() -> None:
    done = Statement(IDS[0], Outcome.COMPLETED, est_ms=1)
    blocked = Statement(IDS[1], Outcome.NOT_COLLECTED, est_ms=2, saw=frozenset({IDS[0]}))
    assert decide_shown([done, blocked]).winner == IDS[1]
    assert decide_shown([done, replace(blocked, is_retracted=True)]).winner == IDS[0]


# placing what a batch brings


def visit_op(number: int, **changes: object) -> Op:
    outcome = changes.pop("outcome", Outcome.COMPLETED)
    reason = Reason.WEATHER if outcome is Outcome.NOT_COLLECTED else None
    rng = random.Random(number)
    return make_op(make_visit(outcome=outcome, reason=reason), rng=rng, at_ms=number, **changes)


def standing_of(op: Op, inc: str, n: int, saw: frozenset[str] = frozenset()) -> Standing:
    assert op.data == make_visit()
    return Standing(
        op.id, inc, op.seq, op.ent, n, "S1", "other", Outcome.COMPLETED, None, op.time.est_ms, saw
    )


def place(ops: list[Op], *kept: Standing) -> Placed:
    return place_statements(ops, kept, Stage("e", "mine", "me"))


def test_a_device_has_seen_its_own() -> None:
    first, second = visit_op(1, outcome=Outcome.NOT_COLLECTED), visit_op(2)
    placed = place([first, second])
    assert placed.saw[second.id] == {first.id}
    assert placed.superseded == {}
    assert shown_at(placed.standing[first.ent]) == Shown(second.id)


def test_what_another_device_stated_unseen_stands_beside() -> None:
    theirs, mine = visit_op(9), visit_op(2)
    placed = place([mine], standing_of(theirs, "theirs", n=4))
    assert placed.saw[mine.id] == frozenset()
    assert placed.superseded == {mine.id: theirs.id}, "theirs is later"


def test_what_the_mirror_showed_was_seen() -> None:
    theirs = visit_op(9)
    mine = visit_op(2, seen=Seen(epoch="e", n=4))
    placed = place([mine], standing_of(theirs, "theirs", n=4))
    assert placed.saw[mine.id] == {theirs.id}
    assert placed.superseded == {}


def test_what_another_history_showed_was_not_seen() -> None:
    theirs = visit_op(9)
    mine = visit_op(2, seen=Seen(epoch="before the restore", n=4))
    assert place([mine], standing_of(theirs, "theirs", n=4)).saw[mine.id] == frozenset()


def test_a_chain_holds_though_a_link_is_taken_back() -> None:
    oldest, middle = visit_op(1), visit_op(2)
    kept = (
        standing_of(oldest, "theirs", 1),
        standing_of(middle, "theirs", 2, frozenset({oldest.id})),
    )
    newest = visit_op(3, seen=Seen(prev=middle.id))
    placed = place_statements([newest], kept, Stage("e", "mine", "me", frozenset({middle.id})))
    assert placed.saw[newest.id] == {oldest.id, middle.id}
    assert shown_at(placed.standing[newest.ent]) == Shown(newest.id)
