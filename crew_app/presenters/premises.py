"""One premises: why its bin was not collected, in one tap; the last reason once more in one tap."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.marking import say_mark, say_safety, shape_of
from crew_app.presenters.photo_offer import PhotoOffer
from crew_app.presenters.phrases import say_date, say_reason
from crew_app.presenters.place_words import ent_of
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import record_visit
from crew_app.presenters.tiles import Tile, list_materials, make_again, make_tiles
from crew_app.store.history import has_history
from crew_app.store.ops import find_last_premises_reason
from crew_app.store.rounds import Mark, PremisesCard, find_premises, find_street, list_reasons
from crew_app.store.shifts import Shift
from sync.ops import Op, Visit
from sync.pack import ReasonCard
from sync.words import Level, Outcome, Reason


@dataclass(frozen=True, slots=True)
class PremisesState:
    """Everything the premises screen shows. `materials`: the second question, empty until a reason asks for it."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    subtitle: str = ""
    shape: str = "left"
    headline: str = ""
    safety: str = ""
    has_history: bool = False
    photo: PhotoOffer = field(default_factory=PhotoOffer)
    notes: str = ""
    question: str = ""
    again: Tile = field(default_factory=lambda: Tile("", ""))
    containers: tuple[Tile, ...] = ()
    container: str = ""
    tiles: tuple[Tile, ...] = ()
    materials: tuple[Tile, ...] = ()


class PremisesPresenter(Presenter[PremisesState]):
    """Intents: give a reason, say the material, choose the bin."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, PremisesState())
        self._usrn, self._uprn = "", ""
        self._container, self._asking = "", ""

    def enter(self, place: Place) -> None:
        """Show the premises of the place."""
        self._usrn, self._uprn = place.usrn or self._usrn, place.uprn or self._uprn
        self._container, self._asking = "", ""
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        shift = self._shift()
        card = self._find_card(shift)
        if shift is None or card is None:
            return
        street = find_street(self.handset.store, shift.collection, self._usrn)
        reasons = list_reasons(self.handset.store, [Level.PREMISES])
        labels, asking = self._labels(), self._asking
        last = find_last_premises_reason(self.handset.store, shift.collection)
        mark = card.mark
        ent = ent_of(shift.collection, self._usrn, self._uprn)
        is_known = has_history(self.handset.store, ent)
        title = f"{card.label} {street.name if street else ''}".strip()
        self._show(
            PremisesState(
                frame=self._frame(shift),
                title=title,
                subtitle=_rest_of(card.address, title),
                shape=shape_of(mark),
                headline=self._say_standing(mark, labels, is_known=is_known),
                has_history=is_known,
                safety=say_safety(mark) if mark else "",
                photo=self._offer_at(mark),
                notes=_notes(card, _say_tags(card, labels)),
                question=_question(asking),
                again=make_again(None if asking else last, reasons, _("Again: %(reason)s"), labels),
                containers=_containers(card),
                container=self._container,
                tiles=() if asking else make_tiles(reasons),
                materials=list_materials(Reason(asking)) if asking else (),
            )
        )

    def give(self, code: str) -> None:
        """Record a reason, or ask for the material first where the council wants it."""
        if self._needs_material(code):
            self._asking = code
            self.refresh()
            return
        self._record(Reason(code), None)

    def say_material(self, material: str) -> None:
        """Record the reason that asked, with what was in the bin or which part is damaged."""
        self._record(Reason(self._asking), material)

    def choose_container(self, container: str) -> None:
        """Say which of several bins is meant; the same again: all of them."""
        self._container = "" if container == self._container else container
        self.refresh()

    def back(self) -> None:
        """Go back one step: from the material to the reasons, from the reasons to the street."""
        if self._asking:
            self._asking = ""
            self.refresh()
        else:
            self.handset.go(Place("street", self._usrn))

    def open_history(self) -> None:
        """Go to what was recorded here."""
        self.handset.go(Place("history", self._usrn, self._uprn))

    def _say_standing(
        self, mark: Mark | None, labels: Mapping[Reason, str], *, is_known: bool
    ) -> str:
        if mark is not None:
            return say_mark(mark, labels, self._time())
        return _("Nothing counts any more") if is_known else ""

    def _record(self, reason: Reason, material: str | None) -> None:
        shift = self._shift()
        card = self._find_card(shift)
        if shift is None or card is None:
            return
        visit = Visit(
            round_id=shift.round_id,
            on=shift.on,
            usrn=self._usrn,
            uprn=self._uprn,
            outcome=outcome_of(reason),
            reason=reason,
            material=material,
            container=self._container or None,
            corrects=card.mark.op_id if card.mark else None,
        )
        made: list[Op] = []
        if self._save(lambda: made.append(record_visit(self.handset, visit))):
            self._go_on(made[0].id, reason, Place("street", self._usrn))
            return
        self.refresh()

    def _find_card(self, shift: Shift | None) -> PremisesCard | None:
        if shift is None:
            return None
        return find_premises(self.handset.store, shift.collection, self._uprn)

    def _needs_material(self, code: str) -> bool:
        cards: tuple[ReasonCard, ...] = list_reasons(self.handset.store, [Level.PREMISES])
        return any(card.needs_material for card in cards if card.code == code)


def outcome_of(reason: Reason) -> Outcome:
    """An overfilled bin with an amber tag was emptied; with every other reason it was not."""
    return Outcome.COLLECTED if reason is Reason.OVERFILLED_AMBER else Outcome.NOT_COLLECTED


def _rest_of(address: str, title: str) -> str:
    """The address without what the title says already."""
    return address.removeprefix(title).strip(" ,")


def _containers(card: PremisesCard) -> tuple[Tile, ...]:
    """Which bin, where a premises has several."""
    if len(card.containers) < 2:
        return ()
    return tuple(Tile(container, container) for container in card.containers)


def _say_tags(card: PremisesCard, labels: Mapping[Reason, str]) -> str:
    """What was said of it at earlier collections: `Before: Not out 14 November, Contaminated 7 November`."""
    tags = [f"{say_reason(tag.reason, labels)} {say_date(tag.on)}" for tag in card.tags]
    return _("Before: %(tags)s") % {"tags": ", ".join(tags)} if tags else ""


def _notes(card: PremisesCard, tags: str) -> str:
    parts = [
        _("Assisted collection") if card.assisted else "",
        card.bin_store or "",
        card.note or "",
        tags,
    ]
    return " · ".join(part for part in parts if part)


def _question(asking: str) -> str:
    if not asking:
        return _("Why was it not collected?")
    if asking == Reason.BIN_DAMAGED:
        return _("What is damaged?")
    return _("What was in it?")
