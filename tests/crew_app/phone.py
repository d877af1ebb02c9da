"""A phone for tests: a real store in a folder, clocks moved by hand, and a note of where the presenters went."""

from dataclasses import dataclass, field
from pathlib import Path

from crew_app.device.camera import Camera, NoCamera
from crew_app.device.clock import HandClock
from crew_app.device.gps import Gps, NoGps
from crew_app.presenters.handset import Handset, Place
from crew_app.store.database import Store
from crew_app.store.device_log import StoredLog
from crew_app.store.opening import open_store
from sync.device_log import Effects
from sync.pack import Pack
from tests.crew_app.sample import DAY, START_MS


@dataclass
class Counter:
    """Random bytes that are none: 1, 2, 3 ... so that ids in tests and pictures never change."""

    drawn: int = 0

    def __call__(self, size: int) -> bytes:
        self.drawn += 1
        return (self.drawn << 6).to_bytes(size, "big")


@dataclass
class Phone:
    """Everything a test wants to look at."""

    folder: Path
    store: Store
    clock: HandClock
    handset: Handset
    gone: list[Place] = field(default_factory=list)
    woken: list[str] = field(default_factory=list)

    @property
    def log(self) -> StoredLog:
        return StoredLog(self.store, self.folder / "no-backup")

    def take_pack(self, pack: Pack) -> None:
        self.log.apply(Effects(pack=pack, pack_on=DAY))


def make_phone(
    folder: Path,
    gps: Gps | None = None,
    clock: HandClock | None = None,
    camera: Camera | None = None,
) -> Phone:
    """A phone with an empty store, switched on at the start of the sample's shift."""
    clock = clock or HandClock(START_MS)
    minted = iter(f"{number:08d}-0000-4000-8000-000000000000" for number in range(1, 1000))
    store = open_store(folder, folder / "no-backup", lambda: next(minted)).store
    gone: list[Place] = []
    woken: list[str] = []
    handset = Handset(
        store=store,
        clock=clock,
        gps=gps or NoGps(),
        draw=Counter(),
        go=gone.append,
        wake=lambda: woken.append("wake"),
        hurry=lambda: woken.append("hurry"),
        camera=camera or NoCamera(),
    )
    return Phone(folder, store, clock, handset, gone, woken)
