"""The round: which street is next, which are left, which are recorded. The commonest act of the day is one tap here."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

from crew_app.presenters.ended_elsewhere import TOLD, find_note, put_note_read
from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.kept_rows import KeptRows
from crew_app.presenters.language import _, spoken_language
from crew_app.presenters.marking import LEFT, say_mark, say_what, shape_of
from crew_app.presenters.phrases import LocalTime, say_premises
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import record_visit
from crew_app.presenters.suggesting import (
    DRIVEN,
    HERE,
    Hint,
    Sensed,
    decline_hint,
    find_hint,
    sense,
)
from crew_app.presenters.tools import Tool
from crew_app.store.database import Store
from crew_app.store.messages import count_unread
from crew_app.store.returns import count_open_returns
from crew_app.store.rounds import Mark, StreetCard, find_collection, list_streets
from crew_app.store.shifts import Shift
from sync.ops import Visit
from sync.words import Outcome, Reason

# A second tap of a gloved hand within this time after a street was completed is the same tap.
SAME_TAP_MS = 500


@dataclass(frozen=True, slots=True)
class StreetRow:
    """A street in the list. `shape` is its state; `complete` the word on its key, empty where it is recorded."""

    usrn: str
    name: str
    detail: str
    shape: str
    number: str
    complete: str = ""
    alert: str = ""  # icon: something to know before going in


@dataclass(frozen=True, slots=True)
class CountKey:
    """A count that is also a filter."""

    view: str  # left | done | all
    number: str
    word: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class NextStreet:
    """The street to do next. An empty usrn: none is left."""

    usrn: str = ""
    heading: str = ""
    name: str = ""
    detail: str = ""
    note: str = ""
    complete: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class RoundState:
    """Everything the round screen shows. `shares`: completed, partly, missed and left, of all streets."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    stream: str = ""
    colour: str = "#808080"
    counts: tuple[CountKey, ...] = ()
    shares: tuple[int, int, int, int] = (0, 0, 0, 0)
    tools: tuple[Tool, ...] = ()
    rows: tuple[StreetRow, ...] = ()
    nothing: str = ""
    next: NextStreet = field(default_factory=NextStreet)
    hint: Hint = field(default_factory=Hint)
    tabs: tuple[str, str, str] = ("", "", "")


class RoundPresenter(Presenter[RoundState]):
    """Intents: complete a street, open one, choose what the list shows."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, RoundState())
        self._view = LEFT
        self._completed_at: tuple[str, int] = ("", 0)
        self._sensed = Sensed()
        self._kept: KeptRows[StreetCard, StreetRow] = KeptRows()

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        shift = self._shift()
        card = find_collection(self.handset.store, shift.collection) if shift else None
        if shift is None or card is None:
            self._show(replace(self.state, frame=self._frame(shift)))
            return
        streets = list_streets(self.handset.store, shift.collection)
        upcoming = find_next(streets)
        self._sensed = sense(self.handset, shift.collection)
        rows = self._list_rows(streets)
        self._show(
            RoundState(
                frame=self._frame(shift),
                title=card.name,
                stream=card.stream,
                colour=card.colour,
                counts=_counts(rows, self._view),
                shares=_shares(rows),
                tools=_tools(self.handset.store),
                rows=_chosen(rows, self._view, upcoming),
                nothing=_say_nothing(self._view),
                next=_next(upcoming),
                hint=find_note(self.handset, shift.collection)
                or find_hint(self._sensed, streets, upcoming.usrn if upcoming else ""),
                tabs=(_("Streets"), _("To send"), _("End shift")),
            )
        )

    def complete(self, usrn: str) -> None:
        """Record a street as completed. A gloved hand's double tap must not complete the next street too."""
        shift = self._shift()
        now_ms = self.handset.clock.read().boot_ms
        if shift is None or self._is_same_tap(now_ms):
            return
        if self._save(lambda: record_visit(self.handset, _completed(shift, usrn))):
            self._completed_at = (usrn, now_ms)
        self.refresh()

    def look_around(self) -> None:
        """Suggest anew when the position suggests something else."""
        shift = self._shift()
        if shift is not None and sense(self.handset, shift.collection) != self._sensed:
            self.refresh()

    def say_yes(self) -> None:
        """Do what is suggested: complete the street that was driven, or open the one the phone is in; or it is read."""
        hint = self.state.hint
        if hint.kind == DRIVEN:
            self.complete(hint.usrn)
        elif hint.kind == HERE:
            self.open(hint.usrn)
        elif hint.kind == TOLD:
            self._save(lambda: put_note_read(self.handset))
            self.refresh()

    def say_no(self) -> None:
        """It was driven but not done: not asked again."""
        decline_hint(self.handset, self.state.hint)
        self.refresh()

    def view(self, view: str) -> None:
        """Show what is left, what is done, or all."""
        self._view = view
        self.refresh()

    def open(self, usrn: str) -> None:
        """Go to a street."""
        self.handset.go(Place("street", usrn))

    def use(self, place: str) -> None:
        """Go to a tool of the row under the counts."""
        self.handset.go(Place(place))

    def open_end(self) -> None:
        """Go to the end of the shift."""
        self.handset.go(Place("shift_end"))

    def _list_rows(self, streets: tuple[StreetCard, ...]) -> tuple[StreetRow, ...]:
        labels, time = self._labels(), self._time()
        spoken = (spoken_language(), time, tuple(labels.items()))
        cards: dict[Hashable, StreetCard] = {street.usrn: street for street in streets}
        return self._kept.list_rows(cards, spoken, lambda street: make_row(street, labels, time))

    def _is_same_tap(self, now_ms: int) -> bool:
        usrn, at_ms = self._completed_at
        return bool(usrn) and 0 <= now_ms - at_ms < SAME_TAP_MS


