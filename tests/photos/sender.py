"""A phone with photos to send, for tests; as a program of its own it sends until it is killed: `... sender DIR URL`."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from crew_app.device.clock import SystemClock
from crew_app.device.line import HandLine
from crew_app.net.photos import HttpPhotoTransport
from crew_app.photo_worker import PhotoLine, PhotoPause, photos_once
from crew_app.presenters.recording import add_photos, record_visit
from crew_app.store.database import Store, connect
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.photo_files import keep_photo
from crew_app.store.photos import list_queued
from sync.device_log import Effects
from sync.exchange import OpResult
from sync.ops import Op, Visit
from sync.words import OpStatus, Outcome
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import DAY, ROUND_ID, make_pack, usrn_of

if TYPE_CHECKING:  # the process that is killed all the time needs nothing of the server
    from tests.server.photos.fleet import Handheld


def make_photographer(folder: Path, held: "Handheld", url: str) -> Phone:
    """A phone that is enrolled as `held`."""
    phone = make_phone(folder)
    phone.take_pack(make_pack())
    put_enrolment(phone.store, KeptEnrolment(url, held.id, held.secret, "S1", "Millbrook"))
    return phone


def take_photo(phone: Phone, data: bytes, position: int = 1) -> Op:
    """Record a street and a photo of it, as yet unsent."""
    phone.clock.pass_time(1_000)
    visit = Visit(ROUND_ID, DAY, usrn_of(position), Outcome.COMPLETED)
    op = record_visit(phone.handset, visit)
    named = add_photos(phone.handset, op.id, (keep_photo(phone.store, data),))
    assert named is not None
    return named


def settle_all(phone: Phone) -> None:
    """The server has accepted all operations."""
    pending = phone.log.pending_run(500, 10**9)
    results = tuple(OpResult(op.id, OpStatus.ACCEPTED) for op in pending)
    phone.log.apply(Effects(settled=results, settled_ms=phone.clock.read().wall_ms))


def make_photo_line(store: Store, url: str, *, read_s: float = 5.0) -> PhotoLine:
    """What sends photos, on a line that costs nothing."""
    transport = HttpPhotoTransport(url, connect_s=1.0, read_s=read_s)
    return PhotoLine(store, transport, SystemClock(), HandLine(), os.urandom, lambda: False)


def send_until_done(line: PhotoLine, most: int = 200) -> int:
    """Try at once after each failure; gives how many times it was stopped."""
    for stopped in range(most):
        photos_once(line, PhotoPause(swept_ms=line.clock.read().wall_ms))
        for photo in list_queued(line.store):
            line.store.connection.execute(
                "update photo set not_before_ms = 0 where sha256 = ?", (photo.sha256,)
            )
        if not list_queued(line.store):
            return stopped
    raise AssertionError(f"not sent after {most} tries")


if __name__ == "__main__":
    send_until_done(make_photo_line(connect(Path(sys.argv[1])), sys.argv[2]), most=10_000)
