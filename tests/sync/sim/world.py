"""The simulated world: handsets, a line that loses, repeats and tears, and a server; and what an onlooker would know.

All chance comes from one `Random`. `tell` notes the history when somebody wants to read it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from sync.client_state import Purpose, Request, Trouble, Wait
from sync.device_log import Effects
from sync.exchange import ExchangeReply, OpResult
from sync.words import OpStatus
from tests.sync.sim.clocks import Clocks
from tests.sync.sim.deciding import Decided
from tests.sync.sim.disk import Disk, MemoryDisk
from tests.sync.sim.ground import (
    DAWN_MS,
    HOUR_MS,
    ODD,
    Draft,
)
from tests.sync.sim.handset import Handset, new_id
from tests.sync.sim.rules import Rules
from tests.sync.sim.server import Given, Open, SimServer, as_bytes, problem
from tests.sync.sim.tables import Tables
from tests.sync.sim.violation import Violation

HANDSETS = 2
LONGEST_JUMP_MS = 6 * 60_000
LONGEST_ANSWER_MS = 60_000  # a handset waits no longer than that


@dataclass(slots=True)
class Recorded:
    """An operation that was shown as saved. nth: in order of capture. at_ms: true; est_ms: as its device took it."""

    nth: int
    draft: Draft
    ent: str
    at_ms: int
    est_ms: int
    by: str


@dataclass(slots=True)
class Backup:
    """The server's tables at a time, and what it had answered by then."""

    at_ms: int
    tables: Tables
    answered: dict[str, OpResult]


@dataclass(slots=True)
class World:
    """Everything there is.

    on_wire: messages travel as bytes, not as values. walls_off_ms: how far all wall clocks are off beside their own
    errors. on_real_stores: no transaction is left open, and there is no newer server. new_disk: of a new handset.
    ids: what they are drawn from. history: None when nobody reads it.
    """

    rng: Random
    rules: Rules
    server: SimServer
    on_wire: bool = False
    now_ms: int = DAWN_MS
    handsets: list[Handset] = field(default_factory=list)
    late: list[tuple[Request, str, int]] = field(default_factory=list)
    asking: dict[Open, tuple[Handset, Request]] = field(default_factory=dict)
    backup: Backup | None = None
    copies: dict[str, tuple[Disk, str, str]] = field(default_factory=dict)
    files: list[bytes] = field(default_factory=list)
    recorded: dict[str, Recorded] = field(default_factory=dict)
    answered: dict[str, OpResult] = field(default_factory=dict)
    replayed: set[str] = field(default_factory=set)
    nth: dict[str, int] = field(default_factory=dict)
    cloned: set[str] = field(default_factory=set)
    count: int = 0
    restores: int = 0
    walls_off_ms: int = 0
    on_real_stores: bool = False
    new_disk: Callable[[], Disk] = field(init=False)
    ids: Random = field(init=False)
    history: list[str] | None = None

    def __post_init__(self) -> None:
        """Disks in memory, and ids by the same chance as all else, unless somebody says otherwise."""
        self.ids = self.rng
        self.new_disk = lambda: MemoryDisk(new_id(self.ids), self.rules.new_log)

    def tell(self, words: str) -> None:
        """Note what happened."""
        if self.history is not None:
            self.history.append(f"{(self.now_ms - DAWN_MS) / 1000:>10.1f} s  {words}")

    def add_handset(self, disk: Disk, secret: str, squad: str) -> Handset:
        """Another handset comes into the world."""
        name = f"handset-{len(self.handsets) + 1}"
        wrong_ms = self.walls_off_ms + self.rng.choice((0, 0, -3, 5)) * HOUR_MS
        clocks = Clocks(wrong_ms, self.now_ms - 600_000, name)
        one = Handset(name, disk, clocks, self.ids, self.rules, secret, squad)
        one.device = self.server.id_of(secret)
        self.handsets.append(one)
        return one

    def pick(self) -> Handset:
        """Any handset."""
        return self.handsets[int(self.rng.random() * len(self.handsets))]


