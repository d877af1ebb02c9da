"""Loading the demo council into a real PostGIS: once, again, and never over a real council."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from shapely import box
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.cli.demo import days_to_load
from server.core.problems import Problem
from server.db.demo_mark import Holds, find_demo_mark, what_it_holds
from server.db.places import Ward, put_wards
from server.demo.council import DemoPlan
from server.demo.load import demo_accounts, find_plan, load_council
from tests.server.demo.councils import ON, small_council

pytestmark = pytest.mark.db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def load(session: Session) -> dict[str, int]:
    told: dict[str, int] = {}
    load_council(session, small_council(), NOW, lambda words, count: told.update({words: count}))
    return told


def test_everything_of_the_council_is_in_the_database(session: Session) -> None:
    told = load(session)
    council = small_council()
    assert told["premises"] == len(council.town.premises) == _count(session, "premises")
    assert told["services"] == len(council.services) == _count(session, "service")
    assert told["streets of rounds"] == len(council.book.round_streets)
    assert told["squads"] == 50
    assert _count(session, "policy where in_force_from is not null") == 1
    assert _count(session, "reason") == 25


def test_loading_again_adds_nothing(session: Session) -> None:
    load(session)
    before = {table: _count(session, table) for table in ("premises", "service", "round_street")}
    with pytest.raises(Problem, match=r"account\.exists"), session.begin_nested():
        load(session)  # whoever asks find_plan first, as the command does, never comes here
    assert {table: _count(session, table) for table in before} == before
    assert find_plan(session) == small_council().plan


def test_every_premises_lies_in_a_ward_for_postgis_too(session: Session) -> None:
    load(session)
    outside = session.scalar(
        text(
            "select count(*) from premises p where (select count(*) from ward w "
            "where st_contains(w.area, p.point)) <> 1"
        )
    )
    invalid = session.scalar(text("select count(*) from street where not st_isvalid(line)"))
    assert (outside, invalid) == (0, 0)


def test_an_empty_database_holds_no_plan(session: Session) -> None:
    assert find_plan(session) is None
    assert what_it_holds(session) is Holds.NOTHING


def test_a_database_with_a_ward_of_somebody_else_is_left_alone(session: Session) -> None:
    put_wards(session, [Ward("N08000301", "Andersonstown", box(-6.0, 54.5, -5.9, 54.6))])
    with pytest.raises(Problem, match=r"demo\.council_is_real"):
        find_plan(session)


def test_the_mark_tells_which_demo_it_is(session: Session) -> None:
    load(session)
    mark = find_demo_mark(session)
    assert mark == "small/1/2026-11-21"
    assert DemoPlan.from_mark(mark) == small_council().plan


def test_there_is_a_sign_in_for_every_role_and_a_member_for_every_ward(session: Session) -> None:
    load(session)
    accounts = demo_accounts(small_council())
    assert {account.role for account in accounts} == {"manager", "admin", "agent", "member"}
    assert len([a for a in accounts if a.role == "member"]) == len(small_council().town.wards)
    assert _count(session, "account") == len(accounts)


def test_the_first_build_loads_a_week_and_a_later_one_what_nobody_simulated() -> None:
    plan = DemoPlan("small", 1, ON)
    first = days_to_load(plan, None, ON)
    assert (first[0].isoformat(), first[-1]) == ("2026-11-14", ON)
    assert days_to_load(plan, ON, ON) == []
    later = days_to_load(plan, ON, ON.replace(day=24))
    assert [day.day for day in later] == [22, 23]


def test_without_settings_the_command_says_what_is_missing() -> None:
    from server.cli.commands import main  # noqa: PLC0415 - the whole command line, as called

    outcome = CliRunner(env={"DATABASE_URL": ""}).invoke(main, ["demo", "build"])
    assert outcome.exit_code == 1
    assert "DATABASE_URL is not set" in outcome.output


def _count(session: Session, table: str) -> int:
    found: int = session.execute(text(f"select count(*) from {table}")).scalar_one()  # noqa: S608 - our own words
    return found
