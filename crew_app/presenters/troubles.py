"""Every failure in plain words: what happened, what it means for the records, what to do. Pure."""

from crew_app.presenters.language import _
from crew_app.store.problems import StoreBusyError, StoreError, StoreFullError
from sync.client_state import Trouble


def say_trouble(trouble: Trouble) -> str:
    """Why nothing was sent the last time."""
    return {
        Trouble.NO_SIGNAL: _("No signal."),
        Trouble.TIMED_OUT: _("The signal is too weak just now."),
        Trouble.SIGN_IN_PAGE: _("This Wi-Fi wants a sign-in. Turn Wi-Fi off, or sign in to it."),
        Trouble.CERTIFICATE: _("This network is not safe to send over. Try another one."),
        Trouble.UNREADABLE: _("Something on the way spoilt the answer."),
        Trouble.BUSY: _("The server is busy and asked us to wait."),
        Trouble.SERVER_FAILED: _("The server has a fault."),
        Trouble.SECRET_REFUSED: _(
            "The server no longer knows this phone. It needs a new code from the depot."
        ),
        Trouble.REVOKED: _("This phone was taken out of service. Hand it in at the depot."),
        Trouble.OLD_APP: _("This app is too old. The depot must update it."),
    }[trouble]


def say_store_error(error: StoreError) -> str:
    """Why the last tap was not saved. Everything shown as saved before stays saved."""
    if isinstance(error, StoreFullError):
        return _("NOT SAVED: this phone is full. Delete pictures or films, then tap again.")
    if isinstance(error, StoreBusyError):
        return _("NOT SAVED: the phone was busy. Tap again.")
    return _("NOT SAVED: this phone's storage has a fault. Write it on paper and tell the depot.")


def say_refusal(reason: str | None) -> str:
    """Why the server gave a record no effect."""
    words = {
        "not_your_round": _("This round is not given to your squad."),
        "not_your_return": _("This return is not given to your squad."),
        "not_your_operation": _("Another squad recorded it."),
        "unknown_round": _("The server does not know this round."),
        "unknown_street": _("The server does not know this street."),
        "unknown_entry": _("The server does not know this entry."),
        "unknown_premises": _("The server does not know these premises."),
        "unknown_squad": _("The server does not know the squad it names."),
        "unknown_return": _("The server does not know this return."),
        "content_changed": _("Another record with the same number came first."),
        "dismissed": _("The depot looked at it and left it without effect."),
        "device_revoked": _("It was made after this phone was taken out of service."),
        "squad_not_of_device": _("This phone belongs to another squad now."),
    }
    return words.get(reason or "", _("The depot looks into it."))


def say_enrolment_refusal(code: str) -> str:
    """Why a one-time code was not taken."""
    if code == "enrolment.code_refused":
        return _("This code is wrong, was used before, or is too old. Ask the depot for a new one.")
    return _("The server did not take this code. Ask the depot for a new one.")
