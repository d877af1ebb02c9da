"""What all presenters share: a frozen state, who watches it, and the frame around every screen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.phrases import LocalTime, say_outcome, say_reason
from crew_app.presenters.recording import take_back
from crew_app.presenters.sending_words import SendingPill, make_pill
from crew_app.presenters.troubles import say_store_error
from crew_app.store.ops import find_last_visit
from crew_app.store.problems import StoreError
from crew_app.store.rounds import find_premises, find_street, list_reasons
from crew_app.store.sending import count_ops, find_last_try
from crew_app.store.settings import find_setting
from crew_app.store.shifts import Shift, find_open_shift
from crew_app.store.zone import find_zone
from sync.ops import Op, Visit
from sync.words import Level, Reason

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Undo:
    """What undo would take back, in words. An empty op_id: nothing."""

    op_id: str = ""
    text: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every screen: how the sending goes, what undo takes back, what went wrong, the way back."""

    pill: SendingPill = field(default_factory=SendingPill)
    undo: Undo = field(default_factory=Undo)
    problem: str = ""
    back: str = ""


class Presenter(Generic[S]):
    """Owns one screen's state. Intents compute a new one; whoever watches is told."""

    def __init__(self, handset: Handset, state: S) -> None:
        self.handset = handset
        self.state = state
        self._problem = ""
        self._watchers: list[Callable[[S], None]] = []

    def watch(self, watcher: Callable[[S], None]) -> None:
        """Tell the watcher of each new state, and of this one now."""
        self._watchers.append(watcher)
        watcher(self.state)

    def enter(self, _place: Place) -> None:
        """The screen is about to be shown."""
        self._problem = ""
        self.refresh()

    def refresh(self) -> None:
        """Compute the state anew from the store: something changed elsewhere."""

    def undo(self, op_id: str) -> None:
        """Take back what the undo bar names."""
        self._save(lambda: take_back(self.handset, op_id))
        self.refresh()

    def open_outbox(self) -> None:
        """Go to what is to be sent."""
        self.handset.go(Place("outbox"))

    def _show(self, state: S) -> None:
        self.state = state
        for watcher in self._watchers:
            watcher(state)

    def _save(self, record: Callable[[], object]) -> bool:
        """Record something; a storage that fails becomes the words on the screen. Whether it is saved."""
        try:
            record()
        except StoreError as error:
            self._problem = say_store_error(error)
            return False
        self._problem = ""
        return True

    def _frame(self, shift: Shift | None) -> Frame:
        store = self.handset.store
        return Frame(
            pill=make_pill(count_ops(store), find_last_try(store)),
            undo=self._undo_of(shift),
            problem=self._problem,
            back=_("Back"),
        )

    def _undo_of(self, shift: Shift | None) -> Undo:
        op = find_last_visit(self.handset.store, shift.collection) if shift is not None else None
        if op is None or not isinstance(op.data, Visit):
            return Undo()
        return Undo(op.id, f"{self._say_place(op.data, op)}: {self._say_visit(op.data)}", _("Undo"))

    def _say_place(self, visit: Visit, op: Op) -> str:
        store, collection = self.handset.store, op.ent.partition("/")[0]
        street = find_street(store, collection, visit.usrn)
        name = street.name if street is not None else visit.usrn
        if visit.uprn is None:
            return name
        premises = find_premises(store, collection, visit.uprn)
        return f"{premises.label if premises is not None else visit.uprn} {name}"

    def _say_visit(self, visit: Visit) -> str:
        if visit.reason is None:
            return say_outcome(visit.outcome)
        return say_reason(visit.reason, self._labels())

    def _labels(self) -> dict[Reason, str]:
        return {card.code: card.label for card in list_reasons(self.handset.store, Level)}

    def _time(self) -> LocalTime:
        return LocalTime(find_zone(self.handset.store))

    def _shift(self) -> Shift | None:
        """The shift the squad works on: the open one."""
        return find_open_shift(self.handset.store)

    def _squad_name(self) -> str:
        return str((find_setting(self.handset.store, "pack") or {}).get("squad_name", ""))
