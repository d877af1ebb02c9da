"""Which part of a street was done: a side, the houses from one to another, entries. Any of them, saved in words."""

from dataclasses import dataclass, field, replace

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.part_words import name_sides, say_part
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import correct_visit, record_visit
from crew_app.store.rounds import find_street, list_entries, list_premises
from crew_app.store.shifts import Shift
from sync.ops import Part, Visit, entity_of_visit
from sync.pack import PackEntry
from sync.words import Outcome

SIDES = ("odd", "even", "left", "right")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose. `chosen`: it is part of what was done."""

    code: str
    word: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class PartlyState:
    """Everything the screen shows. `summary` says what will be recorded; `can_save`: something is chosen."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    question: str = ""
    sides: tuple[Choice, ...] = ()
    houses_heading: str = ""
    houses: tuple[Choice, ...] = ()
    entries: tuple[Choice, ...] = ()
    summary: str = ""
    save: str = ""
    can_save: bool = False


class PartlyPresenter(Presenter[PartlyState]):
    """Intents: choose a side, the first and the last house, entries; save."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, PartlyState())
        self._usrn = ""
        self._part = Part()
        self._wrong: Place | None = None  # the record that is corrected by this, with why

    def enter(self, place: Place) -> None:
        """Ask about the street of the place."""
        self._usrn = place.usrn or self._usrn
        self._part = Part()
        self._wrong = place if place.why is not None else None
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store and what is chosen."""
        shift = self._shift()
        street = find_street(self.handset.store, shift.collection, self._usrn) if shift else None
        if shift is None or street is None:
            return
        labels = self._list_labels(shift)
        entries = list_entries(self.handset.store, shift.collection, self._usrn)
        part = self._part
        self._show(
            PartlyState(
                frame=self._frame(shift),
                title=street.name,
                question=_("Which part is done?"),
                sides=_side_choices(part),
                houses_heading=_("Or tap the first and the last house") if labels else "",
                houses=_house_choices(labels, part),
                entries=tuple(
                    Choice(e.entry_id, e.name, e.entry_id in part.entries) for e in entries
                ),
                summary=_say_chosen(part, entries),
                save=_("Save as partly done"),
                can_save=part != Part(),
            )
        )

    def choose_side(self, side: str) -> None:
        """Choose a side; the same again takes it back."""
        chosen = None if side == self._part.side else side
        self._part = Part(chosen, self._part.from_house, self._part.to_house, self._part.entries)
        self.refresh()

    def choose_house(self, label: str) -> None:
        """The first tap is one end, the second the other end, a third begins anew."""
        part = self._part
        if part.from_house is None or part.from_house != part.to_house:
            first = last = label
        else:
            shift = self._shift()
            order = self._list_labels(shift) if shift else []
            first, last = sorted((part.from_house, label), key=order.index)
        self._part = Part(part.side, first, last, part.entries)
        self.refresh()

    def choose_entry(self, entry_id: str) -> None:
        """Choose an entry; the same again takes it back."""
        entries = set(self._part.entries) ^ {entry_id}
        part = self._part
        self._part = Part(part.side, part.from_house, part.to_house, tuple(sorted(entries)))
        self.refresh()

    def save(self) -> None:
        """Record the street as partly done, and go back to the round."""
        shift = self._shift()
        if shift is None or self._part == Part():
            return
        street = find_street(self.handset.store, shift.collection, self._usrn)
        visit = Visit(
            shift.round_id,
            shift.on,
            self._usrn,
            Outcome.PARTLY_COMPLETED,
            part=self._part,
            corrects=street.mark.op_id if street is not None and street.mark else None,
        )
        if self._save(lambda: self._record(visit)):
            self.handset.go(Place("round"))
            return
        self.refresh()

    def back(self) -> None:
        """Go back to the street."""
        self.handset.go(Place("street", self._usrn))

    def _record(self, visit: Visit) -> None:
        wrong = self._wrong
        if wrong is None or wrong.what is None or wrong.why is None:
            record_visit(self.handset, visit)
            return
        place = (entity_of_visit(visit), wrong.what)
        correct_visit(self.handset, place, wrong.why, replace(visit, corrects=wrong.what))

    def _list_labels(self, shift: Shift) -> list[str]:
        cards = list_premises(self.handset.store, shift.collection, self._usrn)
        return list(dict.fromkeys(card.label for card in cards))


def _side_choices(part: Part) -> tuple[Choice, ...]:
    words = name_sides()
    return tuple(Choice(side, words[side], side == part.side) for side in SIDES)


def _house_choices(labels: list[str], part: Part) -> tuple[Choice, ...]:
    if part.from_house is None or part.to_house is None:
        return tuple(Choice(label, label) for label in labels)
    first, last = labels.index(part.from_house), labels.index(part.to_house)
    return tuple(Choice(label, label, first <= at <= last) for at, label in enumerate(labels))


def _say_chosen(part: Part, entries: tuple[PackEntry, ...]) -> str:
    """What will be recorded. A first house alone asks for the last one."""
    said = say_part(part, entries) or _("Nothing chosen yet")
    is_open = part.from_house is not None and part.from_house == part.to_house
    return _("%(done)s. Tap the last house.") % {"done": said} if is_open else said
