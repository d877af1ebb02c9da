"""Judging again: many at once in a fixed number of statements, races, and what is stored equals what is judged anew."""

import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.orm import Session

from server.actions.judge_report import NewReport, make_report
from server.actions.keep_verdicts import judge_and_keep
from server.actions.rejudge import rejudge_due, rejudge_places
from server.core.facts import TouchedPlace
from server.core.known import Known
from server.core.verdicts import judge
from server.db.known import gather_known
from server.db.places import Premises, put_premises
from server.db.policies import ensure_reasons
from server.db.reports import list_reports_at
from server.db.rounds import Service, put_services
from server.db.rule_book import get_rule_book
from server.db.tables import ReportRow, VerdictRow
from server.db.verdicts import find_in_force
from tests.database import drop_database, make_database
from tests.server.actions.squads_record import at, put_device, put_shift_end, put_visit
from tests.server.round_book import ON, STREETS, UPRNS, build_round_book

pytestmark = pytest.mark.db
WHOLE = TouchedPlace("R1", ON, None)
PLACE = TouchedPlace("R1", ON, STREETS[0])


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(bind, "before_cursor_execute", note)


def add_premises(session: Session, count: int) -> list[str]:
    uprns = [f"{70000 + n}" for n in range(count)]
    put_premises(
        session, [Premises(u, f"{u} Road", usrn=STREETS[n % 3]) for n, u in enumerate(uprns)]
    )
    put_services(session, [Service(u, "R1", "refuse", ON) for u in uprns])
    return uprns


def test_judging_again_takes_as_many_statements_for_many_reports_as_for_few(
    session: Session,
) -> None:
    build_round_book(session)
    ensure_reasons(session)
    put_device(session, at(6))
    uprns = add_premises(session, 40)
    counts: list[int] = []
    for some in (uprns[:4], uprns[4:]):
        for uprn in some:
            make_report(session, NewReport("refuse", at(12), uprn), at(12))
        put_visit(session, at(9, len(counts)), received_at=at(13), usrn=STREETS[0])
        with statements(session) as sent:
            changed = rejudge_places(session, frozenset({WHOLE}), at(13, len(counts)))
        counts.append(len(sent))
        assert changed > 0
    # nine times the reports: a few more kinds of thing to keep, no statement a report
    assert counts[1] <= counts[0] + 4
    assert counts[1] <= 40


def recomputed(session: Session) -> dict[str, tuple[object, ...]]:
    book = get_rule_book(session)
    stored = list_reports_at(session, [WHOLE])
    known: Known = gather_known(session, book, [s.fact for s in stored])
    last = max(s.fact.received_at for s in stored) + timedelta(days=4)
    judged = {
        s.fact.id: judge(s.fact, known, book.policy_at(s.fact.made_at).policy, last) for s in stored
    }
    return {i: (v.word, v.reason, v.accepted, v.headline.duplicate_of) for i, v in judged.items()}


@pytest.mark.parametrize("seed", range(4))
def test_what_is_stored_is_what_is_judged_anew_from_all_facts(session: Session, seed: int) -> None:
    rng = random.Random(seed)
    build_round_book(session)
    ensure_reasons(session)
    put_device(session, at(6))
    uprns = [*UPRNS, *add_premises(session, 6)]
    for step in range(20):
        now = at(7, 20 * step)
        deed = rng.choice(["report", "report", "street", "house", "heard", "due"])
        if deed == "report":
            made_at = now - timedelta(minutes=rng.randrange(0, 120))
            make_report(session, NewReport("refuse", made_at, rng.choice(uprns)), now)
        elif deed in ("street", "house"):
            _record(session, rng, deed, uprns, step)
        elif deed == "heard":
            put_device(session, now)
        rejudge_places(session, frozenset({WHOLE}), now)
        rejudge_due(session, now)
    put_shift_end(session, at(17, 30))
    put_device(session, at(17, 30))
    rejudge_places(session, frozenset({WHOLE}), at(17, 30))
    rejudge_due(session, at(24 * 5))
    stored = find_in_force(session, [s.fact.id for s in list_reports_at(session, [WHOLE])])
    found = {i: (v.word, v.reason, v.accepted, v.duplicate_of) for i, v in stored.items()}
    assert found == recomputed(session)


