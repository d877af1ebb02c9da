"""Why a street could not be done: one tap on a reason, the street's usual one first."""

from dataclasses import dataclass, field

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import record_visit
from crew_app.presenters.tiles import Tile, make_again, make_tiles
from crew_app.store.rounds import find_street, list_entries, list_reasons
from sync.ops import Op, Visit
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
    """Intent: give the reason."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, NotCollectedState())
        self._usrn = ""

    def enter(self, place: Place) -> None:
        """Ask about the street of the place."""
        self._usrn = place.usrn or self._usrn
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        shift = self._shift()
        street = find_street(self.handset.store, shift.collection, self._usrn) if shift else None
        if shift is None or street is None:
            return
        has_entries = bool(list_entries(self.handset.store, shift.collection, self._usrn))
        levels = [Level.STREET, Level.ENTRY] if has_entries else [Level.STREET]
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
        """Record the street as not collected; on to the camera where a photo is required, else back to the round."""
        shift = self._shift()
        if shift is None:
            return
        street = find_street(self.handset.store, shift.collection, self._usrn)
        visit = Visit(
            shift.round_id,
            shift.on,
            self._usrn,
            Outcome.NOT_COLLECTED,
            Reason(code),
            corrects=street.mark.op_id if street is not None and street.mark else None,
        )
        made: list[Op] = []
        if self._save(lambda: made.append(record_visit(self.handset, visit))):
            self._go_on(made[0].id, Reason(code), Place("round"))
            return
        self.refresh()

    def back(self) -> None:
        """Go back to the street."""
        self.handset.go(Place("street", self._usrn))
