"""Sends what is recorded and fetches what is new: gather, decide (`sync.client`), apply, until there is nothing to ask.

Runs on a thread of the app, or in the service's process; both have a store and a transport of their own. Nothing here
can lose a record: an operation leaves the outbox only by an answer that names it.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from crew_app.bell import Bell
from crew_app.device.clock import Clock
from crew_app.net.exchange import send_request
from crew_app.net.packs import fetch_pack
from crew_app.net.transport import HttpTransport, NoAnswerError, Transport
from crew_app.photo_worker import PhotoLine, PhotoPause, photos_or_pause
from crew_app.store.database import Store
from crew_app.store.device_log import StoredLog
from crew_app.store.enrolment import KeptEnrolment, find_enrolment
from crew_app.store.pack_part import PackPart
from crew_app.store.preferences import is_cut_off
from crew_app.store.problems import StoreError, StoreFullError
from crew_app.store.sending import LastTry, find_last_try, put_last_try
from crew_app.store.turn import take_turn
from crew_app.store.zone import local_date
from sync.client import (
    Answer,
    ClientState,
    Draw,
    Moment,
    Purpose,
    Request,
    Step,
    Wait,
    next_request,
    nudged,
    on_failure,
    on_response,
)
from sync.clock import corrected_time

RETRY_AFTER_STORE_ERROR_MS = 30_000
PACK_DAYS = 3  # tomorrow's shift may start where there is no signal
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """What a sync needs: the store with its log, the way to the server, the clocks and random bytes.

    photos: what sends photos, where any are taken. packs: what fetches a pack in pieces; without, it comes as one.
    server_url: where it speaks to, for a line that goes where this phone is enrolled; empty: it does not look.
    """

    store: Store
    log: StoredLog
    transport: Transport
    clock: Clock
    draw: Callable[[int], bytes]
    photos: PhotoLine | None = None
    packs: HttpTransport | None = None
    server_url: str = ""

    def leads_to(self, enrolment: KeptEnrolment) -> bool:
        """Does it speak to the server of that enrolment? Its secret is for no other."""
        return self.server_url in ("", enrolment.server_url)


def sync_once(line: Line, state: ClientState) -> tuple[ClientState, Wait]:
    """Ask and answer until there is nothing more to ask now. Gives the state to go on with, and until when to wait."""
    enrolment = None if is_cut_off(line.store) else find_enrolment(line.store)
    if enrolment is None or not line.leads_to(enrolment):
        return state, Wait(line.clock.read().boot_ms + RETRY_AFTER_STORE_ERROR_MS)
    asked = False
    while True:
        request = next_request(state, line.log, _moment(line))
        if isinstance(request, Wait):
            break
        step = _ask(line, state, request, enrolment.secret)
        line.log.apply(step.effects)
        state, asked = step.state, True
        _note(line, state, next_ms=None)
    if asked:
        _note(line, state, next_ms=_corrected(line, request.until_boot_ms))
    return state, request


def sync_or_wait(line: Line, state: ClientState) -> tuple[ClientState, Wait]:
    """The same for a loop that must not end: storage that fails is logged, and tried again later.

    While the other process of the app is sending, this one only waits.
    """
    later = Wait(line.clock.read().boot_ms + RETRY_AFTER_STORE_ERROR_MS)
    try:
        with take_turn(line.store.folder) as is_ours:
            return sync_once(line, state) if is_ours else (state, later)
    except StoreError:
        _log.exception("The phone's storage failed during a sync; nothing was marked as sent.")
        return state, later


def work(open_line: Callable[[], Line], bell: Bell, app: str) -> None:
    """The worker's loop, on a thread of its own: it opens its own store there. Ends when the bell is stopped.

    A phone that was moved to another server is spoken for there from the next round on, with a state of its own.
    """
    line = open_line()
    state, pause = ClientState(app=app, pack_days=PACK_DAYS), PhotoPause()
    while not bell.is_stopped:
        followed = follow(line, open_line)
        if followed is not line:
            line, state = followed, ClientState(app=app, pack_days=PACK_DAYS)
        state, wait = sync_or_wait(line, state)
        until_boot_ms = wait.until_boot_ms
        if wait.trouble is None and line.photos is not None:
            pause = photos_or_pause(line.photos, pause)
            until_boot_ms = _sooner(line, wait, pause)
        seconds = (until_boot_ms - line.clock.read().boot_ms) / 1000
        if bell.wait(max(0.2, seconds)):
            state, pause = hurry(line, state), PhotoPause(swept_ms=pause.swept_ms)
    line.store.close()


def follow(line: Line, open_line: Callable[[], Line]) -> Line:
    """The line, or another where this phone is enrolled with another server by now. A storage that fails: later."""
    try:
        enrolment = find_enrolment(line.store)
        if enrolment is None or line.leads_to(enrolment):
            return line
        moved = open_line()
    except StoreError:
        _log.exception("The phone's storage failed while another server was looked for.")
        return line
    line.store.close()
    return moved


def hurry(line: Line, state: ClientState) -> ClientState:
    """Try now: the operative asked, the app came to the front, or the shift ended."""
    return nudged(state, _moment(line))


def _sooner(line: Line, wait: Wait, pause: PhotoPause) -> int:
    """When to look again: photos rest for as long as operations wait, which have a time of their own."""
    if line.log.count_pending():
        return wait.until_boot_ms
    return min(wait.until_boot_ms, pause.until_boot_ms)


def _ask(line: Line, state: ClientState, request: Request, secret: str) -> Step:
    try:
        answer = _send(line, request, secret)
    except NoAnswerError as error:
        return on_failure(state, request, error.trouble, _moment(line))
    return on_response(state, line.log, request, answer, _moment(line))


def _send(line: Line, request: Request, secret: str) -> Answer:
    if request.purpose is not Purpose.PACK or line.packs is None:
        return send_request(line.transport, request, secret)
    try:
        return fetch_pack(line.packs, request, secret, PackPart(line.store.folder))
    except OSError as error:  # no room to keep the pieces
        raise StoreFullError(str(error)) from error


def _moment(line: Line) -> Moment:
    reading = line.clock.read()
    est_ms, _ = corrected_time(line.log.anchor(), reading.wall_ms, reading.boot_ms, reading.boot_id)
    return Moment(reading, local_date(line.store, est_ms), _draw(line))


def _draw(line: Line) -> Draw:
    fraction = int.from_bytes(line.draw(4), "big") / 2**32
    return Draw(fraction, str(uuid.UUID(bytes=line.draw(16), version=4)))


def _corrected(line: Line, boot_ms: int) -> int:
    """The corrected time at a reading of the boot clock still to come."""
    reading = line.clock.read()
    est_ms, _ = corrected_time(line.log.anchor(), reading.wall_ms, reading.boot_ms, reading.boot_id)
    return est_ms + boot_ms - reading.boot_ms


def _note(line: Line, state: ClientState, next_ms: int | None) -> None:
    now_ms = _corrected(line, line.clock.read().boot_ms)
    before = find_last_try(line.store)
    answered_ms = before.answered_ms if before is not None else None
    put_last_try(
        line.store,
        LastTry(
            tried_ms=now_ms,
            answered_ms=now_ms if state.trouble is None else answered_ms,
            trouble=state.trouble,
            next_ms=next_ms,
        ),
    )
