"""Rounds from polygons and from the national table; bank holidays; calendars."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from shapely import box
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.import_bank_holidays import import_bank_holidays
from server.actions.import_rounds import import_rounds
from server.actions.importing import Source
from server.actions.put_round_plan import decide_services
from server.actions.rounds_wanted import RoundsWanted
from server.core.problems import Problem
from server.db.places import Premises, Street, put_premises, put_streets
from server.db.rounds import Service
from tests.geo.files import write_geojson

pytestmark = pytest.mark.db

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
WANTED = RoundsWanted(cycle_from=date(2026, 11, 2), from_on=date(2026, 11, 2), stream="refuse")
WEST, EAST = box(-6.0, 54.5, -5.95, 54.6), box(-5.95, 54.5, -5.9, 54.6)


@pytest.fixture
def town(session: Session) -> None:
    put_streets(
        session, [Street("1", "Elm Road"), Street("2", "Oak Road"), Street("3", "Ash Road")]
    )
    put_premises(
        session,
        [
            Premises("11", "1 Elm Road", "1", lat=54.55, lon=-5.99),
            Premises("12", "2 Elm Road", "1", lat=54.55, lon=-5.991),
            Premises("21", "1 Oak Road", "2", lat=54.55, lon=-5.96),
            Premises("31", "1 Ash Road", "3", lat=54.55, lon=-5.92),
            Premises("41", "Nowhere Cottage"),
        ],
    )


def polygons(tmp_path: Path, west: str = "Monday/Thursday") -> Path:
    return write_geojson(
        tmp_path / "r.geojson",
        [
            ({"route_id": "A1", "day": west, "week": ""}, WEST),
            ({"route_id": "B1", "day": "Tue", "week": "B"}, EAST),
            ({"route_id": "C1", "day": "sometimes", "week": ""}, EAST),
        ],
    )


@pytest.mark.usefixtures("town")
def test_premises_in_a_rounds_polygon_are_on_the_round(session: Session, tmp_path: Path) -> None:
    outcome = import_rounds(session, Source(polygons(tmp_path)), NOW, WANTED)
    assert (outcome.read, outcome.added, outcome.also["services added"]) == (3, 2, 4)
    assert [(r.row, r.code) for r in outcome.refused] == [(3, "schedule.unreadable")]
    rounds = session.execute(
        text("select id, cycle, weekdays, cycle_from from round order by id")
    ).all()
    assert [tuple(row) for row in rounds] == [
        ("refuse-A1", "weekly", [1, 4], date(2026, 11, 2)),
        ("refuse-B1", "fortnightly", [2], date(2026, 11, 9)),
    ]
    streets = session.execute(
        text("select round_id, usrn, position from round_street order by round_id, position")
    ).all()
    assert [tuple(row) for row in streets] == [
        ("refuse-A1", "1", 1),
        ("refuse-A1", "2", 2),
        ("refuse-B1", "3", 1),
    ]


@pytest.mark.usefixtures("town")
def test_the_same_rounds_again_change_nothing(session: Session, tmp_path: Path) -> None:
    import_rounds(session, Source(polygons(tmp_path)), NOW, WANTED)
    again = import_rounds(session, Source(polygons(tmp_path)), NOW, WANTED)
    assert again.changed_nothing
    assert again.unchanged == 2


@pytest.mark.usefixtures("town")
def test_a_rounds_new_day_changes_the_round_and_nobody_leaves_it(
    session: Session, tmp_path: Path
) -> None:
    import_rounds(session, Source(polygons(tmp_path)), NOW, WANTED)
    again = import_rounds(session, Source(polygons(tmp_path, "Friday")), NOW, WANTED)
    assert (again.changed, again.also["services ended, changed"]) == (1, 0)


NATIONAL = (
    "uprn,service,schedule,round,round_sequence,container\n"
    "11,Refuse,Weekly Monday,M1,20,240L\n"
    "12,Refuse,Weekly Monday,M1,10,240L\n"
    "21,Refuse,Weekly Monday,M1,5,140L\n"
    "11,Garden waste,Fortnightly Tuesday from 2026-11-10,G1,1,brown\n"
    "99,Refuse,Weekly Monday,M1,30,240L\n"
    "31,Refuse,Weekly Tuesday,M1,40,240L\n"
    "31,Refuse,,M2,1,240L\n"
)


@pytest.mark.usefixtures("town")
def test_the_national_table_gives_rounds_services_and_the_order_of_streets(
    session: Session, tmp_path: Path
) -> None:
    (tmp_path / "n.csv").write_text(NATIONAL)
    outcome = import_rounds(session, Source(tmp_path / "n.csv"), NOW, WANTED)
    assert (outcome.read, outcome.added, outcome.also["services added"]) == (7, 2, 4)
    assert [(r.row, r.code) for r in outcome.refused] == [
        (6, "premises.unknown"),
        (7, "row.repeated"),
        (8, "field.missing"),
    ]
    order = session.execute(
        text("select usrn from round_street where round_id = 'refuse-M1' order by position")
    ).scalars()
    assert list(order) == ["2", "1"]
    garden = session.execute(text("select cycle, cycle_from from round where id = 'garden-G1'"))
    assert tuple(garden.one()) == ("fortnightly", date(2026, 11, 10))
    assert import_rounds(session, Source(tmp_path / "n.csv"), NOW, WANTED).changed_nothing


@pytest.mark.usefixtures("town")
def test_a_table_of_rounds_keeps_the_area_that_polygons_gave(
    session: Session, tmp_path: Path
) -> None:
    import_rounds(session, Source(polygons(tmp_path)), NOW, WANTED)
    (tmp_path / "n.csv").write_text(
        "uprn,service,schedule,round\n11,Refuse,Weekly Monday and Thursday,A1\n"
    )
    outcome = import_rounds(session, Source(tmp_path / "n.csv"), NOW, WANTED)
    assert outcome.changed == 0
    assert outcome.also["services ended, changed"] == 2  # 12 and 21 are not in the new table
    area = session.execute(text("select area is null from round where id = 'refuse-A1'"))
    assert area.scalar_one() is False


def test_who_moves_to_another_round_leaves_the_old_one_that_day() -> None:
    day, later = date(2026, 1, 1), date(2026, 11, 2)
    there = [Service("1", "A", "refuse", day), Service("2", "A", "refuse", day)]
    there.append(Service("3", "A", "refuse", later))
    wanted = [Service("1", "B", "refuse", later), Service("2", "A", "refuse", later)]
    begin, end = decide_services(wanted, there, {"A", "B"})
    assert begin == [Service("1", "B", "refuse", later), Service("2", "A", "refuse", day)]
    assert end == [
        Service("1", "A", "refuse", day, later),
        Service("3", "A", "refuse", later, date(2026, 11, 3)),
    ]


def write_json(tmp_path: Path, content: object) -> Source:
    (tmp_path / "h.json").write_text(json.dumps(content))
    return Source(tmp_path / "h.json")


def test_bank_holidays_of_every_division_are_imported(session: Session, tmp_path: Path) -> None:
    content = {
        "northern-ireland": {
            "events": [
                {"title": "St Patrick's Day", "date": "2026-03-17"},
                {"title": "Wrong", "date": "17/03/2026"},
                {"date": "2026-07-13"},
            ]
        },
        "scotland": {"events": [{"title": "2nd January", "date": "2026-01-02"}]},
    }
    first = import_bank_holidays(session, write_json(tmp_path, content), NOW)
    assert (first.read, first.added) == (4, 2)
    assert [(r.row, r.code) for r in first.refused] == [
        (2, "field.unreadable"),
        (3, "field.missing"),
    ]
    assert import_bank_holidays(session, write_json(tmp_path, content), NOW).changed_nothing


@pytest.mark.parametrize(
    "content", [{}, [1], {"type": "FeatureCollection", "features": []}, {"scotland": {}}]
)
def test_json_that_holds_no_holidays_is_refused(
    session: Session, tmp_path: Path, content: object
) -> None:
    with pytest.raises(Problem, match=r"import\.wrong_layout"):
        import_bank_holidays(session, write_json(tmp_path, content), NOW)
