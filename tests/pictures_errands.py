"""The states of the app's photo, return and message screens, for `tests.pictures_app` and for the tests of the layout.

They begin wherever the tour of a shift ended: the phone is given returns, messages, a camera and a position first.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from crew_app.device.camera import FolderCamera
from crew_app.device.gps import ReplayGps
from crew_app.presenters.handset import Place
from crew_app.presenters.recording import record_track
from crew_app.presenters.return_again import NOTHING
from crew_app.store.device_log import StoredLog
from crew_app.store.photos import PhotoSending, put_sending
from sync.device_log import Effects
from sync.exchange import Change, OpResult
from sync.ops import Track
from sync.packs import encode_message, encode_return
from sync.words import OpStatus, Reason, WhyTakenBack
from tests.crew_app.errands import (
    LONG,
    OVERDUE,
    READ_LATER,
    SOON,
    make_messages,
    make_returns,
)
from tests.crew_app.sample import DAY, ROUND_ID, uprn_of, usrn_of
from tests.crew_app.scenes import write_camera_folder

MINUTE_MS = 60_000
HERE = ((0, 546_018_000, -59_295_000, 40),)  # beside the second street


class Errands:
    """What a squad does beside its streets. `shoot` is the tour so far: the app and its clock."""

    def __init__(self, shoot: Any) -> None:
        self._app, self._clock = shoot.app, shoot.clock

    def list_steps(self) -> list[tuple[str, Callable[[], object]]]:
        """What to do before each picture; a step without a name takes none."""
        return [
            ("", self._begin),
            ("camera-none", self._block),
            ("", self._take_up_camera),
            ("camera-one", lambda: None),
            ("", lambda: self._at("camera").shoot()),
            ("", lambda: self._at("camera").shoot()),
            ("camera-three", lambda: None),
            ("camera-delete", lambda: self._at("camera").delete()),
            ("camera-sent", self._send),
            ("round-photo", lambda: self._at("camera").back()),
            ("street-photos", lambda: self._at("round").open(usrn_of(2))),
            ("premises-photo", self._side_waste),
            ("outbox-photos", lambda: self._go("outbox")),
            ("photos", lambda: self._at("outbox").open_photos()),
            ("shift-end-photos", lambda: self._go("shift_end")),
            ("returns", lambda: self._go("returns")),
            ("return", lambda: self._at("returns").open(OVERDUE)),
            ("return-why", lambda: self._at("return").give_up()),
            ("return-premises-why", self._why_premises),
            ("return-sure", self._sure),
            ("return-done", lambda: self._at("return").finish()),
            ("return-later", self._wait),
            ("return-wrong", lambda: self._at("return").take_back()),
            ("return-right", lambda: self._at("return").give(WhyTakenBack.NOT_SO)),
            ("return-gone", lambda: self._at("return").give(NOTHING)),
            ("", lambda: self._at("return").finish()),
            ("", lambda: self._at("return").finish()),
            ("returns-one-done", lambda: self._go("returns")),
            ("messages", lambda: self._go("messages")),
            ("message-long", lambda: self._at("messages").open(LONG)),
            ("message-confirm", lambda: self._at("messages").open(READ_LATER)),
            ("messages-one-read", lambda: self._go("messages")),
            ("", lambda: self._go("enrol")),
            ("enrol-no-code", self._scan),
        ]

    def _begin(self) -> None:
        """What came with the feed; and a position."""
        changes = [
            Change(n, "return", one.return_id, None, encode_return(one))
            for n, one in enumerate(make_returns(), start=1)
        ] + [
            Change(n, "message", one.message_id, None, encode_message(one))
            for n, one in enumerate(make_messages(), start=10)
        ]
        self._log().apply(Effects(feed=tuple(changes)))
        gps = ReplayGps(HERE, self._clock)
        gps.start()
        self._clock.pass_time(MINUTE_MS)
        for screen in ("returns", "return"):
            self._go(screen)
            self._equip(screen, gps=gps)
        now_ms = self._clock.read().wall_ms
        for earlier_ms in (2 * MINUTE_MS, MINUTE_MS):  # two pieces of the track
            track = Track(ROUND_ID, DAY, now_ms - earlier_ms, ((0, *HERE[0][1:]),))
            record_track(self._at("return").handset, track)

    def _block(self) -> None:
        self._go("not_collected", 2)
        self._at("not_collected").give(Reason.PARKED_VEHICLES)

    def _take_up_camera(self) -> None:
        """From here on there is one: a folder of pictures."""
        pictures = write_camera_folder(self._app.fittings.folder / "pictures")
        self._go("enrol")
        for screen in ("camera", "enrol"):
            self._equip(screen, camera=FolderCamera(pictures))
        self._block()

    def _equip(self, screen: str, **changes: Any) -> None:
        presenter = self._at(screen)
        presenter.handset = replace(presenter.handset, **changes)

    def _send(self) -> None:
        """The server has the records and the first photo; the others wait for Wi-Fi."""
        log, connection = self._log(), self._app.store.connection
        run = log.pending_run(500, 10**9)
        results = tuple(OpResult(op.id, OpStatus.ACCEPTED, n) for n, op in enumerate(run, start=1))
        log.apply(Effects(settled=results, settled_ms=self._clock.read().wall_ms))
        first = connection.execute("select sha256 from photo order by made_ms").fetchone()
        connection.execute(
            "update photo set state = 'sent', sent_ms = 1 where sha256 = ?", (first["sha256"],)
        )
        put_sending(self._app.store, PhotoSending("line"))
        self._at("camera").choose(self._at("camera").state.thumbs[0].code)

    def _side_waste(self) -> None:
        place = Place("premises", usrn_of(4), uprn_of(4, 3))
        self._app.go(place)
        self._at("premises").give(Reason.SIDE_WASTE)
        self._app.go(place)

    def _why_premises(self) -> None:
        self._go("returns")
        self._at("returns").open(SOON)
        self._at("return").give_up()

    def _sure(self) -> None:
        self._at("return").back()
        self._at("return").finish()

    def _wait(self) -> None:
        """So long that the answer is not fresh any more."""
        self._clock.pass_time(10 * MINUTE_MS)
        self._at("return").refresh()

    def _scan(self) -> None:
        self._at("enrol").scan()

    def _at(self, screen: str) -> Any:
        return self._app.presenters[screen]

    def _go(self, screen: str, position: int = 0) -> None:
        self._app.go(Place(screen, usrn_of(position) if position else None))

    def _log(self) -> StoredLog:
        return StoredLog(self._app.store, self._app.fittings.marker_folder)
