"""A proof that the benchmarks run: a few operations through each side that needs no installing."""

from pathlib import Path

import pytest

from tests.bench.shifts import make_shift
from tests.bench.sides import Floor, JsonFloor, Ours

pytestmark = [pytest.mark.db, pytest.mark.slow]


def test_a_few_operations_go_through_our_server_and_the_floors(tmp_path: Path) -> None:
    ours = Ours(tmp_path, squads=2)
    try:
        ours.enrol_all([0, 1])
        shifts = [[make_shift(number, 40)] for number in range(2)]
        for side in (
            ours,
            Floor(ours.server.url_of_database),
            JsonFloor(ours.server.url_of_database),
        ):
            took = side.push(side.prepare(shifts, 20))
            assert len(took.each_s) == 4
        _, changes = ours.pull_all(0)
        assert changes >= 40
    finally:
        ours.close()
