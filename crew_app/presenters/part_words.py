"""Which part of a street was done, in words: for the question, for the street and for a correction. Pure."""

from collections.abc import Iterable

from crew_app.presenters.language import _
from sync.ops import Part
from sync.pack import PackEntry


def name_sides() -> dict[str, str]:
    """The word of each side."""
    return {
        "odd": _("Odd numbers"),
        "even": _("Even numbers"),
        "left": _("Left side"),
        "right": _("Right side"),
    }


def list_parts(part: Part, entries: Iterable[PackEntry]) -> list[str]:
    """Its parts: `Odd numbers`, `houses 8 to 21`, `Chapel entry`. entries: those of the street."""
    said = [] if part.side is None else [name_sides().get(part.side, part.side)]
    if part.from_house is not None and part.from_house == part.to_house:
        said.append(_("house %(house)s") % {"house": part.from_house})
    elif part.from_house is not None:
        ends = {"first": part.from_house, "last": part.to_house}
        said.append(_("houses %(first)s to %(last)s") % ends)
    return said + [entry.name for entry in entries if entry.entry_id in part.entries]


def say_part(part: Part | None, entries: Iterable[PackEntry]) -> str:
    """`Done: Odd numbers, Chapel entry`; "" where nothing is told."""
    parts = [] if part is None else list_parts(part, entries)
    return _("Done: %(parts)s") % {"parts": ", ".join(parts)} if parts else ""
