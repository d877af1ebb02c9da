"""Hands what is left of a round over to another squad: which squad, and why. From then on it is theirs to close."""

from dataclasses import dataclass, field, replace

from crew_app.presenters.closing import close_shift, leave_shift
from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.phrases import say_streets
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.tiles import Tile, make_tiles
from crew_app.store.rounds import list_other_squads, list_reasons, list_streets
from sync.words import Level


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
        if self._save(lambda: close_shift(self.handset, shift, self._reason, self._squad)):
            leave_shift(self.handset)
            return
        self.refresh()

    def back(self) -> None:
        """Go back to the end of the shift."""
        self.handset.go(Place("shift_end"))


def _say(name: str, left: int) -> str:
    if not name:
        return _("Choose the squad that goes on.")
    words = _("%(squad)s gets this round on its phones, with %(streets)s to do.")
    return words % {"squad": name, "streets": say_streets(left)}
