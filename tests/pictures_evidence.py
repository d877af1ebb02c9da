"""Takes pictures of the app's photo, return and message screens: `python -m tests.pictures_evidence DIR [--size ...]`.

The same drive as `tests.pictures_app`: the real app in an offscreen window, the sample pack, frames and never seconds.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from crew_app.device.camera import FolderCamera
from crew_app.device.clock import HandClock
from crew_app.device.gps import ReplayGps
from crew_app.presenters.handset import Place
from crew_app.store.device_log import StoredLog
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.photos import PhotoSending, put_sending
from sync.device_log import Effects
from sync.exchange import OpResult
from sync.words import OpStatus, Reason
from tests.crew_app.errands import LONG, OVERDUE, READ_LATER, SOON, make_busy_pack
from tests.crew_app.phone import Counter, make_phone
from tests.crew_app.sample import COLLECTION, START_MS, uprn_of, usrn_of
from tests.crew_app.scenes import write_camera_folder
from tests.pictures_app import Shoot, Step, _frames, _prepare_kivy

MINUTE_MS = 60_000
TRACK = ((0, 546_018_000, -59_295_000, 40),)


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
        phone.take_pack(make_busy_pack())
        enrolment = KeptEnrolment(
            "https://roundbook.millbrook.gov.uk", "d1", "s", "S3", "Millbrook"
        )
        put_enrolment(phone.store, enrolment)
        phone.store.close()
        _take(asked, Path(folder), phone.clock)


def _take(asked: argparse.Namespace, folder: Path, clock: HandClock) -> None:
    from kivy.clock import Clock  # noqa: PLC0415 - opens Kivy's window

    from crew_app.app import CrewApp, Fittings  # noqa: PLC0415 - opens Kivy's window
    from crew_app.presenters.language import use_language  # noqa: PLC0415

    use_language(asked.language)
    app = CrewApp(
        Fittings(
            folder=folder,
            marker_folder=folder / "no-backup",
            server_url="https://roundbook.millbrook.gov.uk",
            clock=clock,
            gps=ReplayGps(TRACK, clock),
            palette=asked.theme,
            scale=asked.scale,
            is_online=False,
            draw=Counter(),
            camera=FolderCamera(write_camera_folder(folder / "pictures")),
        )
    )
    frames = _frames(app, asked, ShootEvidence(app, clock))
    Clock.schedule_interval(lambda _dt: next(frames, None), 0)
    app.run()


class ShootEvidence(Shoot):
    """The pictures, in the order of a shift."""

    def list_steps(self) -> list[Step]:
        """What to do before each picture; a step without a name takes none."""
        return [
            ("", self._begin),
            ("round-errands", lambda: self._go("round")),
            ("enrol-scan", self._scan_nothing),
            ("", self._block),
            ("camera-one", lambda: None),
            ("", lambda: self._at("camera").shoot()),
            ("", lambda: self._at("camera").shoot()),
            ("camera-three", lambda: None),
            ("camera-delete", lambda: self._at("camera").delete()),
            ("camera-sent", self._send),
            ("round-photo", lambda: self._at("camera").back()),
            ("street-photos", lambda: self._at("round").open(usrn_of(2))),
            ("premises-photo", self._side_waste),
            ("", lambda: self._go("outbox")),
            ("outbox-photos", lambda: None),
            ("shift-end-photos", lambda: self._go("shift_end")),
            ("photos", lambda: self._go("photos")),
            ("returns", lambda: self._go("returns")),
            ("return", lambda: self._at("returns").open(OVERDUE)),
            ("return-why", lambda: self._at("return").give_up()),
            ("return-premises-why", self._why_premises),
            ("return-sure", self._sure),
            ("return-done", lambda: self._at("return").finish()),
            ("returns-one-done", lambda: self._go("returns")),
            ("messages", lambda: self._go("messages")),
            ("message-long", lambda: self._at("messages").open(LONG)),
            ("message-confirm", lambda: self._at("messages").open(READ_LATER)),
            ("messages-one-read", lambda: self._go("messages")),
        ]

    def _begin(self) -> None:
        self._at("shift_start").choose(COLLECTION)
        self._at("shift_start").start()
        self.app.fittings.gps.start()
        self.clock.pass_time(MINUTE_MS)

    def _scan_nothing(self) -> None:
        self._go("enrol")
        self._at("enrol").scan()

    def _block(self) -> None:
        self.clock.pass_time(20 * MINUTE_MS)
        self._go("not_collected", 2)
        self._at("not_collected").give(Reason.PARKED_VEHICLES)

    def _send(self) -> None:
        log = StoredLog(self.app.store, self.app.fittings.marker_folder)
        run = log.pending_run(500, 10**9)
        results = tuple(OpResult(op.id, OpStatus.ACCEPTED, n) for n, op in enumerate(run, start=1))
        log.apply(Effects(settled=results, settled_ms=START_MS))
        first = self.app.store.connection.execute(
            "select sha256 from photo order by made_ms"
        ).fetchone()
        self.app.store.connection.execute(
            "update photo set state = 'sent', sent_ms = 1 where sha256 = ?", (first["sha256"],)
        )
        put_sending(self.app.store, PhotoSending("line"))
        self._at("camera").choose(self._at("camera").state.thumbs[0].code)

    def _side_waste(self) -> None:
        self.app.go(Place("premises", usrn_of(4), uprn_of(4, 3)))
        self._at("premises").give(Reason.SIDE_WASTE)
        self.app.go(Place("premises", usrn_of(4), uprn_of(4, 3)))

    def _why_premises(self) -> None:
        self._go("returns")
        self._at("returns").open(SOON)
        self._at("return").give_up()

    def _sure(self) -> None:
        self._at("return").back()
        self._at("return").finish()


if __name__ == "__main__":
    main(sys.argv[1:])
