"""Everything that may happen beside recording and asking: each function is one step of a schedule."""

from collections.abc import Callable

from sync.canonical import read_json
from sync.client_state import Trouble
from tests.sync.sim.deciding import Deed, is_replayed, list_held
from tests.sync.sim.ground import DAY_MS, HOUR_MS, SQUADS
from tests.sync.sim.handset import Handset, new_id
from tests.sync.sim.recording import record
from tests.sync.sim.server import Open
from tests.sync.sim.violation import Violation
from tests.sync.sim.world import Backup, World, advance, exchange, note_results, short

Step = Callable[[World], None]
OLDEST_BACKUP_MS = 25 * DAY_MS
OLDEST_COPY_MS = 10 * 60_000  # no line keeps a request longer than that
MOST_HANDSETS = 4
MOST_FILES = 3


def go_on(world: World) -> None:
    """A transaction that was left open goes on."""
    if world.server.open:
        world.tell("an open transaction goes on")
        advance(world, world.rng.choice(world.server.open), only_once=world.rng.random() < 0.4)


def give_up(world: World) -> None:
    """A handset waits no longer for its answer."""
    one = world.pick()
    if one.waiting is not None:
        world.tell(f"{one.name} gives up waiting")
        one.miss(one.waiting, Trouble.TIMED_OUT, world.now_ms)


def late_copy(world: World) -> None:
    """A copy of an older request arrives, out of order; nobody hears its answer."""
    if not world.late:
        return
    asked, secret, sent_ms = world.late.pop(world.rng.randrange(len(world.late)))
    if world.now_ms - sent_ms > OLDEST_COPY_MS:
        return
    world.tell("a late copy arrives")
    opened = world.server.begin(asked, secret, world.now_ms)
    if isinstance(opened, Open):
        advance(world, opened, only_once=world.rng.random() < 0.3)


def kill_server(world: World) -> None:
    """The server dies; what it had not committed is gone."""
    world.tell("the server is killed")
    world.server.kill()
    drop_the_line(world)


def drop_the_line(world: World) -> None:
    """Nobody's request is answered any more."""
    world.asking.clear()
    for one in world.handsets:
        if one.waiting is not None:
            one.miss(one.waiting, Trouble.NO_SIGNAL, world.now_ms)


def back_up(world: World) -> None:
    """The server's database is backed up."""
    world.tell("the server is backed up")
    world.backup = Backup(world.now_ms, world.server.back_up(), dict(world.answered))


def restore(world: World) -> None:
    """The server's database is lost and restored from its backup."""
    kept = world.backup
    if kept is None or world.restores >= 2 or world.now_ms - kept.at_ms > OLDEST_BACKUP_MS:
        return
    world.tell("the server is restored from its backup")
    world.server.restore(kept.tables)
    world.answered = dict(kept.answered)
    world.restores += 1
    drop_the_line(world)


def upgrade(world: World) -> None:
    """The server is replaced by a newer version; what it had to set aside is replayed."""
    if world.on_real_stores:
        return
    if not world.server.upgraded:
        world.tell("the server is upgraded")
        world.server.upgrade()
        drop_the_line(world)
    replay_quarantined(world)


def replay_quarantined(world: World) -> None:
    """A manager replays what was quarantined; its result is another from now on."""
    ops, server = world.server.tables.ops, world.server
    if server.upgraded and not server.open:
        for op_id in list_held(ops):
            if is_replayed(ops[op_id].known.result.reason):
                advance(world, server.decide(op_id, Deed.REPLAYED, world.now_ms))


def decide(world: World) -> None:
    """A manager looks at an operation that is held back and decides; perhaps another one does at the same time."""
    held = list_held(world.server.tables.ops)
    if not held:
        return
    op_id, deed = world.rng.choice(held), world.rng.choice(list(Deed))
    world.tell(f"a manager decides about {short(op_id)}")
    opened = world.server.decide(op_id, deed, world.now_ms)
    advance(world, opened, only_once=world.rng.random() < 0.5)


def save_file(world: World) -> None:
    """Somebody saves what a handset has not sent to a file, and carries it away."""
    one = world.pick()
    if one.disk.is_full or not one.disk.log.count_pending():
        return
    world.tell(f"{one.name} saves a file of what it has not sent")
    world.files = [*world.files[-MOST_FILES:], one.save_file(world.now_ms)]


def bring_file(world: World) -> None:
    """A manager takes a file in, old or new, perhaps not for the first time."""
    if not world.files or world.server.open:
        return
    data = world.rng.choice(world.files)
    taken = world.server.take_file(data, world.now_ms)
    world.tell(f"a file is brought: {taken if isinstance(taken, str) else len(taken)}")
    if isinstance(taken, str):
        return
    if [result.id for result in taken] != [op["id"] for op in read_json(data)["ops"]]:
        raise Violation("I10 an operation was in a file and got no result")
    note_results(world, taken)


def prune(world: World) -> None:
    """Old changes are dropped from the feed."""
    tables = world.server.tables
    if world.server.open or tables.head < 3:
        return
    through = world.rng.randrange(tables.pruned_through, tables.head)
    world.tell(f"changes through {through} are dropped")
    world.server.prune(through)


def kill_handset(world: World) -> None:
    """The app dies; perhaps between a commit and the marker, and then it begins a new incarnation."""
    one = world.pick()
    world.tell(f"{one.name} is killed")
    one.restart()
    if world.rng.random() < 0.15 and not one.disk.is_full:
        one.disk.adopt(new_id(world.ids))


