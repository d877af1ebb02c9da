"""What a message says. One that the server worded itself comes with a code too, and is worded here: pure."""

from datetime import date

from crew_app.presenters.language import _
from crew_app.presenters.phrases import say_date
from sync.pack import PackMessage

PLACE, WHY = ("place", "stream"), "why"


def say_message(message: PackMessage) -> str:
    """The message in the language in use, where the app knows its code; else as it came."""
    fields = dict(message.fields)
    sentence = _sentences().get(message.code or "")
    if sentence is None or not all(fields.get(name) for name in PLACE):
        return message.text
    where = ", ".join(fields[name] for name in PLACE)
    day = _say_day(fields.get("on", ""))
    if day:
        where = _("%(where)s, %(day)s") % {"where": where, "day": day}
    return f"{where}: {sentence} {fields.get(WHY, '')}".rstrip()


def _sentences() -> dict[str, str]:
    return {
        "decision.upheld": _("A manager found the resident right."),
        "decision.rejected": _("A manager found that your record stands."),
    }


def _say_day(on: str) -> str:
    try:
        return say_date(date.fromisoformat(on))
    except ValueError:
        return ""
