"""The map of the round: every street with its state, where the phone is, and the street that was tapped. In words.

What part of it is looked at, and how large, is the screen's own affair.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crew_app.device.gps import find_position
from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.marking import LEFT, say_mark, shape_of
from crew_app.presenters.phrases import LocalTime, say_outcome, say_premises
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import record_visit
from crew_app.presenters.round import SAME_TAP_MS, find_next
from crew_app.presenters.suggesting import (
    DRIVEN,
    Hint,
    Sensed,
    decline_hint,
    find_hint,
    sense,
)
from crew_app.store.rounds import StreetCard, find_collection, list_streets
from geo.onboard.lines import Line7
from geo.onboard.nearest import FRESH_WITHIN_S
from geo.onboard.plane import Position7
from sync.ops import Visit
from sync.words import Outcome, Reason


@dataclass(frozen=True, slots=True)
class MapStreet:
    """A street as the map shows it. `shape` is its state."""

    usrn: str
    name: str
    shape: str


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the phone is, how sure (metres), and the same in words. No position: it is not known, or too old."""

    position: Position7 | None = None
    acc_m: float = 0.0
    words: str = ""


@dataclass(frozen=True, slots=True)
class MapCard:
    """The street that was tapped, or else the next one. An empty `complete`: it is recorded already."""

    usrn: str = ""
    heading: str = ""
    name: str = ""
    detail: str = ""
    shape: str = LEFT
    complete: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a line on the map means."""

    shape: str
    word: str


@dataclass(frozen=True, slots=True)
class MapState:
    """Everything the map shows. `lines` stays the very same object until a new pack comes."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    lines: tuple[tuple[str, Line7], ...] = ()
    streets: tuple[MapStreet, ...] = ()
    next_usrn: str = ""
    chosen: str = ""
    here: Whereabouts = field(default_factory=Whereabouts)
    card: MapCard = field(default_factory=MapCard)
    hint: Hint = field(default_factory=Hint)
    legend: tuple[LegendEntry, ...] = ()
    show_here: str = ""
    show_all: str = ""


class MapPresenter(Presenter[MapState]):
    """Intents: choose a street, complete or open it, answer what is suggested. Where one is, the map shows anyway."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, MapState())
        self._chosen = ""
        self._completed_ms: int | None = None
        self._seen: tuple[Sensed, Whereabouts] = (Sensed(), Whereabouts())

    def enter(self, place: Place) -> None:
        """Show the street of the place, if it names one."""
        self._chosen = place.usrn or ""
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        shift = self._shift()
        card = find_collection(self.handset.store, shift.collection) if shift else None
        if shift is None or card is None:
            return
        streets = list_streets(self.handset.store, shift.collection)
        upcoming = find_next(streets)
        next_usrn = upcoming.usrn if upcoming is not None else ""
        chosen = next((street for street in streets if street.usrn == self._chosen), None)
        self._seen = self._look(shift.collection)
        self._show(
            MapState(
                frame=self._frame(shift),
                title=card.name,
                lines=self.handset.streets.find(self.handset.store, shift.collection).lines,
                streets=tuple(MapStreet(s.usrn, s.name, shape_of(s.mark)) for s in streets),
                next_usrn=next_usrn,
                chosen=chosen.usrn if chosen is not None else "",
                here=self._seen[1],
                card=self._card(chosen, upcoming),
                hint=find_hint(Sensed(None, self._seen[0].driven), streets, next_usrn),
                legend=_legend(),
                show_here=_("Me"),
                show_all=_("All"),
            )
        )

    def look_around(self) -> None:
        """The position may have changed, and with it what is suggested."""
        shift = self._shift()
        if shift is not None and self._look(shift.collection) != self._seen:
            self.refresh()

    def choose(self, usrn: str) -> None:
        """Show the card of the street that was tapped; of none, that of the next one."""
        self._chosen = usrn
        self.refresh()

    def complete(self, usrn: str) -> None:
        """Record the street as completed. A gloved hand's double tap must not complete the next street too."""
        shift, now_ms = self._shift(), self.handset.clock.read().boot_ms
        is_same_tap = self._completed_ms is not None and now_ms - self._completed_ms < SAME_TAP_MS
        if shift is None or is_same_tap:
            return
        visit = Visit(shift.round_id, shift.on, usrn, Outcome.COMPLETED)
        if self._save(lambda: record_visit(self.handset, visit)):
            self._completed_ms, self._chosen = now_ms, ""
        self.refresh()

    def say_yes(self) -> None:
        """The street that was driven is done."""
        if self.state.hint.kind == DRIVEN:
            self.complete(self.state.hint.usrn)

    def say_no(self) -> None:
        """It was driven but not done: not asked again."""
        decline_hint(self.handset, self.state.hint)
        self.refresh()

    def open(self, usrn: str) -> None:
        """Go to the street."""
        self.handset.go(Place("street", usrn))

    def back(self) -> None:
        """Go back to the streets."""
        self.handset.go(Place("round"))

    def _look(self, collection: str) -> tuple[Sensed, Whereabouts]:
        return sense(self.handset, collection), find_whereabouts(self.handset)

    def _card(self, chosen: StreetCard | None, upcoming: StreetCard | None) -> MapCard:
        street = chosen or upcoming
        if street is None:
            return MapCard(heading=_("Every street is recorded."))
        heading = _("Next street") if street is upcoming else ""
        return _make_card(street, heading, self._labels(), self._time())


def find_whereabouts(handset: Handset) -> Whereabouts:
    """Where the phone is, as far as it is worth showing."""
    position = find_position(handset.gps, handset.clock)
    if position is None or position.age_s > FRESH_WITHIN_S:
        return Whereabouts(words=_("No position now"))
    acc_m = position.acc_dm / 10
    words = _("Position good to %(m)d m") % {"m": max(1, round(acc_m))}
    return Whereabouts((position.lat7, position.lon7), acc_m, words)


def _make_card(
    street: StreetCard, heading: str, labels: Mapping[Reason, str], time: LocalTime
) -> MapCard:
    is_left = street.mark is None
    return MapCard(
        usrn=street.usrn,
        heading=heading,
        name=street.name,
        detail=say_mark(street.mark, labels, time)
        if street.mark
        else say_premises(street.premises),
        shape=shape_of(street.mark),
        complete=_("Completed") if is_left else "",
        other=_("Open"),
    )


def _legend() -> tuple[LegendEntry, ...]:
    return (
        LegendEntry(LEFT, _("Left to do")),
        LegendEntry("completed", say_outcome(Outcome.COMPLETED)),
        LegendEntry("partly", say_outcome(Outcome.PARTLY_COMPLETED)),
        LegendEntry("missed", say_outcome(Outcome.NOT_COLLECTED)),
    )