def new_world(rng: Random, rules: Rules, on_wire: bool = False, walls_off_ms: int = 0) -> World:
    """A squad with two handsets, enrolled, and a server that knows nothing yet."""
    server = SimServer(rules, rng, Tables(f"{rng.getrandbits(32):08x}"))
    world = World(rng, rules, server, on_wire, walls_off_ms=walls_off_ms)
    for _ in range(HANDSETS):
        secret = server.enrol("S1", None, world.now_ms)
        world.add_handset(world.new_disk(), secret, "S1")
    return world


def exchange(world: World) -> None:
    """A handset asks the server for what its client wants now, over a bad line."""
    one = world.pick()
    if one.waiting is not None:
        return
    asked = one.ask(world.now_ms)
    if isinstance(asked, Wait):
        boot_ms = one.clocks.read(world.now_ms).boot_ms
        world.now_ms += min(LONGEST_JUMP_MS, max(0, asked.until_boot_ms - boot_ms))
        asked = one.ask(world.now_ms)
        if isinstance(asked, Wait):
            return
    drawn = world.rng.random()
    if asked.ops and drawn * 997 % 1 < 0.25:
        world.late.append((asked, one.secret, world.now_ms))
    if world.history is not None:
        world.tell(f"{one.name} asks {said(asked)}")
    if drawn < 0.12:
        world.tell("  the request is lost")
        one.miss(asked, Trouble.TIMED_OUT if drawn < 0.06 else Trouble.NO_SIGNAL, world.now_ms)
        return
    if drawn < 0.15:
        tear_request(world, one, asked)
        return
    carry(world, one, asked, stays_open=drawn < 0.4)


def _cut(world: World, body: bytes) -> bytes:
    """A part of it. How many numbers are drawn must not hang on its length, which changes with what a clock shows."""
    return body[: int(world.rng.random() * len(body))]


def tear_request(world: World, one: Handset, asked: Request) -> None:
    """The request arrives cut off."""
    body = asked.body
    if body is None:
        one.miss(asked, Trouble.TIMED_OUT, world.now_ms)
        return
    torn = replace(asked, said=_cut(world, body))
    world.tell("  it arrives cut off")
    given = world.server.begin(torn, one.secret, world.now_ms)
    if isinstance(given, Open):
        raise Violation("a body that was cut off was read")
    answer(world, one, asked, given)


def carry(world: World, one: Handset, asked: Request, stays_open: bool = False) -> None:
    """The request arrives; its transaction goes to its end, or stays open for a while."""
    if asked.purpose is Purpose.EXCHANGE and any(is_odd(op.body) for op in asked.ops):
        world.tell("  something on the way cannot read it")
        answer(world, one, asked, problem(400, "request.unreadable"))
        return
    if world.on_wire and asked.body is not None:
        asked = replace(asked, said=asked.body)
        one.waiting = asked
    given = world.server.begin(asked, one.secret, world.now_ms)
    if isinstance(given, Open):
        world.asking[given] = one, asked
        advance(world, given, only_once=stays_open)
        return
    answer(world, one, asked, given)


def advance(world: World, opened: Open, only_once: bool = False) -> None:
    """A transaction goes on: one slice, or as far as it can."""
    go_on: Callable[[Open, int], Given | None]
    stays_open = only_once and not world.on_real_stores
    go_on = world.server.advance if stays_open else world.server.finish
    given = go_on(opened, world.now_ms)
    if given is None:
        world.tell("  its transaction stays open")
        return
    note_answer(world, opened, given)
    one, asked = world.asking.pop(opened, (None, None))
    if one is None or asked is None or one.waiting is not asked:
        world.tell("  a transaction ends; nobody waits for its answer")
        return
    if one.clocks.read(world.now_ms).boot_ms - asked.asked.boot_ms > LONGEST_ANSWER_MS:
        world.tell(f"  {one.name} has given up waiting")
        one.miss(asked, Trouble.TIMED_OUT, world.now_ms)
        return
    answer(world, one, asked, given)


