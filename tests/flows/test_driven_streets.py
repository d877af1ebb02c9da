"""A lorry drives, the phone asks, a tap answers, the manager sees what agrees: the whole way, nothing pretended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from crew_app.device.gps import ReplayGps
from crew_app.presenters.handset import Place
from crew_app.presenters.round import RoundPresenter
from crew_app.presenters.shift_end import ShiftEndPresenter
from crew_app.presenters.suggesting import DRIVEN
from crew_app.presenters.tracking import Tracker
from crew_app.store.lines import find_line
from geo.onboard.plane import Position7
from server.actions.do_due_work import do_due_work
from server.db.session import transaction
from sync.words import Reason
from tests.crew_app.drives import drive_path
from tests.flows.handset import Flow, at, enrolled_phone
from tests.server.web.forms import sign_in, words_of

pytestmark = pytest.mark.db
ASH, ELM, MILL, QUARRY = "10000001", "10000002", "10000003", "10000004"
PAGE = "/rounds/passing?round=REF-B"


@pytest.fixture
def flow(tmp_path: Path) -> Iterator[Flow]:
    with enrolled_phone(tmp_path, "rb_test_driven") as flow:
        yield flow


def drive(flow: Flow, *usrns: str) -> None:
    """The lorry drives these streets from end to end and a good way on; the app looks every second."""
    path: list[Position7] = []
    for usrn in usrns:
        line = find_line(flow.phone.store, usrn)
        assert line is not None
        path += line[0]
    path.append((path[-1][0] + 9_000, path[-1][1] + 9_000))
    track = drive_path(path, speed=8)
    flow.phone.handset = replace(flow.phone.handset, gps=ReplayGps(track, flow.phone.handset.clock))
    tracker = Tracker(flow.phone.handset)
    for _ in range(track[-1][0] // 1000 + 15):
        flow.phone.clock.pass_time(1_000)
        tracker.look()


def open_round(flow: Flow) -> RoundPresenter:
    presenter = RoundPresenter(flow.phone.handset)
    presenter.enter(Place("round"))
    return presenter


def end_shift(flow: Flow) -> None:
    presenter = ShiftEndPresenter(flow.phone.handset)
    presenter.enter(Place("shift_end"))
    presenter.choose(Reason.OUT_OF_TIME.value)
    presenter.end()


def read_page(flow: Flow, who: str = "mo") -> str:
    client = flow.live.app.test_client()
    sign_in(client, getattr(flow.live.people, who).email)
    return words_of(client.get(PAGE))


def test_a_street_driven_and_confirmed_with_one_tap_agrees_with_the_track(flow: Flow) -> None:
    flow.is_now(at(8))
    drive(flow, ASH)
    presenter = open_round(flow)
    assert (presenter.state.hint.kind, presenter.state.hint.usrn) == (DRIVEN, ASH)
    presenter.say_yes()
    end_shift(flow)
    flow.is_now(at(9))
    flow.sync()
    words = read_page(flow)
    assert "1 recorded and passed" in words
    assert "0 passed, not recorded" in words
    assert "0 recorded, never passed" in words
    assert "agree on 1 of 1 streets" in words


def test_what_was_driven_without_a_record_and_recorded_without_a_drive_is_listed(
    flow: Flow,
) -> None:
    flow.is_now(at(8))
    drive(flow, ASH, MILL)
    presenter = open_round(flow)
    assert presenter.state.hint.usrn == ASH
    presenter.say_no()
    assert presenter.state.hint.usrn == MILL
    presenter.complete(QUARRY)
    end_shift(flow)
    flow.is_now(at(9))
    flow.sync()
    words = read_page(flow)
    assert "2 passed, not recorded" in words
    assert "1 recorded, never passed" in words
    passed, _, never = words.partition("Recorded, but never passed")
    assert "Ash Road" in passed
    assert "Mill Lane" in passed
    assert "Quarry Hill" in never
    assert "Elm Street" not in words


def test_the_track_is_gone_when_its_time_is_over_and_the_record_stays(flow: Flow) -> None:
    flow.is_now(at(8))
    drive(flow, ASH)
    open_round(flow).complete(ASH)
    end_shift(flow)
    flow.is_now(at(9))
    flow.sync()
    kept = timedelta(days=14)
    held = "select count(*) from op where kind = 'track' and body::text ~ '[[][0-9]+, ?5[0-9]{8}'"
    with flow.live.app.app_context(), transaction() as session:
        assert session.execute(text(held)).scalar_one() > 0
        do_due_work(session, at(9) + kept - timedelta(hours=1), tracks_kept=kept)
        assert session.execute(text("select count(*) from track")).scalar_one() > 0
        done = do_due_work(session, at(9) + kept + timedelta(hours=1), tracks_kept=kept)
        assert done is not None
        assert done.purged.tracks > 0
        assert session.execute(text(held)).scalar_one() == 0
        assert session.execute(text("select count(*) from op where kind = 'track'")).scalar_one()
        assert session.execute(text("select count(*) from visit")).scalar_one() == 1
    assert "No track of this collection is here" in read_page(flow)


@pytest.mark.parametrize("who", ["alice", "bob", "erin"])
def test_nobody_but_the_manager_sees_it(flow: Flow, who: str) -> None:
    client = flow.live.app.test_client()
    sign_in(client, getattr(flow.live.people, who).email)
    assert client.get(PAGE).status_code == 403
    assert flow.live.app.test_client().get(PAGE).status_code in (302, 303, 401)
