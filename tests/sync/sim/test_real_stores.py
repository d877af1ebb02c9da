"""The same schedules on the phone's own SQLite, and a server on PostGIS that must answer as the one in memory does.

CI plays this share; `make sim REAL=1 SEEDS=500` plays the rest.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine

from tests.sync.sim.real_play import play_for_real, real_world
from tests.sync.sim.recording import record
from tests.sync.sim.world import exchange

pytestmark = [pytest.mark.db, pytest.mark.slow]
SHARE, AT_ONCE = 20, 5


@pytest.fixture(scope="module")
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("first", range(1_000, 1_000 + SHARE, AT_ONCE))
def test_both_servers_answer_the_same(first: int, engine: Engine) -> None:
    for seed in range(first, first + AT_ONCE):
        assert play_for_real(seed, engine).compared > 10


def test_a_server_that_forgot_something_is_noticed(engine: Engine) -> None:
    with real_world(7, engine) as world, pytest.raises(AssertionError, match="twin"):
        for _ in range(300):
            world.now_ms += 2_000
            record(world)
            exchange(world)
            if world.answered:
                world.server.tables.ops.pop(next(reversed(world.answered)), None)
