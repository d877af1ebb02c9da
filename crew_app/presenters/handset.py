"""What every presenter stands on: the store, the clocks, the position, and the way to another screen."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crew_app.device.clock import Clock
from crew_app.device.gps import Gps
from crew_app.store.database import Store


@dataclass(frozen=True, slots=True)
class Place:
    """A screen by name, with the street and premises it is about."""

    screen: str
    usrn: str | None = None
    uprn: str | None = None


@dataclass(frozen=True, slots=True)
class Handset:
    """The phone as presenters see it. `go` changes the screen; `wake` and `hurry` speak to the worker."""

    store: Store
    clock: Clock
    gps: Gps
    draw: Callable[[int], bytes]  # random bytes, as many as asked for
    go: Callable[[Place], None]
    wake: Callable[[], None]  # something was recorded
    hurry: Callable[[], None]  # somebody asks to try now
    export_folder: Path | None = None  # where files to carry are saved; None: beside the database
