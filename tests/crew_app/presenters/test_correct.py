"""Correcting later: why it is wrong, what is right. Both are recorded at once, and the history shows them."""

from dataclasses import replace

import pytest

from crew_app.presenters.correct import CorrectPresenter
from crew_app.presenters.handset import Place
from crew_app.presenters.partly import PartlyPresenter
from crew_app.presenters.recording import record_visit
from crew_app.presenters.street import StreetPresenter
from crew_app.store.ops import list_ops
from sync.device_log import Effects
from sync.exchange import Change
from sync.ops import Op, Part, Retraction, Visit
from sync.packs import encode_mark
from sync.words import Outcome, Reason, WhyTakenBack
from tests.crew_app.correcting import HOUSE, STREET, correcting, history, last_two, record
from tests.crew_app.phone import Phone
from tests.crew_app.sample import COLLECTION, DAY, ROUND_ID, make_mark, uprn_of


def test_a_completed_street_was_blocked_after_all(working: Phone) -> None:
    op = record(working, Outcome.COMPLETED)
    correct = correcting(working, op)
    assert (correct.state.title, correct.state.wrong) == (
        "Ormeau Avenue",
        "Completed 07:13 · this phone",
    )
    correct.give(WhyTakenBack.NOT_SO)
    assert correct.state.question == "What is right?"
    correct.give(Reason.STREET_WORKS)
    gone, stated = last_two(working)
    assert gone == Retraction(op.id, WhyTakenBack.NOT_SO)
    assert isinstance(stated, Visit)
    assert (stated.outcome, stated.reason, stated.corrects) == (
        Outcome.NOT_COLLECTED,
        Reason.STREET_WORKS,
        op.id,
    )
    assert working.gone[-1] == Place("round")


def test_the_history_says_why_a_record_was_taken_back(working: Phone) -> None:
    op = record(working, Outcome.COMPLETED)
    correct = correcting(working, op)
    correct.give(WhyTakenBack.MISTAPPED)
    correct.give(Reason.POLICE)
    rows = history(working).state.rows
    assert [(row.what, row.by, row.fate) for row in rows] == [
        ("Police", "07:14 · this phone", "This counts"),
        ("Completed", "07:13 · this phone", "Taken back at 07:14: Tapped by mistake"),
    ]


def test_only_taken_back(working: Phone) -> None:
    op = record(working, Outcome.NOT_COLLECTED, Reason.WEATHER)
    correct = correcting(working, op)
    correct.give(WhyTakenBack.WRONG_PLACE)
    before = len(list_ops(working.store, COLLECTION))
    correct.give("nothing")
    assert len(list_ops(working.store, COLLECTION)) == before + 1
    assert history(working).state.correct == "", "nothing counts there now"


def test_a_street_was_done_in_part(working: Phone) -> None:
    op = record(working, Outcome.COMPLETED)
    correct = correcting(working, op)
    correct.give(WhyTakenBack.NOT_SO)
    correct.give("partly")
    partly = PartlyPresenter(working.handset)
    partly.enter(working.gone[-1])
    partly.choose_side("odd")
    partly.save()
    gone, stated = last_two(working)
    assert gone == Retraction(op.id, WhyTakenBack.NOT_SO)
    assert isinstance(stated, Visit)
    assert (stated.part, stated.corrects) == (Part(side="odd"), op.id)


def test_what_is_wrong_with_a_partly_done_street_is_asked_with_its_part(working: Phone) -> None:
    working.clock.pass_time(60_000)
    part = Part(side="even", from_house="2", to_house="10")
    visit = Visit(ROUND_ID, DAY, STREET, Outcome.PARTLY_COMPLETED, part=part)
    correct = correcting(working, record_visit(working.handset, visit))
    assert correct.state.wrong == (
        "Partly done 07:13 · this phone · Done: Even numbers, houses 2 to 10"
    )


def test_a_premises_is_corrected_with_its_material(working: Phone) -> None:
    op = record(working, Outcome.NOT_COLLECTED, Reason.NOT_OUT, HOUSE)
    correct = correcting(working, op, HOUSE)
    assert correct.state.title == "1 Ormeau Avenue"
    correct.give(WhyTakenBack.WRONG_REASON)
    assert Reason.NOT_OUT not in {tile.code for tile in correct.state.tiles}
    correct.give(Reason.CONTAMINATED)
    assert correct.state.question == "What was in it?"
    correct.give("glass")
    _, stated = last_two(working)
    assert isinstance(stated, Visit)
    assert (stated.uprn, stated.reason, stated.material) == (HOUSE, Reason.CONTAMINATED, "glass")
    assert working.gone[-1] == Place("street", STREET)


def test_a_street_without_a_reason_cannot_have_had_the_wrong_one(working: Phone) -> None:
    correct = correcting(working, record(working, Outcome.COMPLETED))
    assert WhyTakenBack.WRONG_REASON not in {tile.code for tile in correct.state.tiles}


