"""What the app does on threads of its own: sending, and asking for an identity.

Imported there and not at the start, which need not wait for the network's libraries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crew_app.bell import Bell
from crew_app.device.adapters import choose_line
from crew_app.device.clock import Clock
from crew_app.device.platform import find_device_name
from crew_app.net.enrol import APP, EnrolmentRefusedError, enrol
from crew_app.net.photos import HttpPhotoTransport
from crew_app.net.transport import HttpTransport, NoAnswerError
from crew_app.photo_worker import PhotoLine
from crew_app.presenters.enrol import EnrolAnswer
from crew_app.store.database import connect
from crew_app.store.device_log import StoredLog
from crew_app.store.enrolment import KeptEnrolment
from crew_app.worker import Line, work


@dataclass(frozen=True, slots=True)
class Sending:
    """What the worker is given: folders, the server's address, the clocks, random bytes."""

    folder: Path
    marker_folder: Path
    server_url: str
    clock: Clock
    draw: Callable[[int], bytes]


def send_until_stopped(sending: Sending, bell: Bell) -> None:
    """The worker, until the bell is stopped."""
    work(lambda: open_line(sending), bell, APP)


def open_line(sending: Sending) -> Line:
    """A line with a store of its own: no connection is shared with the screens."""
    store = connect(sending.folder)
    log = StoredLog(store, sending.marker_folder)
    photos = PhotoLine(
        store=store,
        transport=HttpPhotoTransport(sending.server_url),
        clock=sending.clock,
        watch=choose_line(),
        draw=sending.draw,
        is_wanted=lambda: log.count_pending() > 0,
    )
    return Line(
        store=store,
        log=log,
        transport=HttpTransport(sending.server_url),
        clock=sending.clock,
        draw=sending.draw,
        photos=photos,
        packs=HttpTransport(sending.server_url),
    )


def ask_for_identity(url: str, code: str, secret: str | None) -> EnrolAnswer:
    """What the server answers to a one-time code, or why it did not."""
    try:
        given = enrol(HttpTransport(url), code, find_device_name(), secret)
    except NoAnswerError as error:
        return EnrolAnswer(trouble=error.trouble)
    except EnrolmentRefusedError as error:
        return EnrolAnswer(refusal=error.code)
    return EnrolAnswer(
        enrolment=KeptEnrolment(url, given.device, given.secret, given.squad, given.council)
    )
