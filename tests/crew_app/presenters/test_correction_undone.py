"""Undoing a correction: the earlier record is stated anew, and the history says so."""

from dataclasses import replace

from crew_app.presenters.correct import CorrectPresenter
from crew_app.presenters.recording import add_photos, record_visit
from crew_app.presenters.round import RoundPresenter
from crew_app.store.ops import list_ops
from sync.device_log import Effects
from sync.exchange import Change
from sync.ops import Attachment, Retraction, Visit
from sync.packs import encode_mark
from sync.words import Outcome, Reason, WhyTakenBack
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
    mark = replace(make_mark(2, Outcome.NOT_COLLECTED, 1), reason=Reason.STREET_WORKS)
    change = Change(1, "mark", mark.ent, mark.op_id, encode_mark(mark))
    working.log.apply(Effects(feed=(change,)))
    working.clock.pass_time(120_000)
    place = history(working)
    place.correct()
    correct = CorrectPresenter(working.handset)
    correct.enter(working.gone[-1])
    correct.give(WhyTakenBack.NOT_SO)
    correct.give(Reason.ROAD_CLOSED)
    correction = list_ops(working.store, COLLECTION)[-1]
    undo_last(working)
    stated = list_ops(working.store, COLLECTION)[-1].data
    assert stated == Visit(ROUND_ID, DAY, STREET, mark.outcome, mark.reason, corrects=correction.id)


def test_undoing_what_is_no_correction_takes_it_back_alone(working: Phone) -> None:
    """A later statement replaces the earlier one, which was true for its time: its undo brings nothing back."""
    first = record(working, Outcome.NOT_COLLECTED, Reason.POLICE)
    working.clock.pass_time(60_000)
    data = Visit(ROUND_ID, DAY, STREET, Outcome.COMPLETED, corrects=first.id)
    record_visit(working.handset, data)
    before = len(list_ops(working.store, COLLECTION))
    undo_last(working)
    assert len(list_ops(working.store, COLLECTION)) == before + 1
