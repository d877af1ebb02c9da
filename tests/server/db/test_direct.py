"""Statements straight through psycopg: the same rows, the same errors, and whatever a text may hold."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from server.db.direct import (
    ask,
    ask_meanwhile,
    begin_by_keys,
    constraint_of,
    copy_array,
    copy_rows,
    copy_text,
)
from server.db.incarnations import CLAIM
from server.db.retries import is_mendable, is_of_the_line
from sync.digest import EMPTY_DIGEST
from tests.server.round_book import NOW, build_round_book

pytestmark = pytest.mark.db
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


def test_rows_come_by_name_and_a_cast_is_no_parameter(session: Session) -> None:
    (row,) = ask(session, text("select cast(:a as int) + 1 as n, '7%'::text as share"), {"a": 1})
    assert (row.n, row.share) == (2, "7%")


def test_what_is_asked_is_part_of_the_sessions_transaction(session: Session) -> None:
    build_round_book(session)
    with session.begin_nested() as attempt:
        ask(session, text("update squad set name = :name"), {"name": "other"})
        attempt.rollback()
    assert not ask(session, text("select 1 from squad where name = 'other'"))


def test_errors_are_those_of_the_other_way(session: Session) -> None:
    with pytest.raises(ProgrammingError) as caught, session.begin_nested():
        ask(session, text("select nothing_such"))
    assert not is_mendable(caught.value)
    assert not is_of_the_line(caught.value)
    with pytest.raises(IntegrityError) as doubled, session.begin_nested():
        columns = "why, sha256, payload, received_at, id"
        copy_rows(session, "opaque_payload", columns, lambda: ROW * 2, lambda: None)
    assert constraint_of(doubled.value) == "pk_opaque_payload"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Its connections prepare at once, as the product's do."""
    engine = create_engine(database_url, connect_args={"prepare_threshold": 1})
    yield engine
    engine.dispose()


def count_prepared(session: Session) -> int:
    rows = session.execute(text("select name from pg_prepared_statements"))
    return sum(1 for row in rows if row.name.startswith("ask_"))


def test_a_statement_is_prepared_once_for_each_type_of_its_values(engine: Engine) -> None:
    query = text("select cast(:a as text) as a")
    with Session(engine) as session:
        told = [ask(session, query, {"a": value})[0].a for value in ("x", None, 1, "z", 2)]
        assert told == ["x", None, "1", "z", "2"]
        assert count_prepared(session) == 2  # None is of any type


def test_a_statement_is_asked_again_after_a_rollback_took_it_away(engine: Engine) -> None:
    """psycopg lets go of every prepared statement after a rollback, those it did not prepare too."""
    query = text("select cast(:a as text) as a")
    with Session(engine) as session:
        for value in ("first", "second"):
            assert ask(session, query, {"a": value})[0].a == value
            assert count_prepared(session) == 1
            with pytest.raises(ProgrammingError), session.begin_nested():
                ask(session, text("select nothing_such"))
        assert ask(session, query, {"a": "third"})[0].a == "third"
        session.execute(text("create temporary table goes (n int)"))
        session.execute(text("drop table goes"))
        assert ask(session, query, {"a": "after a drop"})[0].a == "after a drop"
        assert [count_prepared(session) for _ in range(2)] == [
            1,
            1,
        ]  # psycopg prepares it the second time
        session.rollback()
        assert ask(session, query, {"a": "fourth"})[0].a == "fourth"
        assert count_prepared(session) == 1
    with Session(engine) as session:  # its line went back to the pool with a transaction open
        assert ask(session, query, {"a": "fifth"})[0].a == "fifth"


def test_a_statement_that_somebody_let_go_of_unseen_is_mended_by_a_second_try(
    engine: Engine,
) -> None:
    query = text("select cast(:a as text) as a")
    with Session(engine) as session:
        ask(session, query, {"a": "x"})
        line = session.connection().connection.driver_connection
        assert isinstance(line, Connection)
        line.pgconn.exec_(b"deallocate all")
        with pytest.raises(ProgrammingError) as caught:
            ask(session, query, {"a": "x"})
        assert is_mendable(caught.value)
        session.rollback()
        assert ask(session, query, {"a": "y"})[0].a == "y"


