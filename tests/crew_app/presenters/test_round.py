"""The round screen's state: counts, order, the next street, undo, words."""

import pytest

from crew_app.presenters.handset import Place
from crew_app.presenters.not_collected import NotCollectedPresenter
from crew_app.presenters.round import RoundPresenter, RoundState
from crew_app.store.ops import list_ops
from sync.device_log import Effects
from sync.exchange import Change
from sync.words import Outcome, Reason
from tests.crew_app.phone import Phone
from tests.crew_app.sample import COLLECTION, START_MS, make_mark, make_pack, usrn_of

MINUTE_MS = 60_000
SQUAD = "S3"


@pytest.fixture
def round_(working: Phone) -> RoundPresenter:
    presenter = RoundPresenter(working.handset)
    presenter.enter(Place("round"))
    return presenter


def complete(round_: RoundPresenter, phone: Phone, *positions: int) -> None:
    for position in positions:
        phone.clock.pass_time(MINUTE_MS)
        round_.complete(usrn_of(position))


def counts(state: RoundState) -> dict[str, str]:
    return {key.view: key.number for key in state.counts}


def test_one_tap_completes_the_next_street(round_: RoundPresenter, working: Phone) -> None:
    assert round_.state.next.name == "Alder Walk"
    round_.complete(round_.state.next.usrn)
    assert round_.state.next.name == "Ormeau Avenue"
    assert counts(round_.state) == {"left": "17", "done": "1", "all": "18"}
    assert len(list_ops(working.store, COLLECTION)) == 2


def test_a_gloved_hands_double_tap_completes_one_street(
    round_: RoundPresenter, working: Phone
) -> None:
    round_.complete(round_.state.next.usrn)
    working.clock.pass_time(300)
    round_.complete(round_.state.next.usrn)
    assert counts(round_.state)["done"] == "1"
    working.clock.pass_time(300)
    round_.complete(round_.state.next.usrn)
    assert counts(round_.state)["done"] == "2"


def test_undo_is_offered_in_words_and_takes_back_one_tap(
    round_: RoundPresenter, working: Phone
) -> None:
    complete(round_, working, 1)
    assert round_.state.frame.undo.text == "Alder Walk: Completed"
    round_.undo(round_.state.frame.undo.op_id)
    assert counts(round_.state)["done"] == "0"
    assert round_.state.next.name == "Alder Walk"
    assert round_.state.frame.undo.op_id == ""


def test_the_next_street_follows_the_one_recorded_last(
    round_: RoundPresenter, working: Phone
) -> None:
    complete(round_, working, 1, 7)
    assert round_.state.next.name == "Quay Street"
    names = [row.name for row in round_.state.rows]
    assert names[0] == "Net Loft Close"
    assert names[-1] == "St Bartholomew's Terrace"


def test_what_was_passed_over_comes_when_the_end_of_the_round_is_reached(
    round_: RoundPresenter, working: Phone
) -> None:
    complete(round_, working, 18)
    assert round_.state.next.name == "Alder Walk"


def test_the_list_can_show_what_is_left_done_or_all(round_: RoundPresenter, working: Phone) -> None:
    complete(round_, working, 1, 2)
    round_.view("done")
    assert [row.detail for row in round_.state.rows] == ["Completed 07:13", "Completed 07:14"]
    round_.view("all")
    assert [row.number for row in round_.state.rows] == [str(n) for n in range(1, 19)]
    round_.view("left")
    assert all(row.shape == "left" for row in round_.state.rows)


def test_the_bar_shares_the_round_between_the_states(
    round_: RoundPresenter, working: Phone
) -> None:
    complete(round_, working, 1)
    blocked = NotCollectedPresenter(working.handset)
    blocked.enter(Place("not_collected", usrn_of(2)))
    blocked.give(Reason.PARKED_VEHICLES)
    round_.refresh()
    assert round_.state.shares == (1, 0, 1, 16)


def test_the_other_phones_mark_is_shown(round_: RoundPresenter, working: Phone) -> None:
    working.take_pack(make_pack(marks=(make_mark(3, Outcome.COMPLETED, 9),)))
    round_.refresh()
    round_.view("done")
    assert [row.name for row in round_.state.rows] == ["Station Road"]


