"""`python -m tests.sync.sim SEED` tells one schedule; `--schedules N` plays many, on all cores, and says how fast."""

import argparse
import os
import sys
import time
from multiprocessing import Pool

from tests.sync.sim.haste import make_haste
from tests.sync.sim.play import STEPS, play, play_telling
from tests.sync.sim.violation import Violation

AT_ONCE = 100


def main() -> int:
    """Play what the arguments say; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description="Handsets, a bad line and a server, from a seed.")
    parser.add_argument("seed", type=int, nargs="?", help="tell this schedule's history")
    parser.add_argument("--schedules", type=int, default=0, help="play so many")
    parser.add_argument("--first", type=int, default=0, help="the first one's seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    asked = parser.parse_args()
    if asked.seed is not None:
        return tell(asked.seed)
    return play_many(asked.first, asked.schedules, asked.jobs)


def tell(seed: int) -> int:
    """The history of one schedule."""
    lines = play_telling(seed)
    print("\n".join(lines))  # noqa: T201
    return int(lines[-1].startswith("VIOLATION"))


def play_many(first: int, schedules: int, jobs: int) -> int:
    """Play schedules; the first that breaks a promise is told whole."""
    began, cpu_s = time.perf_counter(), 0.0
    shares = [
        range(at, min(at + AT_ONCE, first + schedules))
        for at in range(first, first + schedules, AT_ONCE)
    ]
    with Pool(jobs, make_haste) as pool:
        for done, (broken, took_s) in enumerate(pool.imap(play_share, shares), 1):
            cpu_s += took_s
            if broken is not None:
                return tell(broken)
            if sys.stderr.isatty():
                print(f"\r{done * AT_ONCE} schedules", end="", file=sys.stderr)  # noqa: T201
    took_s = time.perf_counter() - began
    steps = schedules * STEPS
    print(  # noqa: T201
        f"{schedules} schedules of {STEPS} steps, every promise kept: {took_s:.1f} s with {jobs} processes, "
        f"{steps / took_s:,.0f} steps/s; {steps / cpu_s:,.0f} in a second of one processor"
    )
    return 0


def play_share(seeds: range) -> tuple[int | None, float]:
    """The first seed of a share that breaks a promise, if any, and the processor time it took."""
    began = time.process_time()
    for seed in seeds:
        try:
            play(seed)
        except Violation:
            return seed, time.process_time() - began
    return None, time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
