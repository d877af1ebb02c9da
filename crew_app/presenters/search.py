"""Finding a street by its name, typed with big keys: two or three letters are enough."""

from dataclasses import dataclass, field

from crew_app.presenters.finding import DIGITS, LETTERS, list_next_signs, rank_of
from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import record_visit
from crew_app.presenters.round import StreetRow, make_row
from crew_app.store.rounds import StreetCard, list_streets
from sync.ops import Visit
from sync.words import Outcome

LONGEST = 14


@dataclass(frozen=True, slots=True)
class SearchKey:
    """A letter or digit. Off where it would find nothing: the places of the keys never change."""

    sign: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class SearchState:
    """Everything the search screen shows. `is_empty`: nothing is typed, `typed` holds a hint."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    subtitle: str = ""
    typed: str = ""
    is_empty: bool = True
    rows: tuple[StreetRow, ...] = ()
    nothing: str = ""
    keys: tuple[SearchKey, ...] = ()
    erase: str = ""


class SearchPresenter(Presenter[SearchState]):
    """Intents: press a letter, erase, open a street, complete it."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, SearchState())
        self._typed = ""

    def enter(self, place: Place) -> None:
        """Begin with nothing typed."""
        self._typed = ""
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store and what is typed."""
        shift = self._shift()
        if shift is None:
            return
        streets = list_streets(self.handset.store, shift.collection)
        found = find_streets(streets, self._typed)
        names = tuple(street.name for street in streets)
        labels, time = self._labels(), self._time()
        self._show(
            SearchState(
                frame=self._frame(shift),
                title=_("Find a street"),
                subtitle=_("%(found)d of %(all)d streets")
                % {"found": len(found), "all": len(streets)},
                typed=self._typed or _("First letters of a name"),
                is_empty=not self._typed,
                rows=tuple(make_row(street, labels, time) for street in found),
                nothing=_("No street of this round begins like that."),
                keys=_keys(names, self._typed),
                erase=_("Erase"),
            )
        )

    def press(self, sign: str) -> None:
        """A letter or digit was tapped."""
        self._typed = (self._typed + sign)[:LONGEST]
        self.refresh()

    def erase(self) -> None:
        """Take the last letter away."""
        self._typed = self._typed[:-1]
        self.refresh()

    def open(self, usrn: str) -> None:
        """Go to a street."""
        self.handset.go(Place("street", usrn))

    def complete(self, usrn: str) -> None:
        """Record a street as completed, and go back to the round, where it can be undone."""
        shift = self._shift()
        if shift is None:
            return
        visit = Visit(shift.round_id, shift.on, usrn, Outcome.COMPLETED)
        if self._save(lambda: record_visit(self.handset, visit)):
            self.handset.go(Place("round"))
            return
        self.refresh()

    def back(self) -> None:
        """Go back to the round."""
        self.handset.go(Place("round"))


def find_streets(streets: tuple[StreetCard, ...], typed: str) -> tuple[StreetCard, ...]:
    """The streets with a word that begins as typed: those whose first word does before others, in round order."""
    ranked = [
        (rank, street) for street in streets if (rank := rank_of(street.name, typed)) is not None
    ]
    return tuple(street for _rank, street in sorted(ranked, key=lambda pair: pair[0]))


def _keys(names: tuple[str, ...], typed: str) -> tuple[SearchKey, ...]:
    """The alphabet, and digits only where a name of the round has any."""
    live = list_next_signs(names, typed)
    signs = LETTERS + "".join(d for d in DIGITS if any(d in name for name in names))
    return tuple(SearchKey(sign, sign in live) for sign in signs)
