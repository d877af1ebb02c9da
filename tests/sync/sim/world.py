"""The world of the simulator: devices, a line that loses and repeats, a server that is backed up and restored.

Every schedule is a walk of one seed. Then the faults stop, everybody talks until nothing moves, and what must hold is
checked. Whatever was lost with a device (wiped, rolled back) is no longer asked for.
"""

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sync.client import Answer, ClientState, Draw, Moment, Request, Trouble
from sync.clock import Reading
from sync.driver import NoAnswerError, drive_until_quiet, take_step
from sync.exchange import decode_request
from sync.ids import uuid7
from sync.memory_log import MemoryLog
from sync.pace import Pace
from sync.wire import body_of
from tests.sync.make import MORNING_MS, ON, make_op, make_visit
from tests.sync.sim.model_server import POISON, ModelServer

PASSING_MS = 600_000


class ViolationError(AssertionError):
    """Something that must hold does not."""


@dataclass(slots=True)
class Handheld:
    """A device: its database, and the process over it."""

    log: MemoryLog
    state: ClientState = field(default_factory=lambda: ClientState(pace=Pace(batch=3)))


class World:
    """Two devices to begin with."""

    def __init__(self, seed: int, make_server: Callable[[random.Random], ModelServer]) -> None:
        self.rng = random.Random(seed)
        self.make_server = make_server
        self.server = make_server(random.Random(self.rng.random()))
        self.boot_ms = 0
        self.recorded: set[str] = set()
        self.devices = [self._new_device() for _ in range(2)]
        self.late: list[Request] = []
        self.backup: ModelServer | None = None
        self.copies: dict[int, MemoryLog] = {}
        self.restores = 0
        self.is_calm = False

    def _new_device(self) -> Handheld:
        return Handheld(MemoryLog(self._id()))

    def _id(self) -> str:
        return uuid7(MORNING_MS + self.boot_ms, self.rng.randbytes(10))

    def _look(self) -> Moment:
        self.boot_ms += 1
        reading = Reading(MORNING_MS + self.boot_ms, self.boot_ms, "boot-1")
        return Moment(reading, ON, Draw(self.rng.random(), self._id()))

    def _send(self, request: Request) -> Answer:
        """The line. A request may be lost, an answer may be lost, a copy may arrive much later."""
        fate = 1.0 if self.is_calm else self.rng.random()
        if request.body is not None and fate < 0.3:
            self.late.append(request)
        if fate < 0.15:
            raise NoAnswerError(Trouble.NO_SIGNAL)
        answer = self.server.answer(request, MORNING_MS + self.boot_ms)
        if 0.25 < fate < 0.5:
            raise NoAnswerError(Trouble.TIMED_OUT)
        return answer

    # what may happen

    def record(self) -> None:
        """A squad records something."""
        device = self.rng.choice(self.devices)
        note = POISON if self.rng.random() < 0.04 else None
        visit = make_visit(usrn=str(10_000_000 + self.rng.randrange(4)), note=note)
        op = make_op(visit, rng=self.rng, at_ms=MORNING_MS + self.boot_ms)
        device.log.append(op.id, body_of(op), op.h)
        self.recorded.add(op.id)

    def talk(self) -> None:
        """A device makes one request, if one is due."""
        device = self.rng.choice(self.devices)
        self.boot_ms += self.rng.choice((10, 1_000, PASSING_MS))
        result = take_step(device.state, device.log, self._send, self._look)
        if isinstance(result, ClientState):
            device.state = replace(result, pace=replace(result.pace, batch=self.rng.randint(1, 4)))

    def restart(self) -> None:
        """A device's process is killed: only its database is left."""
        self.rng.choice(self.devices).state = ClientState(pace=Pace(batch=3))

    def late_copy(self) -> None:
        """A copy of an old request arrives."""
        if self.late:
            request = self.late.pop(self.rng.randrange(len(self.late)))
            assert request.body is not None
            self.server.take(decode_request(request.body), MORNING_MS + self.boot_ms)

    def back_up(self) -> None:
        """The server is backed up."""
        self.backup = copy.deepcopy(self.server)

    def restore(self) -> None:
        """The server comes back as it was backed up."""
        if self.backup is not None and self.restores < 2:
            self.server = copy.deepcopy(self.backup)
            self.server.rng = random.Random(self.rng.random())
            self.restores += 1

    def copy_device(self) -> None:
        """Somebody copies a device's database."""
        at = self.rng.randrange(len(self.devices))
        self.copies[at] = copy.deepcopy(self.devices[at].log)

    def roll_back(self) -> None:
        """A device's database comes back as it was copied: what was recorded since is gone with it."""
        at = self.rng.randrange(len(self.devices))
        if at in self.copies:
            log = self.copies.pop(at)
            self.recorded -= set(self.devices[at].log.ops) - set(log.ops)
            self.devices[at] = Handheld(log)

    def clone(self) -> None:
        """The copy is put on another handset, and both go on."""
        at = self.rng.randrange(len(self.devices))
        if at in self.copies and len(self.devices) < 3:
            self.devices.append(Handheld(copy.deepcopy(self.copies[at])))

    def wipe(self) -> None:
        """A device is wiped."""
        at = self.rng.randrange(len(self.devices))
        self.recorded -= set(self.devices[at].log.ops)
        self.copies.pop(at, None)
        self.devices[at] = self._new_device()

    def step(self) -> str:
        """One thing happens; gives its name."""
        name = self.rng.choice(RARE if self.rng.random() < 0.03 else STEPS)
        getattr(self, name)()
        return name

    # the end

    def settle(self) -> None:
        """The faults stop; everybody talks until nothing moves."""
        self.is_calm = True
        while self.late:
            self.late_copy()
        for _ in range(12):
            before = self._picture()
            for device in self.devices:
                self.boot_ms += PASSING_MS
                device.state, _ = drive_until_quiet(
                    device.state, device.log, self._send, self._look, most=400
                )
            if before == self._picture():
                return
        raise ViolationError("never settles")

    def check(self) -> None:
        """What must hold when everything is quiet."""
        held = {op_id for device in self.devices for op_id in device.log.ops}
        lost = [op_id for op_id in self.recorded & held if op_id not in self.server.ops]
        doubled = [op_id for op_id, times in self.server.effects.items() if times != 1]
        _hold(not lost, f"lost {lost}")
        _hold(not doubled, f"took effect twice: {doubled}")
        numbers = [change.n for change, _ in self.server.changes]
        _hold(numbers == list(range(1, len(numbers) + 1)), "change numbers have a gap")
        for device in self.devices:
            _hold(device.log.count_pending() == 0, "still waiting")
            shown = {ent: change.op for (_, ent), change in device.log.mirror.items()}
            _hold(shown == self.server.state(), "a device shows something else than the server")

    def _picture(self) -> object:
        return [
            (
                d.log.cursor(),
                d.log.current_inc(),
                sorted((k.id, k.inc, k.seq, k.result is None) for k in d.log.ops.values()),
            )
            for d in self.devices
        ]


STEPS = ("record",) * 6 + ("talk",) * 8 + ("late_copy", "restart", "back_up", "copy_device")
RARE = ("restore", "roll_back", "clone", "wipe")


def _hold(truth: bool, otherwise: str) -> None:
    if not truth:
        raise ViolationError(otherwise)


def run_schedule(
    seed: int, make_server: Callable[[random.Random], ModelServer] = ModelServer, steps: int = 60
) -> None:
    """One walk. Raises ViolationError with the seed and its history."""
    world = World(seed, make_server)
    history: list[str] = []
    try:
        history.extend(world.step() for _ in range(steps))
        world.settle()
        world.check()
    except (ViolationError, RuntimeError) as error:
        raise ViolationError(f"seed {seed}: {error}\n  after {' '.join(history)}") from error
