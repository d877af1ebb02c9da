"""Plays schedules: from a seed to a world at rest with its promises kept, or to a Violation with its history."""

from random import Random

from tests.sync.sim.checks import check_all, check_heard
from tests.sync.sim.faults import take_step
from tests.sync.sim.rules import PRODUCT, Rules
from tests.sync.sim.settling import settle
from tests.sync.sim.violation import Violation
from tests.sync.sim.world import World, new_world

STEPS = 80
ON_WIRE_EVERY = 16  # every so many schedules all messages travel as bytes


def play(seed: int, rules: Rules = PRODUCT) -> World:
    """Play the schedule of a seed. Raises Violation."""
    return play_in(begin(seed, rules), seed)


def begin(seed: int, rules: Rules = PRODUCT, walls_off_ms: int = 0) -> World:
    """The world of a seed before its first step."""
    return new_world(Random(seed), rules, seed % ON_WIRE_EVERY == 0, walls_off_ms)


def play_in(world: World, seed: int) -> World:
    """Play the schedule in a world. Raises Violation; its history is there when the world has one."""
    try:
        for _ in range(STEPS):
            take_step(world)
        check_heard(world)
        settle(world)
        check_all(world)
    except Violation as violation:
        violation.seed, violation.history = seed, world.history or []
        raise
    return world


def play_telling(seed: int, rules: Rules = PRODUCT) -> list[str]:
    """The history of a schedule, with the violation it ends in, if any."""
    world = begin(seed, rules)
    world.history = []
    try:
        play_in(world, seed)
    except Violation as violation:
        return [*violation.history, f"VIOLATION with seed {seed}: {violation}"]
    return [*(world.history or []), f"seed {seed}: every promise was kept"]


def find_violation(
    schedules: int, rules: Rules = PRODUCT, first: int = 0
) -> tuple[int, Violation] | None:
    """The first schedule that breaks a promise, counted from 1; None when none does."""
    for nth, seed in enumerate(range(first, first + schedules), 1):
        try:
            play(seed, rules)
        except Violation as violation:
            return nth, violation
    return None
