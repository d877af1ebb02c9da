"""Reads which premises are on which rounds, and which lie in a round's area."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from geoalchemy2 import Geography
from sqlalchemy import ColumnElement, cast, func, select
from sqlalchemy.orm import Session

from server.db.rounds import Service
from server.db.shapes import SRID
from server.db.tables import PremisesRow, RoundRow, ServiceRow

NEAR_DEG = 0.01  # no round is looked for farther off than this, about half a mile


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


def list_premises_near_areas(
    session: Session, round_ids: Collection[str], within_m: float
) -> list[tuple[str, str]]:
    """(round id, UPRN) of premises in none of these rounds' areas but near one: the nearest of them."""
    of_these = RoundRow.id.in_(round_ids)
    covered = select(1).where(of_these, func.ST_Covers(RoundRow.area, PremisesRow.point)).exists()
    # first the few that lie apart, then what is near each: the other way round takes ten times as long
    apart = (
        select(PremisesRow.uprn, PremisesRow.point)
        .where(~covered, PremisesRow.point.is_not(None))
        .cte("apart")
        .prefix_with("MATERIALIZED")
    )
    nearest = (
        select(RoundRow.id, RoundRow.area)
        .where(of_these, RoundRow.area.op("&&")(func.ST_Expand(apart.c.point, NEAR_DEG)))
        .order_by(func.ST_Distance(RoundRow.area, apart.c.point), RoundRow.id)
        .limit(1)
        .lateral("nearest")
    )
    near = func.ST_DWithin(_geography(nearest.c.area), _geography(apart.c.point), within_m)
    rows = session.execute(
        select(nearest.c.id, apart.c.uprn).join(nearest, near).order_by(apart.c.uprn)
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


def find_round_at(
    session: Session, stream: str, place: tuple[float, float], within_m: float = 0.0
) -> str | None:
    """The round of the stream in whose area a (lat, lon) lies, or the nearest within reach of it."""
    point = func.ST_SetSRID(func.ST_MakePoint(place[1], place[0]), SRID)
    away = func.ST_Distance(_geography(RoundRow.area), _geography(point))
    return session.scalar(
        select(RoundRow.id)
        .where(
            RoundRow.stream == stream,
            RoundRow.area.op("&&")(func.ST_Expand(point, NEAR_DEG)),
            away <= within_m,
        )
        .order_by(away, RoundRow.id)
        .limit(1)
    )


def _geography(column: Any) -> ColumnElement[Any]:
    """So that distances are metres."""
    return cast(column, Geography(srid=SRID))
