"""The street, its premises and the reasons: taps, words, corrections."""

from crew_app.presenters.handset import Place
from crew_app.presenters.not_collected import NotCollectedPresenter
from crew_app.presenters.partly import PartlyPresenter
from crew_app.presenters.premises import PremisesPresenter
from crew_app.presenters.street import StreetPresenter
from crew_app.store.ops import list_ops
from sync.ops import Part, Visit
from sync.words import Outcome, Reason
from tests.crew_app.phone import Phone
from tests.crew_app.sample import COLLECTION, uprn_of, usrn_of


def last_visit(phone: Phone) -> Visit:
    data = list_ops(phone.store, COLLECTION)[-1].data
    assert isinstance(data, Visit)
    return data


def at_street(phone: Phone, position: int) -> StreetPresenter:
    presenter = StreetPresenter(phone.handset)
    presenter.enter(Place("street", usrn_of(position)))
    return presenter


def at_premises(phone: Phone, position: int, number: int) -> PremisesPresenter:
    presenter = PremisesPresenter(phone.handset)
    presenter.enter(Place("premises", usrn_of(position), uprn_of(position, number)))
    return presenter


def test_a_street_shows_its_premises_with_last_times_exceptions(working: Phone) -> None:
    street = at_street(working, 2)
    cells = {cell.label: cell for cell in street.state.rows}
    assert len(cells) == 42
    assert (cells["3"].tag, cells["3"].tone) == ("Last: Not out", "before")
    assert cells["4"].alert == "assisted"
    assert cells["1"].tag == ""


def test_completing_goes_back_to_the_round(working: Phone) -> None:
    at_street(working, 2).complete()
    assert last_visit(working).outcome is Outcome.COMPLETED
    assert working.gone == [Place("round")]


def test_a_second_statement_corrects_the_first(working: Phone) -> None:
    at_street(working, 2).complete()
    first = list_ops(working.store, COLLECTION)[-1]
    blocked = NotCollectedPresenter(working.handset)
    blocked.enter(Place("not_collected", usrn_of(2)))
    blocked.give(Reason.STREET_WORKS)
    assert last_visit(working).corrects == first.id


def test_a_recorded_street_says_where_the_record_is(working: Phone) -> None:
    at_street(working, 2).complete()
    state = at_street(working, 2).state
    assert (state.shape, state.headline) == ("completed", "Completed 07:12")
    assert state.safety == "Safe on this phone, not sent yet"


def test_the_streets_usual_reason_comes_first(working: Phone) -> None:
    blocked = NotCollectedPresenter(working.handset)
    blocked.enter(Place("not_collected", usrn_of(2)))
    assert blocked.state.usual.word == "Usual here: Parked vehicles"
    blocked.give(blocked.state.usual.code)
    assert (last_visit(working).outcome, last_visit(working).reason) == (
        Outcome.NOT_COLLECTED,
        Reason.PARKED_VEHICLES,
    )


def test_reasons_for_entries_are_offered_only_where_there_are_entries(working: Phone) -> None:
    blocked = NotCollectedPresenter(working.handset)
    blocked.enter(Place("not_collected", usrn_of(2)))
    assert Reason.ENTRY_LOCKED in {tile.code for tile in blocked.state.tiles}
    blocked.enter(Place("not_collected", usrn_of(3)))
    assert Reason.ENTRY_LOCKED not in {tile.code for tile in blocked.state.tiles}
    assert blocked.state.usual.code == ""


def blocked_entry(working: Phone, position: int = 2) -> NotCollectedPresenter:
    blocked = NotCollectedPresenter(working.handset)
    blocked.enter(Place("not_collected", usrn_of(position)))
    blocked.give(Reason.ENTRY_LOCKED)
    return blocked


def test_a_locked_entry_is_recorded_of_that_entry_and_the_street_stays_to_be_done(
    working: Phone,
) -> None:
    blocked = blocked_entry(working)
    assert blocked.state.question == "Which entry?"
    assert [tile.word for tile in blocked.state.tiles] == ["Chapel entry", "Ormeau back entry"]
    assert len(list_ops(working.store, COLLECTION)) == 1
    blocked.give("E2")
    visit = last_visit(working)
    assert (visit.entry_id, visit.uprn, visit.reason) == ("E2", None, Reason.ENTRY_LOCKED)
    assert working.gone[-1] == Place("street", usrn_of(2))
    state = at_street(working, 2).state
    assert (state.shape, state.note) == ("left", "Chapel entry: Entry locked 07:12")
    assert state.frame.undo.text == "Chapel entry: Entry locked"


def test_a_second_word_about_an_entry_corrects_the_first(working: Phone) -> None:
    blocked_entry(working).give("E2")
    first = list_ops(working.store, COLLECTION)[-1]
    blocked_entry(working).give("E2")
    assert last_visit(working).corrects == first.id