def test_a_transaction_is_begun_by_what_is_asked_first(engine: Engine) -> None:
    with Session(engine) as one, Session(engine) as other:
        ask(one, text("create table begun (n int)"))
        assert other.execute(text("select to_regclass('begun')")).scalar_one() is None
        one.rollback()
        assert ask(one, text("select to_regclass('begun') as there"))[0].there is None


def test_rows_come_with_what_was_worked_out_meanwhile(session: Session) -> None:
    query = text("select cast(:a as text) as a")
    rows, worked_out = ask_meanwhile(session, query, {"a": "x"}, lambda: 6 * 7)
    assert ([row.a for row in rows], worked_out) == (["x"], 42)


def test_the_line_is_clear_again_when_what_is_worked_out_meanwhile_raises(session: Session) -> None:
    with pytest.raises(ZeroDivisionError):
        ask_meanwhile(session, text("select 1 as one"), {}, lambda: 1 // 0)
    with pytest.raises(ProgrammingError), session.begin_nested():
        ask_meanwhile(session, text("select nothing_such"), {}, lambda: None)
    with pytest.raises(ProgrammingError), session.begin_nested():
        copy_rows(session, "nothing_such", "field", lambda: "a\n", lambda: None)
    ask(session, text("create temporary table copied (field text)"))
    with pytest.raises(ZeroDivisionError), session.begin_nested():
        copy_rows(session, "copied", "field", lambda: str(1 // 0), lambda: None)
    with pytest.raises(DataError), session.begin_nested():
        copy_rows(session, "copied", "field", lambda: "a\tone too many\n", lambda: None)
    assert ask(session, text("select count(*) as n from copied"))[0].n == 0


def test_a_line_that_is_cut_while_it_answers_is_told_as_such(engine: Engine) -> None:
    with Session(engine) as session, Session(engine) as other:
        pid = ask(session, text("select pg_backend_pid() as pid"))[0].pid

        def cut() -> None:
            other.execute(text("select pg_terminate_backend(:pid)"), {"pid": pid})

        with pytest.raises(OperationalError) as caught:
            ask_meanwhile(session, text("select pg_sleep(30)"), {}, cut)
        assert is_of_the_line(caught.value)
        session.rollback()
        assert ask(session, text("select 1 as one"))[0].one == 1  # on another line


def test_what_is_looked_up_by_keys_is_planned_once_and_for_one_transaction(engine: Engine) -> None:
    shown = text("""
    select current_setting('plan_cache_mode') as plans, current_setting('enable_seqscan') as all_rows
    """)
    with Session(engine) as session:
        usual = ask(session, shown)
        session.commit()
        begin_by_keys(session)
        begin_by_keys(session)  # once more is nothing
        assert ask(session, shown) == [("force_generic_plan", "off")]
        session.commit()
        assert ask(session, shown) == usual


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.none() | TEXTS), st.lists(st.dates(date(1, 1, 1))), st.lists(st.datetimes()))
def test_lists_are_given_whole(
    session: Session, texts: list[str | None], days: list[date], moments: list[datetime]
) -> None:
    query = text("""
    select cast(:texts as text[]) as texts, cast(:days as date[]) as days, cast(:moments as timestamptz[]) as moments
    """)
    in_utc = [moment.replace(tzinfo=UTC) for moment in moments]
    (row,) = ask(session, query, {"texts": texts, "days": days, "moments": in_utc})
    assert (row.texts, row.days, row.moments) == (texts, days, in_utc)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_a_copied_field_comes_out_as_it_went_in(session: Session, field: str) -> None:
    ask(session, text("create temporary table if not exists copied (field text)"))
    rows = f"{copy_text(field)}\n{copy_text(None)}\n"
    assert copy_rows(session, "copied", "field", lambda: rows, lambda: "meanwhile") == "meanwhile"
    assert [row.field for row in ask(session, text("select field from copied"))] == [field, None]
    ask(session, text("truncate copied"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS))
def test_a_copied_array_comes_out_as_it_went_in(session: Session, texts: list[str]) -> None:
    ask(session, text("create temporary table if not exists arrays (texts text[])"))
    copy_rows(session, "arrays", "texts", lambda: f"{copy_array(texts)}\n", lambda: None)
    assert [row.texts for row in ask(session, text("select texts from arrays"))] == [texts]
    ask(session, text("truncate arrays"))


def test_many_rows_at_once_all_arrive(session: Session) -> None:
    """More than any buffer on the way holds."""
    ask(session, text("create temporary table copied (field text)"))
    copy_rows(session, "copied", "field", lambda: f"{'x' * 999}\n" * 20_000, lambda: None)
    found = ask(session, text("select count(*) as n, sum(length(field)) as letters from copied"))
    assert found == [(20_000, 20_000 * 999)]


def test_what_goes_wrong_meanwhile_leaves_nothing_copied(session: Session) -> None:
    ask(session, text("create temporary table copied (field text)"))
    with pytest.raises(ZeroDivisionError), session.begin_nested():
        copy_rows(session, "copied", "field", lambda: "a\n", lambda: 1 // 0)
    assert not ask(session, text("select field from copied"))


def test_a_savepoint_is_set_though_the_session_told_its_connection_before(session: Session) -> None:
    ask(session, text("create temporary table copied (field text)"))
    with pytest.raises(IntegrityError), session.begin_nested():
        ask(session, text("insert into copied values ('gone')"))
        copy_rows(
            session,
            "opaque_payload",
            "why, sha256, payload, received_at, id",
            lambda: ROW * 2,
            list,
        )
    assert not ask(session, text("select field from copied"))


ROW = "w\ts\t\\\\x00\t2026-05-04T08:00:00Z\t1\n"
VISIT = text("""
insert into visit (id, device, squad, round_id, on_date, usrn, uprn, outcome, saw, noted_wall_at, noted_at,
                   clock_quality, received_at)
select gen_random_uuid(), coalesce(cast(:device as uuid), d.id), 'S1', :round_id, '2026-05-04', :usrn, :uprn,
       'completed', '{}', :now, :now, 'raw', :now
from device d limit 1
""")


@pytest.mark.parametrize(
    "wrong",
    [
        {"usrn": "404"},
        {"uprn": "404"},
        {"round_id": "R404"},
        {"device": "00000000-0000-4000-8000-000000000000"},
    ],
    ids=["street", "premises", "round", "device"],
)
def test_a_visit_that_names_what_is_not_there_is_refused(
    session: Session, wrong: dict[str, str]
) -> None:
    build_round_book(session)
    usrn = session.execute(text("select usrn from street limit 1")).scalar_one()
    round_id = session.execute(text("select id from round limit 1")).scalar_one()
    session.execute(
        text("""
        insert into device (id, label, squad, secret_hash, enrolled_at, secret_expires_at, app_version, pending_after,
                            scope_version)
        select gen_random_uuid(), 'd', code, 'h', :now, :now, '', 0, 1 from squad limit 1
        """),
        {"now": NOW},
    )
    right = {"device": None, "round_id": round_id, "usrn": usrn, "uprn": None, "now": NOW}
    session.execute(VISIT, right)
    with pytest.raises(IntegrityError) as caught, session.begin_nested():
        session.execute(VISIT, right | wrong)
    assert constraint_of(caught.value) == "fk_visit_named"
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("delete from round_street"))
        session.execute(text("delete from street"))


OP = text("""
insert into op (id, inc, seq, kind, v, ent, squad, h, body, status, received_at)
values (gen_random_uuid(), cast(:inc as uuid), 1, 'visit', 1, '', '', '', '{}', 'accepted', now())
""")
LOG = text("""
insert into device (id, label, squad, secret_hash, enrolled_at, secret_expires_at, app_version, pending_after,
                    scope_version)
select gen_random_uuid(), 'd', code, 'h', now(), now(), '', 0, 1 from squad limit 1
returning id::text
""")


def test_an_operation_of_a_log_that_is_not_there_is_refused(session: Session) -> None:
    build_round_book(session)
    with pytest.raises(IntegrityError) as caught, session.begin_nested():
        session.execute(OP, {"inc": "00000000-0000-4000-8000-000000000000"})
    assert constraint_of(caught.value) == "fk_op_inc"
    device = session.execute(LOG).scalar_one()
    ask(session, CLAIM, {"inc": device, "device": device, "now": NOW, "empty": EMPTY_DIGEST})
    session.execute(OP, {"inc": device})
    with pytest.raises(IntegrityError) as kept, session.begin_nested():
        session.execute(text("delete from incarnation"))
    assert constraint_of(kept.value) == "fk_op_inc"
