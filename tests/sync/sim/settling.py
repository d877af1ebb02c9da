"""The faults stop: everybody syncs until there is nothing more to do, in a bounded number of requests."""

from sync.client_state import Purpose, Trouble, Wait
from tests.sync.sim.checks import device_of
from tests.sync.sim.faults import enrol_again_as_it_was, late_copy, replay_quarantined
from tests.sync.sim.feed import cursor_at
from tests.sync.sim.handset import Handset
from tests.sync.sim.server import Open, problem
from tests.sync.sim.violation import Violation
from tests.sync.sim.world import World, hear, is_odd, note_answer

MOST_REQUESTS = 80
MOST_ROUNDS = 12


def settle(world: World) -> None:
    """Let everything come to rest."""
    world.tell("---- the faults stop")
    finish_open(world)
    while world.late:
        late_copy(world)
        finish_open(world)
    for one in world.handsets:
        one.disk.is_full = False
        if one.waiting is not None:
            one.miss(one.waiting, Trouble.TIMED_OUT, world.now_ms)
    come_to_rest(world)
    if world.server.upgraded:
        replay_quarantined(world)
        come_to_rest(world)


def come_to_rest(world: World) -> None:
    """Those who are not at rest ask in turn; then everybody once more, as idle phones do, until that changes nothing.

    A clone's silent twin learns of the clone only by asking.
    """
    everybody = True
    for _ in range(MOST_ROUNDS):
        before = _state_of(world)
        for one in world.handsets:
            if everybody or not is_at_rest(world, one):
                drain(world, one)
        is_quiet = before == _state_of(world)
        if is_quiet and everybody:
            return
        everybody = is_quiet
    raise Violation("I11 it never comes to rest")


def is_at_rest(world: World, one: Handset) -> bool:
    """Whether it asked before, has nothing to send, and its cursor is at the end of the feed."""
    device, tables = device_of(world, one), world.server.tables
    if device is None or one.disk.log.count_pending():
        return False
    at_end = one.disk.log.cursor() == cursor_at(tables, device, tables.head)
    return at_end or device.revoked_ms is not None


def finish_open(world: World) -> None:
    """Every open transaction to its end; two that wait for each other are a deadlock."""
    server = world.server
    while server.open:
        slices = len(server.open)
        moved = False
        for opened in list(server.open):
            given = server.finish(opened, world.now_ms)
            if given is not None:
                note_answer(world, opened, given)
                world.asking.pop(opened, None)
                moved = True
        if not moved and slices == len(server.open):
            raise Violation("deadlock: every open transaction waits for another one")


def drain(world: World, one: Handset) -> None:
    """One handset asks until it has nothing to ask. Its person enrols it again where it is refused."""
    world.now_ms += 61_000
    one.hurry(world.now_ms)
    for _ in range(MOST_REQUESTS):
        asked = one.ask(world.now_ms)
        if isinstance(asked, Wait):
            if one.state.trouble in (None, Trouble.REVOKED) and not one.disk.log.count_pending():
                return
            if one.state.trouble is Trouble.SECRET_REFUSED:
                enrol_again_as_it_was(world, one)
            boot_ms = one.clocks.read(world.now_ms).boot_ms
            world.now_ms += max(1, asked.until_boot_ms - boot_ms)
            continue
        world.tell(f"{one.name} asks {asked.purpose} {[(op.seq, op.id[-6:]) for op in asked.ops]}")
        if asked.purpose is Purpose.EXCHANGE and any(is_odd(op.body) for op in asked.ops):
            hear(world, one, asked, problem(400, "request.unreadable"))
            continue
        given = world.server.begin(asked, one.secret, world.now_ms)
        if isinstance(given, Open):
            done = world.server.finish(given, world.now_ms)
            if done is None:
                raise Violation("deadlock: a transaction alone waits for a lock")
            note_answer(world, given, done)
            given = done
        hear(world, one, asked, given)
    raise Violation(f"I11 {one.name} never comes to an end: {one.state.trouble}")


def _state_of(world: World) -> tuple[object, ...]:
    log = [
        (one.disk.log.count_pending(), one.disk.log.current_inc(), one.disk.log.cursor())
        for one in world.handsets
    ]
    return world.server.tables.head, tuple(log)
