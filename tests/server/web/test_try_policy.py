"""Another policy tried on real reports: what flips is shown with links, what is wrong is named field by field."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from server.actions.judge_report import MadeReport, NewReport, make_report
from server.actions.try_policy import Totals, Trial, Tried, one_in, try_policy
from server.core.policy import PRESETS, policy_from
from server.core.policy_check import checked_policy
from server.db.accounts import Account
from server.db.locks import try_lock
from server.db.tables import PolicyRow, VerdictRow
from tests.server.web.forms import send_form, words_of
from tests.server.web.town import NOW, People, add_statements, uprn_of

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]


@pytest.fixture
def made(session: Session, people: People) -> MadeReport:
    add_statements(session)
    made = make_report(session, NewReport("refuse", NOW, uprn_of("10000001", 1)), NOW)
    session.commit()
    return made


def nothing_shown(_stage: str, _done: int, _of: int) -> None:
    """No progress bar in a test."""


def test_the_same_policy_flips_nothing(session: Session, made: MadeReport) -> None:
    later = NOW + timedelta(hours=1)
    tried = try_policy(session, Trial(PRESETS["belfast"], 1), later, nothing_shown)
    assert (tried.reports, tried.flips, tried.before) == (1, (), tried.after)


def test_a_stricter_policy_flips_and_changes_nothing(session: Session, made: MadeReport) -> None:
    later = NOW + timedelta(hours=1)
    tried = try_policy(session, Trial(PRESETS["sutton"], 1), later, nothing_shown)
    (flip,) = tried.flips
    assert (flip.reference, flip.before.word, flip.after.word) == (
        made.reference,
        "confirmed_missed",
        "too_early",
    )
    assert (tried.before.accepted, tried.after.accepted) == (1, 0)
    assert (tried.before.returns, tried.after.returns) == (1, 0)
    assert tried.kinds == [("confirmed_missed", "too_early", 1)]
    assert session.scalar(select(func.count()).select_from(VerdictRow)) == 1


def test_only_the_weeks_asked_for_are_tried(session: Session, made: MadeReport) -> None:
    later = NOW + timedelta(days=8)
    for weeks, reports in ((1, 0), (2, 1)):
        trial = Trial(policy_from("sutton"), weeks)
        assert try_policy(session, trial, later, nothing_shown).reports == reports


def test_a_manager_tries_a_policy_and_follows_a_flip(
    browser_of: Browser, people: People, session: Session, made: MadeReport
) -> None:
    manager = browser_of(people.mo)
    before = session.scalar(select(func.count()).select_from(PolicyRow))
    page = send_form(manager, "/policy/try", {"policy": "base: sutton\n", "weeks": "1"})
    words = words_of(page)
    assert "1 of 1 report would be answered otherwise" in words
    assert "1 now, 0 under this policy" in words
    assert f'href="/hub/reports/{made.reference}"' in page.text
    assert "We are sorry, and will go back by the end of Monday 23 November" in words
    assert "The squad may still be on its way" in words
    assert "Told now" in words and "Missed → Too early to say 1 report" in words
    assert manager.get(f"/hub/reports/{made.reference}").status_code == 200
    assert session.scalar(select(func.count()).select_from(PolicyRow)) == before


def test_every_wrong_field_is_named_at_once(browser_of: Browser, people: People) -> None:
    wrong = "base: belfast\nwindow: {length: two}\nheard_within: -4\nlook_back: 7\n"
    page = send_form(browser_of(people.mo), "/policy/try", {"policy": wrong, "weeks": "1"})
    assert page.status_code == 400
    words = words_of(page)
    for field in ("window.length:", "heard_within:", "look_back"):
        assert field in words, words
    assert "length: two" in page.text  # what was typed is still there


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("base: nowhere", "there is no preset"),
        ("window: [1", "line 1"),
        ("- a\n- b", "neither a preset"),
        ("x" * 20_001, "longer than"),
        ("\x00", "not YAML"),
        ("", "neither a preset"),
    ],
)
def test_what_is_no_policy_is_said_to_be_none(text: str, named: str) -> None:
    policy, errors = checked_policy(text)
    assert policy is None and any(named in why for why in errors.values()), errors


def test_an_agent_does_not_try_policies(browser_of: Browser, people: People) -> None:
    assert browser_of(people.erin).get("/policy/try").status_code == 403


@pytest.mark.parametrize(
    ("whole", "most", "expected"), [(0, 5, 1), (5, 5, 1), (6, 5, 2), (10, 5, 2), (11, 5, 3)]
)
def test_a_sample_is_as_dense_as_it_may_be(whole: int, most: int, expected: int) -> None:
    assert one_in(whole, most) == expected


def test_of_many_reports_a_sample_is_tried_always_the_same_and_said_to_be_one(
    session: Session, people: People
) -> None:
    add_statements(session)
    for house in range(1, 9):
        for usrn in ("10000001", "10000005"):
            make_report(session, NewReport("refuse", NOW, uprn_of(usrn, house)), NOW)
    later = NOW + timedelta(hours=1)
    trial = Trial(PRESETS["sutton"], 1, most=4)
    tried = try_policy(session, trial, later, nothing_shown)
    assert (tried.one_in, tried.reports + tried.left_out) == (4, 16)
    assert 0 <= tried.reports < 16
    assert try_policy(session, trial, later, nothing_shown) == tried
    everything = try_policy(session, Trial(PRESETS["sutton"], 1), later, nothing_shown)
    assert {flip.reference for flip in tried.flips} <= {f.reference for f in everything.flips}


def test_examples_are_spread_over_what_flips(session: Session, made: MadeReport) -> None:
    later = NOW + timedelta(hours=1)
    (flip,) = try_policy(session, Trial(PRESETS["sutton"], 1), later, nothing_shown).flips
    many = tuple(replace(flip, reference=str(n)) for n in range(10))
    tried = Tried(10, 0, 1, Totals(), Totals(), many)
    found = tried.examples("confirmed_missed", "too_early", 3)
    assert [one.reference for one in found] == ["0", "3", "6"]
    assert tried.examples("too_early", "confirmed_missed", 3) == []


def test_one_trial_at_a_time(
    browser_of: Browser, people: People, session: Session, made: MadeReport, database_url: str
) -> None:
    engine = create_engine(database_url)
    with Session(engine) as other:
        assert try_lock(other, "try_policy")
        page = send_form(browser_of(people.mo), "/policy/try", {"policy": "base: sutton\n"})
        assert page.status_code == 409
        assert "Somebody is trying a policy just now" in words_of(page)
    engine.dispose()
