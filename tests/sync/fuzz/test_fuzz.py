"""A fixed share of the fuzz; `make fuzz` runs the long form from any seed."""

import pytest

from tests.sync.fuzz.play import Fuzz
from tests.sync.fuzz.town import fuzzed_app

pytestmark = [pytest.mark.db, pytest.mark.slow]
SEED, INPUTS = 5, 2_000


def test_no_spoilt_body_makes_a_500_or_half_an_effect() -> None:
    with fuzzed_app() as app:
        fuzz = Fuzz(app, SEED)
        fuzz.run(INPUTS)
    assert fuzz.tally["operations accepted"] > 50, "some are good, or nothing was tried"
    assert fuzz.tally["operations quarantined"] > 200
    assert fuzz.tally["refused: request.unreadable"] > 100
    assert fuzz.tally["refused: request.too_large"] > 0
