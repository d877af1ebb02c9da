"""One street: complete it in a tap, or say what was different; its premises with what happened there last time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.marking import say_mark, say_safety, shape_of
from crew_app.presenters.part_words import say_part
from crew_app.presenters.photo_offer import PhotoOffer
from crew_app.presenters.phrases import say_outcome, say_premises, say_reason
from crew_app.presenters.place_words import ent_of
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import record_visit
from crew_app.store.history import has_history
from crew_app.store.ops import find_op
from crew_app.store.rounds import (
    PremisesCard,
    StreetCard,
    find_street,
    list_entries,
    list_entry_marks,
    list_premises,
)
from crew_app.store.shifts import Shift
from sync.ops import Part, Visit
from sync.words import Outcome, Reason


@dataclass(frozen=True, slots=True)
class PremisesCell:
    """A premises in the list. `tag`: today's record or last time's exception; tone: today | before | collected | none.

    `icon` is of the reason, `alert` of something to know: assisted, or a note.
    """

    uprn: str
    label: str
    tag: str = ""
    tone: str = "none"
    icon: str = ""
    alert: str = ""


@dataclass(frozen=True, slots=True)
class StreetState:
    """Everything the street screen shows."""

    frame: Frame = field(default_factory=Frame)
    usrn: str = ""
    title: str = ""
    subtitle: str = ""
    shape: str = "left"
    number: str = ""
    headline: str = ""
    safety: str = ""
    has_history: bool = False
    photo: PhotoOffer = field(default_factory=PhotoOffer)
    note: str = ""
    rows: tuple[PremisesCell, ...] = ()
    nothing: str = ""
    complete: str = ""
    partly: str = ""
    not_collected: str = ""


class StreetPresenter(Presenter[StreetState]):
    """Intents: complete, partly, not collected, open a premises."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, StreetState())
        self._usrn = ""

    def enter(self, place: Place) -> None:
        """Show the street of the place."""
        self._usrn = place.usrn or self._usrn
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        shift = self._shift()
        street = find_street(self.handset.store, shift.collection, self._usrn) if shift else None
        if shift is None or street is None:
            return
        labels, time = self._labels(), self._time()
        premises = list_premises(self.handset.store, shift.collection, self._usrn)
        self._show(
            StreetState(
                frame=self._frame(shift),
                usrn=street.usrn,
                title=street.name,
                subtitle=_subtitle(street),
                shape=shape_of(street.mark),
                number=str(street.position),
                headline=say_mark(street.mark, labels, time)
                if street.mark
                else _("Not recorded yet"),
                safety=_say_standing(street),
                has_history=has_history(self.handset.store, ent_of(shift.collection, self._usrn)),
                photo=self._offer_at(street.mark),
                note=self._say_notes(shift, street),
                rows=tuple(_cell(card, labels) for card in premises),
                nothing=_("The list of premises is not on this phone."),
                complete=_("Completed"),
                partly=_("Partly"),
                not_collected=_("Not collected"),
            )
        )

    def complete(self) -> None:
        """Record the street as completed, and go back to the round."""
        shift = self._shift()
        if shift is None:
            return
        if self._save(lambda: record_visit(self.handset, self._completed(shift))):
            self.handset.go(Place("round"))
            return
        self.refresh()

    def open_partly(self) -> None:
        """Say which part was done."""
        self.handset.go(Place("partly", self._usrn))

    def open_not_collected(self) -> None:
        """Say why it could not be done."""
        self.handset.go(Place("not_collected", self._usrn))

    def open_history(self) -> None:
        """Go to what was recorded here."""
        self.handset.go(Place("history", self._usrn))

    def open(self, uprn: str) -> None:
        """Go to a premises."""
        self.handset.go(Place("premises", self._usrn, uprn))

    def back(self) -> None:
        """Go back to the round."""
        self.handset.go(Place("round"))

    def _say_notes(self, shift: Shift, street: StreetCard) -> str:
        """What is to be known of the street: its note, which part is done, and what is recorded of its entries."""
        store, labels, time = self.handset.store, self._labels(), self._time()
        marks = list_entry_marks(store, shift.collection, self._usrn)
        part = self._find_part(street)
        entries = list_entries(store, shift.collection, self._usrn) if marks or part else ()
        said = [
            street.note or "",
            say_part(part, entries),
        ]
        said += [
            f"{entry.name}: {say_mark(marks[entry.entry_id], labels, time)}"
            for entry in entries
            if entry.entry_id in marks
        ]
        return " · ".join(one for one in said if one)

    def _find_part(self, street: StreetCard) -> Part | None:
        """Which part is done, where this phone recorded it: whoever goes on there must not begin anew."""
        is_partly = street.mark is not None and street.mark.outcome is Outcome.PARTLY_COMPLETED
        op = find_op(self.handset.store, street.mark.op_id) if street.mark and is_partly else None
        return op.data.part if op is not None and isinstance(op.data, Visit) else None

    def _completed(self, shift: Shift) -> Visit:
        street = find_street(self.handset.store, shift.collection, self._usrn)
        return Visit(
            shift.round_id,
            shift.on,
            self._usrn,
            Outcome.COMPLETED,
            corrects=street.mark.op_id if street is not None and street.mark else None,
        )


def _subtitle(street: StreetCard) -> str:
    parts = [say_premises(street.premises)]
    if street.locality:
        parts.insert(0, street.locality)
    return " · ".join(parts)


def _say_standing(street: StreetCard) -> str:
    if street.mark is None:
        return _("Tap Completed when it is done")
    if street.mark.contested:
        return _("Two phones of your squad say different things")
    return say_safety(street.mark)


def _cell(card: PremisesCard, labels: Mapping[Reason, str]) -> PremisesCell:
    cell = PremisesCell(card.uprn, card.label, alert=_alert(card))
    if card.mark is not None:
        reason = card.mark.reason
        word = say_reason(reason, labels) if reason is not None else say_outcome(card.mark.outcome)
        tone = "today" if card.mark.outcome is Outcome.NOT_COLLECTED else "collected"
        return replace(cell, tag=word, tone=tone, icon=reason.value if reason else "tick")
    if card.last_reason is not None:
        tag = _("Last: %(reason)s") % {"reason": say_reason(card.last_reason, labels)}
        return replace(cell, tag=tag, tone="before", icon=card.last_reason.value)
    return replace(cell, tag=card.bin_store or "")


def _alert(card: PremisesCard) -> str:
    if card.assisted:
        return "assisted"
    return "note" if card.note else ""