def test_back_goes_back_one_question_at_a_time(working: Phone) -> None:
    op = record(working, Outcome.NOT_COLLECTED, Reason.NOT_OUT, HOUSE)
    correct = correcting(working, op, HOUSE)
    correct.give(WhyTakenBack.WRONG_REASON)
    correct.give(Reason.CONTAMINATED)
    for question in ("What is right?", "What is wrong with it?"):
        correct.back()
        assert correct.state.question == question
    correct.back()
    assert working.gone[-1] == Place("history", STREET, HOUSE)


def test_another_phones_record_of_the_squad_can_be_corrected(working: Phone) -> None:
    mark = make_mark(2, Outcome.COMPLETED, 1)
    change = Change(1, "mark", mark.ent, mark.op_id, encode_mark(mark))
    working.log.apply(Effects(feed=(change,)))
    working.clock.pass_time(120_000)
    place = history(working)
    assert place.state.rows[0].by.endswith("phone-2")
    place.correct()
    correct = CorrectPresenter(working.handset)
    correct.enter(working.gone[-1])
    correct.give(WhyTakenBack.NOT_SO)
    correct.give(Reason.ROAD_CLOSED)
    gone, stated = last_two(working)
    assert gone == Retraction(mark.op_id, WhyTakenBack.NOT_SO)
    assert isinstance(stated, Visit)
    assert stated.corrects == mark.op_id
    assert [(row.what, row.fate) for row in history(working).state.rows] == [
        ("Road closed", "This counts"),
        ("Completed", "Taken back at 07:14: Looked again: not so"),
    ]


def test_a_storage_that_fails_keeps_neither(
    working: Phone, capsys: pytest.CaptureFixture[str]
) -> None:
    op = record(working, Outcome.COMPLETED)
    correct = correcting(working, op)
    correct.give(WhyTakenBack.NOT_SO)
    before = list_ops(working.store, COLLECTION)
    working.store.connection.execute("pragma query_only = on")
    correct.give(Reason.POLICE)
    working.store.connection.execute("pragma query_only = off")
    assert correct.state.frame.problem.startswith("NOT SAVED")
    assert list_ops(working.store, COLLECTION) == before
    assert capsys.readouterr().err == ""


def test_the_street_leads_to_its_history_once_there_is_one(working: Phone) -> None:
    street = StreetPresenter(working.handset)
    street.enter(Place("street", STREET))
    before = street.state.has_history
    record(working, Outcome.COMPLETED)
    street.refresh()
    assert (before, street.state.has_history) == (False, True)
    street.open_history()
    assert working.gone[-1] == Place("history", STREET)


def test_a_correction_keeps_which_of_several_bins_it_was(working: Phone) -> None:
    house = uprn_of(2, 5)
    visit = Visit(
        ROUND_ID,
        DAY,
        STREET,
        Outcome.NOT_COLLECTED,
        Reason.NOT_OUT,
        uprn=house,
        container="Brown bin 2",
    )
    working.clock.pass_time(60_000)
    op = record_visit(working.handset, visit)
    correct = correcting(working, op, house)
    assert correct.state.wrong.startswith("Not out · Brown bin 2")
    correct.give(WhyTakenBack.WRONG_REASON)
    correct.give(Reason.CONTAMINATED)
    correct.give("glass")
    _, stated = last_two(working)
    assert isinstance(stated, Visit)
    assert (stated.reason, stated.material, stated.container) == (
        Reason.CONTAMINATED,
        "glass",
        "Brown bin 2",
    )


@pytest.mark.parametrize(("tile", "container"), [("Brown bin 1", "Brown bin 1"), ("", None)])
def test_which_bin_another_phone_meant_is_asked(
    working: Phone, tile: str, container: str | None
) -> None:
    house = uprn_of(2, 5)
    ent = f"{COLLECTION}/{STREET}/{house}"
    mark = replace(make_mark(2, Outcome.NOT_COLLECTED, 1), ent=ent, reason=Reason.NOT_OUT)
    working.log.apply(Effects(feed=(Change(1, "mark", ent, mark.op_id, encode_mark(mark)),)))
    correct = CorrectPresenter(working.handset)
    correct.enter(Place("correct", STREET, house, what=mark.op_id))
    correct.give(WhyTakenBack.WRONG_REASON)
    correct.give(Reason.TOO_HEAVY)
    assert correct.state.question == "Which bin?"
    assert [one.word for one in correct.state.tiles] == [
        "Brown bin 1",
        "Brown bin 2",
        "All of them",
    ]
    correct.back()
    assert correct.state.question == "What is right?"
    correct.give(Reason.TOO_HEAVY)
    correct.give(tile)
    _, stated = last_two(working)
    assert isinstance(stated, Visit)
    assert (stated.reason, stated.container) == (Reason.TOO_HEAVY, container)


