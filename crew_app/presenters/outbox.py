"""What is safe on this phone, what the server has and what it refused, and when the phone tries again. In words."""

from dataclasses import dataclass, field

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _, ngettext
from crew_app.presenters.photographing import show_photos
from crew_app.presenters.phrases import LocalTime, say_pieces
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.recording import capture_time
from crew_app.presenters.saving import save_for_the_depot
from crew_app.presenters.sending_words import NEEDS_DEPOT
from crew_app.presenters.troubles import say_refusal, say_trouble
from crew_app.store.admin_lock import find_lock
from crew_app.store.preferences import is_cut_off
from crew_app.store.rebuilt import drop_rebuilt, find_rebuilt
from crew_app.store.sending import (
    Counts,
    LastTry,
    RefusedOp,
    count_ops,
    find_last_try,
    find_oldest_pending_ms,
    list_refused,
)
from sync.client_state import Trouble
from sync.ops import Track, Visit

HOUR_MS = 3_600_000
_ICONS = {"calm": "tick", "waiting": "outbox", "alarm": "warning"}
WARN_AFTER_HOURS = (72, 24)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A record without effect, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class OutboxState:
    """Everything the screen shows."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    number: str = ""
    headline: str = ""
    tone: str = "calm"
    icon: str = "tick"
    safe: str = ""
    server: str = ""
    last: str = ""
    next: str = ""
    photos: str = ""  # how they are sent; the key to all of them
    warning: str = ""
    notice: str = ""  # the database was made anew
    noticed: str = ""  # the word on the key that puts the notice away
    save: str = ""  # the word on the key that saves a file, where sending does not help
    refused_heading: str = ""
    refused: tuple[RefusedRow, ...] = ()
    send: str = ""
    enrol: str = ""  # the word on the key that asks for a new code, where one is needed
    tabs: tuple[str, str, str] = ("", "", "")


class OutboxPresenter(Presenter[OutboxState]):
    """Intents: send now, save to a file, put the notice away."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, OutboxState())
        self._saved = ""

    def enter(self, place: Place) -> None:
        """The screen is about to be shown."""
        self._saved = ""
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        store = self.handset.store
        counts, last = count_ops(store), find_last_try(store)
        now_ms, time = capture_time(self.handset).est_ms, self._time()
        refused, rebuilt = list_refused(store), find_rebuilt(store)
        age = _say_age(find_oldest_pending_ms(store), now_ms)
        self._show(
            OutboxState(
                frame=self._frame(self._shift()),
                title=_("To send"),
                number=str(counts.pending) if counts.pending else "",
                headline=_say_headline(counts),
                tone=_tone(counts),
                icon=_ICONS[_tone(counts)],
                safe=_say_safe(counts),
                server=_say_server(counts),
                last=_say_last(last, time, now_ms),
                next=_say_off() if is_cut_off(store) else _say_next(last, time, counts),
                photos=show_photos(self.handset).words,
                warning=self._saved or age,
                notice=_say_rebuilt(rebuilt),
                noticed=_("I have read it") if rebuilt is not None else "",
                save=_("Save to a file") if counts.waits and (age or _is_stuck(last)) else "",
                refused_heading=_("Refused: ask the depot") if refused else "",
                refused=tuple(self._row(one) for one in refused),
                send=_("Send now"),
                enrol=_("Enter a new code") if _needs_code(last) else "",
                tabs=(_("Streets"), _("To send"), _("End shift")),
            )
        )

    def send_now(self) -> None:
        """Try at once."""
        self.handset.hurry()
        self.refresh()

    def save_file(self) -> None:
        """Save what was not sent to a file, to be carried to the depot; with a PIN that is the depot's to do."""
        if find_lock(self.handset.store) is not None:
            self.handset.go(Place("lock"))
            return
        self._saved = save_for_the_depot(self.handset)
        self.refresh()

    def put_notice_away(self) -> None:
        """The squad has read that the database was made anew."""
        self._save(lambda: drop_rebuilt(self.handset.store))
        self.refresh()

    def open_enrol(self) -> None:
        """Set the phone up again; what it holds stays. With a PIN that is the depot's to do."""
        locked = find_lock(self.handset.store) is not None
        self.handset.go(Place("lock" if locked else "enrol"))

    def open_round(self) -> None:
        """Go to the streets, or to the start of a shift when none is on."""
        self.handset.go(Place("round" if self._shift() is not None else "shift_start"))

    def open_end(self) -> None:
        """Go to the end of the shift."""
        self.handset.go(Place("shift_end"))

    def back(self) -> None:
        """Go back to the streets."""
        self.open_round()

    def _row(self, refused: RefusedOp) -> RefusedRow:
        data = refused.op.data
        if isinstance(data, Track):
            return RefusedRow(_("A piece of your track"), say_refusal(refused.reason))
        if not isinstance(data, Visit):
            return RefusedRow(_("A note about the shift"), say_refusal(refused.reason))
        what = f"{self._say_place(data, refused.op)}: {self._say_visit(data)}"
        return RefusedRow(what, say_refusal(refused.reason))


