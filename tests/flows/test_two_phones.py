"""Two phones of a squad, and two squads of a round: real stores and real HTTP, one exchange apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from crew_app.presenters.correct import CorrectPresenter
from crew_app.presenters.hand_over import HandOverPresenter
from crew_app.presenters.handset import Place
from crew_app.presenters.history import HistoryPresenter, HistoryRow
from crew_app.presenters.not_collected import NotCollectedPresenter
from crew_app.presenters.recording import record_shift
from crew_app.presenters.round import RoundPresenter, StreetRow
from crew_app.presenters.shift_end import ShiftEndPresenter
from crew_app.presenters.shift_start import ShiftStartPresenter
from crew_app.presenters.street import StreetPresenter, StreetState
from server.db.session import transaction
from sync.ops import ShiftStarted
from sync.words import Reason, WhyTakenBack
from tests.browser.live import Live, running_council
from tests.flows.handset import Flow, at, joined_phone
from tests.server.web.forms import sign_in, words_of
from tests.server.web.town import ON

pytestmark = pytest.mark.db
ELM, QUARRY = "10000002", "10000004"


@dataclass
class Pair:
    """Two phones and the council."""

    live: Live
    one: Flow
    two: Flow

    def is_now(self, hour: int, minute: int = 0) -> None:
        """Let it be that time for everybody."""
        for flow in (self.one, self.two):
            flow.is_now(at(hour, minute))


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    with running_council("rb_test_two_phones", tmp_path / "data") as live:
        live.set_clock(at(7))
        yield live


@pytest.fixture
def pair(live: Live, tmp_path: Path) -> Iterator[Pair]:
    """Two phones of Squad Ash, both on the round."""
    with (
        joined_phone(live, tmp_path / "one", "Cab") as one,
        joined_phone(live, tmp_path / "two", "Loader") as two,
    ):
        for flow in (one, two):
            record_shift(flow.phone.handset, ShiftStarted("REF-B", ON, 3))
            flow.sync()
        yield Pair(live, one, two)


def complete(flow: Flow, usrn: str) -> None:
    RoundPresenter(flow.phone.handset).complete(usrn)


def block(flow: Flow, usrn: str, reason: Reason) -> None:
    presenter = NotCollectedPresenter(flow.phone.handset)
    presenter.enter(Place("not_collected", usrn))
    presenter.give(reason)


def row(flow: Flow, usrn: str) -> StreetRow:
    presenter = RoundPresenter(flow.phone.handset)
    presenter.view("all")
    return next(row for row in presenter.state.rows if row.usrn == usrn)


def street(flow: Flow, usrn: str) -> StreetState:
    presenter = StreetPresenter(flow.phone.handset)
    presenter.enter(Place("street", usrn))
    return presenter.state


def history(flow: Flow, usrn: str) -> list[tuple[str, str, str]]:
    presenter = HistoryPresenter(flow.phone.handset)
    presenter.enter(Place("history", usrn))
    rows: tuple[HistoryRow, ...] = presenter.state.rows
    return [(row.what, row.by, row.fate) for row in rows]


def test_the_other_phone_sees_a_mark_after_one_exchange_and_whose_it_is(pair: Pair) -> None:
    pair.is_now(9, 14)
    complete(pair.one, ELM)
    assert row(pair.two, ELM).shape == "left"
    pair.one.sync()
    pair.two.sync()
    assert (row(pair.two, ELM).shape, row(pair.two, ELM).detail) == (
        "completed",
        "Completed 09:14 · Cab",
    )
    assert street(pair.two, ELM).safety == "Recorded on Cab"
    assert row(pair.one, ELM).detail == "Completed 09:14"


def test_what_they_say_differently_without_signal_is_contested_on_both(pair: Pair) -> None:
    pair.is_now(9, 14)
    complete(pair.one, ELM)
    pair.is_now(9, 20)
    block(pair.two, ELM, Reason.STREET_WORKS)
    for flow in (pair.one, pair.two, pair.one):
        flow.sync()
    for flow in (pair.one, pair.two):
        assert (row(flow, ELM).shape, row(flow, ELM).alert) == ("missed", "warning")
        assert row(flow, ELM).detail == "Two records differ: Street works"
    assert history(pair.one, ELM) == [
        ("Street works", "09:20 · Loader", "This counts"),
        ("Completed", "09:14 · this phone", "Another phone says otherwise"),
    ]


def test_a_mark_that_was_seen_is_replaced_and_nobody_contests_it(pair: Pair) -> None:
    pair.is_now(9, 14)
    block(pair.one, ELM, Reason.STREET_WORKS)
    pair.one.sync()
    pair.two.sync()
    pair.is_now(13, 5)
    StreetPresenter(pair.two.phone.handset).enter(Place("street", ELM))
    again = StreetPresenter(pair.two.phone.handset)
    again.enter(Place("street", ELM))
    again.complete()
    pair.two.sync()
    pair.one.sync()
    assert row(pair.one, ELM).detail == "Completed 13:05 · Loader"
    assert row(pair.one, ELM).alert == ""
    assert [fate for _, _, fate in history(pair.two, ELM)] == [
        "This counts",
        "Replaced by a later record",
    ]
    manager = pair.live.app.test_client()
    sign_in(manager, pair.live.people.mo.email)
    page = words_of(manager.get(f"/rounds/street?round=REF-B&on={ON}&usrn={ELM}"))
    assert "Street works replaced by a later record" in page


def test_one_phone_corrects_the_other_with_a_reason(pair: Pair) -> None:
    pair.is_now(9, 14)
    complete(pair.one, QUARRY)
    pair.one.sync()
    pair.two.sync()
    pair.is_now(9, 40)
    place = HistoryPresenter(pair.two.phone.handset)
    place.enter(Place("history", QUARRY))
    place.correct()
    correct = CorrectPresenter(pair.two.phone.handset)
    correct.enter(pair.two.phone.gone[-1])
    correct.give(WhyTakenBack.NOT_SO)
    correct.give(Reason.ROAD_CLOSED)
    pair.two.sync()
    pair.one.sync()
    assert history(pair.one, QUARRY) == [
        ("Road closed", "09:40 · Loader", "This counts"),
        (
            "Completed",
            "09:14 · this phone",
            "Taken back on another phone: Looked again: not so",
        ),
    ]
    manager = pair.live.app.test_client()
    sign_in(manager, pair.live.people.mo.email)
    page = words_of(manager.get(f"/rounds/street?round=REF-B&on={ON}&usrn={QUARRY}"))
    assert "Not collected Road closed" in page
    assert "Loader: the squad looked again: it is otherwise" in page
    assert "taken back" in page


def test_what_one_phone_only_takes_back_is_left_on_both(pair: Pair) -> None:
    pair.is_now(9, 14)
    complete(pair.one, QUARRY)
    pair.one.sync()
    pair.two.sync()
    correct = CorrectPresenter(pair.two.phone.handset)
    correct.enter(Place("correct", QUARRY, what=_shown(pair.two, QUARRY)))
    correct.give(WhyTakenBack.WRONG_PLACE)
    correct.give("nothing")
    pair.two.sync()
    pair.one.sync()
    for flow in (pair.one, pair.two):
        assert row(flow, QUARRY).shape == "left"


def _shown(flow: Flow, usrn: str) -> str:
    found = flow.phone.store.connection.execute(
        "select op_id from mark where usrn = ? and uprn is null", (usrn,)
    ).fetchone()
    return str(found["op_id"])


def test_a_round_handed_over_goes_on_with_the_other_squad(live: Live, tmp_path: Path) -> None:
    with (
        joined_phone(live, tmp_path / "ash", "Ash cab") as ash,
        joined_phone(live, tmp_path / "birch", "Birch cab", "BIRCH") as birch,
    ):
        record_shift(ash.phone.handset, ShiftStarted("REF-B", ON, 3))
        for flow in (ash, birch):
            flow.is_now(at(9, 14))
        complete(ash, ELM)
        handing = HandOverPresenter(ash.phone.handset)
        handing.enter(Place("hand_over"))
        assert [tile.word for tile in handing.state.squads] == ["Squad Birch"], "Cedar has no app"
        handing.pick("BIRCH")
        handing.choose(Reason.BREAKDOWN)
        handing.hand_over()
        ash.sync()
        birch.sync()
        start = ShiftStartPresenter(birch.phone.handset)
        start.enter(Place("shift_start"))
        assert "Refuse Beech Thursday" in [tile.name for tile in start.state.tiles]
        record_shift(birch.phone.handset, ShiftStarted("REF-B", ON, 2))
        birch.is_now(at(10, 5))
        assert row(birch, ELM).detail == "Completed 09:14 · Ash cab"
        complete(birch, QUARRY)
        birch.sync()
        ash.is_now(at(10, 6))
        ash.sync()
        with live.app.app_context(), transaction() as session:
            held = session.execute(
                text("select squad from collection where round_id = 'REF-B' and on_date = :on"),
                {"on": ON},
            ).scalar_one()
            who = session.execute(
                text("select squad from visit where usrn = :u"), {"u": QUARRY}
            ).scalar_one()
    assert (held, who) == ("BIRCH", "BIRCH")


def test_the_other_phone_is_told_that_the_shift_was_ended_and_goes_on(pair: Pair) -> None:
    pair.is_now(14, 2)
    closing = ShiftEndPresenter(pair.one.phone.handset)
    closing.enter(Place("shift_end"))
    closing.choose(Reason.OUT_OF_TIME)
    closing.end()
    pair.one.sync()
    pair.is_now(14, 5)
    pair.two.sync()
    rounds = RoundPresenter(pair.two.phone.handset)
    rounds.refresh()
    assert rounds.state.hint.text == "Cab ended the shift at 14:02. You can go on recording."
    complete(pair.two, ELM)
    pair.two.sync()
    with pair.live.app.app_context(), transaction() as session:
        status = text("select status from op where kind = 'visit'")
        assert session.execute(status).scalars().all() == ["accepted"]