def test_back_from_the_entries_goes_to_the_reasons(working: Phone) -> None:
    blocked = blocked_entry(working)
    blocked.back()
    assert blocked.state.question == "Why could the street not be done?"
    assert working.gone == []
    blocked.back()
    assert working.gone == [Place("street", usrn_of(2))]


def test_one_tap_records_why_a_premises_was_not_collected(working: Phone) -> None:
    at_premises(working, 2, 1).give(Reason.NOT_OUT)
    visit = last_visit(working)
    assert (visit.uprn, visit.outcome, visit.reason) == (
        uprn_of(2, 1),
        Outcome.NOT_COLLECTED,
        Reason.NOT_OUT,
    )
    assert working.gone == [Place("street", usrn_of(2))]


def test_an_amber_tag_means_collected(working: Phone) -> None:
    at_premises(working, 2, 1).give(Reason.OVERFILLED_AMBER)
    assert last_visit(working).outcome is Outcome.COLLECTED


def test_a_contaminated_bin_asks_what_was_in_it(working: Phone) -> None:
    premises = at_premises(working, 2, 1)
    premises.give(Reason.CONTAMINATED)
    assert premises.state.question == "What was in it?"
    assert working.gone == []
    premises.say_material("nappies")
    assert last_visit(working).material == "nappies"


def test_back_from_the_material_goes_to_the_reasons_first(working: Phone) -> None:
    premises = at_premises(working, 2, 1)
    premises.give(Reason.BIN_DAMAGED)
    assert premises.state.question == "What is damaged?"
    premises.back()
    assert premises.state.tiles
    assert working.gone == []
    premises.back()
    assert working.gone == [Place("street", usrn_of(2))]


def test_the_last_reason_is_offered_again(working: Phone) -> None:
    assert at_premises(working, 2, 1).state.again.code == ""
    at_premises(working, 2, 1).give(Reason.SIDE_WASTE)
    again = at_premises(working, 2, 2)
    assert again.state.again.word == "Again: Side waste"


def test_the_bin_can_be_named_where_there_are_several(working: Phone) -> None:
    premises = at_premises(working, 2, 5)
    assert [tile.word for tile in premises.state.containers] == ["Brown bin 1", "Brown bin 2"]
    premises.choose_container("Brown bin 2")
    premises.give(Reason.NOT_OUT)
    assert last_visit(working).container == "Brown bin 2"


def test_an_exception_at_a_premises_is_counted_on_its_street(working: Phone) -> None:
    at_premises(working, 2, 1).give(Reason.NOT_OUT)
    cells = {cell.label: cell for cell in at_street(working, 2).state.rows}
    assert (cells["1"].tag, cells["1"].tone) == ("Not out", "today")


def test_a_part_is_a_side(working: Phone) -> None:
    partly = PartlyPresenter(working.handset)
    partly.enter(Place("partly", usrn_of(2)))
    assert not partly.state.can_save
    partly.choose_side("odd")
    assert partly.state.summary == "Done: Odd numbers"
    partly.save()
    assert last_visit(working).part == Part(side="odd")
    assert last_visit(working).outcome is Outcome.PARTLY_COMPLETED


def test_a_part_is_the_houses_between_two_taps_in_either_order(working: Phone) -> None:
    partly = PartlyPresenter(working.handset)
    partly.enter(Place("partly", usrn_of(2)))
    partly.choose_house("21")
    partly.choose_house("8")
    assert partly.state.summary == "Done: houses 8 to 21"
    assert sum(choice.chosen for choice in partly.state.houses) == 14
    partly.choose_house("3")
    assert [choice.code for choice in partly.state.houses if choice.chosen] == ["3"]


def test_a_part_is_entries(working: Phone) -> None:
    partly = PartlyPresenter(working.handset)
    partly.enter(Place("partly", usrn_of(2)))
    partly.choose_entry("E2")
    partly.choose_entry("E1")
    partly.choose_entry("E2")
    partly.save()
    assert last_visit(working).part == Part(entries=("E1",))


def test_saving_nothing_records_nothing(working: Phone) -> None:
    partly = PartlyPresenter(working.handset)
    partly.enter(Place("partly", usrn_of(2)))
    partly.save()
    assert len(list_ops(working.store, COLLECTION)) == 1


def test_a_partly_done_street_says_which_part_to_whoever_goes_on_there(working: Phone) -> None:
    partly = PartlyPresenter(working.handset)
    partly.enter(Place("partly", usrn_of(2)))
    partly.choose_side("odd")
    partly.choose_entry("E1")
    partly.save()
    assert at_street(working, 2).state.note.endswith("Done: Odd numbers, Ormeau back entry")
    at_street(working, 2).complete()
    assert "Done:" not in at_street(working, 2).state.note


def test_one_house_alone_asks_for_the_last_one_and_is_told_without_asking(working: Phone) -> None:
    partly = PartlyPresenter(working.handset)
    partly.enter(Place("partly", usrn_of(2)))
    partly.choose_house("8")
    assert partly.state.summary == "Done: house 8. Tap the last house."
    partly.save()
    assert at_street(working, 2).state.note.endswith("Done: house 8")
