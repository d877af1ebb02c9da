"""What record and track say together of a street."""

from dataclasses import replace

import pytest

from server.core.passing import PassedStreet, Passing, decide_passing, sort_passing
from sync.words import Outcome

DRIVEN = PassedStreet("1", "Ash Road", "", share=0.97, is_end_to_end=True)
DONE = replace(DRIVEN, outcome=Outcome.COMPLETED)
CASES = [
    ("driven and done", DONE, Passing.AGREES),
    ("driven and partly done", replace(DONE, outcome=Outcome.PARTLY_COMPLETED), Passing.AGREES),
    ("driven, nothing recorded", DRIVEN, Passing.NOT_RECORDED),
    ("half driven, nothing recorded", replace(DRIVEN, share=0.5, is_end_to_end=False), Passing.QUIET),
    ("half driven and done", replace(DONE, share=0.5, is_end_to_end=False), Passing.AGREES),
    ("done, only its mouth passed", replace(DONE, share=0.08, is_end_to_end=False), Passing.NOT_PASSED),
    ("done, never near", replace(DONE, share=0.0, is_end_to_end=False), Passing.NOT_PASSED),
    ("blocked, never driven", replace(DONE, outcome=Outcome.NOT_COLLECTED, share=0.0, is_end_to_end=False),
     Passing.QUIET),
    ("done while no track ran", replace(DONE, share=0.0, is_end_to_end=False, is_tracked=False), Passing.UNKNOWN),
    ("done, too short to tell", replace(DONE, share=0.0, is_end_to_end=False, can_tell=False), Passing.UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("street", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_record_and_track_together(street: PassedStreet, expected: Passing) -> None:
    assert decide_passing(street) is expected


def test_the_sums_are_of_the_streets_that_can_be_compared() -> None:
    found = sort_passing([case[1] for case in CASES], has_track=True)
    assert (found.agrees, len(found.not_recorded), len(found.not_passed), found.unknown) == (
        3,
        1,
        2,
        2,
    )
    assert found.share_agreeing == pytest.approx(0.5)
    assert sort_passing([], has_track=False).share_agreeing is None
