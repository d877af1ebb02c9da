"""What each safeguard is for: without it, or without both of a pair, a promise is broken soon."""

import pytest

from tests.sync.sim.play import find_violation
from tests.sync.sim.safeguards import REMOVALS, Removal


@pytest.mark.slow
@pytest.mark.parametrize("removal", REMOVALS, ids=lambda removal: removal.name)
def test_a_safeguard_that_is_gone_is_noticed(removal: Removal) -> None:
    found = find_violation(1, removal.rules, first=removal.seed)
    if found is None:  # the simulator draws otherwise by now: `seed` may be written anew
        found = find_violation(removal.most, removal.rules)
    assert found is not None, f"{removal.most} schedules did not notice it"
