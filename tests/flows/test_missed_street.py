"""A squad records, the server judges, people read: presenter, SQLite, HTTP, PostGIS, verdict and page in one walk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from crew_app.presenters.handset import Place
from crew_app.presenters.not_collected import NotCollectedPresenter
from crew_app.presenters.street import StreetPresenter
from server.actions.judge_report import MadeReport, NewReport, make_report
from server.core.verdict_words import VerdictWord
from server.db.session import transaction
from sync.words import Reason
from tests.flows.handset import Flow, at, enrolled_phone
from tests.server.web.forms import sign_in, words_of
from tests.server.web.town import uprn_of

pytestmark = pytest.mark.db
ELM, QUARRY = "10000002", "10000004"


@pytest.fixture
def flow(tmp_path: Path) -> Iterator[Flow]:
    with enrolled_phone(tmp_path, "rb_test_flow") as flow:
        yield flow


def page(flow: Flow, path: str) -> str:
    """A public page as read."""
    return words_of(urllib3.request("GET", flow.live.url + path).data.decode())


def blocked(flow: Flow, usrn: str) -> None:
    """The operative taps: not collected, parked vehicles."""
    presenter = NotCollectedPresenter(flow.phone.handset)
    presenter.enter(Place("not_collected", usrn))
    presenter.give(Reason.PARKED_VEHICLES)


def report(flow: Flow, usrn: str) -> MadeReport:
    """A resident of the street reports the black bin."""
    now = flow.live.app.config["CLOCK"]()
    with flow.live.app.app_context(), transaction() as session:
        return make_report(session, NewReport("refuse", now, uprn_of(usrn, 1)), now)


def test_a_street_blocked_with_no_signal_reaches_the_member(flow: Flow) -> None:
    flow.is_now(at(9, 40))
    blocked(flow, ELM)
    assert "Street blocked" not in page(flow, f"/premises/{uprn_of(ELM, 1)}")
    flow.is_now(at(10, 30))
    flow.sync()
    resident = page(flow, f"/premises/{uprn_of(ELM, 1)}")
    assert "Street blocked" in resident
    assert "09:40 today" in resident
    member = flow.live.app.test_client()
    sign_in(member, flow.live.people.alice.email)
    ward = words_of(member.get("/wards/BEE"))
    assert "Elm Street" in ward
    assert "arked vehicles" in ward


def test_a_report_held_for_a_silent_phone_is_answered_when_its_visit_arrives(flow: Flow) -> None:
    flow.is_now(at(8))
    flow.sync()
    flow.is_now(at(9, 30))
    street = StreetPresenter(flow.phone.handset)
    street.enter(Place("street", QUARRY))
    street.complete()
    flow.is_now(at(12))
    made = report(flow, QUARRY)
    assert (made.verdict, made.accepted) == (VerdictWord.AWAITING_CREW, True)
    flow.is_now(at(15, 30))
    flow.sync()
    story = page(flow, f"/reports/{made.reference}/{made.link_token}")
    assert "12:00 today Waiting to hear from the squad" in story
    assert "15:30 today Missed" in story
    assert "go back by the end of Monday 23 November" in story


def test_what_was_undone_before_it_was_sent_never_counts(flow: Flow) -> None:
    flow.is_now(at(9, 40))
    blocked(flow, ELM)
    presenter = StreetPresenter(flow.phone.handset)
    presenter.enter(Place("street", ELM))
    presenter.undo(presenter.state.frame.undo.op_id)
    flow.is_now(at(9, 45))
    flow.sync()
    assert "Street blocked" not in page(flow, f"/premises/{uprn_of(ELM, 1)}")
