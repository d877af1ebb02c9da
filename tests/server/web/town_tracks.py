"""The track of Squad Ash's lorry this morning: Mill Lane, Quarry Hill, and the yard while Ash Road is recorded."""

from datetime import UTC, datetime, time
from uuid import uuid4

from sqlalchemy.orm import Session

from server.db.tables import TrackRow
from tests.server.web.town import NOW, ON, id_of

WEST, EAST = -10_180_000, -10_080_000
MILL_LANE, QUARRY_HILL, YARD = 530_060_000, 530_080_000, 529_900_000
SECONDS_A_STREET, EVERY_S = 110, 5


def add_tracks(session: Session) -> None:
    """Put it: a piece for each place; between them the receiver was silent."""
    _add(session, time(9, 38), [(second, YARD, WEST) for second in range(0, 60, EVERY_S)])
    for began, lat7 in ((time(10, 29), MILL_LANE), (time(10, 45), QUARRY_HILL)):
        steps = range(0, SECONDS_A_STREET + 1, EVERY_S)
        way = [(s, lat7, WEST + (EAST - WEST) * s // SECONDS_A_STREET) for s in steps]
        _add(session, began, way)
    session.flush()


def _add(session: Session, began: time, way: list[tuple[int, int, int]]) -> None:
    start_ms = int(datetime.combine(ON, began, UTC).timestamp() * 1000)
    session.add(
        TrackRow(
            id=uuid4(),
            device=id_of("ash-1"),
            round_id="REF-B",
            on=ON,
            fixes={"start_ms": start_ms, "rows": [[*place, 40] for place in way]},
            received_at=NOW,
        )
    )
