"""Undoing a correction: the earlier record is stated anew, and the history says so."""

from dataclasses import replace

import pytest

from crew_app.presenters.correct import NOTHING, CorrectPresenter
from crew_app.presenters.handset import Place
from crew_app.presenters.recording import add_photos, record_visit
from crew_app.presenters.round import RoundPresenter
from crew_app.store.ops import list_ops
from sync.device_log import Effects
from sync.exchange import Change, OpResult
from sync.ops import Attachment, Part, Retraction, Visit
from sync.pack import PackMark
from sync.packs import encode_mark
from sync.words import OpStatus, Outcome, Reason, WhyTakenBack
from tests.crew_app.correcting import HOUSE, STREET, correcting, history, last_two, record
from tests.crew_app.phone import Phone
from tests.crew_app.sample import COLLECTION, DAY, ROUND_ID, make_mark


def undo_last(phone: Phone) -> RoundPresenter:
    """What the undo bar of the round takes back."""
    phone.clock.pass_time(60_000)
    presenter = RoundPresenter(phone.handset)
    presenter.refresh()
    presenter.undo(presenter.state.frame.undo.op_id)
    return presenter


def hear(phone: Phone, mark: PackMark) -> PackMark:
    """What the server tells of the other phone's record."""
    change = Change(mark.change_n, "mark", mark.ent, mark.op_id, encode_mark(mark))
    phone.log.apply(Effects(feed=(change,)))
    return mark


def test_undoing_a_correction_states_the_earlier_record_anew_and_the_history_says_so(
    working: Phone,
) -> None:
    op = record(working, Outcome.COMPLETED)
    correct = correcting(working, op)
    correct.give(WhyTakenBack.MISTAPPED)
    correct.give(Reason.POLICE)
    correction = list_ops(working.store, COLLECTION)[-1]
    rounds = undo_last(working)
    gone, stated = last_two(working)
    assert gone == Retraction(correction.id)
    assert isinstance(op.data, Visit)
    assert stated == replace(op.data, corrects=correction.id)
    assert rounds.state.frame.undo.text == "Ormeau Avenue: Completed"
    assert [(row.what, row.fate) for row in history(working).state.rows] == [
        ("Completed", "Counts again: the correction was undone"),
        ("Police", "Taken back at 07:15"),
        ("Completed", "Taken back at 07:14: Tapped by mistake"),
    ]
    undo_last(working)
    assert history(working).state.correct == "", "taken back for good: nothing brings it back twice"


def test_a_partly_done_street_and_its_bin_come_back_whole(working: Phone) -> None:
    """Everything that was said comes back: material, bin, and its photos."""
    photo = Attachment("a" * 64, 1_000, "image/jpeg")
    working.clock.pass_time(60_000)
    said = Visit(
        ROUND_ID,
        DAY,
        STREET,
        Outcome.NOT_COLLECTED,
        Reason.CONTAMINATED,
        uprn=HOUSE,
        material="glass",
        container="Brown bin 1",
        note="by the gate",
    )
    op = record_visit(working.handset, said)
    add_photos(working.handset, op.id, (photo,))
    correct = correcting(working, op, HOUSE)
    correct.give(WhyTakenBack.NOT_SO)
    correct.give(Reason.TOO_HEAVY)
    correction = list_ops(working.store, COLLECTION)[-1]
    undo_last(working)
    stated = list_ops(working.store, COLLECTION)[-1]
    assert stated.data == replace(said, corrects=correction.id)
    assert stated.photos == (photo,)


