"""Hands what is left of a round over to another squad: which squad, and why. From then on it is theirs to close."""

from dataclasses import dataclass, field, replace

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.phrases import say_streets
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import record_shift
from crew_app.presenters.tiles import Tile, make_tiles
from crew_app.presenters.tracking import seal_piece
from crew_app.store.rounds import list_other_squads, list_reasons, list_streets
from crew_app.store.shifts import Shift
from sync.digest import EMPTY_DIGEST
from sync.ops import ShiftEnded
from sync.words import Level, Reason


@dataclass(frozen=True, slots=True)
class HandOverState:
    """Everything the screen shows. `told` says what will happen; `can_hand`: squad and reason are chosen."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    subtitle: str = ""
    squads: tuple[Tile, ...] = ()
    nothing: str = ""
    question: str = ""
    tiles: tuple[Tile, ...] = ()
    told: str = ""
    hand: str = ""
    can_hand: bool = False


class HandOverPresenter(Presenter[HandOverState]):
    """Intents: choose the squad, choose the reason, hand over."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, HandOverState())
        self._squad, self._reason = "", ""

    def enter(self, place: Place) -> None:
        """Begin with nothing chosen."""
        self._squad, self._reason = "", ""
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store and what is chosen."""
        shift, store = self._shift(), self.handset.store
        if shift is None:
            return
        left = sum(street.mark is None for street in list_streets(store, shift.collection))
        squads = list_other_squads(store)
        name = next((squad.name for squad in squads if squad.code == self._squad), "")
        reasons = make_tiles(list_reasons(store, [Level.ROUND]))
        self._show(
            HandOverState(
                frame=self._frame(shift),
                title=_("Hand over"),
                subtitle=_("%(streets)s left") % {"streets": say_streets(left)},
                squads=tuple(Tile(s.code, s.name, chosen=s.code == self._squad) for s in squads),
                nothing=_("No other squad is known to this phone. Call the depot."),
                question=_("Why are they left?"),
                tiles=tuple(replace(tile, chosen=tile.code == self._reason) for tile in reasons),
                told=_say(name, left),
                hand=_("Hand over and end shift"),
                can_hand=bool(name and self._reason),
            )
        )

    def pick(self, squad: str) -> None:
        """Choose the squad that goes on."""
        self._squad = squad
        self.refresh()

    def choose(self, code: str) -> None:
        """Say why."""
        self._reason = code
        self.refresh()

    def hand_over(self) -> None:
        """Record it with the manifest, and show what is still to be sent."""
        shift = self._shift()
        if shift is None or not self.state.can_hand:
            return
        if self._save(lambda: self._close(shift)):
            self.handset.gps.stop()
            self.handset.hurry()
            self.handset.go(Place("shift_over"))
            return
        self.refresh()

    def back(self) -> None:
        """Go back to the end of the shift."""
        self.handset.go(Place("shift_end"))

    def _close(self, shift: Shift) -> None:
        seal_piece(self.handset, shift, longest_ms=0)  # the rest of the track, before the manifest
        ended = ShiftEnded(
            shift.round_id,
            shift.on,
            ops=0,  # the store fills in the manifest in the transaction that records it
            last_seq=0,
            digest=EMPTY_DIGEST,
            handed_over_to=self._squad,
            reason=Reason(self._reason),
        )
        record_shift(self.handset, ended)


def _say(name: str, left: int) -> str:
    if not name:
        return _("Choose the squad that goes on.")
    words = _("%(squad)s gets this round on its phones, with %(streets)s to do.")
    return words % {"squad": name, "streets": say_streets(left)}
