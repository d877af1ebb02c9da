"""Putting places and rounds, many at once: what is new, changed and the same, on a real PostGIS."""

from datetime import UTC, date, datetime

import pytest
from shapely import LineString, Point, Polygon
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.places import (
    BinStore,
    Entry,
    Premises,
    Street,
    Ward,
    put_bin_stores,
    put_entries,
    put_premises,
    put_streets,
    put_wards,
)
from server.db.puts import Put
from server.db.rounds import (
    BankHoliday,
    CalendarMove,
    RoundPlan,
    RoundStreet,
    Service,
    Squad,
    Stream,
    put_bank_holidays,
    put_calendar_moves,
    put_round_streets,
    put_rounds,
    put_services,
    put_squads,
    put_streams,
)

pytestmark = pytest.mark.db

SQUARE = Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def put_a_plan(session: Session) -> list[Put]:
    return [
        put_wards(session, [Ward("N1", "Beech", SQUARE)]),
        put_streets(session, [Street("101", "Elm Rd", "Belfast", LineString([(0, 0), (0, 1)]))]),
        put_entries(session, [Entry("E1", "101", "behind 2-20")]),
        put_bin_stores(session, [BinStore("B1", "Elm Court", "101")]),
        put_premises(
            session,
            [
                Premises("5001", "12A Elm Rd", "101", "12A", "BT7 1AA", 54.6, -5.9),
                Premises("5002", "14 Elm Rd", "101", "14", "BT7 1AA", bin_store_id="B1"),
            ],
        ),
        put_streams(session, [Stream("refuse", "Refuse", "black bin", "#000000", 1)]),
        put_squads(session, [Squad("S1", "Squad 1", date(2026, 1, 1))]),
        put_rounds(
            session,
            [
                RoundPlan(
                    "R1", "Monday 1", "refuse", date(2026, 1, 5), (1,), squad="S1", area=SQUARE
                )
            ],
        ),
        put_round_streets(session, [RoundStreet("R1", "101", 1)]),
        put_services(session, [Service("5001", "R1", "refuse", date(2026, 1, 1))]),
        put_calendar_moves(
            session,
            [
                CalendarMove(
                    date(2026, 12, 25), "later", NOW, (date(2026, 12, 26),), stream="refuse"
                )
            ],
        ),
        put_bank_holidays(session, [BankHoliday("northern-ireland", date(2026, 3, 17), "St P")]),
    ]


def test_a_plan_is_put_whole_and_a_second_time_changes_nothing(session: Session) -> None:
    first = put_a_plan(session)
    again = put_a_plan(session)
    assert [p.added for p in first] == [1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1]
    assert [p.unchanged for p in again] == [1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1]
    assert all(p.added == p.changed == 0 for p in again)


def test_what_differs_is_changed_and_counted(session: Session) -> None:
    put_streets(session, [Street("1", "Elm Road"), Street("2", "Oak Road")])
    line = LineString([(0, 0), (0, 1)])
    put = put_streets(session, [Street("1", "Elm Road", line=line), Street("2", "Oak Road")])
    assert put == Put(added=0, changed=1, unchanged=1)


def test_of_two_rows_with_one_key_the_last_counts(session: Session) -> None:
    assert put_streets(session, [Street("1", "Elm"), Street("1", "Oak")]) == Put(1)
    assert session.execute(text("select name from street")).scalar_one() == "Oak"


def test_nothing_put_is_nothing_done(session: Session) -> None:
    assert put_wards(session, []) == Put()


def test_places_land_where_they_are(session: Session) -> None:
    put_a_plan(session)
    found = session.execute(text("select ST_Y(point), ST_X(point), ST_SRID(point) from premises"))
    assert (54.6, -5.9, 4326) in [tuple(row) for row in found]
    kind = session.execute(
        text("select GeometryType(area), ST_Contains(area, :p) from round"),
        {"p": f"SRID=4326;{Point(0.5, 0.5).wkt}"},
    )
    assert tuple(kind.one()) == ("MULTIPOLYGON", True)


def test_premises_carry_the_terms_they_are_found_by(session: Session) -> None:
    put_a_plan(session)
    terms = session.execute(text("select terms from premises where uprn = '5001'")).scalar_one()
    assert terms == ["n:12", "p:BT71AA", "w:elm", "w:road"]


def test_a_calendar_exception_put_again_keeps_when_it_was_first_received(session: Session) -> None:
    put_a_plan(session)
    later = datetime(2026, 11, 9, tzinfo=UTC)
    again = CalendarMove(date(2026, 12, 25), "later", later, (date(2026, 12, 26),), "refuse")
    assert put_calendar_moves(session, [again]) == Put(0, 0, 1)
    assert session.execute(text("select received_at from calendar_move")).scalar_one() == NOW
