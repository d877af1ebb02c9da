"""What a place is called, and what was recorded there, in words: for the history and for a correction."""

from collections.abc import Mapping

from crew_app.presenters.language import _
from crew_app.presenters.phrases import LocalTime, say_outcome, say_reason
from crew_app.store.corrected import Before
from crew_app.store.database import Store
from crew_app.store.history import Entry, Fate
from crew_app.store.rounds import find_premises, find_street, list_entries
from sync.words import Level, Outcome, Reason, WhyTakenBack


def ent_of(collection: str, usrn: str, uprn: str = "", entry_id: str | None = None) -> str:
    """The key of a street, or of a premises or an entry where one is named."""
    inside = f"~{entry_id}" if entry_id is not None else uprn
    return f"{collection}/{usrn}/{inside}" if inside else f"{collection}/{usrn}"


def name_place(store: Store, collection: str, usrn: str, uprn: str) -> str:
    """`Quay Street`, or `12 Quay Street`."""
    street = find_street(store, collection, usrn)
    name = street.name if street is not None else usrn
    if not uprn:
        return name
    card = find_premises(store, collection, uprn)
    return f"{card.label if card is not None else uprn} {name}"


def name_entry(store: Store, collection: str, usrn: str, entry_id: str) -> str:
    """`Chapel entry`."""
    names = {card.entry_id: card.name for card in list_entries(store, collection, usrn)}
    return names.get(entry_id, entry_id)


def say_entry(entry: Entry, labels: Mapping[Reason, str]) -> str:
    """What was recorded, and of which of several bins: `Not out · Brown bin 1`."""
    said = say_reason(entry.reason, labels) if entry.reason else say_outcome(entry.outcome)
    return f"{said} · {entry.container}" if entry.container else said


def say_by(device: str | None) -> str:
    """Which phone recorded it."""
    return device or _("this phone")


def say_fate(entry: Entry, time: LocalTime) -> str:
    """What became of a record."""
    if entry.fate is Fate.TAKEN_BACK:
        return _say_taken_back(entry, time)
    return {
        Fate.COUNTS: _("Counts again: the correction was undone")
        if entry.is_anew
        else _("This counts"),
        Fate.BESIDE: _("Another phone says otherwise"),
        Fate.REPLACED: _("Replaced by a later record"),
        Fate.REFUSED: _("The server refused it"),
    }[entry.fate]


def say_lost(before: Before | None, labels: Mapping[Reason, str]) -> str:
    """What of a record that undo would bring back is not known here: where another phone made it, and it said more."""
    if before is None or before.device is None:
        return ""
    visit = before.visit
    what = say_reason(visit.reason, labels) if visit.reason else say_outcome(visit.outcome)
    said = {"what": what, "phone": before.device}
    if visit.outcome is Outcome.PARTLY_COMPLETED:
        return _("Undo brings back “%(what)s” of %(phone)s, but not which part.") % said
    if visit.reason is None:
        return ""
    return _("Undo brings back “%(what)s” of %(phone)s, without its photos and details.") % said


def say_why(why: WhyTakenBack, level: Level) -> str:
    """Why a record is taken back. level: of the place it was of."""
    return {
        WhyTakenBack.MISTAPPED: _("Tapped by mistake"),
        WhyTakenBack.WRONG_PLACE: _say_other_place(level),
        WhyTakenBack.WRONG_REASON: _("The reason was wrong"),
        WhyTakenBack.NOT_SO: _("Looked again: not so"),
    }[why]


def _say_other_place(level: Level) -> str:
    if level is Level.PREMISES:
        return _("It was another house")
    return _("It was another entry") if level is Level.ENTRY else _("It was another street")


def _say_taken_back(entry: Entry, time: LocalTime) -> str:
    said = _("Taken back on another phone")
    if entry.ended_ms is not None:
        said = _("Taken back at %(time)s") % {"time": time.say_time(entry.ended_ms)}
    if entry.why is None:
        return said
    why = say_why(entry.why, entry.level)
    return _("%(said)s: %(why)s") % {"said": said, "why": why}
