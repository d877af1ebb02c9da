"""Every record of a street, its entries too, or of a premises, and what became of each.

The one that counts of the street or the premises itself can be corrected.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.marking import shape_of_outcome
from crew_app.presenters.phrases import LocalTime
from crew_app.presenters.place_words import ent_of, name_place, say_by, say_entry, say_fate
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.store.history import Entry, Fate, list_history, list_street_history
from crew_app.store.rounds import list_entries
from sync.words import Reason


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One record. `counts`: it is the one that is shown; the others are set quieter."""

    what: str
    by: str
    fate: str
    shape: str = "left"
    counts: bool = False


@dataclass(frozen=True, slots=True)
class HistoryState:
    """Everything the screen shows. `correct`: the word on the key, empty where nothing counts."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    subtitle: str = ""
    rows: tuple[HistoryRow, ...] = ()
    nothing: str = ""
    note: str = ""
    correct: str = ""


class HistoryPresenter(Presenter[HistoryState]):
    """Intent: correct the record that counts."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, HistoryState())
        self._usrn, self._uprn = "", ""

    def enter(self, place: Place) -> None:
        """Show the records of the place."""
        if place.usrn is not None:
            self._usrn, self._uprn = place.usrn, place.uprn or ""
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        shift, store = self._shift(), self.handset.store
        if shift is None:
            return
        ent = ent_of(shift.collection, self._usrn, self._uprn)
        entries = list_history(store, ent) if self._uprn else list_street_history(store, ent)
        cards = list_entries(store, shift.collection, self._usrn)
        names = {card.entry_id: card.name for card in cards}
        labels, time = self._labels(), self._time()
        self._show(
            HistoryState(
                frame=self._frame(shift),
                title=name_place(store, shift.collection, self._usrn, self._uprn),
                subtitle=_("All records"),
                rows=tuple(_row(entry, labels, time, names) for entry in entries),
                nothing=_("Nothing recorded yet."),
                note=_("Nothing is ever deleted. A correction says why, and the depot sees both."),
                correct=_("Correct this record") if _find_counting(entries) else "",
            )
        )

    def correct(self) -> None:
        """Say what is wrong with the record that counts."""
        shift = self._shift()
        if shift is None:
            return
        ent = ent_of(shift.collection, self._usrn, self._uprn)
        entry = _find_counting(list_history(self.handset.store, ent))
        if entry is not None:
            self.handset.go(Place("correct", self._usrn, self._uprn or None, what=entry.op_id))

    def back(self) -> None:
        """Go back to the place."""
        where = "premises" if self._uprn else "street"
        self.handset.go(Place(where, self._usrn, self._uprn or None))


def _find_counting(entries: tuple[Entry, ...]) -> Entry | None:
    counting = (entry for entry in entries if entry.fate is Fate.COUNTS and not entry.entry_id)
    return next(counting, None)


def _row(
    entry: Entry, labels: Mapping[Reason, str], time: LocalTime, names: Mapping[str, str]
) -> HistoryRow:
    counts = entry.fate is Fate.COUNTS
    said = say_entry(entry, labels)
    if entry.entry_id is not None:
        said = f"{names.get(entry.entry_id, entry.entry_id)}: {said}"
    return HistoryRow(
        what=said,
        by=f"{time.say_time(entry.at_ms)} · {say_by(entry.device)}",
        fate=say_fate(entry, time),
        shape=shape_of_outcome(entry.outcome),
        counts=counts,
    )
