"""How a collection stood at every moment: closed, handed over, by whom."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from server.core.facts import ALWAYS, Shift
from server.core.shift_ends import ShiftEnd, states_of
from sync.words import Reason
from tests.server.core.make import ON, at

BEGUN = Shift("R1", ON, "S2")


def end(number: int, squad: str, hour: float, **changes: object) -> ShiftEnd:
    values = {"received_at": at(hour), "reason": None, "handed_over_to": None} | changes
    return ShiftEnd(f"e{number}", squad, at(hour), **values)  # type: ignore[arg-type]  # its fields


def standing(ends: list[ShiftEnd], moment: datetime) -> Shift:
    (found,) = [shift for shift in states_of(BEGUN, ends) if shift.is_known(moment)]
    return found


def test_before_it_was_handed_over_it_was_the_first_squads() -> None:
    ends = [end(1, "S1", 11, handed_over_to="S2"), end(2, "S2", 15, reason=Reason.OUT_OF_TIME)]
    assert (standing(ends, at(10)).squad, standing(ends, at(10)).ended_at) == ("S1", None)
    assert (standing(ends, at(12)).squad, standing(ends, at(12)).ended_at) == ("S2", None)
    assert (standing(ends, at(16)).ended_at, standing(ends, at(16)).end_reason) == (
        at(15),
        Reason.OUT_OF_TIME,
    )


def test_who_handed_over_does_not_close_and_a_late_message_changes_only_what_was_known_since() -> (
    None
):
    handed_late = end(1, "S1", 11, handed_over_to="S2", received_at=at(20))
    ends = [handed_late, end(2, "S1", 10)]
    assert standing(ends, at(12)).ended_at == at(10)
    assert standing(ends, at(21)).ended_at is None
    assert standing(ends, at(21)).squad == "S2"


def test_a_collection_nobody_ended_stands_as_it_was_begun() -> None:
    assert states_of(BEGUN, []) == (BEGUN,)


ENDS = st.lists(
    st.builds(
        end,
        st.integers(1, 50),
        st.sampled_from(["S1", "S2", "S3"]),
        st.integers(6, 20),
        handed_over_to=st.sampled_from([None, "S1", "S2", "S3"]),
        received_at=st.integers(6, 40).map(at),
    ),
    max_size=6,
    unique_by=lambda one: one.id,
)


@given(ENDS, st.randoms())
def test_at_every_moment_one_state_holds_whatever_came_in_whichever_order(
    ends: list[ShiftEnd], rnd: object
) -> None:
    shuffled = ends.copy()
    rnd.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert states_of(BEGUN, shuffled) == states_of(BEGUN, ends)
    for moment in (ALWAYS, at(5), at(12), at(60)):
        standing(ends, moment)
