"""Deletes what may not be kept: contacts, tracks, what nobody could read, tries to sign in, used codes. No facts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import CursorResult, Delete, delete
from sqlalchemy.orm import Session

from server.db.opaque import empty_opaque
from server.db.tables import EnrolmentCodeRow, ReportContactRow, SignInRow
from server.db.tracks import delete_tracks

TRACKS_KEPT = timedelta(days=28)  # unless the settings say less
SIGN_INS_KEPT = timedelta(days=30)
CODES_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows of each kind were deleted."""

    contacts: int
    tracks: int
    sign_ins: int
    codes: int
    opaque: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.contacts + self.tracks + self.sign_ins + self.codes + self.opaque


def delete_expired(
    session: Session, now: datetime, today: date, tracks_kept: timedelta = TRACKS_KEPT
) -> Purged:
    """Delete what is past its retention. `today` is the council's local date: contacts carry their last day."""

    def count(statement: Delete) -> int:
        return cast("CursorResult[tuple[()]]", session.execute(statement)).rowcount

    return Purged(
        contacts=count(delete(ReportContactRow).where(ReportContactRow.delete_after < today)),
        tracks=delete_tracks(session, now - tracks_kept),
        sign_ins=count(delete(SignInRow).where(SignInRow.at < now - SIGN_INS_KEPT)),
        opaque=empty_opaque(session, now - tracks_kept, now),
        codes=count(delete(EnrolmentCodeRow).where(EnrolmentCodeRow.expires_at < now - CODES_KEPT)),
    )
