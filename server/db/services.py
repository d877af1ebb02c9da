"""Reads which premises are on which rounds, and which lie in a round's area."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.db.rounds import Service
from server.db.shapes import SRID
from server.db.tables import PremisesRow, RoundRow, ServiceRow


@dataclass(frozen=True, slots=True)
class PremisesPlaced:
    """A premises with its street and position (None where unknown)."""

    uprn: str
    usrn: str | None
    lat: float | None
    lon: float | None


def list_open_services(session: Session, streams: Collection[str]) -> list[Service]:
    """All services of these streams that have no end."""
    rows = session.scalars(
        select(ServiceRow).where(ServiceRow.stream.in_(streams), ServiceRow.until_on.is_(None))
    )
    return [
        Service(row.uprn, row.round_id, row.stream, row.from_on, None, row.state, row.container)
        for row in rows
    ]


def list_premises_in_areas(session: Session, round_ids: Collection[str]) -> list[tuple[str, str]]:
    """(round id, UPRN) of every premises that lies in the area of one of these rounds."""
    rows = session.execute(
        select(RoundRow.id, PremisesRow.uprn)
        .join(PremisesRow, func.ST_Covers(RoundRow.area, PremisesRow.point))
        .where(RoundRow.id.in_(round_ids))
        .order_by(PremisesRow.uprn, RoundRow.id)
    )
    return [(round_id, uprn) for round_id, uprn in rows]


def list_placed_premises(session: Session, uprns: Collection[str]) -> list[PremisesPlaced]:
    """Those of the UPRNs that are in the register, with their positions."""
    rows = session.execute(
        select(
            PremisesRow.uprn,
            PremisesRow.usrn,
            func.ST_Y(PremisesRow.point),
            func.ST_X(PremisesRow.point),
        ).where(PremisesRow.uprn.in_(uprns))
    )
    return [PremisesPlaced(*row) for row in rows]


def count_premises(session: Session) -> int:
    """How many premises there are."""
    return session.scalar(select(func.count()).select_from(PremisesRow)) or 0


def find_round_at(session: Session, stream: str, lat: float, lon: float) -> str | None:
    """The round of the stream in whose area a position lies; of several the one with the lowest id."""
    point = func.ST_SetSRID(func.ST_MakePoint(lon, lat), SRID)
    return session.scalar(
        select(RoundRow.id)
        .where(RoundRow.stream == stream, func.ST_Covers(RoundRow.area, point))
        .order_by(RoundRow.id)
        .limit(1)
    )
