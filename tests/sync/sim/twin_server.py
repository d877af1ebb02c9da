"""Two servers as one: the one in memory, whose every answer is compared with that of the real one."""

from collections import Counter
from dataclasses import dataclass

from server.actions.take_exchange import Refused as RealRefused
from server.actions.take_exchange import TakenIn
from sync.exchange import FeedPage, OpResult
from sync.pack import Pack
from tests.sync.sim.deciding import Decided
from tests.sync.sim.feed import read_page
from tests.sync.sim.real_server import RealServer
from tests.sync.sim.server import Enrolling, Given, Open, SimServer
from tests.sync.sim.tables import DeviceRow, Tables
from tests.sync.sim.taking import Refused, Taken
from tests.sync.sim.violation import Violation

REAL_PAGE = 500


@dataclass(slots=True, kw_only=True)
class TwinServer(SimServer):
    """Answers from memory, and holds the real server to the same answers. compared: how many were."""

    real: RealServer
    compared: int = 0
    epoch: str = ""

    def give_secret(self, asked: Enrolling) -> tuple[str, str]:
        """The real server gives it; which device it is must be the same."""
        hoped, _ = SimServer.give_secret(self, asked)
        device, secret = self.real.enrol(asked)
        if hoped in self.tables.devices and hoped != device:
            raise Violation(f"twin: enrolled again as {device}, not {hoped}")
        return device, secret

    def change_device(self, secret: str, **changes: int) -> None:
        """In both."""
        rows = [one for one in self.tables.devices.values() if one.secret == secret]
        SimServer.change_device(self, secret, **changes)
        for row in rows:
            for name, value in changes.items():
                self.real.change_device(row.id, name, value)

    def prune(self, through: int) -> None:
        """In both."""
        SimServer.prune(self, through)
        self.real.prune(through)

    def back_up(self) -> Tables:
        """Of both."""
        self.real.back_up()
        return SimServer.back_up(self)

    def restore(self, backup: Tables) -> None:
        """Both."""
        SimServer.restore(self, backup)
        self.real.restore()
        self.epoch = self.tables.epoch

    def page_for(self, device: DeviceRow, cursor: str | None) -> FeedPage:
        """The next changes for a device, the same from both."""
        page = read_page(self.tables, device, cursor, self.rules, REAL_PAGE)
        self._same(page, self.real.list_changes(device.secret, cursor), "changes")
        return page

    def pack_for(self, device: DeviceRow, now_ms: int) -> Pack:
        """The pack; its marks are the same from both."""
        real = self.real.pack_for(device.secret, now_ms)
        ours = SimServer.pack_for(self, device, now_ms)
        self._same((ours.marks, ours.resolved), (real.marks, real.resolved), "pack")
        return ours

    def answer_for(self, one: Open, done: Taken | Refused, now_ms: int) -> Given:
        """What the device is told, after the real server took in the same request."""
        device = self.tables.devices[one.taking.device]
        real = self.real.take(device.secret, one.asked, one.taking.now_ms)
        if isinstance(done, Refused) or isinstance(real, RealRefused):
            self._same((done.haves, refusal_of(done)), (real.haves, refusal_of(real)), "refusal")
        else:
            self._same((done.haves, done.results), (real.haves, real.results), "reply")
        self._align()
        return SimServer.answer_for(self, one, done, now_ms)

    def decided(self, done: Decided, now_ms: int) -> Decided:
        """The same decision in the real server."""
        real = self.real.decide(done, now_ms)
        ours = done.result
        assert ours is not None, "nobody else decides meanwhile"
        self._same(OpResult(ours.id, ours.status, None, ours.reason, ours.by), real, "decision")
        self._align()
        return done

    def take_file(self, data: bytes, now_ms: int) -> tuple[OpResult, ...] | str:
        """In both."""
        ours = SimServer.take_file(self, data, now_ms)
        counted = ours if isinstance(ours, str) else Counter(one.status.value for one in ours)
        self._same(counted, self.real.take_file(data, now_ms), "file")
        self._align()
        return ours

    def _align(self) -> None:
        self._take_over_own_changes()
        is_new = self.real.align(self.tables) != self.epoch
        self._same(self.tables.epoch != self.epoch, is_new, "epoch")
        self.epoch = self.tables.epoch

    def _take_over_own_changes(self) -> None:
        """Returns are not the simulator's subject; their numbers are."""
        tables = self.tables
        for row in self.real.list_own_changes(tables.head):
            self._same("return", row.change.kind, "change")
            tables.changes[row.change.n] = row
            tables.head = row.change.n

    def compare_heard(self) -> None:
        """Through when each device is heard."""
        for device in self.tables.devices:
            heard = self.tables.heard.get(device)
            self._same(heard, self.real.heard_ms(device), f"heard of {device}")

    def _same(self, ours: object, theirs: object, what: str) -> None:
        self.compared += 1
        if ours != theirs:
            raise Violation(f"twin: another {what}\n  in memory {ours}\n  for real  {theirs}")


def refusal_of(done: Taken | Refused | TakenIn | RealRefused) -> str:
    """The code of a refusal; nothing for what was taken in."""
    return done.code if isinstance(done, Refused | RealRefused) else ""
