"""The end of a shift: what was not recorded, why, and what the phone proves to the server with its manifest."""

from dataclasses import dataclass, field, replace

from crew_app.presenters.closing import close_shift, leave_shift
from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _, ngettext
from crew_app.presenters.marking import LEFT
from crew_app.presenters.photographing import PhotosShown, send_photos_anyway, show_photos
from crew_app.presenters.phrases import say_pieces, say_premises, say_records, say_streets
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.tiles import Tile, make_tiles
from crew_app.store.ops import list_ops
from crew_app.store.rounds import StreetCard, find_collection, list_reasons, list_streets
from sync.ops import Op, Retraction, Track, Visit
from sync.words import Level, Outcome


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A street not recorded yet."""

    usrn: str
    name: str
    detail: str
    shape: str = LEFT
    number: str = ""


@dataclass(frozen=True, slots=True)
class ShiftEndState:
    """Everything the screen shows. `end` is empty while streets are left and no reason is chosen."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    subtitle: str = ""
    number: str = ""
    headline: str = ""
    tone: str = "calm"
    rows: tuple[LeftRow, ...] = ()
    question: str = ""
    tiles: tuple[Tile, ...] = ()
    manifest: str = ""
    photos: str = ""  # how many are still to be sent, and when they go
    anyway: str = ""  # the word on the key that does not wait for Wi-Fi; empty: none
    hand_over: str = ""  # the word on the key, empty where nothing is left to hand over
    end: str = ""
    can_end: bool = False
    tabs: tuple[str, str, str] = ("", "", "")


class ShiftEndPresenter(Presenter[ShiftEndState]):
    """Intents: open a street that is left, say why streets are left, end the shift."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, ShiftEndState())
        self._reason = ""

    def enter(self, place: Place) -> None:
        """Begin without a reason chosen."""
        self._reason = ""
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        shift = self._shift()
        if shift is None:
            return
        card = find_collection(self.handset.store, shift.collection)
        streets = list_streets(self.handset.store, shift.collection)
        left = [street for street in streets if street.mark is None]
        photos = show_photos(self.handset)
        self._show(
            ShiftEndState(
                frame=self._frame(shift),
                title=_("End of shift"),
                subtitle=card.name if card is not None else "",
                number=str(len(left)),
                headline=_say_left(len(left)),
                tone="waiting" if left else "calm",
                rows=tuple(_row(street) for street in left),
                question=_("Why are they left?") if left else "",
                tiles=self._tiles() if left else (),
                manifest=_say_manifest(list_ops(self.handset.store, shift.collection)),
                photos=_say_photos(photos),
                anyway=photos.anyway,
                hand_over=_("Hand over") if left else "",
                end=_say_end(len(left)),
                can_end=not left or bool(self._reason),
                tabs=(_("Streets"), _("To send"), _("End shift")),
            )
        )

    def open(self, usrn: str) -> None:
        """Go to a street that is left."""
        self.handset.go(Place("street", usrn))

    def choose(self, code: str) -> None:
        """Say why streets are left."""
        self._reason = code
        self.refresh()

    def end(self) -> None:
        """Close the collection with its manifest, and show what is still to be sent."""
        shift = self._shift()
        if shift is None or not self.state.can_end:
            return
        if self._save(lambda: close_shift(self.handset, shift, self._reason, None)):
            leave_shift(self.handset)
            return
        self.refresh()

    def send_anyway(self) -> None:
        """Let the photos go over mobile data."""
        self._save(lambda: send_photos_anyway(self.handset))
        self.refresh()

    def open_hand_over(self) -> None:
        """Let another squad go on."""
        self.handset.go(Place("hand_over"))

    def open_round(self) -> None:
        """Go to the streets."""
        self.handset.go(Place("round"))

    def back(self) -> None:
        """Go back to the streets."""
        self.open_round()

    def _tiles(self) -> tuple[Tile, ...]:
        tiles = make_tiles(list_reasons(self.handset.store, [Level.ROUND]))
        return tuple(replace(tile, chosen=tile.code == self._reason) for tile in tiles)


def _row(street: StreetCard) -> LeftRow:
    return LeftRow(
        street.usrn, street.name, say_premises(street.premises), number=str(street.position)
    )


def _say_left(count: int) -> str:
    if not count:
        return _("Every street is recorded")
    return ngettext("street not recorded yet", "streets not recorded yet", count)


def _say_end(left: int) -> str:
    """The key says what it does: a round may be left unfinished, but not by oversight."""
    if not left:
        return _("End shift")
    return _("End, %(streets)s left") % {"streets": say_streets(left)}


def _say_photos(photos: PhotosShown) -> str:
    return photos.words if photos.waiting else ""


def _say_manifest(ops: tuple[Op, ...]) -> str:
    """What this phone holds of the collection, less what was taken back."""
    gone = {op.data.op_id for op in ops if isinstance(op.data, Retraction)}
    visits = [op.data for op in ops if isinstance(op.data, Visit) and op.id not in gone]
    streets = len({visit.usrn for visit in visits if visit.uprn is None})
    exceptions = len({v.uprn for v in visits if v.uprn and v.outcome is Outcome.NOT_COLLECTED})
    pieces = sum(isinstance(op.data, Track) for op in ops)
    records = say_records(len(ops) - pieces)
    told = {"records": records, "streets": streets, "premises": exceptions}
    words = (
        _(
            "This phone holds %(records)s. Streets: %(streets)d. Premises not collected: %(premises)d."
        )
        % told
    )
    return f"{words} {say_pieces(pieces)}".rstrip()
