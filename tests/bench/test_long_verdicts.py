"""How fast the rules judge, and what it costs to judge again when one squad's day arrives in a full database."""

import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session

from server.actions.rejudge import rejudge_places
from server.core.facts import Report, TouchedPlace
from server.core.policy import PRESETS
from server.core.verdicts import judge
from server.db.policies import ensure_reasons
from server.db.touched import list_places_that_matter
from tests.database import drop_database, make_database
from tests.server.core.make import at, make_known, make_premises, make_visit
from tests.server.round_book import build_round_book

ON = date(2026, 5, 4)
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
SQUADS, STREETS_EACH = 60, 1500

# 60 rounds of 1,500 streets, three premises a street; reports over all of them, each with a verdict in force
TOWN = """
insert into squad (code, name, on_app_from) select 'Q' || q, 'Squad ' || q, '2026-01-01' from generate_series(1, 60) q;
insert into device (id, label, squad, secret_hash, enrolled_at, secret_expires_at, app_version, pending_after,
                    scope_version, heard_through, last_contact_at)
select ('00000000-0000-0000-0001-' || lpad(q::text, 12, '0'))::uuid, 'h' || q, 'Q' || q, 'bench' || q,
       '2026-01-01', '2030-01-01', '', 0, 1, '2026-05-04 11:30Z', '2026-05-04 11:30Z' from generate_series(1, 60) q;
insert into round (id, name, stream, squad, cycle, cycle_from, weekdays, expected_end)
select 'B' || q, 'B' || q, 'refuse', 'Q' || q, 'weekly', '2026-05-04', '{1}', '14:00' from generate_series(1, 60) q;
insert into street (usrn, name, locality, name_terms)
select (20000000 + n)::text, 'Street ' || n, '', '{}' from generate_series(1, 90000) n;
insert into round_street (round_id, usrn, position)
select 'B' || (1 + (n - 1) / 1500), (20000000 + n)::text, n from generate_series(1, 90000) n;
insert into premises (uprn, address, usrn, house, postcode, terms, assisted)
select (300000000 + n)::text, n || ' Street', (20000001 + (n - 1) / 3)::text, '1', '', '{}', false
from generate_series(1, 270000) n;
insert into service (uprn, round_id, stream, from_on, state, container)
select (300000000 + n)::text, 'B' || (1 + (n - 1) / 4500), 'refuse', '2026-01-01', 'active', ''
from generate_series(1, 270000) n;
"""
# :here of them on the streets that will be visited, the others spread over the other rounds
REPORTS = """
insert into report (id, reference, link_hash, uprn, usrn, address_given, stream, round_id, on_date, made_at,
                    received_at, made_by, channel, note)
select ('00000000-0000-0000-0002-' || lpad(n::text, 12, '0'))::uuid, 'B' || n, 'b' || n, (300000000 + n)::text,
       (20000001 + (n - 1) / 3)::text, '', 'refuse', 'B' || (1 + (n - 1) / 4500), '2026-05-04', '2026-05-04 10:00Z',
       '2026-05-04 10:00Z', 'resident', 'web', ''
from (
  select 1 + (m - 1) * (4500 / :here) as n from generate_series(1, :here) m
  union all
  select 4501 + (m - 1) * (265500 / :there) from generate_series(1, :there) m) x
on conflict do nothing;
insert into verdict (report, verdict, accepted, judged_at, findings)
select id, 'round_in_progress', false, received_at,
       '{"findings": [{"word": "round_in_progress", "accepted": false, "work": "watch", "evidence": {}}]}'
from report r where not exists (select 1 from verdict v where v.report = r.id);
analyze;
"""
EMPTY = "truncate report, verdict cascade"
VISITS = """
insert into visit (id, device, squad, round_id, on_date, usrn, outcome, saw, noted_wall_at, noted_at, clock_quality,
                   received_at)
select gen_random_uuid(), '00000000-0000-0000-0001-000000000001', 'Q1', 'B1', '2026-05-04', (20000000 + n)::text,
       'completed', '{}', '2026-05-04 08:00Z', '2026-05-04 08:00Z', 'anchored', :now from generate_series(1, 1500) n
"""


@pytest.fixture
def engine() -> Iterator[Engine]:
    name = f"rb_bench_verdicts_{os.getpid()}"
    engine = create_engine(make_database(name))
    with Session(engine) as session:
        build_round_book(session)
        ensure_reasons(session)
        for statement in TOWN.split(";\n"):
            if statement.strip():
                session.execute(text(statement))
        session.commit()
    yield engine
    engine.dispose()
    drop_database(name)


def test_judgements_a_second_of_the_rules_alone() -> None:
    rng, count = random.Random(1), 2000
    uprns = [f"{6000 + n}" for n in range(count)]
    places = [make_premises(uprn, usrn=f"{1000 + n % 200}") for n, uprn in enumerate(uprns)]
    visits = tuple(make_visit(id=f"v{n}", usrn=f"{1000 + n}") for n in range(0, 200, 2))
    reports = tuple(
        Report(f"r{n}", uprn, "refuse", at(12, rng.randrange(2)), at(12, 2))
        for n, uprn in enumerate(uprns)
    )
    known = make_known(*places, visits=visits, reports=reports)
    began = time.perf_counter()
    words = {judge(report, known, PRESETS["belfast"], at(20, 3)).word for report in reports}
    taken = time.perf_counter() - began
    print(f"\n{count / taken:,.0f} judgements a second ({len(words)} kinds of answer)")
    assert words


def rejudged(engine: Engine, here: int, there: int) -> tuple[int, int, float]:
    """Headlines changed, statements and seconds when 1,500 visits arrive; `here` reports are on those streets."""
    sent: list[str] = []

    def note(*said: object) -> None:
        sent.append(str(said[2]))

    with Session(engine) as session:
        session.execute(text(EMPTY))
        for statement in REPORTS.split(";\n"):
            if statement.strip():
                values = {"here": here, "there": there} if ":here" in statement else {}
                session.execute(text(statement), values)
        session.commit()
        session.execute(text(VISITS), {"now": NOW})
        touched = [TouchedPlace("B1", ON, f"{20_000_001 + n}") for n in range(STREETS_EACH)]
        event.listen(engine, "before_cursor_execute", note)
        began = time.perf_counter()
        matter = list_places_that_matter(session, touched).places
        changed = rejudge_places(session, matter, NOW + timedelta(seconds=1))
        taken = time.perf_counter() - began
        event.remove(engine, "before_cursor_execute", note)
        session.rollback()
    return changed, len(sent), taken


@pytest.mark.db
@pytest.mark.slow
def test_judging_again_costs_by_what_arrives_and_not_by_what_is_stored(engine: Engine) -> None:
    """Ten times the reports elsewhere, then ten times the reports on the streets visited; twice, turn about."""
    cases = ((150, 9_850), (150, 99_850), (1_500, 98_500))
    rejudged(engine, 15, 100)  # what is done once is not measured
    found = [{case: rejudged(engine, *case) for case in cases} for _ in range(2)]
    for case in cases:
        changed, statements, _ = found[0][case]
        seconds = " and ".join(f"{one[case][2]:.2f} s" for one in found)
        print(
            f"\n{sum(case):,} open reports, {case[0]:,} of them on the 1,500 streets visited: "
            f"{changed} headlines changed, {statements} statements, {seconds}"
        )
        assert changed == case[0]
    assert len({one[case][1] for one in found for case in cases[:2]}) == 1
    assert found[0][cases[2]][1] <= found[0][cases[0]][1] + 6  # statements do not grow with reports
