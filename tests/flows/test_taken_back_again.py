"""What a squad takes back, corrects and undoes: presenter, SQLite, HTTP, PostGIS, and the page that people read."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from crew_app.presenters.correct import NOTHING, CorrectPresenter
from crew_app.presenters.handset import Place
from crew_app.presenters.history import HistoryPresenter
from crew_app.presenters.not_collected import NotCollectedPresenter
from crew_app.presenters.return_one import ReturnPresenter
from crew_app.presenters.returns import ReturnsPresenter
from crew_app.presenters.round import RoundPresenter
from crew_app.presenters.street import StreetPresenter
from sync.words import Reason, WhyTakenBack
from tests.flows.handset import Flow, at, enrolled_phone, joined_phone
from tests.server.web.forms import sign_in, words_of

pytestmark = pytest.mark.db
ELM = "10000002"


@pytest.fixture
def flow(tmp_path: Path) -> Iterator[Flow]:
    with enrolled_phone(tmp_path, "rb_test_taken_back") as flow:
        yield flow


def block(flow: Flow) -> None:
    presenter = NotCollectedPresenter(flow.phone.handset)
    presenter.enter(Place("not_collected", ELM))
    presenter.give(Reason.PARKED_VEHICLES)


def ward(flow: Flow) -> str:
    """The member's page of the ward, as read."""
    member = flow.live.app.test_client()
    sign_in(member, flow.live.people.alice.email)
    return words_of(member.get("/wards/BEE"))


def undo(flow: Flow) -> None:
    rounds = RoundPresenter(flow.phone.handset)
    rounds.refresh()
    rounds.undo(rounds.state.frame.undo.op_id)


def correct(flow: Flow, right: str) -> None:
    history = HistoryPresenter(flow.phone.handset)
    history.enter(Place("history", ELM))
    history.correct()
    presenter = CorrectPresenter(flow.phone.handset)
    presenter.enter(flow.phone.gone[-1])
    presenter.give(WhyTakenBack.MISTAPPED)
    presenter.give(right)


def test_a_correction_that_is_undone_gives_the_member_the_earlier_record_back(flow: Flow) -> None:
    flow.is_now(at(9, 40))
    block(flow)
    flow.is_now(at(9, 50))
    flow.sync()
    assert "arked vehicles" in ward(flow)
    flow.is_now(at(10))
    correct(flow, Reason.STREET_WORKS)
    flow.is_now(at(10, 5))
    flow.sync()
    assert "treet works" in ward(flow)
    assert "arked vehicles" not in ward(flow)
    flow.is_now(at(10, 10))
    undo(flow)
    flow.is_now(at(10, 15))
    flow.sync()
    page = ward(flow)
    assert "arked vehicles" in page
    assert "treet works" not in page


def test_a_record_only_taken_back_and_brought_back_is_read_by_the_member_again(flow: Flow) -> None:
    flow.is_now(at(9, 40))
    block(flow)
    flow.is_now(at(9, 50))
    correct(flow, NOTHING)
    flow.is_now(at(9, 55))
    flow.sync()
    assert "arked vehicles" not in ward(flow)
    flow.is_now(at(10))
    undo(flow)
    flow.is_now(at(10, 5))
    flow.sync()
    assert "arked vehicles" in ward(flow)
    street = StreetPresenter(flow.phone.handset)
    street.enter(Place("street", ELM))
    assert street.state.headline == "Parked vehicles 10:00"
    assert street.state.safety == "The server has it"


def open_return(flow: Flow) -> ReturnPresenter:
    listed = ReturnsPresenter(flow.phone.handset)
    listed.enter(Place("returns"))
    opened = ReturnPresenter(flow.phone.handset)
    opened.enter(Place("return", what=listed.state.rows[0].return_id))
    return opened


def test_an_answer_corrected_on_the_other_phone_is_what_the_manager_reads(
    flow: Flow, tmp_path: Path
) -> None:
    manager: FlaskClient = flow.live.app.test_client()
    sign_in(manager, flow.live.people.mo.email)
    flow.is_now(at(9, 40))
    block(flow)
    flow.sync()
    flow.is_now(at(9, 50))
    flow.sync()
    opened = open_return(flow)
    flow.is_now(at(13, 15))
    opened.finish()
    opened.finish()
    flow.is_now(at(13, 30))
    flow.sync()
    assert "Gone back 13:15 today" in words_of(manager.get("/rounds/missed"))
    with joined_phone(flow.live, tmp_path / "other", "Handheld 8") as other:
        other.is_now(at(13, 40))
        theirs = open_return(other)
        assert theirs.state.headline == "Went back: collected"
        theirs.take_back()
        theirs.give(WhyTakenBack.NOT_SO)
        theirs.give(Reason.PARKED_VEHICLES)
        other.is_now(at(13, 45))
        other.sync()
    page = words_of(manager.get("/rounds/missed"))
    assert "Return failed 13:40 today, Parked vehicles" in page
    assert "Gone back" not in page
    flow.is_now(at(13, 45) + timedelta(minutes=5))
    flow.sync()
    opened.refresh()
    assert opened.state.headline == "Could not collect: Parked vehicles"
