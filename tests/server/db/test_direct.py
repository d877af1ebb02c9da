"""Statements straight through psycopg: the same rows, the same errors, and whatever a text may hold."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from server.db.direct import ask, constraint_of, copy_array, copy_rows, copy_text
from server.db.retries import is_mendable, is_of_the_line
from tests.server.round_book import NOW, build_round_book

pytestmark = pytest.mark.db


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
        copy_rows(session, "opaque_payload", columns, ROW * 2, lambda: None)
    assert constraint_of(doubled.value) == "pk_opaque_payload"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_a_copied_field_comes_out_as_it_went_in(session: Session, field: str) -> None:
    ask(session, text("create temporary table if not exists copied (field text)"))
    rows = f"{copy_text(field)}\n{copy_text(None)}\n"
    assert copy_rows(session, "copied", "field", rows, lambda: "meanwhile") == "meanwhile"
    assert [row.field for row in ask(session, text("select field from copied"))] == [field, None]
    ask(session, text("truncate copied"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))))
def test_a_copied_array_comes_out_as_it_went_in(session: Session, texts: list[str]) -> None:
    ask(session, text("create temporary table if not exists arrays (texts text[])"))
    copy_rows(session, "arrays", "texts", f"{copy_array(texts)}\n", lambda: None)
    assert [row.texts for row in ask(session, text("select texts from arrays"))] == [texts]
    ask(session, text("truncate arrays"))


def test_what_goes_wrong_meanwhile_leaves_nothing_copied(session: Session) -> None:
    ask(session, text("create temporary table copied (field text)"))
    with pytest.raises(ZeroDivisionError), session.begin_nested():
        copy_rows(session, "copied", "field", "a\n", lambda: 1 // 0)
    assert not ask(session, text("select field from copied"))


def test_a_savepoint_is_set_though_the_session_told_its_connection_before(session: Session) -> None:
    ask(session, text("create temporary table copied (field text)"))
    with pytest.raises(IntegrityError), session.begin_nested():
        ask(session, text("insert into copied values ('gone')"))
        copy_rows(session, "opaque_payload", "why, sha256, payload, received_at, id", ROW * 2, list)
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
