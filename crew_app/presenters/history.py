"""Every record of a street, its entries too, or of a premises, and what became of each.

Those that count can be corrected: by the key below where there is one, by a key of its own where the street's counts
and an entry's too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.marking import shape_of_outcome
from crew_app.presenters.phrases import LocalTime
from crew_app.presenters.place_words import ent_of, name_place, say_by, say_entry, say_fate
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.store.history import Entry, Fate, list_history, list_street_history
from crew_app.store.rounds import list_entries
from crew_app.store.shifts import Shift
from sync.words import Reason


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One record. `counts`: it is what is shown of its place; the others are set quieter.

    op_id: of one that counts. correct: the word on its own key, empty where it needs none.
    """

    what: str
    by: str
    fate: str
    shape: str = "left"
    counts: bool = False
    op_id: str = ""
    correct: str = ""


@dataclass(frozen=True, slots=True)
class HistoryState:
    """Everything the screen shows. `correct`: the word on the key below, empty unless one record counts."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    subtitle: str = ""
    rows: tuple[HistoryRow, ...] = ()
    nothing: str = ""
    note: str = ""
    correct: str = ""


class HistoryPresenter(Presenter[HistoryState]):
    """Intent: correct a record that counts."""

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
        entries = self._list(shift)
        counting = len(_list_counting(entries))
        word = _("Correct") if counting > 1 else ""
        cards = list_entries(store, shift.collection, self._usrn)
        names = {card.entry_id: card.name for card in cards}
        labels, time = self._labels(), self._time()
        self._show(
            HistoryState(
                frame=self._frame(shift),
                title=name_place(store, shift.collection, self._usrn, self._uprn),
                subtitle=_("All records"),
                rows=tuple(
                    replace(row, correct=word if row.counts else "")
                    for row in (_row(entry, labels, time, names) for entry in entries)
                ),
                nothing=_("Nothing recorded yet."),
                note=_("Nothing is ever deleted. A correction says why, and the depot sees both."),
                correct=_("Correct this record") if counting == 1 else "",
            )
        )

    def correct(self, op_id: str = "") -> None:
        """Say what is wrong with a record that counts. op_id: which; empty: the only one."""
        shift = self._shift()
        counting = () if shift is None else _list_counting(self._list(shift))
        found = [entry for entry in counting if op_id in ("", entry.op_id)]
        if len(found) == 1:
            self.handset.go(Place("correct", self._usrn, self._uprn or None, what=found[0].op_id))
        else:
            self.refresh()  # it counts no more: the other phone was quicker

    def back(self) -> None:
        """Go back to the place."""
        where = "premises" if self._uprn else "street"
        self.handset.go(Place(where, self._usrn, self._uprn or None))

    def _list(self, shift: Shift) -> tuple[Entry, ...]:
        ent = ent_of(shift.collection, self._usrn, self._uprn)
        list_all = list_history if self._uprn else list_street_history
        return list_all(self.handset.store, ent)


def _list_counting(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.fate is Fate.COUNTS)


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
        op_id=entry.op_id if counts else "",
    )
