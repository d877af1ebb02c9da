"""The long form: `python -m tests.sync.kills --rounds 200 [--seed N] [--handhelds N] [--stop-every N]`."""

import argparse
import random
import signal
import sys
import time

from tests.sync.kills.play import Plan, ViolatedError, play


def main() -> int:
    """Run it and say what was done. 1 when something did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--handhelds", type=int, default=6)
    parser.add_argument("--stop-every", type=int, default=10)
    given = parser.parse_args()
    plan = Plan(given.rounds, given.handhelds, given.seed, given.stop_every)
    print(plan, flush=True)  # noqa: T201
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended
    began = time.monotonic()
    try:
        tally = play(plan)
    except ViolatedError as error:
        print(error)  # noqa: T201
        return 1
    for what, count in sorted(tally.counts.items()):
        print(f"{count:8} {what}")  # noqa: T201
    print(f"{time.monotonic() - began:8.0f} seconds; nothing missing, nothing doubled")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