def test_what_another_phone_recorded_comes_back_as_far_as_it_was_told(working: Phone) -> None:
    mark = hear(working, make_mark(2, Outcome.NOT_COLLECTED, 1, Reason.STREET_WORKS))
    working.clock.pass_time(120_000)
    place = history(working)
    place.correct()
    correct = CorrectPresenter(working.handset)
    correct.enter(working.gone[-1])
    correct.give(WhyTakenBack.NOT_SO)
    correct.give(Reason.ROAD_CLOSED)
    correction = list_ops(working.store, COLLECTION)[-1]
    rounds = RoundPresenter(working.handset)
    rounds.refresh()
    assert rounds.state.frame.undo.lost == (
        "Undo brings back “Street works” of phone-2, without its photos and details."
    )
    rounds = undo_last(working)
    stated = list_ops(working.store, COLLECTION)[-1].data
    assert stated == Visit(ROUND_ID, DAY, STREET, mark.outcome, mark.reason, corrects=correction.id)
    assert rounds.state.frame.undo.lost == "", "it is a record of this phone now"


@pytest.mark.parametrize(
    ("outcome", "lost"),
    [
        (
            Outcome.PARTLY_COMPLETED,
            "Undo brings back “Partly done” of phone-2, but not which part.",
        ),
        (Outcome.COMPLETED, ""),
    ],
)
def test_what_will_not_come_back_of_the_other_phones_record_is_said_before_it_is_undone(
    working: Phone, outcome: Outcome, lost: str
) -> None:
    mark = hear(working, make_mark(2, outcome, 1))
    working.clock.pass_time(120_000)
    take_back_alone(working, mark.op_id)
    rounds = RoundPresenter(working.handset)
    rounds.refresh()
    assert rounds.state.frame.undo.lost == lost


def test_of_a_record_of_this_phone_everything_comes_back_and_nothing_is_said(
    working: Phone,
) -> None:
    part = Part(side="odd")
    op = record_visit(
        working.handset, Visit(ROUND_ID, DAY, STREET, Outcome.PARTLY_COMPLETED, part=part)
    )
    take_back_alone(working, op.id)
    rounds = RoundPresenter(working.handset)
    rounds.refresh()
    assert (rounds.state.frame.undo.op_id != "", rounds.state.frame.undo.lost) == (True, "")


def take_back_alone(phone: Phone, op_id: str, uprn: str = "") -> Retraction:
    """Correct a record by taking it back, and stating nothing."""
    correct = CorrectPresenter(phone.handset)
    correct.enter(Place("correct", STREET, uprn or None, what=op_id))
    phone.clock.pass_time(60_000)
    correct.give(WhyTakenBack.WRONG_PLACE)
    correct.give(NOTHING)
    gone = list_ops(phone.store, COLLECTION)[-1].data
    assert gone == Retraction(op_id, WhyTakenBack.WRONG_PLACE)
    assert isinstance(gone, Retraction)
    return gone


def said_to_undo(phone: Phone) -> str:
    presenter = RoundPresenter(phone.handset)
    presenter.refresh()
    return presenter.state.frame.undo.text


def test_a_record_only_taken_back_comes_back_whole_and_the_history_says_so(working: Phone) -> None:
    photo = Attachment("b" * 64, 1_000, "image/jpeg")
    working.clock.pass_time(60_000)
    part = Part(side="odd", entries=("E1",))
    said = Visit(ROUND_ID, DAY, STREET, Outcome.PARTLY_COMPLETED, part=part, note="to the gate")
    op = record_visit(working.handset, said)
    add_photos(working.handset, op.id, (photo,))
    take_back_alone(working, op.id)
    retraction = list_ops(working.store, COLLECTION)[-1]
    assert said_to_undo(working) == "Ormeau Avenue: Partly done, taken back"
    before = len(list_ops(working.store, COLLECTION))
    rounds = undo_last(working)
    *_, stated = ops = list_ops(working.store, COLLECTION)
    assert len(ops) == before + 1
    assert (stated.data, stated.photos) == (replace(said, corrects=retraction.id), (photo,))
    assert rounds.state.frame.undo.text == "Ormeau Avenue: Partly done"
    assert [(row.what, row.fate) for row in history(working).state.rows] == [
        ("Partly done", "Counts again: the correction was undone"),
        ("Partly done", "Taken back at 07:14: It was another street"),
    ]