def answer(world: World, one: Handset, asked: Request, given: Given) -> None:
    """The answer goes back: it is lost, or cut off, or heard."""
    drawn = world.rng.random()
    if drawn < 0.14:
        world.tell("  the answer is lost")
        one.miss(asked, Trouble.TIMED_OUT, world.now_ms)
        return
    if drawn < 0.17:
        whole = as_bytes(given)
        world.tell("  the answer arrives cut off")
        torn = replace(whole, body=_cut(world, whole.body))
        one.hear(asked, torn, world.now_ms)
        return
    hear(world, one, asked, given)


def hear(world: World, one: Handset, asked: Request, given: Given) -> None:
    """The answer is heard."""
    if world.history is not None:
        world.tell(f"  {one.name} hears {short_answer(given)}")
    before = one.disk.log.count_pending()
    step = one.hear(asked, as_bytes(given) if world.on_wire else given, world.now_ms)
    if step is None:
        world.tell("  but has no room to keep it")
        return
    check_outbox(before, one.disk.log.count_pending(), step.effects)
    if world.restores and isinstance(given, ExchangeReply):
        check_healed(world, one)


def check_outbox(before: int, after: int, effects: Effects) -> None:
    """I9: an operation leaves the outbox by a result that names it, and comes back only by reconciliation."""
    if after < before - len(effects.settled):
        raise Violation("I9 an operation left the outbox unnamed")
    if after > before and not effects.requeued and not effects.disputed:
        raise Violation("I9 an operation came back for no reason")


def check_healed(world: World, one: Handset) -> None:
    """I12: after one answer, nothing counts as settled that the server does not hold."""
    ops = world.server.tables.ops
    for held in one.disk.list_held():
        if held.is_settled and held.id not in ops:
            raise Violation(f"I12 {short(held.id)} counts as settled, but the server lost it")


def note_answer(world: World, opened: Open, given: Given) -> None:
    """I1, I4, I10: an answer names every operation sent; each is durable, and named the same each time."""
    if isinstance(given, Decided):
        note_decided(world, given)
    if not isinstance(given, ExchangeReply):
        return
    if [result.id for result in given.results] != [op.id for op in opened.asked.ops]:
        raise Violation("I10 an operation was sent and got no result")
    note_results(world, given.results)


def note_results(world: World, results: Sequence[OpResult]) -> None:
    """I1, I4 of results. One that is held back may have been asked for just before it was decided about."""
    ops = world.server.tables.ops
    for result in results:
        if result.id not in ops:
            raise Violation(f"I1 {short(result.id)} was confirmed and is not there")
        if result.id in world.replayed and result.status is OpStatus.QUARANTINED:
            continue
        before = world.answered.setdefault(result.id, result)
        if before != result and result.reason != "content_changed":
            raise Violation(f"I4 {short(result.id)} was {before}, now {result}")


def note_decided(world: World, done: Decided) -> None:
    """A manager decided: the operation has another result from now on."""
    if world.history is not None:
        world.tell(f"  {short(done.op_id)} is {done.deed}: {done.result}")
    if done.result is not None:
        world.answered.pop(done.op_id, None)
        world.replayed.add(done.op_id)


def is_odd(body: str) -> bool:
    """Whether something on the way cannot read it."""
    return f'"note":"{ODD}"' in body


def short(op_id: str) -> str:
    """An id for reading."""
    return op_id[-6:]


def said(asked: Request) -> str:
    """A request in words."""
    run = ", ".join(f"{op.seq}:{short(op.id)}" for op in asked.ops)
    return f"{asked.purpose} {run}".strip()


def short_answer(given: Given) -> str:
    """An answer in words."""
    if isinstance(given, ExchangeReply):
        results = ", ".join(f"{short(r.id)} {r.status} n={r.n}" for r in given.results)
        haves = ", ".join(
            f"{short(inc)} have {have} {digest[:4]}" for inc, have, digest in given.haves
        )
        return f"results [{results}] haves [{haves}] head {given.feed.head} {given.feed.bootstrap or ''}"
    return str(given)[:300]
