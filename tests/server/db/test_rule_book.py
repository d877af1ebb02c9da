"""The rules are kept in memory, and never a moment longer than they hold."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.policy import PRESETS, plain_policy
from server.db.policies import ensure_reasons, put_in_force
from server.db.rule_book import get_rule_book
from sync.words import Reason
from tests.server.round_book import build_round_book

pytestmark = pytest.mark.db
NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)


def test_rules_that_did_not_change_are_not_read_again(session: Session) -> None:
    build_round_book(session)
    assert get_rule_book(session) is get_rule_book(session)


def test_a_new_policy_counts_at_once(session: Session) -> None:
    build_round_book(session)
    before = get_rule_book(session)
    put_in_force(session, "ours", plain_policy(PRESETS["sutton"]), "test", (NOW, NOW))
    after = get_rule_book(session)
    assert [version.name for version in after.policies] == [
        *(version.name for version in before.policies),
        "ours",
    ]


def test_a_changed_reason_and_a_changed_holiday_count_at_once(session: Session) -> None:
    build_round_book(session)
    ensure_reasons(session)
    was = get_rule_book(session).reasons[Reason.NOT_OUT].disputable
    session.execute(text("update reason set disputable = not disputable where code = 'not_out'"))
    assert get_rule_book(session).reasons[Reason.NOT_OUT].disputable is not was
    division = session.execute(text("select division from council")).scalar_one()
    session.execute(
        text("insert into bank_holiday (division, on_date, title) values (:d, '2026-05-05', 'x')"),
        {"d": division},
    )
    assert date(2026, 5, 5) in get_rule_book(session).days.holidays


def test_a_change_that_is_taken_back_leaves_nothing_behind(session: Session) -> None:
    build_round_book(session)
    before = get_rule_book(session).policies
    with session.begin_nested() as attempt:
        put_in_force(session, "ours", plain_policy(PRESETS["sutton"]), "test", (NOW, NOW))
        assert get_rule_book(session).policies != before
        attempt.rollback()
    assert get_rule_book(session).policies == before