def find_next(streets: tuple[StreetCard, ...]) -> StreetCard | None:
    """The first street left after the one recorded last, in round order; else the first left; else None."""
    recorded = [street for street in streets if street.mark is not None]
    latest = max(recorded, key=lambda s: s.mark.at_ms if s.mark else 0, default=None)
    left = [street for street in streets if street.mark is None]
    after = [s for s in left if latest is not None and s.position > latest.position]
    return next(iter(after or left), None)


def _tools(store: Store) -> tuple[Tool, ...]:
    """The ways to what is not a street, in the order of the row. A new one is a line here."""
    returns, unread = count_open_returns(store), count_unread(store)
    return (
        Tool("search", "search", _("Find")),
        Tool("returns", "again", _("Returns"), str(returns) if returns else ""),
        Tool("map", "map", _("Map")),
        Tool("messages", "envelope", _("Messages"), str(unread) if unread else ""),
        Tool("settings", "gear", ""),
    )


def _completed(shift: Shift, usrn: str) -> Visit:
    return Visit(shift.round_id, shift.on, usrn, Outcome.COMPLETED)


def make_row(street: StreetCard, labels: Mapping[Reason, str], time: LocalTime) -> StreetRow:
    """The row of a street in a list."""
    is_left = street.mark is None
    return StreetRow(
        usrn=street.usrn,
        name=street.name,
        detail=_say_street(street)
        if street.mark is None
        else _say_recorded(street.mark, labels, time),
        shape=shape_of(street.mark),
        number=str(street.position),
        complete=_("Done") if is_left else "",
        alert=_alert(street),
    )


def _say_recorded(mark: Mark, labels: Mapping[Reason, str], time: LocalTime) -> str:
    """What is recorded; first of all, when two phones of the squad say different things."""
    if mark.contested:
        return _("Two records differ: %(what)s") % {"what": say_what(mark, labels)}
    return say_mark(mark, labels, time)


def _alert(street: StreetCard) -> str:
    if street.mark is not None:
        return "warning" if street.mark.contested else ""
    if street.note:
        return "note"
    return "assisted" if street.assisted else ""


def _say_street(street: StreetCard) -> str:
    parts = [say_premises(street.premises)]
    if street.assisted:
        parts.append(_("%(n)d assisted") % {"n": street.assisted})
    if street.exceptions:
        parts.append(_("%(n)d not collected") % {"n": street.exceptions})
    return " · ".join(parts)


def _counts(rows: tuple[StreetRow, ...], view: str) -> tuple[CountKey, ...]:
    left = sum(row.shape == LEFT for row in rows)
    return (
        CountKey(LEFT, str(left), _("left"), view == LEFT),
        CountKey("done", str(len(rows) - left), _("done"), view == "done"),
        CountKey("all", str(len(rows)), _("all"), view == "all"),
    )


def _shares(rows: tuple[StreetRow, ...]) -> tuple[int, int, int, int]:
    shapes = [row.shape for row in rows]
    return (
        shapes.count("completed"),
        shapes.count("partly"),
        shapes.count("missed"),
        shapes.count(LEFT),
    )


def _chosen(
    rows: tuple[StreetRow, ...], view: str, upcoming: StreetCard | None
) -> tuple[StreetRow, ...]:
    """What the list shows: left begins with what follows the next street and comes round to what was passed over."""
    if view == "all":
        return rows
    if view == "done":
        return tuple(row for row in rows if row.shape != LEFT)
    left = [row for row in rows if row.shape == LEFT]
    if upcoming is None:
        return ()
    at = next(index for index, row in enumerate(left) if row.usrn == upcoming.usrn)
    return (*left[at + 1 :], *left[:at])


def _say_nothing(view: str) -> str:
    if view == "done":
        return _("Nothing recorded yet.")
    return _("No other street is left.")


def _next(street: StreetCard | None) -> NextStreet:
    if street is None:
        return NextStreet(
            heading=_("Every street is recorded."), name=_("End the shift when you are back.")
        )
    return NextStreet(
        usrn=street.usrn,
        heading=_("Next street"),
        name=street.name,
        detail=_say_street(street),
        note=street.note or "",
        complete=_("Completed"),
        other=_("Open"),
    )
