"""The start of a shift: which round, how many are in the squad, and what is recorded and why."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.phrases import say_day, say_streets
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import capture_time, record_shift
from crew_app.presenters.troubles import say_trouble
from crew_app.store.rounds import CollectionCard, find_collection, list_collections
from crew_app.store.sending import find_last_try
from crew_app.store.settings import find_setting
from crew_app.store.shifts import find_shift
from sync.ops import ShiftStarted

SMALLEST_SQUAD, LARGEST_SQUAD, USUAL_SQUAD = 1, 9, 3
LOOK_BACK = timedelta(days=1)  # yesterday's round may still be finished


@dataclass(frozen=True, slots=True)
class CollectionTile:
    """A round to choose. `colour` is its bin's."""

    collection: str
    name: str
    detail: str
    colour: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShiftStartState:
    """Everything the screen shows. `nothing`: words when no round is on the phone, else empty."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    subtitle: str = ""
    tiles: tuple[CollectionTile, ...] = ()
    nothing: str = ""
    size_label: str = ""
    size: str = ""
    purpose: str = ""
    position: str = ""
    start: str = ""
    can_start: bool = False


class ShiftStartPresenter(Presenter[ShiftStartState]):
    """Intents: choose a round, change the squad's size, start, try to fetch."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, ShiftStartState())
        self._chosen = ""
        self._size = USUAL_SQUAD

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        today = self._time().date_of(capture_time(self.handset).est_ms)
        cards = self._list_cards(today)
        keys = [card.collection for card in cards]
        if self._chosen not in keys:
            self._chosen = next((card.collection for card in cards if card.on == today), "")
        self._show(
            ShiftStartState(
                frame=self._frame(None),
                title=self._squad_name() or _("Start of shift"),
                subtitle=say_day(today),
                tiles=tuple(self._tile(card, today) for card in cards),
                nothing="" if cards else self._say_nothing(),
                size_label=_("In the squad today"),
                size=str(self._size),
                purpose=self._say_purpose(),
                position=_("About position"),
                start=_("Start shift"),
                can_start=bool(self._chosen),
            )
        )

    def choose(self, collection: str) -> None:
        """Choose a round."""
        self._chosen = collection
        self.refresh()

    def grow(self) -> None:
        """One more in the squad."""
        self._size = min(LARGEST_SQUAD, self._size + 1)
        self.refresh()

    def shrink(self) -> None:
        """One fewer in the squad."""
        self._size = max(SMALLEST_SQUAD, self._size - 1)
        self.refresh()

    def start(self) -> None:
        """Open the collection on this phone; one opened before just goes on."""
        card = find_collection(self.handset.store, self._chosen) if self._chosen else None
        if card is None:
            return
        if self._save(
            lambda: record_shift(self.handset, ShiftStarted(card.round_id, card.on, self._size))
        ):
            self.handset.gps.start()
            self.handset.go(Place("round"))
            return
        self.refresh()

    def open_settings(self) -> None:
        """Go to how this phone is set."""
        self.handset.go(Place("settings", then=Place("shift_start")))

    def open_position(self) -> None:
        """Read what is kept about the position."""
        self.handset.go(Place("position_kept", then=Place("shift_start")))

    def fetch(self) -> None:
        """Ask the server for the rounds now."""
        self.handset.hurry()
        self.handset.go(Place("outbox"))

    def _list_cards(self, today: date) -> tuple[CollectionCard, ...]:
        """Today's rounds first, then yesterday's that were not ended."""
        cards = list_collections(self.handset.store, today - LOOK_BACK, today)
        mine = [card for card in cards if card.on == today or not self._is_over(card)]
        return tuple(sorted(mine, key=lambda card: (-card.on.toordinal(), card.name)))

    def _is_over(self, card: CollectionCard) -> bool:
        shift = find_shift(self.handset.store, card.collection)
        return shift is None or shift.ended_ms is not None

    def _tile(self, card: CollectionCard, today: date) -> CollectionTile:
        parts = [card.stream, say_streets(card.streets)]
        if card.on != today:
            parts.insert(0, say_day(card.on))
        if card.marked:
            parts.append(_("%(n)d done") % {"n": card.marked})
        return CollectionTile(
            card.collection,
            card.name,
            " · ".join(parts),
            card.colour,
            card.collection == self._chosen,
        )

    def _say_nothing(self) -> str:
        last = find_last_try(self.handset.store)
        if last is None:
            return _("The rounds of today are not on this phone yet. Fetching them.")
        if last.trouble is not None:
            words = _("The rounds of today are not on this phone yet. %(trouble)s")
            return words % {"trouble": say_trouble(last.trouble)}
        return _("Your squad has no round today. If that is wrong, call the depot.")

    def _say_purpose(self) -> str:
        given = (find_setting(self.handset.store, "pack") or {}).get("purpose")
        return given or _(
            "This phone records what was done in each street, when and where, for the squad and not for a person."
        )
