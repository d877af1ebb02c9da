"""The server of the simulated world: requests in, answers out, transactions that may stay open, and its misfortunes."""

from dataclasses import dataclass, field, replace
from functools import cache
from random import Random

from server.actions.enrol_device import hash_of_secret
from sync.canonical import canonical_json
from sync.client_state import Answer, Purpose, Request
from sync.exchange import (
    PROTO,
    ExchangeReply,
    ExchangeRequest,
    FeedPage,
    OpResult,
    Refusal,
    decode_request,
    encode_feed,
    encode_refusal,
    encode_reply,
)
from sync.pack import Pack
from sync.packs import encode_pack
from sync.refusals import WireError
from sync.rescue import decode_rescue
from sync.unsent import Unsent, decode_unsent, find_sender, is_sealed_by, plan_requests
from tests.sync.sim.deciding import Decided, Deciding, Deed, decision_about
from tests.sync.sim.feed import make_pack, read_page
from tests.sync.sim.ground import DAY_MS
from tests.sync.sim.rules import Rules
from tests.sync.sim.tables import DeviceRow, Tables
from tests.sync.sim.taking import Bench, CannotApplyError, Key, Refused, Slices, Taken, Taking

SECRET_MS = 90 * DAY_MS
EARLIER_KEPT = 4
NEW_DEVICE = "{:08d}-0000-4000-8000-00000000000d"
Given = ExchangeReply | Refusal | FeedPage | Pack | Answer | Decided


@dataclass(frozen=True, slots=True)
class Enrolling:
    """A handset asks to be enrolled. secret: of its earlier enrolment."""

    squad: str
    secret: str | None
    label: str
    now_ms: int


@dataclass(slots=True, eq=False)
class Open:
    """A transaction under way, and for whom."""

    taking: Taking
    slices: Slices | Deciding
    asked: ExchangeRequest
    waits_for: Key | None = None


