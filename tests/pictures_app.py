"""Takes pictures of the crew app's screens from the sample pack: `python -m tests.pictures_app DIR [--size 412x915]`.

Drives the real app in an offscreen window, counts frames and never seconds, and writes DIR/app-*.png.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crew_app.device.clock import HandClock
from crew_app.device.gps import NoGps
from crew_app.presenters.handset import Place
from crew_app.store.device_log import StoredLog
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.sending import LastTry, put_last_try
from sync.client_state import Trouble
from sync.device_log import Effects
from sync.exchange import OpResult
from sync.words import OpStatus, Reason
from tests.crew_app.phone import Counter, make_phone
from tests.crew_app.sample import COLLECTION, START_MS, make_pack, uprn_of, usrn_of
from tests.pictures_errands import Errands
from tests.pictures_map import MapWork
from tests.pictures_round import RoundWork

if TYPE_CHECKING:
    from crew_app.app import CrewApp

FRAMES_TO_SETTLE = 12
MINUTE_MS = 60_000
Step = tuple[str, Callable[[], object]]


def main(arguments: list[str]) -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", default="412x915")
    parser.add_argument("--theme", default="day", choices=("day", "night", "high"))
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--language", default="en")
    parser.add_argument("--prefix", default="app")
    asked = parser.parse_args(arguments)
    asked.folder.mkdir(parents=True, exist_ok=True)
    _prepare_kivy(asked.size)
    with tempfile.TemporaryDirectory() as folder:
        phone = make_phone(Path(folder))
        phone.store.close()
        _take(asked, Path(folder), phone.clock)


def _prepare_kivy(size: str) -> None:
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    os.environ["KIVY_NO_ARGS"] = "1"
    os.environ["KIVY_NO_FILELOG"] = "1"
    from kivy.config import Config  # noqa: PLC0415 - opens Kivy's window

    width, _, height = size.partition("x")
    Config.set("graphics", "width", width)
    Config.set("graphics", "height", height)
    Config.set("graphics", "resizable", "0")


def _take(asked: argparse.Namespace, folder: Path, clock: HandClock) -> None:
    from kivy.clock import Clock  # noqa: PLC0415 - opens Kivy's window

    from crew_app.app import CrewApp, Fittings  # noqa: PLC0415 - opens Kivy's window

    app = CrewApp(
        Fittings(
            folder=folder,
            marker_folder=folder / "no-backup",
            server_url="https://roundbook.millbrook.gov.uk",
            clock=clock,
            gps=NoGps(),
            palette=asked.theme,
            language=asked.language,
            scale=asked.scale,
            is_online=False,
            draw=Counter(),
        )
    )
    frames = _frames(app, asked, Shoot(app, clock))
    Clock.schedule_interval(lambda _dt: next(frames, None), 0)
    app.run()


def _frames(app: "CrewApp", asked: argparse.Namespace, shoot: "Shoot") -> Iterator[None]:
    """One step after another; each is given its frames before its picture is taken."""
    for name, act in shoot.list_steps():
        act()
        for _ in range(FRAMES_TO_SETTLE):
            yield
        if name:
            path = asked.folder / f"{asked.prefix}-{name}.png"
            app.root.export_to_png(str(path))
            print(path)  # noqa: T201 - a command's output
    app.stop()


class Shoot:
    """The pictures, in the order of a shift."""

    def __init__(self, app: "CrewApp", clock: HandClock) -> None:
        self.app, self.clock = app, clock

    def list_steps(self) -> list[Step]:
        """What to do before each picture; a step without a name takes none."""
        return [
            ("enrol", lambda: None),
            ("enrol-typed", self._type_code),
            ("shift-start", self._start),
            ("round-fresh", lambda: self._at("shift_start").start()),
            ("", self._work),
            ("round", lambda: self._go("round")),
            ("round-done", lambda: self._at("round").view("done")),
            ("round-all", lambda: self._at("round").view("all")),
            ("street", lambda: self._open_street(8)),
            ("street-quiet", lambda: self._open_street(10)),
            ("premises", lambda: self._open_premises(8, 9)),
            ("premises-bins", lambda: self._open_premises(8, 5)),
            ("premises-material", lambda: self._at("premises").give(Reason.CONTAMINATED)),
            ("not-collected", lambda: self._go("not_collected", 2)),
            ("partly", lambda: self._go("partly", 2)),
            ("partly-chosen", self._choose_part),
            ("outbox-no-signal", lambda: self._go("outbox")),
            ("shift-end", lambda: self._go("shift_end")),
            ("round-night", lambda: self._wear("night", "round")),
            ("street-night", lambda: self._open_street(8)),
            ("round-high", lambda: self._wear("high", "round")),
            ("", lambda: self._wear(self.app.fittings.palette, "round")),
            ("problem", self._fill_up),
            ("outbox-sent", self._sent),
            ("outbox-refused", self._refused),
            ("round-end", self._finish),
            ("shift-end-done", lambda: self._go("shift_end")),
            *self._list_settings(),
            *Errands(self).list_steps(),
            *RoundWork(self).list_steps(),
            *MapWork(self).list_steps(),
        ]

    def _list_settings(self) -> list[Step]:
        return [
            ("settings", lambda: self._go("settings")),
            ("settings-below", self._scroll_down),
            ("settings-off", lambda: self._at("settings").choose("network", "off")),
            ("outbox-off", lambda: self._go("outbox")),
            ("", lambda: self._at("settings").choose("network", "any")),
            ("depot", lambda: self._go("depot")),
            ("lock-new", lambda: self._at("depot").set_pin()),
            ("depot-locked", self._lock),
            ("lock-wrong", self._mistype),
        ]

    def _at(self, screen: str) -> Any:
        return self.app.presenters[screen]

    def _go(self, screen: str, position: int = 0) -> None:
        self.app.go(Place(screen, usrn_of(position) if position else None))

    def _wear(self, palette: str, screen: str) -> None:
        from crew_app.screens.widgets.theme import theme  # noqa: PLC0415 - opens Kivy's window

        theme.wear(palette, self.app.fittings.scale)
        self._go(screen)
        self._at("round").view("all" if palette == "high" else "left")

    def _scroll_down(self) -> None:
        from crew_app.screens.widgets.prompt import Prompt  # noqa: PLC0415 - opens Kivy's window

        page = next(w for w in self.app.root.current_screen.walk() if isinstance(w, Prompt))
        page.scroll_y = 0

    def _lock(self) -> None:
        for _ in range(2):
            self._type_pin("2468")

    def _mistype(self) -> None:
        self._go("lock")
        for pin in ("1111", "2222", "3333", "2468"):
            self._type_pin(pin)

    def _type_pin(self, pin: str) -> None:
        for digit in pin:
            self._at("lock").press(digit)
        self._at("lock").ready()

    def _open_street(self, position: int) -> None:
        self._at("round").open(usrn_of(position))

    def _open_premises(self, position: int, number: int) -> None:
        self._open_street(position)
        self._at("street").open(uprn_of(position, number))

    def _type_code(self) -> None:
        for key in "7K3M9QX2PD":
            self._at("enrol").press(key)

    def _start(self) -> None:
        enrolment = KeptEnrolment(
            "https://roundbook.millbrook.gov.uk", "d1", "s", "S3", "Millbrook"
        )
        put_enrolment(self.app.store, enrolment)
        self._log().apply(Effects(pack=make_pack()))
        put_last_try(self.app.store, LastTry(START_MS, START_MS, None, None))
        self._go("shift_start")
        self._at("shift_start").choose(COLLECTION)

    def _work(self) -> None:
        for position in (1, 2, 3, 4, 5, 6, 7):
            self.clock.pass_time(9 * MINUTE_MS)
            self._do(position)
        for number, reason in ((3, Reason.NOT_OUT), (12, Reason.SIDE_WASTE), (17, Reason.NOT_OUT)):
            self.clock.pass_time(MINUTE_MS)
            self._open_premises(8, number)
            self._at("premises").give(reason)
        self._try(Trouble.NO_SIGNAL)
        self.clock.pass_time(20_000)

    def _do(self, position: int) -> None:
        if position == 2:
            self._go("not_collected", position)
            self._at("not_collected").give(Reason.PARKED_VEHICLES)
        elif position == 6:
            self._go("partly", position)
            self._at("partly").choose_side("odd")
            self._at("partly").save()
        else:
            self._at("round").complete(usrn_of(position))

    def _choose_part(self) -> None:
        self._at("partly").choose_house("8")
        self._at("partly").choose_house("21")

    def _fill_up(self) -> None:
        """A full phone, for real: SQLite is given no page more."""
        connection = self.app.store.connection
        used = connection.execute("pragma page_count").fetchone()[0]
        connection.execute(f"pragma max_page_count = {used}")
        self._go("round")
        for position in range(8, 19):
            self.clock.pass_time(MINUTE_MS)
            self._at("round").complete(usrn_of(position))
            if self._at("round").state.frame.problem:
                break
        connection.execute("pragma max_page_count = 1073741823")

    def _sent(self) -> None:
        self._settle(OpStatus.ACCEPTED, None)
        self._try(None)
        self._go("outbox")

    def _refused(self) -> None:
        self.clock.pass_time(5 * MINUTE_MS)
        self._go("not_collected", 9)
        self._at("not_collected").give(Reason.STREET_WORKS)
        self._settle(OpStatus.REJECTED, "not_your_round")
        self._try(None)
        self._go("outbox")

    def _finish(self) -> None:
        for position in range(8, 19):
            self.clock.pass_time(6 * MINUTE_MS)
            self._at("round").complete(usrn_of(position))
        self._settle(OpStatus.ACCEPTED, None)
        self._go("round")
        self._at("round").view("left")

    def _settle(self, status: OpStatus, reason: str | None) -> None:
        log = self._log()
        run = log.pending_run(500, 10**9)
        results = tuple(OpResult(op.id, status, n, reason) for n, op in enumerate(run, start=1))
        log.apply(Effects(settled=results, settled_ms=START_MS))

    def _try(self, trouble: Trouble | None) -> None:
        now_ms = self.clock.read().wall_ms
        put_last_try(self.app.store, LastTry(now_ms, START_MS, trouble, now_ms + 3 * MINUTE_MS))

    def _log(self) -> Any:
        return StoredLog(self.app.store, self.app.fittings.marker_folder)


if __name__ == "__main__":
    main(sys.argv[1:])