def _needs_code(last: LastTry | None) -> bool:
    return last is not None and last.trouble in (Trouble.SECRET_REFUSED, Trouble.REVOKED)


def _is_stuck(last: LastTry | None) -> bool:
    return last is not None and last.trouble in NEEDS_DEPOT


def _say_rebuilt(ops: int | None) -> str:
    if ops is None:
        return ""
    words = ngettext(
        "This phone's records were damaged. %(n)d record was brought back from the second copy.",
        "This phone's records were damaged. %(n)d records were brought back from the second copy.",
        ops,
    )
    return _("%(words)s If one of today is missing, record it again and tell the depot.") % {
        "words": words % {"n": ops}
    }


def _tone(counts: Counts) -> str:
    if counts.waits:
        return "waiting"
    return "alarm" if counts.rejected else "calm"


def _say_headline(counts: Counts) -> str:
    if counts.track and not counts.pending:
        return _("Only your track is still to be sent")
    if not counts.pending and counts.rejected:
        return _("The server has everything, but refused some")
    if not counts.pending:
        return _("The server has everything")
    return ngettext("record to send", "records to send", counts.pending)


def _say_safe(counts: Counts) -> str:
    words = ngettext(
        "%(n)d record is safe on this phone, twice over.",
        "%(n)d records are safe on this phone, twice over.",
        counts.all,
    )
    return f"{words % {'n': counts.all}} {say_pieces(counts.pieces)}".rstrip()


def _say_server(counts: Counts) -> str:
    held = counts.all - counts.pending
    words = ngettext("The server has %(n)d of them.", "The server has %(n)d of them.", held)
    return words % {"n": held}


def _say_last(last: LastTry | None, time: LocalTime, now_ms: int) -> str:
    if last is None:
        return _("Not tried yet.")
    today = time.date_of(now_ms)
    if last.trouble is None:
        return _("Last sent at %(when)s.") % {"when": time.say_when(last.tried_ms, today)}
    return _("Tried at %(when)s: %(trouble)s") % {
        "when": time.say_when(last.tried_ms, today),
        "trouble": say_trouble(last.trouble),
    }


def _say_next(last: LastTry | None, time: LocalTime, counts: Counts) -> str:
    if last is not None and last.trouble in NEEDS_DEPOT:
        return _("You can go on recording. Nothing is lost.")
    if last is None or last.next_ms is None or not counts.waits:
        return _("It sends by itself whenever there is signal.")
    return _("Tries again by itself at %(when)s.") % {"when": time.say_time(last.next_ms)}


def _say_off() -> str:
    return _("Sending is switched off in the settings of this phone.")


def _say_age(oldest_ms: int | None, now_ms: int) -> str:
    if oldest_ms is None:
        return ""
    hours = (now_ms - oldest_ms) // HOUR_MS
    for limit in WARN_AFTER_HOURS:
        if hours >= limit:
            days = hours // 24
            words = ngettext(
                "Nothing was sent for %(n)d day. Take this phone to the depot's Wi-Fi.",
                "Nothing was sent for %(n)d days. Take this phone to the depot's Wi-Fi.",
                days,
            )
            return words % {"n": days}
    return ""