def test_what_came_back_and_is_undone_again_is_gone_for_good(working: Phone) -> None:
    op = record(working, Outcome.NOT_COLLECTED, Reason.POLICE)
    take_back_alone(working, op.id)
    undo_last(working)
    undo_last(working)
    assert said_to_undo(working) == ""
    assert history(working).state.correct == ""


def test_what_is_recorded_later_is_undone_first(working: Phone) -> None:
    op = record(working, Outcome.NOT_COLLECTED, Reason.NOT_OUT, HOUSE)
    take_back_alone(working, op.id, HOUSE)
    record(working, Outcome.COMPLETED)
    assert said_to_undo(working) == "Ormeau Avenue: Completed"
    undo_last(working)
    assert said_to_undo(working) == "1 Ormeau Avenue: Not out, taken back"
    undo_last(working)
    assert said_to_undo(working) == "1 Ormeau Avenue: Not out"
    assert [row.what for row in history(working, HOUSE).state.rows] == ["Not out", "Not out"]


def test_an_undone_correction_that_only_takes_back_brings_the_corrected_record(
    working: Phone,
) -> None:
    """Corrected to another reason, and that taken back too: the undo brings the second, not the first."""
    correct = correcting(working, record(working, Outcome.COMPLETED))
    correct.give(WhyTakenBack.NOT_SO)
    correct.give(Reason.POLICE)
    take_back_alone(working, list_ops(working.store, COLLECTION)[-1].id)
    undo_last(working)
    stated = list_ops(working.store, COLLECTION)[-1].data
    assert isinstance(stated, Visit)
    assert stated.reason is Reason.POLICE
    undo_last(working)
    assert said_to_undo(working) == ""


def test_a_record_of_the_other_phone_only_taken_back_comes_back(working: Phone) -> None:
    mark = hear(working, make_mark(2, Outcome.NOT_COLLECTED, 1, Reason.STREET_WORKS))
    working.clock.pass_time(120_000)
    take_back_alone(working, mark.op_id)
    retraction = list_ops(working.store, COLLECTION)[-1]
    undo_last(working)
    stated = list_ops(working.store, COLLECTION)[-1].data
    assert stated == Visit(ROUND_ID, DAY, STREET, mark.outcome, mark.reason, corrects=retraction.id)
    assert history(working).state.rows[0].fate == "Counts again: the correction was undone"


def test_nothing_is_brought_back_over_what_the_other_phone_said_since(working: Phone) -> None:
    op = record(working, Outcome.NOT_COLLECTED, Reason.POLICE)
    take_back_alone(working, op.id)
    later = working.clock.read().wall_ms + 60_000
    hear(working, replace(make_mark(2, Outcome.COMPLETED, 5), at_ms=later))
    assert said_to_undo(working) == ""


def test_a_retraction_that_the_server_refused_took_nothing_back(working: Phone) -> None:
    op = record(working, Outcome.NOT_COLLECTED, Reason.POLICE)
    take_back_alone(working, op.id)
    gone = list_ops(working.store, COLLECTION)[-1]
    refused = OpResult(gone.id, OpStatus.REJECTED, reason="unknown_op")
    working.log.apply(Effects(settled=(refused,)))
    assert said_to_undo(working) == "Ormeau Avenue: Police"


def test_undoing_what_is_no_correction_takes_it_back_alone(working: Phone) -> None:
    """A later statement replaces the earlier one, which was true for its time: its undo brings nothing back."""
    first = record(working, Outcome.NOT_COLLECTED, Reason.POLICE)
    working.clock.pass_time(60_000)
    data = Visit(ROUND_ID, DAY, STREET, Outcome.COMPLETED, corrects=first.id)
    record_visit(working.handset, data)
    before = len(list_ops(working.store, COLLECTION))
    undo_last(working)
    assert len(list_ops(working.store, COLLECTION)) == before + 1
