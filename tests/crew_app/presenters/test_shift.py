"""Setting up, starting and ending a shift, and what is to be sent: in words."""

from dataclasses import replace

import pytest

from crew_app.presenters.enrol import EnrolAnswer, EnrolPresenter
from crew_app.presenters.handset import Place
from crew_app.presenters.outbox import OutboxPresenter
from crew_app.presenters.round import RoundPresenter
from crew_app.presenters.shift_end import ShiftEndPresenter
from crew_app.presenters.shift_start import ShiftStartPresenter
from crew_app.presenters.troubles import say_trouble
from crew_app.store.enrolment import KeptEnrolment, find_enrolment
from crew_app.store.ops import list_ops
from crew_app.store.sending import LastTry, put_last_try
from crew_app.store.shifts import find_open_shift
from sync.client_state import Trouble
from sync.device_log import Effects
from sync.exchange import OpResult
from sync.ops import ShiftEnded, ShiftStarted
from sync.words import OpStatus, Reason
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import COLLECTION, ROUND_ID, START_MS, make_pack, usrn_of

HOUR_MS = 3_600_000
ENROLMENT = KeptEnrolment("http://server", "d1", "secret", "S3", "Millbrook")


def settle(phone: Phone, status: OpStatus, reason: str | None = None) -> None:
    run = phone.log.pending_run(500, 10**9)
    results = tuple(OpResult(op.id, status, 1, reason) for op in run)
    phone.log.apply(Effects(settled=results, settled_ms=START_MS))


def try_to_send(phone: Phone, trouble: Trouble | None) -> None:
    now_ms = phone.clock.read().wall_ms
    put_last_try(phone.store, LastTry(now_ms, None, trouble, now_ms + 180_000))


def outbox(phone: Phone) -> OutboxPresenter:
    presenter = OutboxPresenter(phone.handset)
    presenter.enter(Place("outbox"))
    return presenter


def test_a_code_is_sent_when_it_is_whole(phone: Phone) -> None:
    asked: list[tuple[str, str]] = []
    enrol = EnrolPresenter(phone.handset, "http://server", lambda *asks: asked.append(asks))
    enrol.refresh()
    for key in "7KQ4M2XH9":
        enrol.press(key)
    enrol.send()
    assert asked == []
    enrol.press("P")
    enrol.press("P")
    assert enrol.state.code == "7KQ4M 2XH9P"
    enrol.send()
    enrol.send()
    assert asked == [("http://server", "7KQ4M2XH9P")]


def test_an_enrolment_is_kept_and_the_shift_can_start(phone: Phone) -> None:
    enrol = EnrolPresenter(phone.handset, "http://server", lambda *_asks: None)
    enrol.answered(EnrolAnswer(enrolment=ENROLMENT))
    assert find_enrolment(phone.store) == ENROLMENT
    assert phone.gone == [Place("shift_start")]
    assert phone.woken == ["hurry"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            EnrolAnswer(refusal="enrolment.code_refused"),
            "This code is wrong, was used before, or is too old. Ask the depot for a new one.",
        ),
        (EnrolAnswer(trouble=Trouble.NO_SIGNAL), "No signal. Try again."),
    ],
)
def test_a_code_that_was_not_taken_is_explained(
    phone: Phone, answer: EnrolAnswer, told: str
) -> None:
    enrol = EnrolPresenter(phone.handset, "http://server", lambda *_asks: None)
    enrol.answered(answer)
    assert enrol.state.told == told
    assert find_enrolment(phone.store) is None


def test_the_squad_chooses_its_round_and_says_how_many_they_are(phone: Phone) -> None:
    start = ShiftStartPresenter(phone.handset)
    start.enter(Place("shift_start"))
    assert [tile.name for tile in start.state.tiles] == ["Recycling Harbour", "Refuse Saturday 3"]
    assert start.state.subtitle == "Saturday 21 November"
    start.choose(COLLECTION)
    start.grow()
    start.start()
    data = list_ops(phone.store, COLLECTION)[-1].data
    assert isinstance(data, ShiftStarted)
    assert (data.round_id, data.squad_size) == (ROUND_ID, 4)
    assert phone.gone == [Place("round")]


def test_the_size_of_a_squad_has_bounds(phone: Phone) -> None:
    start = ShiftStartPresenter(phone.handset)
    start.refresh()
    for _ in range(20):
        start.shrink()
    assert start.state.size == "1"
    for _ in range(20):
        start.grow()
    assert start.state.size == "9"


def test_a_phone_without_rounds_says_why(tmp_path_factory: pytest.TempPathFactory) -> None:
    phone = make_phone(tmp_path_factory.mktemp("new"))
    start = ShiftStartPresenter(phone.handset)
    start.refresh()
    assert start.state.nothing.endswith("Fetching them.")
    try_to_send(phone, Trouble.NO_SIGNAL)
    start.refresh()
    assert start.state.nothing.endswith("No signal.")
    assert not start.state.can_start


