"""What every presenter stands on: the store, the clocks, the position, and the way to another screen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from crew_app.device.camera import Camera, NoCamera
from crew_app.device.clock import Clock
from crew_app.device.gps import Gps
from crew_app.presenters.street_book import StreetBook
from crew_app.store.database import Store
from sync.words import WhyTakenBack


@dataclass(frozen=True, slots=True)
class Place:
    """A screen by name, with the street and premises it is about.

    what: the id of an operation, a return or a message. then: where its way back leads, if not where it always does.
    """

    screen: str
    usrn: str | None = None
    uprn: str | None = None
    what: str | None = None
    then: "Place | None" = None
    why: WhyTakenBack | None = (
        None  # why the operation `what` is wrong, where the screen goes on with a correction
    )


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
    dress: Callable[[], None] = lambda: None  # wear the language and look that were chosen
    camera: Camera = field(default_factory=NoCamera)  # its answer comes on the screen's thread
    streets: StreetBook = field(default_factory=StreetBook)  # where the streets lie
