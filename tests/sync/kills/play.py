"""A play: rounds of kills while everybody works, then quiet, then the checks. Drawn from one seed, with its history."""

import random
import shutil
import time
from dataclasses import dataclass, field

from tests.sync.kills.checks import find_violations
from tests.sync.kills.world import Handheld, World

MOST_SYNCS = 60
DYING_BY_ITSELF = 0.4  # of the handhelds' kills: at a statement to SQLite rather than at a time
AT_START = 0.15  # of them: wherever it is, though it may not have come to work
WHOLE_SERVER = 0.15  # of the server's kills: every process at once rather than one


@dataclass(frozen=True, slots=True)
class Plan:
    """How much. stop_every: the database is stopped in every so many rounds."""

    rounds: int
    handhelds: int
    seed: int
    stop_every: int
    longest_pause_s: float = 1.0


@dataclass
class Tally:
    """What happened, line by line, and how often."""

    history: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    def note(self, what: str, details: str = "") -> None:
        """Something was done."""
        self.counts[what] = self.counts.get(what, 0) + 1
        self.history.append(f"{time.monotonic() - self.began:8.2f} s {what} {details}".rstrip())


class ViolatedError(AssertionError):
    """Something did not hold; the text is the history of the play."""

    def __init__(self, plan: Plan, tally: Tally, found: list[str]) -> None:
        lines = [str(plan), *tally.history, f"{len(found)} violations:", *found[:40]]
        super().__init__("\n".join(lines))


def play(plan: Plan) -> Tally:
    """Run it. Raises ViolatedError."""
    rng, tally, world = random.Random(plan.seed), Tally(), World()
    try:
        world.server.start()
        world.server.await_answer()
        for number in range(plan.handhelds):
            held = world.enrol(f"handheld-{number + 1}")
            world.sync(held)
            world.start(held, rng)
        for number in range(1, plan.rounds + 1):
            _round(world, plan, rng, tally)
            if number % plan.stop_every == 0:
                _stop_database(world, rng, tally)
        found = _settle(world, tally) or find_violations(world)
        _count_work(world, tally)
        if found:
            raise ViolatedError(plan, tally, [*found, f"the handhelds are kept in {world.folder}"])
    finally:
        world.remove()
    shutil.rmtree(world.folder)
    return tally


def _round(world: World, plan: Plan, rng: random.Random, tally: Tally) -> None:
    time.sleep(rng.uniform(0, plan.longest_pause_s))
    _kill_handheld(world, rng.choice(world.handhelds), rng, tally)
    time.sleep(rng.uniform(0, plan.longest_pause_s))
    _kill_server(world, rng, tally)


def _kill_handheld(world: World, held: Handheld, rng: random.Random, tally: Tally) -> None:
    if rng.random() >= AT_START:
        _await_a_tap(held)
    by_itself = held.process is not None and held.process.poll() is not None
    world.kill(held)
    tally.note("kill of a handheld", held.name + (" at a statement" if by_itself else ""))
    dies_after = rng.randrange(200, 3_000) if rng.random() < DYING_BY_ITSELF else 0
    world.start(held, rng, dies_after)


def _await_a_tap(held: Handheld) -> None:
    """Let it come to work first, however slow the machine is; one that killed itself meanwhile has."""
    deadline = time.monotonic() + 60
    while held.process is not None and held.process.poll() is None:
        if len(held.lines("shown")) > held.shown_before:
            return
        if time.monotonic() > deadline:
            raise RuntimeError(f"{held.name} never recorded anything")
        time.sleep(0.02)


def _kill_server(world: World, rng: random.Random, tally: Tally) -> None:
    if rng.random() < WHOLE_SERVER:
        world.server.kill_all()
        tally.note("kill of the server", "all of it")
        world.server.start()
    else:
        deadline = time.monotonic() + 60
        while not world.server.kill_one(rng):
            if time.monotonic() > deadline:
                raise RuntimeError("the server has no process left")
            time.sleep(0.02)
        tally.note("kill of the server", "one process")


def _stop_database(world: World, rng: random.Random, tally: Tally) -> None:
    world.cluster.kill()
    tally.note("stop of the database", "at once")
    time.sleep(rng.uniform(0, 0.4))
    world.cluster.up()
    world.forget_connections()
    world.server.await_answer()


def _settle(world: World, tally: Tally) -> list[str]:
    """Faults stop: every handheld sends what it holds, then hears what the others sent."""
    for held in world.handhelds:
        world.kill(held)
    world.server.await_answer()
    tally.note("quiet")
    for held in world.handhelds:
        left, syncs = 1, 0
        while left and syncs < MOST_SYNCS:
            left, _ = world.sync(held)
            syncs += 1
        if left:
            return [f"I11 {held.name} still holds {left} after {syncs} syncs"]
        tally.history.append(f"{held.name} had sent all after {syncs} syncs")
    for held in world.handhelds:
        world.sync(held)
    return []


def _count_work(world: World, tally: Tally) -> None:
    for journal, what in (("shown", "operations shown as saved"), ("answered", "results answered")):
        tally.counts[what] = sum(len(held.lines(journal)) for held in world.handhelds)
