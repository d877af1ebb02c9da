"""Photos on their way to the server: which one goes next, which part of it, and what an answer means. Pure.

Photos are named by the SHA-256 of their bytes and go after the operations that name them, in parts, by tus's rules at
an address that follows from the name. Whoever calls this holds the files, sends the parts and keeps the offsets.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sync.client_state import Trouble

TUS = "1.0.0"
PART_TYPE = "application/offset+octet-stream"
PART_BYTES = 256 * 1024
LARGEST_PHOTO = 15 * 1024 * 1024
GONE = "photo.gone"
_STOPS = {
    401: Trouble.SECRET_REFUSED,
    412: Trouble.OLD_APP,
    429: Trouble.BUSY,
    503: Trouble.BUSY,
    507: Trouble.BUSY,
}
WAIT_FOR_FREE_MS = (
    6 * 3_600_000
)  # with FREE_FIRST a photo waits so long for a line that costs nothing
LONGEST_TOLD_WAIT_S = 24 * 3_600  # however long a server asks to wait


class LineKind(StrEnum):
    """The line the device is on. A line that is not known counts as metered."""

    FREE = "free"  # Wi-Fi or a cable that nobody pays by the byte
    METERED = "metered"
    NONE = "none"


class SendPhotos(StrEnum):
    """When photos may go. Off means off: then not even a question about a photo leaves the device."""

    OFF = "off"
    FREE_ONLY = "free_only"
    FREE_FIRST = "free_first"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class QueuedPhoto:
    """A photo to send. offset: how much of it the server confirmed last. Times in corrected milliseconds.

    hurried: somebody asked that this one should not wait for a line that costs nothing, whatever was chosen for all.
    """

    sha256: str
    size: int
    made_ms: int
    offset: int = 0
    tries: int = 0
    not_before_ms: int = 0
    hurried: bool = False


@dataclass(frozen=True, slots=True)
class PhotoAnswer:
    """What the server said. offset: its `Upload-Offset`, where it gave one; code: of a problem."""

    status: int
    offset: int | None = None
    code: str | None = None
    retry_after_s: int | None = None


class Turn(StrEnum):
    """What to do with a photo after an answer."""

    GO_ON = "go_on"  # send the part at `offset`
    ASK = "ask"  # ask again how far the server is
    RESTART = "restart"  # what arrived was not this photo: look at the file, then from the start
    SENT = "sent"
    REFUSED = "refused"  # the server will never take these bytes; `code` says why
    PUT_BACK = "put_back"  # this photo waits, the next one may go
    STOP = "stop"  # nothing goes for now


@dataclass(frozen=True, slots=True)
class Next:
    """The turn, with what it needs. wait_s: what the server asked for."""

    turn: Turn
    offset: int = 0
    code: str | None = None
    trouble: Trouble | None = None
    wait_s: int | None = None


@dataclass(frozen=True, slots=True)
class PhotoProgress:
    """How far all photos that are still to go have come."""

    waiting: int
    sent_bytes: int
    all_bytes: int

    @property
    def percent(self) -> int:
        """0 to 100; 100 only when nothing is left."""
        if not self.waiting:
            return 100
        return min(99, 100 * self.sent_bytes // max(1, self.all_bytes))

    def seconds_left(self, bytes_per_s: float) -> int | None:
        """How long the rest takes at this pace; None when nothing moves."""
        if bytes_per_s <= 0:
            return None
        return round((self.all_bytes - self.sent_bytes) / bytes_per_s)


def next_photo(
    queue: Iterable[QueuedPhoto], line: LineKind, wish: SendPhotos, now_ms: int
) -> QueuedPhoto | None:
    """The oldest photo that may go now, or None."""
    ready = [p for p in queue if may_send(p, line, wish, now_ms) and is_due(p, now_ms)]
    return min(ready, key=lambda photo: (photo.made_ms, photo.sha256), default=None)


def may_send(photo: QueuedPhoto, line: LineKind, wish: SendPhotos, now_ms: int) -> bool:
    """Whether this photo may use this line."""
    if line is LineKind.NONE or wish is SendPhotos.OFF:
        return False
    if line is LineKind.FREE or wish is SendPhotos.ANY:
        return True
    has_waited = now_ms - photo.made_ms >= WAIT_FOR_FREE_MS
    return photo.hurried or (wish is SendPhotos.FREE_FIRST and has_waited)


def is_due(photo: QueuedPhoto, now_ms: int) -> bool:
    """Whether its wait is over. A wait longer than any we give comes from a clock that was set back: it is over too."""
    return not now_ms < photo.not_before_ms <= now_ms + LONGEST_TOLD_WAIT_S * 1000


def next_due_ms(
    queue: Iterable[QueuedPhoto], line: LineKind, wish: SendPhotos, now_ms: int
) -> int | None:
    """When to look again, or None when only another line or another wish lets any photo go."""
    waits = [_ready_ms(p, now_ms) for p in queue if may_send(p, line, wish, now_ms)]
    if line is LineKind.METERED and wish is SendPhotos.FREE_FIRST:
        waits += [p.made_ms + WAIT_FOR_FREE_MS for p in queue]
    return min((max(now_ms, due) for due in waits), default=None)


def part_length(photo: QueuedPhoto, offset: int) -> int:
    """How many bytes the part at this offset has."""
    return min(PART_BYTES, photo.size - offset)


def most_turns(photo: QueuedPhoto) -> int:
    """After so many answers about one photo something goes round in circles: put it back."""
    return 20 + 4 * (photo.size // PART_BYTES + 1)


def after_head(photo: QueuedPhoto, answer: PhotoAnswer) -> Next:
    """What to do once the server has said how far it is."""
    if answer.status == 404:
        return Next(Turn.GO_ON, 0)
    if 200 <= answer.status < 300:
        return _go_on(photo, answer.offset)
    return _refusal(answer)


def after_part(photo: QueuedPhoto, start: int, answer: PhotoAnswer) -> Next:
    """What to do once the server has answered the part that began at `start`."""
    if 200 <= answer.status < 300:
        if answer.offset is not None and answer.offset <= start:
            return Next(Turn.PUT_BACK, trouble=Trouble.UNREADABLE)  # taken, yet no further
        return _go_on(photo, answer.offset)
    if answer.status == 409:
        return _after_conflict(photo, start, answer)
    if answer.status == 460:
        return Next(Turn.RESTART, 0)
    if answer.status == 404:
        return Next(Turn.PUT_BACK, trouble=Trouble.SERVER_FAILED)
    return _refusal(answer)


def progress_of(queue: Iterable[QueuedPhoto]) -> PhotoProgress:
    """How far these photos have come."""
    photos = list(queue)
    return PhotoProgress(len(photos), sum(p.offset for p in photos), sum(p.size for p in photos))


def _go_on(photo: QueuedPhoto, offset: int | None) -> Next:
    if offset is None:
        return Next(Turn.PUT_BACK, trouble=Trouble.UNREADABLE)
    if offset == photo.size:
        return Next(Turn.SENT, offset)
    # a server that says it holds more than there is holds something else: begin anew, the hash decides
    return Next(Turn.GO_ON, offset if 0 <= offset < photo.size else 0)


def _after_conflict(photo: QueuedPhoto, start: int, answer: PhotoAnswer) -> Next:
    if answer.offset is None:
        return Next(Turn.ASK)
    if answer.offset == start:
        return Next(Turn.PUT_BACK, trouble=Trouble.UNREADABLE)
    return _go_on(photo, answer.offset)


def _refusal(answer: PhotoAnswer) -> Next:
    """Answers that mean the same to a question and to a part."""
    if answer.status in _STOPS:
        return Next(
            Turn.STOP, code=answer.code, trouble=_STOPS[answer.status], wait_s=_told(answer)
        )
    if answer.status == 403:
        return Next(Turn.PUT_BACK, trouble=Trouble.REVOKED)
    if answer.status == 410:
        return Next(Turn.REFUSED, code=answer.code or GONE)
    if (
        400 <= answer.status < 500 and answer.code is not None
    ):  # a proxy's refusal has no code of ours
        return Next(Turn.REFUSED, code=answer.code)
    return Next(Turn.PUT_BACK, trouble=Trouble.SERVER_FAILED, wait_s=_told(answer))


def _told(answer: PhotoAnswer) -> int | None:
    return None if answer.retry_after_s is None else min(answer.retry_after_s, LONGEST_TOLD_WAIT_S)


def _ready_ms(photo: QueuedPhoto, now_ms: int) -> int:
    return now_ms if is_due(photo, now_ms) else photo.not_before_ms
