"""Puts what squads recorded straight into the tables, at any time of receipt, on the council of `round_book`."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from server.db.tables import CollectionRow, DeviceRow, VisitRow
from tests.server.round_book import ON, STREETS

DEVICE = UUID(int=7)


def at(hour: int, minute: int = 0, day: date = ON) -> datetime:
    """A local time of the collection's day (British summer time), in UTC."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return midnight + timedelta(hours=hour - 1, minutes=minute)


def put_device(session: Session, heard_through: datetime, squad: str = "S1") -> None:
    """The squad's device, heard through a moment."""
    row = session.get(DeviceRow, DEVICE)
    if row is None:
        row = DeviceRow(
            id=DEVICE,
            label="handheld 7",
            squad=squad,
            secret_hash="0" * 64,
            enrolled_at=at(6),
            secret_expires_at=datetime(2030, 1, 1, tzinfo=UTC),
            revoked_at=None,
            lost_at=None,
            last_sent_at=None,
        )
        session.add(row)
    row.heard_through = heard_through
    row.last_contact_at = heard_through
    session.flush()


def put_visit(session: Session, noted_at: datetime, **changes: object) -> UUID:
    """A visit of round R1 at its first street, completed unless said otherwise."""
    values: dict[str, object] = {
        "id": uuid5(DEVICE, f"{noted_at} {sorted(changes.items(), key=str)}"),
        "device": DEVICE,
        "squad": "S1",
        "round_id": "R1",
        "on": ON,
        "usrn": STREETS[0],
        "outcome": "completed",
        "saw": [],
        "noted_wall_at": noted_at,
        "noted_at": noted_at,
        "clock_quality": "anchored",
        "received_at": noted_at,
    }
    row = VisitRow(**(values | changes))
    session.add(row)
    session.flush()
    return row.id


def put_shift_end(session: Session, ended_at: datetime, reason: str | None = None) -> None:
    """The squad closed the collection."""
    session.add(
        CollectionRow(
            round_id="R1",
            on=ON,
            scheduled_on=ON,
            squad="S1",
            shift_ended_at=ended_at,
            end_received_at=ended_at,
            end_reason=reason,
        )
    )
    session.flush()
