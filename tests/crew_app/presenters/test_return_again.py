"""An answer to a return, taken back at once or corrected later."""

from dataclasses import replace
from pathlib import Path

import pytest

from crew_app.presenters.return_one import ReturnPresenter
from crew_app.store.returns import list_answers
from sync.device_log import Effects
from sync.exchange import Change, OpResult
from sync.ops import Op, Retraction, ReturnAnswered
from sync.pack import PackReturn
from sync.packs import encode_return
from sync.wire import op_of_body
from sync.words import OpStatus, Reason, ReturnOutcome, WhyTakenBack
from tests.crew_app.errands import (
    HOUR_MS,
    OVERDUE,
    SOON,
    make_returns,
)
from tests.crew_app.phone import Phone
from tests.crew_app.returning import listed, make_errands_phone, opened
from tests.crew_app.sample import START_MS


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    return make_errands_phone(tmp_path)


def ops_of(phone: Phone) -> tuple[Op, ...]:
    rows = phone.store.connection.execute("select body, seq from op order by pos")
    return tuple(op_of_body(row["body"], row["seq"]) for row in rows)


def collected(phone: Phone, return_id: str) -> ReturnPresenter:
    presenter = opened(phone, return_id)
    presenter.finish()
    presenter.finish()
    return presenter


def say_to_phone(phone: Phone, n: int, asked: PackReturn, op_id: str | None) -> None:
    """The server tells what became of a return."""
    change = Change(n, "return", asked.return_id, op_id, encode_return(asked))
    phone.log.apply(Effects(feed=(change,)))


def answered_by(op_id: str, index: int = 0) -> PackReturn:
    return replace(
        make_returns()[index],
        outcome=ReturnOutcome.RETURNED,
        answered_ms=START_MS,
        answered_by=op_id,
    )


def test_an_answer_given_just_now_is_undone_with_one_tap(phone: Phone) -> None:
    presenter = collected(phone, OVERDUE)
    op = list_answers(phone.store)[OVERDUE].op
    assert presenter.state.again == "Undo"
    presenter.take_back()
    assert presenter.state.done == "Collected", "it waits again"
    assert presenter.state.gone == "Went back: collected. Taken back at 07:12"
    (gone,) = [o for o in ops_of(phone) if isinstance(o.data, Retraction)]
    assert (gone.data, gone.ent) == (Retraction(op.id), f"return/{OVERDUE}")
    assert listed(phone).state.subtitle == "3 still to make"


def test_an_answer_given_earlier_is_corrected_with_the_reason(phone: Phone) -> None:
    presenter = collected(phone, OVERDUE)
    first = list_answers(phone.store)[OVERDUE].op
    say_to_phone(phone, 1, answered_by(first.id), first.id)
    phone.clock.pass_time(HOUR_MS)
    presenter.refresh()
    assert presenter.state.again == "Correct this answer"
    presenter.take_back()
    assert (presenter.state.question, presenter.state.again) == ("What is wrong with it?", "")
    presenter.give(WhyTakenBack.MISTAPPED)
    codes = [tile.code for tile in presenter.state.tiles]
    assert ReturnOutcome.RETURNED.value not in codes, "that is what is wrong"
    assert len(ops_of(phone)) == 1, "nothing is kept before both are known"
    presenter.give(Reason.PARKED_VEHICLES)
    gone, right = ops_of(phone)[-2:]
    assert gone.data == Retraction(first.id, WhyTakenBack.MISTAPPED)
    assert right.data == ReturnAnswered(
        OVERDUE, ReturnOutcome.RETURN_FAILED, Reason.PARKED_VEHICLES
    )
    assert phone.gone[-1].screen == "camera", "the reason asks for a photo"
    presenter.refresh()
    assert presenter.state.headline == "Could not collect: Parked vehicles"
    assert presenter.state.gone.endswith("Tapped by mistake")


def test_what_was_not_gone_back_to_after_all_waits_again(phone: Phone) -> None:
    presenter = collected(phone, SOON)
    phone.clock.pass_time(HOUR_MS)
    presenter.take_back()
    presenter.give(WhyTakenBack.WRONG_PLACE)
    presenter.give("nothing")
    assert (presenter.state.done, presenter.state.question) == ("Collected", "")
    assert len(ops_of(phone)) == 2


def test_the_squads_other_phone_can_correct_the_answer(phone: Phone) -> None:
    other = "01890a5d-ac96-774b-bcce-b302099a8057"
    say_to_phone(phone, 1, answered_by(other), other)
    presenter = opened(phone, OVERDUE)
    assert presenter.state.again == "Correct this answer", "never undone without a word"
    presenter.take_back()
    presenter.give(WhyTakenBack.NOT_SO)
    presenter.give("nothing")
    assert presenter.state.done == "Collected"
    (gone,) = ops_of(phone)
    assert gone.data == Retraction(other, WhyTakenBack.NOT_SO)
    assert listed(phone).state.rows[0].sign.word == "Overdue"


def test_what_a_manager_or_another_squad_answered_is_not_the_squads_to_correct(
    phone: Phone,
) -> None:
    answered = replace(answered_by(""), answered_by=None)
    say_to_phone(phone, 1, answered, None)
    presenter = opened(phone, OVERDUE)
    assert presenter.state.again == ""
    presenter.take_back()
    assert (presenter.state.tiles, ops_of(phone)) == ((), ())


def test_a_retraction_the_server_refused_leaves_the_answer_standing(phone: Phone) -> None:
    presenter = collected(phone, OVERDUE)
    first = list_answers(phone.store)[OVERDUE].op
    say_to_phone(phone, 1, answered_by(first.id), first.id)
    presenter.take_back()
    gone = ops_of(phone)[-1]
    results = (
        OpResult(first.id, OpStatus.ACCEPTED, 1),
        OpResult(gone.id, OpStatus.REJECTED, reason="not_your_operation"),
    )
    phone.log.apply(Effects(settled=results))
    presenter.refresh()
    assert presenter.state.headline == "Went back: collected"


def test_back_leads_from_what_is_right_to_what_is_wrong(phone: Phone) -> None:
    presenter = collected(phone, OVERDUE)
    phone.clock.pass_time(HOUR_MS)
    presenter.take_back()
    presenter.give(WhyTakenBack.NOT_SO)
    presenter.back()
    assert presenter.state.question == "What is wrong with it?"
    presenter.back()
    assert presenter.state.headline == "Went back: collected"
    assert len(ops_of(phone)) == 1


def test_a_storage_that_fails_keeps_the_answer(
    phone: Phone, capsys: pytest.CaptureFixture[str]
) -> None:
    presenter = collected(phone, OVERDUE)
    phone.clock.pass_time(HOUR_MS)
    presenter.take_back()
    presenter.give(WhyTakenBack.MISTAPPED)
    phone.store.connection.execute("pragma query_only = on")
    presenter.give(Reason.PARKED_VEHICLES)
    phone.store.connection.execute("pragma query_only = off")
    assert presenter.state.frame.problem.startswith("NOT SAVED")
    assert presenter.state.headline == "Went back: collected"
    assert len(ops_of(phone)) == 1
    assert capsys.readouterr().err == ""
