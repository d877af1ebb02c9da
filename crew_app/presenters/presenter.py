"""What all presenters share: a frozen state, who watches it, and the frame around every screen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.photo_offer import REQUIRED, PhotoOffer, find_wish, make_offer
from crew_app.presenters.phrases import LocalTime, say_outcome, say_reason
from crew_app.presenters.place_words import say_lost
from crew_app.presenters.recording import undo
from crew_app.presenters.returning import say_answer
from crew_app.presenters.sending_words import SendingPill, make_pill
from crew_app.presenters.troubles import say_store_error
from crew_app.store.corrected import TakenBack, find_before, find_taken_back_alone
from crew_app.store.ops import find_last_visit
from crew_app.store.preferences import is_cut_off
from crew_app.store.problems import StoreError
from crew_app.store.returns import find_return
from crew_app.store.rounds import Mark, find_premises, find_street, list_entries, list_reasons
from crew_app.store.sending import count_open, find_last_try
from crew_app.store.settings import find_setting
from crew_app.store.shifts import Shift, find_open_shift
from crew_app.store.zone import find_zone
from sync.ops import Op, ReturnAnswered, Visit
from sync.words import Level, Reason

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Undo:
    """What undo would take back, in words. An empty op_id: nothing. photo: the key to its photos, where wanted.

    lost: what will not come back of the record that counts again; mostly empty.
    """

    op_id: str = ""
    text: str = ""
    label: str = ""
    lost: str = ""
    photo: PhotoOffer = field(default_factory=PhotoOffer)


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
        self._place = Place("")
        self._watchers: list[Callable[[S], None]] = []

    def watch(self, watcher: Callable[[S], None]) -> None:
        """Tell the watcher of each new state, and of this one now."""
        self._watchers.append(watcher)
        watcher(self.state)

    def enter(self, place: Place) -> None:
        """The screen is about to be shown."""
        self._place = place
        self._problem = ""
        self.refresh()

    def refresh(self) -> None:
        """Compute the state anew from the store: something changed elsewhere."""

    def look_around(self) -> None:
        """A second has passed: the position may have changed."""

    def undo(self, op_id: str) -> None:
        """Take back what the undo bar names. After a correction, what it had corrected counts again."""
        self._save(lambda: undo(self.handset, op_id))
        self.refresh()

    def open_outbox(self) -> None:
        """Go to what is to be sent."""
        self.handset.go(Place("outbox"))

    def photograph(self, op_id: str) -> None:
        """Go to the photos of a record, and come back here."""
        self.handset.go(Place("camera", what=op_id, then=self._place))

    def open_photos(self) -> None:
        """Go to the photos of all records, and how they are sent, and come back here."""
        self.handset.go(Place("photos", then=self._place))

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
            pill=make_pill(count_open(store), find_last_try(store), is_cut_off=is_cut_off(store)),
            undo=self._undo_of(shift),
            problem=self._problem,
            back=_("Back"),
        )

    def _undo_of(self, shift: Shift | None) -> Undo:
        """The last thing that was said: a record, or that one was taken back."""
        if shift is None:
            return Undo()
        store = self.handset.store
        op = find_last_visit(store, shift.collection)
        gone = find_taken_back_alone(store, shift.collection, None if op is None else op.id)
        if gone is not None:
            return self._undo_taken_back(gone)
        if op is None or not isinstance(op.data, Visit):
            return Undo()
        text = f"{self._say_place(op.data, op)}: {self._say_visit(op.data)}"
        photo = self._offer_of(op.id, op.data.reason)
        lost = say_lost(find_before(store, op), self._labels())
        return Undo(op.id, text, _("Undo"), lost, photo)

    def _undo_taken_back(self, gone: TakenBack) -> Undo:
        visit = gone.before.visit
        said = f"{self._say_place(visit, gone.op)}: {self._say_visit(visit)}"
        text = _("%(record)s, taken back") % {"record": said}
        return Undo(gone.op.id, text, _("Undo"), say_lost(gone.before, self._labels()))

    def _offer_of(self, op_id: str, reason: Reason | None) -> PhotoOffer:
        """The key to the photos of a record whose reason asks for one."""
        store = self.handset.store
        return (
            PhotoOffer() if find_wish(store, reason) == "no" else make_offer(store, op_id, reason)
        )

    def _offer_at(self, mark: Mark | None) -> PhotoOffer:
        """The key to the photos of what is shown at a place, where this phone recorded it."""
        if mark is None or mark.state is None:
            return PhotoOffer()
        return make_offer(self.handset.store, mark.op_id, mark.reason)

    def _go_on(self, op_id: str, reason: Reason, then: Place) -> None:
        """After a reason: to the camera where a photo is required, and from there, or at once, to `then`."""
        is_required = find_wish(self.handset.store, reason) == REQUIRED
        self.handset.go(Place("camera", what=op_id, then=then) if is_required else then)

    def _say_place(self, visit: Visit, op: Op) -> str:
        store, collection = self.handset.store, op.ent.partition("/")[0]
        street = find_street(store, collection, visit.usrn)
        name = street.name if street is not None else visit.usrn
        if visit.entry_id is not None:
            entries = list_entries(store, collection, visit.usrn)
            return next((e.name for e in entries if e.entry_id == visit.entry_id), name)
        if visit.uprn is None:
            return name
        premises = find_premises(store, collection, visit.uprn)
        return f"{premises.label if premises is not None else visit.uprn} {name}"

    def _say_visit(self, visit: Visit) -> str:
        if visit.reason is None:
            return say_outcome(visit.outcome)
        return say_reason(visit.reason, self._labels())

    def _say_record(self, op: Op | None) -> tuple[str, str]:
        """Where a record was made, and what it says."""
        if op is not None and isinstance(op.data, Visit):
            return self._say_place(op.data, op), self._say_visit(op.data)
        if op is not None and isinstance(op.data, ReturnAnswered):
            asked = find_return(self.handset.store, op.data.return_id)
            said = say_answer(op.data.outcome, op.data.reason, self._labels())
            return (asked.address if asked is not None else _("Return")), said
        return "", ""

    def _labels(self) -> dict[Reason, str]:
        return {card.code: card.label for card in list_reasons(self.handset.store, Level)}

    def _time(self) -> LocalTime:
        return LocalTime(find_zone(self.handset.store))

    def _shift(self) -> Shift | None:
        """The shift the squad works on: the open one."""
        return find_open_shift(self.handset.store)

    def _squad_name(self) -> str:
        return str((find_setting(self.handset.store, "pack") or {}).get("squad_name", ""))
