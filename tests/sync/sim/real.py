"""`python -m tests.sync.sim.real SEED` or `--schedules N`: schedules on the phone's SQLite and a real PostGIS.

The server there must answer each request as the one in memory does.
"""

import argparse
import logging
import sys
import time

from tests.sync.sim.play import STEPS
from tests.sync.sim.real_play import own_engine, play_for_real
from tests.sync.sim.violation import Violation


def main() -> int:
    """Play what the arguments say; 1 when a promise was broken or an answer differed."""
    parser = argparse.ArgumentParser(description="Simulated handsets on the real stores.")
    parser.add_argument("seed", type=int, nargs="?", help="play only this schedule")
    parser.add_argument("--schedules", type=int, default=1, help="play so many")
    parser.add_argument("--first", type=int, default=0, help="the first one's seed")
    asked = parser.parse_args()
    if asked.seed is not None:
        return play_real(range(asked.seed, asked.seed + 1))
    return play_real(range(asked.first, asked.first + asked.schedules))


def play_real(seeds: range) -> int:
    """Play schedules; the first that breaks a promise is told whole."""
    logging.disable()  # the trap is meant to be fallen into
    began, compared = time.perf_counter(), 0
    with own_engine() as engine:
        for seed in seeds:
            try:
                compared += play_for_real(seed, engine).compared
            except Violation as violation:
                print("\n".join(violation.history))  # noqa: T201
                print(f"VIOLATION with seed {seed}: {violation}")  # noqa: T201
                return 1
    took_s = time.perf_counter() - began
    print(  # noqa: T201
        f"{len(seeds)} schedules of {STEPS} steps on SQLite and PostGIS, every promise kept and {compared} answers "
        f"the same as in memory: {took_s:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