def _record(session: Session, rng: random.Random, deed: str, uprns: list[str], step: int) -> None:
    noted_at = at(7, 20 * step - rng.randrange(0, 40))
    outcome = rng.choice(["completed", "not_collected"])
    reason = None if outcome == "completed" else "parked_vehicles"
    if deed == "house":
        outcome, reason = "not_collected", "not_out"
    put_visit(
        session,
        noted_at,
        received_at=at(7, 20 * step),
        outcome=outcome,
        reason=reason,
        usrn=STREETS[0],
        uprn=rng.choice(uprns[:3]) if deed == "house" else None,
        note=str(step),
    )


@pytest.fixture
def engine() -> Iterator[Engine]:
    """A database of its own whose transactions really commit, with the small council in it."""
    name = f"rb_race_{os.getpid()}"
    engine = create_engine(make_database(name))
    with Session(engine) as session:
        build_round_book(session)
        ensure_reasons(session)
        put_device(session, at(6))
        session.commit()
    yield engine
    engine.dispose()
    drop_database(name)


def together(*deeds: Callable[[], None]) -> None:
    """Run all at once; what one raises is raised here."""
    failures: list[BaseException] = []

    def run(deed: Callable[[], None]) -> None:
        try:
            deed()
        except BaseException as failure:  # noqa: BLE001 - told to the test below
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failures, failures


def words_in_force(engine: Engine) -> list[str]:
    with Session(engine) as session:
        reports = [str(i) for i in session.scalars(select(ReportRow.id))]
        return sorted(str(v.word) for v in find_in_force(session, reports).values())


def test_two_reports_of_the_same_bin_at_once_give_one_me_too(engine: Engine) -> None:
    with Session(engine) as session:
        put_visit(session, at(9))
        session.commit()
    barrier = threading.Barrier(4)

    def report() -> None:
        with Session(engine) as session:
            barrier.wait(10)
            make_report(session, NewReport("refuse", at(12), UPRNS[0]), at(12))
            session.commit()

    together(report, report, report, report)
    assert words_in_force(engine) == ["confirmed_missed", "duplicate", "duplicate", "duplicate"]


def test_the_same_report_sent_twice_at_once_is_kept_once(engine: Engine) -> None:
    barrier = threading.Barrier(2)

    def report() -> None:
        new = NewReport("refuse", at(12), UPRNS[0], source="crm", external_id="1")
        with Session(engine) as session:
            barrier.wait(10)
            make_report(session, new, at(12))
            session.commit()

    together(report, report)
    with Session(engine) as session:
        assert len(session.scalars(select(ReportRow)).all()) == 1
        assert len(session.scalars(select(VerdictRow)).all()) == 1


@pytest.mark.parametrize("first", ["visit", "report"])
def test_a_visit_and_a_report_at_once_do_not_miss_each_other(engine: Engine, first: str) -> None:
    visit_written, report_made = threading.Event(), threading.Event()

    def visit() -> None:
        with Session(engine) as session:
            if first == "report":
                report_made.wait(10)
            put_visit(session, at(9), received_at=at(12))
            visit_written.set()
            rejudge_places(session, frozenset({PLACE}), at(12))
            session.commit()

    def report() -> None:
        with Session(engine) as session:
            if first == "visit":
                visit_written.wait(10)
            make_report(session, NewReport("refuse", at(12), UPRNS[0]), at(12))
            report_made.set()
            session.commit()

    together(visit, report)
    assert words_in_force(engine) == ["confirmed_missed"]


def test_a_record_stamped_by_a_clock_a_little_ahead_is_not_overlooked(session: Session) -> None:
    build_round_book(session)
    ensure_reasons(session)
    put_device(session, at(6))
    put_visit(session, at(9), received_at=at(12) + timedelta(seconds=2))
    made = make_report(session, NewReport("refuse", at(12), UPRNS[0]), at(12))
    assert made.verdict == "confirmed_missed"


def test_judging_nothing_is_nothing(session: Session) -> None:
    assert judge_and_keep(session, get_rule_book(session), [], at(12)) == []
    assert rejudge_places(session, frozenset(), at(12)) == 0
    assert rejudge_due(session, at(12)) == 0
