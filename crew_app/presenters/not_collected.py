"""Why a street could not be done: one tap on a reason, the street's usual one first."""

from dataclasses import dataclass, field, replace

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import record_visit
from crew_app.presenters.tiles import Tile, make_again, make_tiles
from crew_app.store.rounds import (
    Mark,
    StreetCard,
    find_street,
    list_entries,
    list_entry_marks,
    list_reasons,
)
from crew_app.store.shifts import Shift
from sync.ops import Op, Visit
from sync.pack import PackEntry
from sync.words import Level, Outcome, Reason


@dataclass(frozen=True, slots=True)
class NotCollectedState:
    """Everything the screen of street reasons shows."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    question: str = ""
    usual: Tile = field(default_factory=lambda: Tile("", ""))
    tiles: tuple[Tile, ...] = ()


class NotCollectedPresenter(Presenter[NotCollectedState]):
    """Intent: give the reason; and where it is an entry's, say which of several."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, NotCollectedState())
        self._usrn = ""
        self._asking: Reason | None = None  # of an entry still to be named

    def enter(self, place: Place) -> None:
        """Ask about the street of the place."""
        self._usrn = place.usrn or self._usrn
        self._asking = None
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        shift = self._shift()
        street = find_street(self.handset.store, shift.collection, self._usrn) if shift else None
        if shift is None or street is None:
            return
        entries = list_entries(self.handset.store, shift.collection, self._usrn)
        if self._asking is not None:
            self._show(self._ask_entry(shift, street, entries))
            return
        levels = [Level.STREET, Level.ENTRY] if entries else [Level.STREET]
        reasons = list_reasons(self.handset.store, levels)
        self._show(
            NotCollectedState(
                frame=self._frame(shift),
                title=street.name,
                question=_("Why could the street not be done?"),
                usual=make_again(
                    street.usual_reason, reasons, _("Usual here: %(reason)s"), self._labels()
                ),
                tiles=make_tiles(reasons),
            )
        )

    def give(self, code: str) -> None:
        """Record the reason: of the street, or of an entry; on to the camera where a photo is required."""
        shift = self._shift()
        if shift is None:
            return
        if self._asking is not None:
            self._record_entry(shift, self._asking, code)
        elif self._is_of_entry(Reason(code)):
            self._take_entry(shift, Reason(code))
        else:
            self._record_street(shift, Reason(code))

    def back(self) -> None:
        """Go back one step: from the entries to the reasons, from the reasons to the street."""
        if self._asking is not None:
            self._asking = None
            self.refresh()
            return
        self.handset.go(Place("street", self._usrn))

    def _ask_entry(
        self, shift: Shift, street: StreetCard, entries: tuple[PackEntry, ...]
    ) -> NotCollectedState:
        icon = self._asking.value if self._asking is not None else ""
        return NotCollectedState(
            frame=self._frame(shift),
            title=street.name,
            question=_("Which entry?"),
            tiles=tuple(Tile(entry.entry_id, entry.name, icon) for entry in entries),
        )

    def _is_of_entry(self, reason: Reason) -> bool:
        cards = list_reasons(self.handset.store, [Level.ENTRY])
        return any(card.code is reason and Level.STREET not in card.levels for card in cards)

    def _take_entry(self, shift: Shift, reason: Reason) -> None:
        """The only entry there is needs no question."""
        entries = list_entries(self.handset.store, shift.collection, self._usrn)
        if len(entries) == 1:
            self._record_entry(shift, reason, entries[0].entry_id)
            return
        self._asking = reason
        self.refresh()

    def _record_entry(self, shift: Shift, reason: Reason, entry_id: str) -> None:
        """The rest of the street is still to be done, so the way leads back to it."""
        marks = list_entry_marks(self.handset.store, shift.collection, self._usrn)
        mark = marks.get(entry_id)
        visit = replace(self._visit(shift, reason, mark), entry_id=entry_id)
        self._record(visit, reason, Place("street", self._usrn))

    def _record_street(self, shift: Shift, reason: Reason) -> None:
        street = find_street(self.handset.store, shift.collection, self._usrn)
        mark = street.mark if street is not None else None
        self._record(self._visit(shift, reason, mark), reason, Place("round"))

    def _visit(self, shift: Shift, reason: Reason, mark: Mark | None) -> Visit:
        return Visit(
            shift.round_id,
            shift.on,
            self._usrn,
            Outcome.NOT_COLLECTED,
            reason,
            corrects=mark.op_id if mark is not None else None,
        )

    def _record(self, visit: Visit, reason: Reason, then: Place) -> None:
        made: list[Op] = []
        if self._save(lambda: made.append(record_visit(self.handset, visit))):
            self._asking = None
            self._go_on(made[0].id, reason, then)
            return
        self.refresh()
