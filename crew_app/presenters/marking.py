"""What a mark looks like in words and shape, for streets and premises alike. Pure."""

from collections.abc import Mapping

from crew_app.presenters.language import _
from crew_app.presenters.phrases import LocalTime, say_outcome, say_reason
from crew_app.store.rounds import Mark
from sync.words import Outcome, Reason

LEFT = "left"


def shape_of(mark: Mark | None) -> str:
    """The shape of a state: left, completed, partly, missed. Colour goes with it but never tells alone."""
    return LEFT if mark is None else shape_of_outcome(mark.outcome)


def shape_of_outcome(outcome: Outcome) -> str:
    """The shape of what was recorded."""
    return {
        Outcome.COMPLETED: "completed",
        Outcome.COLLECTED: "completed",
        Outcome.PARTLY_COMPLETED: "partly",
        Outcome.NOT_COLLECTED: "missed",
    }[outcome]


def say_mark(mark: Mark, labels: Mapping[Reason, str], time: LocalTime) -> str:
    """The state in words with its hour, and the phone if it is another: `Parked vehicles 09:14 · Handheld 7`."""
    said = f"{say_what(mark, labels)} {time.say_time(mark.at_ms)}"
    return said if mark.device is None else f"{said} · {mark.device}"


def say_what(mark: Mark, labels: Mapping[Reason, str]) -> str:
    """The state in words: `Parked vehicles`."""
    return say_outcome(mark.outcome) if mark.reason is None else say_reason(mark.reason, labels)


def say_safety(mark: Mark) -> str:
    """Where the record is: on this phone, with the server, or with another phone of the squad."""
    if mark.state is None and mark.device is not None:
        return _("Recorded on %(phone)s") % {"phone": mark.device}
    return say_safety_of(mark.state)


def say_safety_of(state: str | None) -> str:
    """The same for the state of an operation of this phone; None for another's."""
    words = {
        "pending": _("Safe on this phone, not sent yet"),
        "acked": _("The server has it"),
        "rejected": _("The server refused it"),
        "quarantined": _("The depot looks into it"),
        None: _("From another phone of your squad"),
    }
    return words[state]
