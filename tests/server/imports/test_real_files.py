"""Real councils' files, which nobody here wrote, imported whole and twice. Skipped where they are not at hand."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.import_bank_holidays import import_bank_holidays
from server.actions.import_calendar import import_calendar
from server.actions.import_premises import import_premises
from server.actions.import_rounds import import_rounds
from server.actions.import_streets import import_streets
from server.actions.import_wards import import_wards
from server.actions.importing import Source
from server.actions.rounds_wanted import RoundsWanted
from server.core.problems import Problem
from tests.conftest import SHARED

DATA = SHARED / "data"
DC = DATA / "dc-missed-collections"

pytestmark = [
    pytest.mark.db,
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.exists(), reason="the shared data is not here"),
]

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_belfasts_wards_and_streets_of_two_kinds_go_together(session: Session) -> None:
    wards = import_wards(session, Source(DATA / "uk-wards/belfast-wards.geojson"), NOW)
    assert (wards.read, wards.added, wards.refused) == (60, 60, ())
    points = Source(DATA / "belfast-streets/belfast-street-points.csv")
    lines = Source(DATA / "belfast-streets/belfast-south-sections.geojson")
    named = import_streets(session, points, NOW)
    assert named.read == 7637
    assert 3305 <= named.added <= 3340  # 3,305 names, some of them of several streets
    lined = import_streets(session, lines, NOW)
    assert lined.changed >= 1300  # of the 1,384 names in both files, all that have a line
    assert import_streets(session, lines, NOW).changed_nothing
    with_line = session.execute(text("select count(*) from street where line is not null"))
    assert with_line.scalar_one() > 1800


def test_belfasts_premises_find_their_streets_and_leicesters_are_outside(session: Session) -> None:
    import_wards(session, Source(DATA / "uk-wards/belfast-wards.geojson"), NOW)
    import_streets(session, Source(DATA / "belfast-streets/belfast-street-points.csv"), NOW)
    belfast = Source(DATA / "uk-premises/belfast-premises.csv")
    first = import_premises(session, belfast, NOW)
    assert (first.read, first.added) == (2872, 2872)
    assert first.also["streets added"] < 200
    assert import_premises(session, belfast, NOW).changed_nothing
    with pytest.raises(Problem, match=r"import\.outside_council"):
        import_premises(session, Source(DATA / "uk-premises/leicester-premises.csv"), NOW)


def test_bank_holidays_of_three_divisions(session: Session) -> None:
    outcome = import_bank_holidays(
        session, Source(DATA / "uk-bank-holidays/bank-holidays.json"), NOW
    )
    assert (outcome.read, outcome.added, outcome.refused) == (471, 471, ())
    found = session.execute(
        text(
            "select title from bank_holiday where division = 'northern-ireland' and on_date = '2026-03-17'"
        )
    )
    assert found.scalar_one() == "St Patrick\u2019s Day"


def test_gedlings_calendar_gives_cycles_and_holiday_changes(session: Session) -> None:
    file = Source(DATA / "gedling-bin-calendars/collections-2023-25.csv")
    outcome = import_calendar(session, file, NOW)
    assert outcome.read == 2469
    assert outcome.also["rounds added"] == 70  # 20 rounds of three bins, 10 of garden waste
    cycles = session.execute(text("select stream, cycle, count(*) from round group by 1, 2"))
    assert {tuple(row) for row in cycles} == {
        ("refuse", "fortnightly", 20),
        ("recycling", "fortnightly", 20),
        ("glass", "four_weekly", 20),
        ("garden", "fortnightly", 10),
    }
    # "Monday bank holidays are worked on the Saturday before"
    may = session.execute(
        text("select distinct action, to_on from calendar_move where on_date = '2024-05-06'")
    )
    assert {(action, tuple(to)) for action, to in may} == {("earlier", (date(2024, 5, 4),))}
    assert import_calendar(session, file, NOW).changed_nothing


@pytest.mark.parametrize(
    ("name", "stream", "count"),
    [("garbage", "refuse", 181), ("recycle", "recycling", 182), ("yard_trimming", "garden", 62)],
)
def test_austins_zipped_shapefiles_in_feet(
    session: Session, name: str, stream: str, count: int
) -> None:
    file = Source(DATA / f"austin-routes/{name}_collection_routes.zip")
    wanted = RoundsWanted(date(2013, 1, 7), date(2013, 1, 7), stream)
    outcome = import_rounds(session, file, NOW, wanted)
    assert (outcome.read, outcome.added, outcome.refused) == (count, count, ())
    assert import_rounds(session, file, NOW, wanted).changed_nothing
    miles = session.execute(
        text("select sum(ST_Area(area::geography)) / 1e6 from round where stream = :s"),
        {"s": stream},
    ).scalar_one()
    assert 300 < miles < 2500  # square kilometres: a city, not a county in feet


def test_washingtons_rounds_by_polygon_and_day(session: Session) -> None:
    import_wards(session, Source(DC / "wards.geojson"), NOW)
    premises = import_premises(session, Source(DC / "premises.csv.gz"), NOW)
    assert (premises.read, premises.added, premises.refused) == (19_983, 19_983, ())
    wanted = RoundsWanted(date(2016, 1, 4), date(2016, 1, 1), "refuse")
    trash = import_rounds(session, Source(DC / "trash-routes.geojson"), NOW, wanted)
    assert (trash.read, trash.added) == (144, 141)  # three rounds have two polygons
    assert {r.code for r in trash.refused} == {"premises.on_two_rounds"}
    assert trash.also["services added"] > 18_500
    days = session.execute(text("select count(*) from round where cardinality(weekdays) = 2"))
    assert days.scalar_one() == 22
