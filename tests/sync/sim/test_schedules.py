"""Random schedules of everything that may go wrong, each from a seed that replays exactly."""

import random
from collections.abc import Sequence

import pytest

from sync.exchange import SentOp
from sync.ledger import KnownOp, LogState, Run, decide_run
from tests.sync.sim.model_server import ModelServer
from tests.sync.sim.world import ViolationError, run_schedule


def test_nothing_is_lost_doubled_or_stuck() -> None:
    for seed in range(250):
        run_schedule(seed)


class ForgetfulServer(ModelServer):
    """A server without de-duplication by id."""

    def sort(self, ops: Sequence[SentOp], log: LogState, known: dict[str, KnownOp]) -> Run | str:
        """Everything above `have` counts as new."""
        return decide_run(
            ops, log, {op.id: known[op.id] for op in ops if op.seq <= log.have and op.id in known}
        )


class GapBlindServer(ModelServer):
    """A server that takes any run."""

    def sort(self, ops: Sequence[SentOp], log: LogState, known: dict[str, KnownOp]) -> Run | str:
        """As if the log were always just before the run."""
        if not ops or ops[0].seq <= log.have + 1:
            return decide_run(ops, log, known)
        return decide_run(ops, LogState(ops[0].seq - 1, log.digest), known)


@pytest.mark.parametrize("broken", [ForgetfulServer])
def test_the_walk_notices_a_server_without_a_safeguard(broken: type[ModelServer]) -> None:
    def make(rng: random.Random) -> ModelServer:
        return broken(rng)

    with pytest.raises(ViolationError):
        for seed in range(400):
            run_schedule(seed, make)
