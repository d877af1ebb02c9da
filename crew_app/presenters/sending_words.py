"""The pill at the head of every screen: how many records wait, in a word, a shape and a tone. Pure."""

from dataclasses import dataclass

from crew_app.presenters.language import _, ngettext
from crew_app.store.sending import LastTry, OpenCounts
from sync.client_state import Trouble

NEEDS_DEPOT = (Trouble.SECRET_REFUSED, Trouble.REVOKED, Trouble.OLD_APP)


@dataclass(frozen=True, slots=True)
class SendingPill:
    """tone: calm (the server has all), waiting, alarm (somebody must do something)."""

    text: str = ""
    icon: str = ""
    tone: str = "calm"


def make_pill(counts: OpenCounts, last: LastTry | None, *, is_cut_off: bool = False) -> SendingPill:
    """What to show for these counts after the last try. is_cut_off: somebody switched all sending off."""
    if is_cut_off:
        return SendingPill(_("Sending off"), "no_signal", "alarm")
    trouble = last.trouble if last is not None else None
    if trouble in NEEDS_DEPOT:
        return SendingPill(_("See depot"), "warning", "alarm")
    if counts.rejected:
        refused = ngettext("%(n)d refused", "%(n)d refused", counts.rejected)
        return SendingPill(refused % {"n": counts.rejected}, "warning", "alarm")
    if counts.waits:
        icon = "no_signal" if trouble is Trouble.NO_SIGNAL else "outbox"
        return SendingPill(_say_waiting(counts), icon, "waiting")
    if last is None or last.answered_ms is None:
        return SendingPill(_("Not sent yet"), "outbox", "waiting")
    return SendingPill(_("All sent"), "tick", "calm")


def _say_waiting(counts: OpenCounts) -> str:
    """What waits: records that a person made, else the track alone."""
    if not counts.pending:
        return _("Track to send")
    words = ngettext("%(n)d to send", "%(n)d to send", counts.pending)
    return words % {"n": counts.pending}