def test_the_streets_history_tells_of_its_entries_too(working: Phone) -> None:
    street = StreetPresenter(working.handset)
    street.enter(Place("street", STREET))
    working.clock.pass_time(60_000)
    locked = Visit(ROUND_ID, DAY, STREET, Outcome.NOT_COLLECTED, Reason.ENTRY_LOCKED, entry_id="E2")
    record_visit(working.handset, locked)
    street.refresh()
    assert street.state.has_history
    ent = f"{COLLECTION}/{STREET}/~E1"
    mark = replace(make_mark(2, Outcome.COMPLETED, 3), ent=ent)
    working.log.apply(Effects(feed=(Change(1, "mark", ent, mark.op_id, encode_mark(mark)),)))
    record(working, Outcome.NOT_COLLECTED, Reason.NOT_OUT, HOUSE)
    state = history(working).state
    assert [(row.what, row.fate) for row in state.rows] == [
        ("Ormeau back entry: Completed", "This counts"),
        ("Chapel entry: Entry locked", "This counts"),
    ]
    op = record(working, Outcome.PARTLY_COMPLETED)
    state = history(working).state
    assert state.rows[0].what == "Partly done"
    assert (state.correct, [row.correct for row in state.rows]) == ("", ["Correct"] * 3)
    corrected = history(working)
    corrected.correct(op.id)
    assert working.gone[-1].what == op.id
    assert [row.what for row in history(working, HOUSE).state.rows] == ["Not out"]


def lock_entry(phone: Phone, reason: Reason = Reason.ENTRY_LOCKED) -> Op:
    phone.clock.pass_time(60_000)
    visit = Visit(ROUND_ID, DAY, STREET, Outcome.NOT_COLLECTED, reason, entry_id="E2")
    return record_visit(phone.handset, visit)


def test_an_entrys_only_record_is_corrected_from_the_streets_history(working: Phone) -> None:
    op = lock_entry(working)
    place = history(working)
    assert (place.state.correct, place.state.rows[0].correct) == ("Correct this record", "")
    place.correct()
    correct = CorrectPresenter(working.handset)
    correct.enter(working.gone[-1])
    working.clock.pass_time(60_000)
    assert (correct.state.title, correct.state.wrong) == (
        "Chapel entry",
        "Entry locked 07:13 · this phone",
    )
    assert "It was another entry" in [tile.word for tile in correct.state.tiles]
    correct.give(WhyTakenBack.WRONG_REASON)
    tiles = [tile.code for tile in correct.state.tiles]
    assert tiles == [Outcome.COMPLETED, "nothing", Reason.ENTRY_BLOCKED]
    correct.give(Reason.ENTRY_BLOCKED)
    gone, stated = list_ops(working.store, COLLECTION)[-2:]
    assert (gone.ent, gone.data) == (op.ent, Retraction(op.id, WhyTakenBack.WRONG_REASON))
    assert (stated.ent, stated.data) == (
        op.ent,
        Visit(
            ROUND_ID,
            DAY,
            STREET,
            Outcome.NOT_COLLECTED,
            Reason.ENTRY_BLOCKED,
            entry_id="E2",
            corrects=op.id,
        ),
    )
    assert working.gone[-1] == Place("street", STREET), "the street is still to be done"


def test_of_a_street_and_its_entries_each_record_is_corrected_by_its_own_key(
    working: Phone,
) -> None:
    street = record(working, Outcome.NOT_COLLECTED, Reason.POLICE)
    entry = lock_entry(working)
    place = history(working)
    for op in (street, entry):
        place.correct(op.id)
        assert working.gone[-1] == Place("correct", STREET, what=op.id)
    correct = CorrectPresenter(working.handset)
    correct.enter(working.gone[-1])
    correct.give(WhyTakenBack.WRONG_PLACE)
    correct.give("nothing")
    rows = [(row.what, row.fate, row.correct) for row in history(working).state.rows]
    assert rows == [
        ("Chapel entry: Entry locked", "Taken back at 07:14: It was another entry", ""),
        ("Police", "This counts", ""),
    ]
    assert history(working).state.correct == "Correct this record"


def test_an_entrys_record_of_the_other_phone_is_corrected_too(working: Phone) -> None:
    ent = f"{COLLECTION}/{STREET}/~E1"
    mark = replace(make_mark(2, Outcome.NOT_COLLECTED, 1, Reason.ENTRY_LOCKED), ent=ent)
    working.log.apply(Effects(feed=(Change(1, "mark", ent, mark.op_id, encode_mark(mark)),)))
    history(working).correct()
    correct = CorrectPresenter(working.handset)
    correct.enter(working.gone[-1])
    working.clock.pass_time(120_000)
    correct.give(WhyTakenBack.NOT_SO)
    correct.give(Outcome.COMPLETED)
    gone, stated = list_ops(working.store, COLLECTION)[-2:]
    assert (gone.ent, stated.ent) == (ent, ent)
    assert isinstance(stated.data, Visit)
    assert (stated.data.entry_id, stated.data.outcome) == ("E1", Outcome.COMPLETED)


def test_a_key_of_a_record_that_counts_no_more_does_nothing(working: Phone) -> None:
    entry = lock_entry(working)
    record(working, Outcome.NOT_COLLECTED, Reason.POLICE)
    place = history(working)
    lock_entry(working, Reason.ENTRY_BLOCKED)
    before = len(working.gone)
    place.correct(entry.id)
    assert len(working.gone) == before
    assert [row.correct for row in place.state.rows] == ["Correct", "Correct", ""]