@dataclass(slots=True)
class SimServer:
    """One server with its tables. `commits` counts."""

    rules: Rules
    rng: Random
    tables: Tables
    open: list[Open] = field(default_factory=list)
    upgraded: bool = False
    enrolled: int = 0
    bench: Bench = field(init=False)

    def __post_init__(self) -> None:
        """Start it."""
        self._start()

    def _start(self) -> None:
        self.open = []
        self.bench = Bench(self.tables, {}, self.rules, self.rng, self.upgraded)

    def find_device(self, secret: str, now_ms: int) -> DeviceRow | Answer:
        """Whose secret it is; a refusal when it is nobody's, or its time is over."""
        row = next((one for one in self.tables.devices.values() if one.secret == secret), None)
        if row is None:
            return problem(401, "device.unknown")
        return problem(401, "device.secret_expired") if row.expires_ms <= now_ms else row

    def enrol(self, squad: str, secret: str | None, now_ms: int) -> str:
        """Enrol a device for a squad: the one that has this secret, or a new one. Gives its new secret."""
        tables = self.tables
        self.enrolled += 1
        before = [one.label for one in tables.devices.values() if one.secret == secret]
        label = before[0] if before else f"handheld {self.enrolled}"
        device, new = self.give_secret(Enrolling(squad, secret, label, now_ms))
        old = tables.devices.get(device)
        if old is None:
            old = DeviceRow(device, label, new, squad, frozenset(), 0, scope_version=0)
        tables.devices[device] = replace(
            old,
            label=label,
            secret=new,
            squad=squad,
            squads=old.squads | {squad},
            expires_ms=now_ms + SECRET_MS,
            scope_version=old.scope_version + 1,
            earlier=(old.secret, *old.earlier)[:EARLIER_KEPT] if old.squads else (),
        )
        return new

    def give_secret(self, asked: Enrolling) -> tuple[str, str]:
        """Which device it is from now on, and its new secret. One that was revoked becomes another device."""
        devices = self.tables.devices.values()
        old = next((one for one in devices if one.secret == asked.secret), None)
        is_new = old is None or old.revoked_ms is not None
        name = NEW_DEVICE.format(self.enrolled) if old is None or is_new else old.id
        return name, f"secret-{self.enrolled}"

    def change_device(self, secret: str, **changes: int) -> None:
        """Change what the books say of the device with that secret."""
        devices = self.tables.devices
        row = next((one for one in devices.values() if one.secret == secret), None)
        if row is None:
            return
        if row.revoked_ms is not None:  # it stays revoked from the first time on
            changes.pop("revoked_ms", None)
        devices[row.id] = replace(row, **changes)  # type: ignore[arg-type]  # columns by name

    def prune(self, through: int) -> None:
        """Drop the changes up to a number from the feed."""
        self.tables.pruned_through = through
        for n in [n for n in self.tables.changes if n <= through]:
            del self.tables.changes[n]

    def back_up(self) -> Tables:
        """A backup of the database."""
        return self.tables.copy()

    def begin(self, request: Request, secret: str, now_ms: int) -> Open | Given:
        """A request arrives: an exchange begins its transaction, everything else is answered at once."""
        device = self.find_device(secret, now_ms)
        if isinstance(device, Answer):
            return device
        if request.purpose in (Purpose.PACK, Purpose.CHANGES):
            return self._read(request, device, now_ms)
        try:
            asked = read_exchange(request)
        except WireError:
            return problem(400, "request.unreadable")
        taking = Taking(self.bench, device.id, asked, now_ms)
        one = Open(taking, taking.run(), asked)
        self.open.append(one)
        return one

    def advance(self, one: Open, now_ms: int) -> Given | None:
        """One slice further; the answer when it was the last."""
        try:
            one.waits_for = next(one.slices)
        except StopIteration as stop:
            self.open.remove(one)
            if isinstance(stop.value, Decided):
                return self.decided(stop.value, now_ms)
            return self.answer_for(one, stop.value, now_ms)
        except CannotApplyError:
            self.open.remove(one)
            one.taking.let_go()
            return problem(500, "server.failed")
        return None

    def finish(self, one: Open, now_ms: int) -> Given | None:
        """On to the end, unless it waits for another one's lock."""
        while True:
            given = self.advance(one, now_ms)
            if given is not None or one.waits_for is not None:
                return given

    def decide(self, op_id: str, deed: Deed, now_ms: int) -> Open:
        """A manager decides about an operation that is held back: the transaction, begun."""
        decision = decision_about(self.bench, self.tables.ops[op_id], deed, now_ms)
        one = Open(decision, decision.decide(op_id), decision.request)
        self.open.append(one)
        return one

    def decided(self, done: Decided, _now_ms: int) -> Decided:
        """The decision is committed."""
        return done

    def take_file(self, data: bytes, now_ms: int) -> tuple[OpResult, ...] | str:
        """A file of what was not sent: all of it or nothing, or why not. No other transaction is open."""
        unsent = self._open_file(data)
        if isinstance(unsent, str):
            return unsent
        before, results = self.tables.copy(), list[OpResult]()
        for asked in plan_requests(unsent):
            done = run_out(Taking(self.bench, unsent.device, asked, now_ms).run())
            if isinstance(done, Refused):
                self.tables = before
                self._start()
                return "unsent.does_not_follow"
            results += done.results
        return tuple(results)

    def _open_file(self, data: bytes) -> Unsent | str:
        device = self.tables.devices.get(find_sender(data))
        if device is None:
            return "unsent.unknown_device"
        hashes = [hash_of_secret(secret) for secret in (device.secret, *device.earlier)]
        sealed_by = next((one for one in hashes if is_sealed_by(data, one)), None)
        return "unsent.tampered" if sealed_by is None else decode_unsent(data, sealed_by)

    def id_of(self, secret: str) -> str:
        """The device with that secret; nothing when there is none."""
        devices = self.tables.devices.values()
        return next((one.id for one in devices if one.secret == secret), "")

    def kill(self) -> None:
        """Killed and started again: open transactions are rolled back."""
        self._start()

    def restore(self, backup: Tables) -> None:
        """Restored from a backup."""
        self.tables = backup.copy()
        self._start()

    def upgrade(self) -> None:
        """A newer version, which reads the newer kinds. Quarantined operations are replayed by `replay`."""
        self.upgraded = True
        self._start()

    def _read(self, request: Request, device: DeviceRow, now_ms: int) -> Given:
        if device.revoked_ms is not None:
            return problem(403, "device.revoked")
        if request.purpose is Purpose.PACK:
            return self.pack_for(device, now_ms)
        page = self.page_for(device, request.path.rpartition("=")[2])
        return page if page.bootstrap is None else problem(409, "feed.diverged")

    def page_for(self, device: DeviceRow, cursor: str | None) -> FeedPage:
        """The next changes for a device."""
        return read_page(self.tables, device, cursor, self.rules)

    def pack_for(self, device: DeviceRow, now_ms: int) -> Pack:
        """The pack for a device."""
        return make_pack(self.tables, device, now_ms, self.rules)

    def answer_for(self, one: Open, done: Taken | Refused, now_ms: int) -> Given:
        """What the device is told after the commit."""
        if isinstance(done, Refused):
            return Refusal(done.code, now_ms, done.haves)
        device = self.tables.devices[one.taking.device]
        revoked = device.revoked_ms is not None
        feed = FeedPage(head=0)
        if not revoked:
            feed = self.page_for(device, one.asked.head.cursor)
        return ExchangeReply(
            proto=PROTO,
            epoch=self.tables.epoch,
            server_ms=now_ms,
            haves=done.haves,
            results=done.results,
            feed=feed,
            problem="device.revoked" if revoked else None,
        )


def run_out(slices: Slices) -> Taken | Refused:
    """A transaction alone, to its end. Raises CannotApplyError."""
    while True:
        try:
            next(slices)
        except StopIteration as stop:
            done: Taken | Refused = stop.value
            return done


def read_exchange(request: Request) -> ExchangeRequest:
    """What the request says. Raises WireError."""
    if isinstance(request.said, ExchangeRequest):
        return request.said
    data = request.body or b""
    return decode_rescue(data) if request.purpose is Purpose.RESCUE else decode_request(data)


def as_bytes(given: Given) -> Answer:
    """The answer as it travels."""
    assert not isinstance(given, Decided), "a manager's, not a device's"
    if isinstance(given, ExchangeReply):
        return Answer(403 if given.problem == "device.revoked" else 200, encode_reply(given))
    if isinstance(given, Refusal):
        return Answer(409, encode_refusal(given))
    if isinstance(given, FeedPage):
        return Answer(200, encode_feed(given))
    if isinstance(given, Pack):
        return Answer(200, encode_pack(given))
    return given


@cache
def problem(status: int, code: str) -> Answer:
    """A refusal of the server's."""
    return Answer(status, canonical_json({"code": code}).encode())
