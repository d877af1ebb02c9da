"""The long form: `python -m tests.sync.fuzz --inputs 100000 [--seed N]`."""

import argparse
import logging
import random
import sys
import time

from tests.sync.fuzz.play import FoundError, Fuzz, summary
from tests.sync.fuzz.town import fuzzed_app

TOLD_EVERY = 5_000


def main() -> int:
    """Run it and say what was answered. 1 when an input did what none may do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    logging.getLogger("server").propagate = False
    print(f"seed {given.seed}", flush=True)  # noqa: T201
    began = time.monotonic()
    with fuzzed_app() as app:
        fuzz = Fuzz(app, given.seed)
        try:
            while fuzz.tally["inputs"] < given.inputs:
                fuzz.run(min(TOLD_EVERY, given.inputs - fuzz.tally["inputs"]))
                print(f"{fuzz.tally['inputs']} inputs", flush=True)  # noqa: T201
        except FoundError as error:
            print(error)  # noqa: T201
            return 1
        seconds = time.monotonic() - began
        print(summary(fuzz))  # noqa: T201
        print(f"{fuzz.tally['inputs']} inputs in {seconds:.0f} s")  # noqa: T201
        print("never a 500, never half an effect")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
