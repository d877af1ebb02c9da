"""Closes a collection or hands it over: the rest of the track, the record with its manifest, what is still to send."""

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.recording import record_shift
from crew_app.presenters.tracking import seal_piece
from crew_app.store.shifts import Shift
from sync.digest import EMPTY_DIGEST
from sync.ops import ShiftEnded
from sync.words import Reason


def close_shift(handset: Handset, shift: Shift, reason: str, handed_over_to: str | None) -> None:
    """Record it. reason: a code, or "" where nothing is left. Raises StoreError."""
    seal_piece(handset, shift, longest_ms=0)  # before the manifest
    record_shift(
        handset,
        ShiftEnded(
            shift.round_id,
            shift.on,
            ops=0,  # the store fills in the manifest in the transaction that records it
            last_seq=0,
            digest=EMPTY_DIGEST,
            handed_over_to=handed_over_to,
            reason=Reason(reason) if reason else None,
        ),
    )


def leave_shift(handset: Handset) -> None:
    """Nothing more is recorded: no position is taken, what waits is sent, and the screen says what that is."""
    handset.gps.stop()
    handset.hurry()
    handset.go(Place("shift_over"))
