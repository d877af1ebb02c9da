"""How much to send at once and how long to wait after a failure. Pure: the caller draws the random fraction."""

from dataclasses import dataclass, replace

FIRST_BATCH, MOST_IN_BATCH = 100, 500
QUICK_MS = 2_000  # a batch answered within this may grow
LONGEST_WAIT_MS, FIRST_WAIT_MS = 300_000, 2_000
SPREAD_MS = 30_000
TRIES_BEFORE_BISECTING = 3


@dataclass(frozen=True, slots=True)
class Pace:
    """batch: operations at once. failures: in a row. unread: answers in a row that the body could not be read.

    bisecting: the batch was halved to find the one operation that cannot be read.
    """

    batch: int = FIRST_BATCH
    failures: int = 0
    unread: int = 0
    bisecting: bool = False


def jittered_wait_ms(failures: int, fraction: float) -> int:
    """Full jitter: from nothing to 2 s doubled with each failure, 300 s at most. fraction: 0 to 1, drawn anew."""
    if failures <= 0:
        return 0
    return int(min(LONGEST_WAIT_MS, FIRST_WAIT_MS << min(failures - 1, 20)) * fraction)


def after_success(pace: Pace, sent: int, took_ms: int) -> Pace:
    """Grow while batches are full and quick. While bisecting, stay suspicious until batches are as at the start."""
    grows = sent >= pace.batch and took_ms < QUICK_MS
    batch = min(MOST_IN_BATCH, pace.batch * 2) if grows else pace.batch
    if pace.bisecting and batch < FIRST_BATCH:
        return Pace(batch, unread=pace.unread, bisecting=True)
    return Pace(batch)


def after_failure(pace: Pace) -> Pace:
    """One more failure in a row."""
    return replace(pace, failures=pace.failures + 1)


def halved(pace: Pace, sent: int) -> Pace:
    """Send half of it next time."""
    return replace(pace, batch=max(1, sent // 2))


def after_unread(pace: Pace, sent: int) -> Pace:
    """The body could not be read: the same again twice, then halves, down to the one operation."""
    unread = pace.unread + 1
    if unread < TRIES_BEFORE_BISECTING:
        return replace(pace, unread=unread, failures=pace.failures + 1)
    batch = max(1, sent // 2)
    return Pace(batch, failures=pace.failures + 1, unread=unread, bisecting=sent > 1)


def needs_rescue(pace: Pace) -> bool:
    """Whether a single operation has proved unreadable."""
    return pace.batch == 1 and pace.unread >= TRIES_BEFORE_BISECTING and not pace.bisecting
