"""A mark's body is made at once for the feed: it must be the one that the pack's own writer makes."""

from hypothesis import given
from hypothesis import strategies as st

from server.actions.op_changes import mark_body, mark_of
from sync.packs import encode_mark
from sync.placing import Standing
from sync.words import Outcome, Reason

IDS = st.sampled_from(["a", "b", "c"])
STANDINGS = st.builds(
    Standing,
    id=IDS,
    inc=IDS,
    seq=st.integers(1, 9),
    ent=st.just("R1@2026-05-04/1"),
    n=st.none() | st.integers(1, 9),
    squad=IDS,
    device=IDS,
    outcome=st.sampled_from(Outcome),
    reason=st.none() | st.sampled_from(Reason),
    est_ms=st.integers(0, 9),
    saw=st.frozensets(IDS),
    is_retracted=st.booleans(),
)


@given(st.lists(STANDINGS, max_size=4))
def test_the_body_of_a_mark_is_what_the_packs_writer_makes(standings: list[Standing]) -> None:
    here = {one.id: one for one in standings}
    mark = mark_of("R1@2026-05-04/1", here)
    wanted = None if mark is None else encode_mark(mark)
    if wanted is not None:
        wanted.pop("change_n", None)
    assert mark_body("R1@2026-05-04/1", here) == wanted
