"""Listens to the receiver while a shift is on: keeps the track, thinned, and which streets it drove end to end.

No position without a running shift: before it starts and after it ends the receiver is off and nothing is kept. What is
recorded goes up as operations of a bounded size. Nothing here marks a street.
"""

from collections.abc import Sequence
from datetime import timedelta

from crew_app.device.gps import Fix
from crew_app.presenters.handset import Handset
from crew_app.presenters.recording import capture_time, record_track
from crew_app.store.shifts import Shift, find_open_shift
from crew_app.store.tracks import (
    Covered,
    drop_fixes,
    find_cover,
    forget_track,
    list_fixes,
    note_track,
)
from geo.onboard.driven import Spans, cover, join_cover, judge_street
from geo.onboard.hops import HANDHELD, clean_track, list_hops
from geo.onboard.track import TimedFix, thin_track
from sync.ops import Track

# A shift that nobody ended is over for the receiver: nobody works longer, and the phone goes home with somebody.
LONGEST_SHIFT_MS = int(timedelta(hours=14).total_seconds() * 1000)
KEPT_EVERY_MS = 10_000  # one write to the storage for so much of the track
PIECE_MS = 15 * 60_000  # a piece goes up as one operation
MOST_FIXES_OF_PIECE = 600
THINNED_WITHIN_M = 4.0  # about what the receiver errs by anyway
LONGEST_GAP_MS = (
    10_000  # a longer one in a thinned track is a gap of the receiver, and proves nothing
)


def is_listening(shift: Shift | None, now_ms: int) -> bool:
    """Whether the receiver is on: a shift is, and not since longer than a shift can last."""
    return shift is not None and now_ms - shift.started_ms < LONGEST_SHIFT_MS


class Tracker:
    """Looks at the receiver every second or so, on the screens' thread."""

    def __init__(self, handset: Handset) -> None:
        self._handset = handset
        self._collection = ""
        self._new: list[TimedFix] = []
        self._last: TimedFix | None = None
        self._cover: dict[str, Spans] = {}

    def look(self) -> None:
        """Take what the receiver has; switch it on or off as the shift says."""
        shift, now_ms = find_open_shift(self._handset.store), capture_time(self._handset).est_ms
        if shift is None or not is_listening(shift, now_ms):
            self._rest()
            return
        if shift.collection != self._collection:
            self._begin(shift)
        self._new += _timed(self._handset)
        # a clock set back must not keep the track in memory alone
        if self._new and abs(now_ms - self._new[0][0]) >= KEPT_EVERY_MS:
            self._keep()
            seal_piece(self._handset, shift)

    def _begin(self, shift: Shift) -> None:
        """A shift began, or goes on after the app was closed."""
        forget_track(self._handset.store, keep=shift.collection)
        self._collection, self._new, self._last = shift.collection, [], None
        self._cover = dict(find_cover(self._handset.store, shift.collection))
        self._handset.gps.start()

    def _rest(self) -> None:
        self._handset.gps.stop()
        forget_track(self._handset.store)
        self._collection, self._new, self._last, self._cover = "", [], None, {}

    def _keep(self) -> None:
        """Keep the new fixes and what they covered, in one write."""
        store = self._handset.store
        ground = self._handset.streets.find(store, self._collection).ground
        fixes = [*([self._last] if self._last else []), *self._new]
        new = cover(ground, list_hops(fixes))
        joined = join_cover(self._cover, new)
        note_track(
            store,
            self._collection,
            self._new,
            [_covered(usrn, ground.lengths_m[usrn], joined[usrn]) for usrn in sorted(new)],
        )
        good = clean_track(fixes, HANDHELD.worst_acc_m)
        self._cover, self._new, self._last = joined, [], good[-1] if good else self._last


def seal_piece(handset: Handset, shift: Shift, longest_ms: int = PIECE_MS) -> None:
    """Make an operation of the fixes kept, where they span `longest_ms` or are many; with 0 of all there are."""
    fixes = list_fixes(handset.store, shift.collection)
    is_due = fixes and fixes[-1][0] - fixes[0][0] >= longest_ms
    if not is_due and len(fixes) < MOST_FIXES_OF_PIECE:
        return
    while fixes:
        piece, fixes = fixes[:MOST_FIXES_OF_PIECE], fixes[MOST_FIXES_OF_PIECE:]
        record_track(handset, _make_track(shift, piece))
        drop_fixes(handset.store, shift.collection, piece[-1][0])


def _make_track(shift: Shift, fixes: Sequence[TimedFix]) -> Track:
    """A piece as it goes up: thinned, in whole seconds since its first fix."""
    start_ms = fixes[0][0]
    rows = thin_track(tuple(fixes), THINNED_WITHIN_M, LONGEST_GAP_MS)
    return Track(
        shift.round_id,
        shift.on,
        start_ms,
        tuple(
            (round((ms - start_ms) / 1000), lat7, lon7, acc_dm) for ms, lat7, lon7, acc_dm in rows
        ),
    )


def _covered(usrn: str, length_m: float, spans: Spans) -> Covered:
    return Covered(usrn, spans, judge_street(usrn, length_m, spans).is_end_to_end)


def _timed(handset: Handset) -> list[TimedFix]:
    """What the receiver has by the corrected time."""
    time = capture_time(handset)
    return [_fix_at(fix, time.est_ms - time.boot_ms) for fix in handset.gps.drain_fixes()]


def _fix_at(fix: Fix, boot_at_ms: int) -> TimedFix:
    return fix.boot_ms + boot_at_ms, fix.lat7, fix.lon7, fix.acc_dm