def test_when_all_is_recorded_the_screen_says_so(round_: RoundPresenter, working: Phone) -> None:
    complete(round_, working, *range(1, 19))
    assert round_.state.next.usrn == ""
    assert round_.state.next.heading == "Every street is recorded."


def test_a_street_with_something_to_know_is_flagged(round_: RoundPresenter) -> None:
    alerts = {row.name: row.alert for row in round_.state.rows}
    assert alerts["Foundry Lane"] == "note"
    assert alerts["Ormeau Avenue"] == "assisted"
    assert alerts["Station Road"] == ""


def test_a_storage_that_fails_is_said_and_the_street_stays_left(
    round_: RoundPresenter, working: Phone
) -> None:
    connection = working.store.connection
    connection.execute("pragma query_only = on")
    round_.complete(usrn_of(1))
    assert round_.state.frame.problem.startswith("NOT SAVED")
    assert counts(round_.state)["done"] == "0"
    connection.execute("pragma query_only = off")
    round_.complete(usrn_of(1))
    assert round_.state.frame.problem == ""
    assert counts(round_.state)["done"] == "1"


def test_every_record_wakes_the_worker(round_: RoundPresenter, working: Phone) -> None:
    working.woken.clear()
    complete(round_, working, 1)
    assert working.woken == ["wake"]


def tell_end(phone: Phone, n: int, op_id: str | None = None, **body: object) -> None:
    """The server tells of a shift, the sample's, by a change of the feed."""
    told = {"state": "ended", "at_ms": START_MS + n * MINUTE_MS, "squad": SQUAD} | body
    phone.log.apply(Effects(feed=(Change(n, "shift", COLLECTION, op_id, told),)))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            {},
            "Your squad's other phone ended the shift at 07:13. You can go on recording.",
        ),
        (
            {"state": "handed_over", "to": "S12"},
            "Handed over to Squad 12 at 07:13. You can go on recording.",
        ),
        (
            {"state": "handed_over", "squad": "S12", "to": SQUAD},
            "Squad 12 handed this round over to you at 07:13.",
        ),
        ({"squad": "S12"}, "Squad 12 ended this round at 07:13. You can go on recording."),
        ({"device": "Handheld 7"}, "Handheld 7 ended the shift at 07:13. You can go on recording."),
        (
            {"state": "handed_over", "to": "S12", "device": "Handheld 7"},
            "Handheld 7 handed over to Squad 12 at 07:13. You can go on recording.",
        ),
        (
            {"state": "handed_over", "squad": "S12", "to": SQUAD, "device": "Handheld 9"},
            "Squad 12 handed this round over to you at 07:13.",
        ),
        (
            {"squad": "S12", "device": "Handheld 9"},
            "Squad 12 ended this round at 07:13. You can go on recording.",
        ),
        (
            {"device": 7},
            "Your squad's other phone ended the shift at 07:13. You can go on recording.",
        ),
    ],
)
def test_what_another_phone_ended_is_told_until_it_is_read(
    round_: RoundPresenter, working: Phone, body: dict[str, object], said: str
) -> None:
    tell_end(working, 1, "an operation of another phone", **body)
    round_.refresh()
    assert round_.state.hint.text == said
    assert len(round_.state.rows) == 17, "one goes on as before"
    round_.say_yes()
    assert round_.state.hint.kind == ""
    again = RoundPresenter(working.handset)
    again.refresh()
    assert again.state.hint.kind == "", "nor after a new start"


def test_what_this_phone_did_itself_is_not_told_and_ends_what_was_told(
    round_: RoundPresenter, working: Phone
) -> None:
    started = list_ops(working.store, COLLECTION)[0]
    tell_end(working, 2, "an operation of another phone")
    tell_end(working, 1, started.id, state="started")
    round_.refresh()
    assert round_.state.hint.kind == "told", "it began before the other ended, and was heard after"
    tell_end(working, 3, started.id, state="ended")
    round_.refresh()
    assert round_.state.hint.kind == ""


def test_a_shift_that_was_taken_up_again_is_not_over(
    round_: RoundPresenter, working: Phone
) -> None:
    tell_end(working, 1, "one")
    tell_end(working, 2, "two", state="started")
    tell_end(working, 3, "three", state="something newer")
    tell_end(working, 4, "four", at_ms="when?")
    round_.refresh()
    assert round_.state.hint.kind == ""
