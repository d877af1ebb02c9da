"""Corrects a record later: first why it is wrong, then what is right. The record itself stays as it was."""

from dataclasses import dataclass, field, replace

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.part_words import say_part
from crew_app.presenters.place_words import ent_of, name_entry, name_place, say_by, say_entry
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import correct_visit
from crew_app.presenters.tiles import Tile, list_materials, list_whys, make_tiles
from crew_app.store.history import Entry, Fate, list_history, list_street_history
from crew_app.store.rounds import find_premises, list_entries, list_reasons
from crew_app.store.shifts import Shift
from sync.ops import Visit
from sync.words import Level, Outcome, Reason, WhyTakenBack

NOTHING, PARTLY, ALL_BINS = "nothing", "partly", ""


@dataclass(frozen=True, slots=True)
class CorrectState:
    """Everything the screen shows: one question at a time. `wrong`: the record that is corrected, in words."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    wrong: str = ""
    question: str = ""
    tiles: tuple[Tile, ...] = ()


class CorrectPresenter(Presenter[CorrectState]):
    """Intent: give an answer: why it is wrong, what is right, the material where a reason asks for it, and which bin.

    Which of several bins it was is kept; of another phone's record it is not known here, and asked.
    """

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, CorrectState())
        self._usrn, self._uprn, self._op_id = "", "", ""
        self._why: WhyTakenBack | None = None
        self._reason: Reason | None = None
        self._without_bin: tuple[Reason, str | None] | None = None  # all is said but which bin

    def enter(self, place: Place) -> None:
        """Ask about a record: `what` is its operation."""
        if place.usrn is not None:
            self._usrn, self._uprn = place.usrn, place.uprn or ""
            self._op_id = place.what or ""
        self._why, self._reason, self._without_bin = None, None, None
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store and what was answered."""
        shift = self._shift()
        entry = self._find_entry(shift) if shift is not None else None
        if shift is None or entry is None:
            return
        self._show(
            CorrectState(
                frame=self._frame(shift),
                title=self._name(shift, entry),
                wrong=self._say_wrong(shift, entry),
                question=self._ask(),
                tiles=self._list_tiles(entry),
            )
        )

    def give(self, code: str) -> None:
        """Answer the question that is asked."""
        if self._why is None:
            self._why = WhyTakenBack(code)
            self.refresh()
        elif self._without_bin is not None:
            self._record(*self._without_bin, container=None if code == ALL_BINS else code)
        elif self._reason is not None:
            self._ask_bin(self._reason, code)
        elif code == PARTLY:
            self.handset.go(Place("partly", self._usrn, what=self._op_id, why=self._why))
        elif code in (NOTHING, Outcome.COMPLETED):
            self._record(None, None, is_completed=code != NOTHING)
        else:
            self._give_reason(Reason(code))

    def back(self) -> None:
        """Go back one question; from the first, to the history."""
        if self._without_bin is not None:
            self._without_bin = None
        elif self._reason is not None:
            self._reason = None
        elif self._why is not None:
            self._why = None
        else:
            self.handset.go(Place("history", self._usrn, self._uprn or None))
            return
        self.refresh()

    def _give_reason(self, reason: Reason) -> None:
        cards = list_reasons(self.handset.store, [Level.PREMISES])
        if self._uprn and any(card.needs_material for card in cards if card.code == reason):
            self._reason = reason
            self.refresh()
            return
        self._ask_bin(reason, None)

    def _ask_bin(self, reason: Reason, material: str | None) -> None:
        """Ask which bin, where there are several and the record of another phone does not tell; else record."""
        shift = self._shift()
        entry = self._find_entry(shift) if shift is not None else None
        if entry is not None and entry.device is not None and self._list_bins():
            self._without_bin = (reason, material)
            self.refresh()
            return
        self._record(reason, material, container=None if entry is None else entry.container)

    def _record(
        self,
        reason: Reason | None,
        material: str | None,
        *,
        is_completed: bool = False,
        container: str | None = None,
    ) -> None:
        shift, why = self._shift(), self._why
        entry = None if shift is None else self._find_entry(shift)
        if shift is None or why is None or entry is None:
            return
        visit = None
        if reason or is_completed:
            visit = replace(
                self._make_visit(shift, reason, material),
                container=container,
                entry_id=entry.entry_id,
            )
        ent = ent_of(shift.collection, self._usrn, self._uprn, entry.entry_id)
        if self._save(lambda: correct_visit(self.handset, (ent, self._op_id), why, visit)):
            is_street = entry.level is Level.STREET
            self.handset.go(Place("round") if is_street else Place("street", self._usrn))
            return
        self.refresh()

    def _make_visit(self, shift: Shift, reason: Reason | None, material: str | None) -> Visit:
        outcome = Outcome.NOT_COLLECTED if reason is not None else Outcome.COMPLETED
        if reason is Reason.OVERFILLED_AMBER:
            outcome = Outcome.COLLECTED
        return Visit(
            shift.round_id,
            shift.on,
            self._usrn,
            outcome,
            reason,
            uprn=self._uprn or None,
            material=material,
            corrects=self._op_id,
        )

    def _find_entry(self, shift: Shift) -> Entry | None:
        """The record, of the street, an entry of it, or the premises, while it still counts."""
        ent = ent_of(shift.collection, self._usrn, self._uprn)
        list_all = list_history if self._uprn else list_street_history
        entries = list_all(self.handset.store, ent)
        found = (e for e in entries if e.op_id == self._op_id and e.fate is Fate.COUNTS)
        return next(found, None)

    def _name(self, shift: Shift, entry: Entry) -> str:
        store = self.handset.store
        if entry.entry_id is not None:
            return name_entry(store, shift.collection, self._usrn, entry.entry_id)
        return name_place(store, shift.collection, self._usrn, self._uprn)

    def _say_wrong(self, shift: Shift, entry: Entry) -> str:
        parts = (say_entry(entry, self._labels()), self._time().say_time(entry.at_ms))
        said = (" ".join(parts), say_by(entry.device))
        entries = list_entries(self.handset.store, shift.collection, self._usrn)
        part = say_part(entry.part, entries)
        return " · ".join((*said, part) if part else said)

    def _list_bins(self) -> tuple[str, ...]:
        """The bins of a premises that has several."""
        shift = self._shift()
        card = None
        if shift is not None and self._uprn:
            card = find_premises(self.handset.store, shift.collection, self._uprn)
        return card.containers if card is not None and len(card.containers) > 1 else ()

    def _ask(self) -> str:
        if self._why is None:
            return _("What is wrong with it?")
        if self._without_bin is not None:
            return _("Which bin?")
        if self._reason is Reason.BIN_DAMAGED:
            return _("What is damaged?")
        return _("What was in it?") if self._reason is not None else _("What is right?")

    def _list_tiles(self, entry: Entry) -> tuple[Tile, ...]:
        if self._why is None:
            return list_whys(entry.reason, entry.level)
        if self._without_bin is not None:
            every = Tile(ALL_BINS, _("All of them"))
            return (*(Tile(one, one) for one in self._list_bins()), every)
        if self._reason is not None:
            return list_materials(self._reason)
        return self._list_outcomes(entry)

    def _list_outcomes(self, entry: Entry) -> tuple[Tile, ...]:
        """Everything that may be right instead, without what is wrong."""
        tiles = _list_done(entry.level)
        tiles += make_tiles(list_reasons(self.handset.store, [entry.level]))
        said = entry.reason or entry.outcome
        return tuple(tile for tile in tiles if tile.code != said)


def _list_done(level: Level) -> tuple[Tile, ...]:
    """What may be right instead, apart from a reason. An entry is never done in part."""
    if level is Level.PREMISES:
        return (Tile(NOTHING, _("Nothing: it was emptied"), "tick"),)
    done = Tile(Outcome.COMPLETED.value, _("Completed"), "tick")
    left = Tile(NOTHING, _("Not done yet"), "undo")
    if level is Level.ENTRY:
        return (done, left)
    return (done, Tile(PARTLY, _("Partly"), "half"), left)
