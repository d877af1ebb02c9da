"""After the end of a shift: whether everything is safe at the server, or safe on this phone and still to be sent."""

from dataclasses import dataclass, field

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _, ngettext
from crew_app.presenters.photographing import PhotosShown, send_photos_anyway, show_photos
from crew_app.presenters.phrases import say_pieces
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import capture_time
from crew_app.presenters.troubles import say_trouble
from crew_app.store.rounds import find_collection, list_other_squads
from crew_app.store.sending import Counts, LastTry, count_ops, find_last_try
from crew_app.store.shifts import Shift, find_last_ended


@dataclass(frozen=True, slots=True)
class ShiftOverState:
    """Everything the screen shows. `is_all_there`: the server has every record and every photo of this phone."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    subtitle: str = ""
    icon: str = "outbox"
    look: str = "partly"
    headline: str = ""
    is_all_there: bool = False
    round: str = ""
    records: str = ""
    photos: str = ""
    advice: str = ""
    anyway: str = ""
    send: str = ""
    another: str = ""


class ShiftOverPresenter(Presenter[ShiftOverState]):
    """Intents: send now, send photos although it costs, start another round."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, ShiftOverState())

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        store = self.handset.store
        shift, counts, photos = find_last_ended(store), count_ops(store), show_photos(self.handset)
        is_all_there = not counts.waits and not photos.waiting
        self._show(
            ShiftOverState(
                frame=self._frame(None),
                title=_("Shift ended"),
                subtitle=self._name(shift),
                icon="tick" if is_all_there else "safe",
                look="done" if is_all_there else "partly",
                headline=_say_headline(counts, photos),
                is_all_there=is_all_there,
                round=self._say_round(shift),
                records=_say_records(counts),
                photos=photos.words if photos.waiting else "",
                advice=_say_advice(counts, photos, find_last_try(store)),
                anyway=photos.anyway,
                send="" if is_all_there else _("Send now"),
                another=_("Start another round"),
            )
        )

    def send_now(self) -> None:
        """Try at once."""
        self.handset.hurry()
        self.refresh()

    def send_anyway(self) -> None:
        """Let the photos go over mobile data."""
        self._save(lambda: send_photos_anyway(self.handset))
        self.refresh()

    def start_another(self) -> None:
        """Go to the start of a shift."""
        self.handset.go(Place("shift_start"))

    def back(self) -> None:
        """Go to the start of a shift."""
        self.start_another()

    def _name(self, shift: Shift | None) -> str:
        card = find_collection(self.handset.store, shift.collection) if shift else None
        return card.name if card is not None else ""

    def _say_round(self, shift: Shift | None) -> str:
        if shift is None or shift.ended_ms is None:
            return ""
        time, today = self._time(), self._time().date_of(capture_time(self.handset).est_ms)
        when = time.say_when(shift.ended_ms, today)
        if shift.handed_over_to is None:
            return _("Ended at %(when)s.") % {"when": when}
        squads = {squad.code: squad.name for squad in list_other_squads(self.handset.store)}
        squad = squads.get(shift.handed_over_to, shift.handed_over_to)
        words = _("Handed over to %(squad)s at %(when)s.")
        return words % {"squad": squad, "when": when}


def _say_headline(counts: Counts, photos: PhotosShown) -> str:
    if counts.pending:
        words = ngettext(
            "Safe on this phone, %(n)d record to send",
            "Safe on this phone, %(n)d records to send",
            counts.pending,
        )
        return words % {"n": counts.pending}
    if counts.track:
        return _("Records are at the server, your track is still to be sent")
    if photos.waiting:
        words = ngettext(
            "Records are at the server, %(n)d photo to send",
            "Records are at the server, %(n)d photos to send",
            photos.waiting,
        )
        return words % {"n": photos.waiting}
    return _("All safe at the server")


def _say_records(counts: Counts) -> str:
    held = counts.all - counts.pending
    words = ngettext(
        "The server has %(held)d of %(n)d record.",
        "The server has %(held)d of %(n)d records.",
        counts.all,
    )
    return f"{words % {'held': held, 'n': counts.all}} {say_pieces(counts.pieces)}".rstrip()


def _say_advice(counts: Counts, photos: PhotosShown, last: LastTry | None) -> str:
    if not counts.waits and not photos.waiting:
        return _("You can put this phone away.")
    if counts.waits and last is not None and last.trouble is not None:
        words = _("%(trouble)s Leave this phone switched on: it sends by itself.")
        return words % {"trouble": say_trouble(last.trouble)}
    return _("Leave this phone switched on: it sends by itself.")
