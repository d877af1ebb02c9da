"""Sends photos when nothing more urgent is to be sent: gather, decide (`sync.photos`), apply, part by part.

Runs on the worker's thread, after the operations. A part the server has confirmed is noted before the next one goes, so
that a kill at any moment costs one part at most. New operations come first: between two parts it looks for them.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from crew_app.device.clock import Clock
from crew_app.device.line import LineWatch
from crew_app.net.photos import PhotoPart, PhotoTransport
from crew_app.net.transport import NoAnswerError
from crew_app.store.anchor import find_anchor
from crew_app.store.database import Store
from crew_app.store.enrolment import find_enrolment
from crew_app.store.photo_files import is_intact, read_slice
from crew_app.store.photos import (
    PhotoSending,
    drop_old_photos,
    find_wish,
    list_queued,
    mark_failed,
    mark_sent,
    put_back,
    put_offset,
    put_sending,
)
from crew_app.store.problems import StoreBrokenError, StoreError
from sync.client_state import Trouble
from sync.clock import corrected_time
from sync.pace import jittered_wait_ms
from sync.photos import (
    LineKind,
    Next,
    QueuedPhoto,
    SendPhotos,
    Turn,
    after_head,
    after_part,
    may_send,
    most_turns,
    next_due_ms,
    next_photo,
    part_length,
)

LOOK_AGAIN_MS = 300_000  # for another line, another wish
RESTARTS = 2
AFTER_STORE_ERROR_MS = 30_000
DAY_MS = 24 * 3_600_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """What sending photos needs: the store, the way to the server, the clocks, the kind of line, random bytes.

    is_wanted: whether something more urgent waits.
    """

    store: Store
    transport: PhotoTransport
    clock: Clock
    watch: LineWatch
    draw: Callable[[int], bytes]
    is_wanted: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class PhotoPause:
    """Until when photos rest, by the boot clock, and how often in a row they were stopped. swept_ms: last clean-up."""

    until_boot_ms: int = 0
    failures: int = 0
    swept_ms: int = 0


def photos_once(line: PhotoLine, pause: PhotoPause) -> PhotoPause:
    """Send what may go now, oldest first. Gives until when to rest; the caller comes back then, or sooner."""
    enrolment = find_enrolment(line.store)
    boot_ms = line.clock.read().boot_ms
    if enrolment is None or boot_ms < pause.until_boot_ms:
        return pause
    pause = _sweep(line, pause)
    while not line.is_wanted():
        photo = _next(line)
        if photo is None:
            return _rest(line, pause)
        last = _carry(line, photo, enrolment.secret)
        if last is not None and last.turn is Turn.STOP:
            return _stop(line, pause, last)
        pause = PhotoPause(swept_ms=pause.swept_ms)
    return PhotoPause(swept_ms=pause.swept_ms)


def photos_or_pause(line: PhotoLine, pause: PhotoPause) -> PhotoPause:
    """The same for a loop that must not end: storage that fails is logged, and tried again later."""
    try:
        return photos_once(line, pause)
    except StoreError:
        _log.exception("The phone's storage failed while photos were sent; none was lost.")
        return PhotoPause(line.clock.read().boot_ms + AFTER_STORE_ERROR_MS, pause.failures + 1)


def _next(line: PhotoLine) -> QueuedPhoto | None:
    kind, wish = _line_and_wish(line)
    return next_photo(list_queued(line.store), kind, wish, _now_ms(line))


def _carry(line: PhotoLine, photo: QueuedPhoto, secret: str) -> Next | None:
    """One photo, until it is there, or must wait. None: something more urgent came, or the line changed."""
    if not is_intact(line.store, photo.sha256):
        mark_failed(line.store, photo.sha256, "damaged", "photo.file_damaged")
        return Next(Turn.REFUSED)
    restarts = 0
    try:
        step = after_head(photo, line.transport.ask(photo.sha256, secret))
        for _ in range(most_turns(photo)):
            restarts += step.turn is Turn.RESTART
            if restarts > RESTARTS:
                step = Next(Turn.PUT_BACK, trouble=Trouble.UNREADABLE)
            if _settle(line, photo, step):
                return step
            if line.is_wanted() or not may_send(photo, *_line_and_wish(line), _now_ms(line)):
                return None
            step = _go_on(line, photo, step, secret)
    except NoAnswerError as error:
        return Next(Turn.STOP, trouble=error.trouble)
    except StoreBrokenError:
        mark_failed(line.store, photo.sha256, "damaged", "photo.file_damaged")
        return Next(Turn.REFUSED)
    step = Next(Turn.PUT_BACK, trouble=Trouble.UNREADABLE)
    _settle(line, photo, step)
    return step


def _go_on(line: PhotoLine, photo: QueuedPhoto, step: Next, secret: str) -> Next:
    if step.turn is Turn.ASK:
        return after_head(photo, line.transport.ask(photo.sha256, secret))
    start = step.offset
    data = read_slice(line.store, photo.sha256, start, part_length(photo, start))
    began_ms = line.clock.read().boot_ms
    part = PhotoPart(photo.sha256, start, photo.size, data)
    answer = line.transport.send(part, secret, lambda _sent: None)
    took_ms = max(1, line.clock.read().boot_ms - began_ms)
    put_sending(line.store, PhotoSending(bytes_per_s=round(1000 * len(data) / took_ms)))
    return after_part(photo, start, answer)


def _settle(line: PhotoLine, photo: QueuedPhoto, step: Next) -> bool:
    """Note what an answer means. Whether it ends this photo for now."""
    store = line.store
    if step.turn is Turn.SENT:
        mark_sent(store, photo.sha256, _now_ms(line))
    elif step.turn is Turn.REFUSED:
        _log.warning("photo %s was refused: %s", photo.sha256, step.code)
        mark_failed(store, photo.sha256, "refused", step.code or "")
    elif step.turn is Turn.PUT_BACK:
        put_back(store, photo, _now_ms(line) + _wait_ms(line, photo.tries + 1, step))
        put_sending(store, PhotoSending(hold="wait", trouble=step.trouble, code=step.code))
    elif step.turn in (Turn.GO_ON, Turn.RESTART):
        put_offset(store, photo.sha256, step.offset)
        return False
    return step.turn is not Turn.ASK


def _stop(line: PhotoLine, pause: PhotoPause, step: Next) -> PhotoPause:
    failures = pause.failures + 1
    wait_ms = _wait_ms(line, failures, step)
    next_ms = _now_ms(line) + wait_ms
    put_sending(line.store, PhotoSending("wait", step.trouble, step.code, next_ms))
    return PhotoPause(line.clock.read().boot_ms + wait_ms, failures, pause.swept_ms)


def _rest(line: PhotoLine, pause: PhotoPause) -> PhotoPause:
    """Nothing may go now: say why, and when to look again."""
    kind, wish = _line_and_wish(line)
    queue, now_ms = list_queued(line.store), _now_ms(line)
    due_ms = next_due_ms(queue, kind, wish, now_ms)
    until_ms = now_ms + LOOK_AGAIN_MS if due_ms is None else min(due_ms, now_ms + LOOK_AGAIN_MS)
    if not queue:
        put_sending(line.store, PhotoSending())
    elif not any(may_send(photo, kind, wish, now_ms) for photo in queue):
        hold = "off" if wish is SendPhotos.OFF else "line"
        put_sending(line.store, PhotoSending(hold, next_ms=due_ms))
    return PhotoPause(line.clock.read().boot_ms + until_ms - now_ms, 0, pause.swept_ms)


def _wait_ms(line: PhotoLine, failures: int, step: Next) -> int:
    fraction = int.from_bytes(line.draw(4), "big") / 2**32
    told_ms = 0 if step.wait_s is None else step.wait_s * 1000
    return max(told_ms, jittered_wait_ms(failures, fraction), 1_000)


def _sweep(line: PhotoLine, pause: PhotoPause) -> PhotoPause:
    now_ms = _now_ms(line)
    if 0 <= now_ms - pause.swept_ms < DAY_MS:
        return pause
    drop_old_photos(line.store, now_ms, line.clock.read().wall_ms)
    return PhotoPause(pause.until_boot_ms, pause.failures, now_ms)


def _line_and_wish(line: PhotoLine) -> tuple[LineKind, SendPhotos]:
    return line.watch.find_kind(), find_wish(line.store)


def _now_ms(line: PhotoLine) -> int:
    reading = line.clock.read()
    est_ms, _ = corrected_time(
        find_anchor(line.store), reading.wall_ms, reading.boot_ms, reading.boot_id
    )
    return est_ms
