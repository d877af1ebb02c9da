"""What falls due by itself is done once, and a failing look does not end the later ones."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from server.actions.do_due_work import WorkDone, do_due_work
from server.db.locks import try_lock
from server.db.retention import SIGN_INS_KEPT, Purged, delete_expired
from server.db.tables import SignInRow
from server.jobs.due_work import keep_looking

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
NOTHING = WorkDone(rejudged=0, purged=Purged(contacts=0, tracks=0, sign_ins=0, codes=0))


@pytest.mark.db
def test_only_what_is_past_its_retention_is_deleted(session: Session) -> None:
    for age in (SIGN_INS_KEPT + timedelta(seconds=1), SIGN_INS_KEPT - timedelta(seconds=1)):
        session.add(SignInRow(who_hash="x", at=NOW - age, succeeded=False))
    session.flush()
    assert delete_expired(session, NOW, TODAY).sign_ins == 1
    assert delete_expired(session, NOW, TODAY).total == 0


@pytest.mark.db
def test_a_second_process_leaves_the_work_to_the_first(
    app: Flask, session: Session, database_url: str
) -> None:
    engine = create_engine(database_url)
    with Session(engine) as other:
        assert try_lock(other, "due_work")
        assert do_due_work(session, NOW) is None
        other.rollback()
    assert do_due_work(session, NOW) == NOTHING
    engine.dispose()


@pytest.mark.db
def test_the_lock_ends_with_its_transaction(database_url: str) -> None:
    engine = create_engine(database_url)
    with Session(engine) as one, Session(engine) as two:
        assert try_lock(one, "a name")
        assert not try_lock(two, "a name")
        one.execute(text("rollback"))
        assert try_lock(two, "a name")
    engine.dispose()


def test_a_failing_look_is_tried_again() -> None:
    stop, looks = threading.Event(), []

    def look() -> WorkDone | None:
        looks.append(1)
        if len(looks) == 1:
            raise ConnectionError
        stop.set()
        return NOTHING

    keep_looking(stop, 0.001, look)
    assert len(looks) == 2
