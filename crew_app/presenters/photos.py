"""Every record of today that has photos or should have one, and how the photos are on their way."""

from dataclasses import dataclass, field

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.photo_offer import NO, PhotoOffer, find_wish, make_offer
from crew_app.presenters.photographing import send_photos_anyway, show_photos
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import capture_time
from crew_app.store.photo_book import list_photographable
from sync.ops import Op, ReturnAnswered, Visit

DAY_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A record: where, what, and the key to its photos."""

    op_id: str
    place: str
    what: str = ""
    photo: PhotoOffer = field(default_factory=PhotoOffer)


@dataclass(frozen=True, slots=True)
class PhotosState:
    """Everything the screen shows. `anyway`: the word on the key that does not wait for Wi-Fi; empty: none."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    sending: str = ""
    failed: str = ""
    anyway: str = ""
    rows: tuple[PhotoRow, ...] = ()
    nothing: str = ""


class PhotosPresenter(Presenter[PhotosState]):
    """Intents: open a record's photos, send now."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, PhotosState())

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        shown = show_photos(self.handset)
        since_ms = capture_time(self.handset).est_ms - DAY_MS
        rows = [self._row(op) for op in list_photographable(self.handset.store, since_ms)]
        self._show(
            PhotosState(
                frame=self._frame(self._shift()),
                title=_("Photos"),
                sending=shown.words,
                failed=_("Photos that could not be sent: %(n)d.") % {"n": shown.failed}
                if shown.failed
                else "",
                anyway=shown.anyway,
                rows=tuple(row for row in rows if row.photo.op_id),
                nothing=_("Nothing recorded today asks for a photo."),
            )
        )

    def send_anyway(self) -> None:
        """Do not wait for Wi-Fi with what waits now."""
        self._save(lambda: send_photos_anyway(self.handset))
        self.refresh()

    def back(self) -> None:
        """Go back to what is to be sent."""
        self.handset.go(self._place.then or Place("outbox"))

    def _row(self, op: Op) -> PhotoRow:
        place, what = self._say_record(op)
        reason = op.data.reason if isinstance(op.data, Visit | ReturnAnswered) else None
        offer = make_offer(self.handset.store, op.id, reason)
        is_asked = offer.look == "notice" or find_wish(self.handset.store, reason) != NO
        return PhotoRow(op.id, place, what, offer if is_asked or offer.count else PhotoOffer())