def fill_disk(world: World) -> None:
    """A handset's storage fills up, or there is room again."""
    one = world.pick()
    one.disk.is_full = not one.disk.is_full
    world.tell(f"{one.name}: {'storage is full' if one.disk.is_full else 'room again'}")


def upset_clock(world: World) -> None:
    """A wall clock is set wrong by hours, or a handset is switched off and on."""
    one = world.pick()
    if world.rng.random() < 0.5:
        one.clocks = one.clocks.set_off(world.rng.randrange(-30, 31) * HOUR_MS // 4)
        return
    world.tell(f"{one.name} reboots")
    one.clocks = one.clocks.rebooted(world.now_ms)
    one.restart()


def copy_handset(world: World) -> None:
    """Somebody keeps a copy of a handset's files."""
    one = world.pick()
    world.tell(f"{one.name} is copied")
    world.copies[one.name] = one.disk.copy(), one.secret, one.device


def roll_back(world: World) -> None:
    """A handset's files are replaced by the copy; in half of the cases the app finds out when it starts."""
    one = world.pick()
    if one.name not in world.copies:
        return
    world.tell(f"{one.name} is rolled back")
    one.disk = world.copies.pop(one.name)[0]
    begin_anew(world, one)
    forget_lost(world)


def clone(world: World) -> None:
    """The copy is put on another handset, and both go on."""
    one = world.pick()
    if one.name not in world.copies or len(world.handsets) >= MOST_HANDSETS:
        return
    disk, secret, device = world.copies[one.name]
    twin = world.add_handset(disk.copy(), secret, one.squad)
    twin.device = device
    world.cloned |= {one.name, twin.name}
    world.tell(f"{one.name} is cloned as {twin.name}")
    begin_anew(world, twin)


def begin_anew(world: World, one: Handset) -> None:
    """Start the app on files that were put there; it may notice by its marker."""
    one.restart()
    one.disk.is_full = False
    if world.rng.random() < 0.5:
        one.disk.adopt(new_id(world.ids))


def wipe(world: World) -> None:
    """A handset is wiped and enrolled again."""
    one = world.pick()
    world.tell(f"{one.name} is wiped")
    world.copies.pop(one.name, None)
    one.disk = world.new_disk()
    one.restart()
    enrol(world, one, None)
    forget_lost(world)


def forget_lost(world: World) -> None:
    """What no handset holds any more is lost with the handset, as far as the server did not have it."""
    held = {kept.id for one in world.handsets for kept in one.disk.list_held()}
    for op_id in [op_id for op_id in world.recorded if op_id not in held]:
        del world.recorded[op_id]


def expire(world: World) -> None:
    """A secret's time is over."""
    world.server.change_device(world.pick().secret, expires_ms=world.now_ms)


def revoke(world: World) -> None:
    """A device is taken out of service."""
    one = world.pick()
    world.tell(f"{one.name} is taken out of service")
    world.server.change_device(one.secret, revoked_ms=world.now_ms)


def enrol_again(world: World) -> None:
    """A handset is enrolled again, perhaps for the other squad; its log stays."""
    one = world.pick()
    one.squad = world.rng.choice(SQUADS)
    enrol(world, one, one.secret)
    one.restart()
    world.tell(f"{one.name} is enrolled again, for {one.squad}")


def enrol_again_as_it_was(world: World, one: Handset) -> None:
    """A person enrols a handset whose secret is refused, for its squad."""
    enrol(world, one, one.secret)
    one.restart()


def enrol(world: World, one: Handset, secret: str | None) -> None:
    """A handset is enrolled; secret: of its earlier enrolment, by which it stays the same device."""
    one.secret = world.server.enrol(one.squad, secret, world.now_ms)
    one.device = world.server.id_of(one.secret)


def rescope(world: World) -> None:
    """The squad's work is cut anew: its devices must fetch a pack."""
    one = world.pick()
    for row in world.server.tables.devices.values():
        if row.secret == one.secret:
            world.server.change_device(one.secret, scope_version=row.scope_version + 1)
            return


def sleep(world: World) -> None:
    """Nothing happens for hours or days."""
    hours = world.rng.choice((1, 8, 14, 60, 300))
    if world.server.open:
        kill_server(world)  # no transaction stays open that long
    world.tell(f"{hours} hours pass")
    world.now_ms += hours * HOUR_MS


OFTEN: tuple[Step, ...] = (
    *(record,) * 7,
    *(exchange,) * 9,
    *(go_on,) * 3,
    give_up,
    late_copy,
    kill_server,
    back_up,
    copy_handset,
    kill_handset,
    decide,
)
SELDOM: tuple[Step, ...] = (
    *(restore,) * 3,
    *(roll_back,) * 2,
    *(clone,) * 2,
    wipe,
    expire,
    revoke,
    *(enrol_again,) * 2,
    rescope,
    prune,
    *(sleep,) * 2,
    *(fill_disk,) * 2,
    *(upset_clock,) * 2,
    upgrade,
    *(save_file,) * 3,
    *(bring_file,) * 4,
)
SELDOM_SHARE = 0.06


def take_step(world: World) -> None:
    """One step of a schedule."""
    rng = world.rng
    world.now_ms += int(rng.random() * 4_000)
    steps = SELDOM if rng.random() < SELDOM_SHARE else OFTEN
    steps[int(rng.random() * len(steps))](world)