def test_yesterdays_round_can_be_gone_on_with_until_it_is_ended(working: Phone) -> None:
    working.clock.pass_time(24 * HOUR_MS)
    start = ShiftStartPresenter(working.handset)
    start.refresh()
    assert [tile.name for tile in start.state.tiles] == ["Refuse Saturday 3"]
    assert start.state.tiles[0].detail.startswith("Saturday 21 November")
    end(working, Reason.BREAKDOWN)
    start.refresh()
    assert start.state.tiles == ()


def end(phone: Phone, reason: Reason) -> ShiftEndPresenter:
    presenter = ShiftEndPresenter(phone.handset)
    presenter.enter(Place("shift_end"))
    presenter.choose(reason)
    presenter.end()
    return presenter


def test_a_shift_with_streets_left_ends_with_a_reason(working: Phone) -> None:
    presenter = ShiftEndPresenter(working.handset)
    presenter.enter(Place("shift_end"))
    assert (presenter.state.number, presenter.state.can_end) == ("18", False)
    presenter.end()
    assert find_open_shift(working.store) is not None
    presenter.choose(Reason.OUT_OF_TIME)
    presenter.end()
    data = list_ops(working.store, COLLECTION)[-1].data
    assert isinstance(data, ShiftEnded)
    assert (data.reason, data.ops) == (Reason.OUT_OF_TIME, 1)
    assert find_open_shift(working.store) is None
    assert working.gone[-1] == Place("shift_over")


def test_a_whole_round_ends_without_a_question(working: Phone) -> None:
    round_ = RoundPresenter(working.handset)
    for position in range(1, 19):
        working.clock.pass_time(60_000)
        round_.complete(usrn_of(position))
    presenter = ShiftEndPresenter(working.handset)
    presenter.enter(Place("shift_end"))
    assert presenter.state.tiles == ()
    assert presenter.state.can_end
    assert "19 records. Streets: 18. Premises not collected: 0." in presenter.state.manifest


def test_the_outbox_says_what_is_safe_and_what_the_server_has(working: Phone) -> None:
    try_to_send(working, Trouble.NO_SIGNAL)
    state = outbox(working).state
    assert (state.number, state.headline) == ("1", "record to send")
    assert state.safe == "1 record is safe on this phone, twice over."
    assert state.server == "The server has 0 of them."
    assert state.last == "Tried at 07:12: No signal."
    assert state.next == "Tries again by itself at 07:15."


def test_when_all_is_sent_the_outbox_is_calm(working: Phone) -> None:
    settle(working, OpStatus.ACCEPTED)
    put_last_try(working.store, LastTry(START_MS, START_MS, None, None))
    state = outbox(working).state
    assert (state.tone, state.headline) == ("calm", "The server has everything")
    assert state.frame.pill.text == "All sent"


def test_a_refused_record_is_shown_with_its_reason(working: Phone) -> None:
    round_ = RoundPresenter(working.handset)
    round_.complete(usrn_of(1))
    settle(working, OpStatus.REJECTED, "not_your_round")
    state = outbox(working).state
    assert state.refused[0].what == "Alder Walk: Completed"
    assert state.refused[0].why == "This round is not given to your squad."
    assert state.frame.pill.tone == "alarm"


def test_after_a_day_without_sending_the_outbox_warns(working: Phone) -> None:
    assert outbox(working).state.warning == ""
    working.clock.pass_time(25 * HOUR_MS)
    assert outbox(working).state.warning.startswith("Nothing was sent for 1 day.")
    working.clock.pass_time(50 * HOUR_MS)
    assert outbox(working).state.warning.startswith("Nothing was sent for 3 days.")


def test_a_phone_the_server_no_longer_knows_can_be_set_up_again(working: Phone) -> None:
    try_to_send(working, Trouble.SECRET_REFUSED)
    presenter = outbox(working)
    assert presenter.state.enrol == "Enter a new code"
    assert presenter.state.next == "You can go on recording. Nothing is lost."
    presenter.open_enrol()
    assert working.gone[-1] == Place("enrol")


@pytest.mark.parametrize("trouble", list(Trouble))
def test_every_trouble_has_plain_words(trouble: Trouble) -> None:
    words = say_trouble(trouble)
    assert words.endswith(".")
    assert "_" not in words


def test_the_squads_own_time_zone_is_shown(phone: Phone) -> None:
    phone.take_pack(replace(make_pack(), timezone="Asia/Tokyo"))
    put_last_try(phone.store, LastTry(START_MS, None, Trouble.BUSY, None))
    assert outbox(phone).state.last.startswith("Tried at 16:12")
