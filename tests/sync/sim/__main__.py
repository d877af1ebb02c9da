"""`python -m tests.sync.sim SEED` tells one schedule; `--schedules N [--first SEED]` plays many and says how fast."""

import argparse
import sys
import time

from tests.sync.sim.play import STEPS, play, play_telling
from tests.sync.sim.violation import Violation


def main() -> int:
    """Play what the arguments say; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(
        description="Simulated handsets and a simulated server, from a seed."
    )
    parser.add_argument("seed", type=int, nargs="?", help="tell this schedule's history")
    parser.add_argument("--schedules", type=int, default=0, help="play so many")
    parser.add_argument("--first", type=int, default=0, help="the first one's seed")
    asked = parser.parse_args()
    if asked.seed is not None:
        lines = play_telling(asked.seed)
        print("\n".join(lines))  # noqa: T201
        return int(lines[-1].startswith("VIOLATION"))
    return play_many(asked.first, asked.schedules)


def play_many(first: int, schedules: int) -> int:
    """Play schedules one after another; the first that breaks a promise is told whole."""
    began, cpu = time.perf_counter(), time.process_time()
    for seed in range(first, first + schedules):
        try:
            play(seed)
        except Violation:
            print("\n".join(play_telling(seed)))  # noqa: T201
            return 1
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    steps = schedules * STEPS
    print(  # noqa: T201
        f"{schedules} schedules of {STEPS} steps, no promise broken: {took:.1f} s, "
        f"{steps / took:,.0f} steps/s ({steps / cpu:,.0f} a second of processor time)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
