"""Tiles of reasons and of what they ask for next: an icon, a word, and whether a photo is wanted. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from crew_app.presenters.language import _
from crew_app.presenters.phrases import say_reason
from crew_app.presenters.place_words import say_why
from sync.pack import ReasonCard
from sync.words import Level, Reason, WhyTakenBack

_WHY_ICONS = {
    WhyTakenBack.MISTAPPED: "undo",
    WhyTakenBack.WRONG_PLACE: "streets",
    WhyTakenBack.WRONG_REASON: "cross",
    WhyTakenBack.NOT_SO: "again",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile. `code` goes to the intent; `photo`: words when one is wanted, else empty; `chosen`: tapped already."""

    code: str
    word: str
    icon: str = ""
    photo: str = ""
    chosen: bool = False


def make_tiles(cards: tuple[ReasonCard, ...]) -> tuple[Tile, ...]:
    """The tiles of a council's reasons, in its order: a hand learns the places."""
    labels = {card.code: card.label for card in cards}
    return tuple(
        Tile(card.code.value, say_reason(card.code, labels), card.code.value, _say_photo(card))
        for card in cards
    )


def make_again(
    reason: Reason | None,
    cards: tuple[ReasonCard, ...],
    sentence: str,
    labels: Mapping[Reason, str],
) -> Tile:
    """The wide key that offers a reason once more; empty when there is none or it may not be given here."""
    if reason is None or reason not in {card.code for card in cards}:
        return Tile("", "")
    return Tile(reason.value, sentence % {"reason": say_reason(reason, labels)}, reason.value)


def list_materials(reason: Reason) -> tuple[Tile, ...]:
    """What was in a contaminated bin, or which part of a damaged one: the tiles of the second question."""
    words = _part_words() if reason is Reason.BIN_DAMAGED else _material_words()
    return tuple(Tile(code, word) for code, word in words.items())


def list_whys(reason: Reason | None, level: Level) -> tuple[Tile, ...]:
    """Why a record is wrong. reason, level: of the record."""
    return tuple(
        Tile(why.value, say_why(why, level), _WHY_ICONS[why])
        for why in WhyTakenBack
        if why is not WhyTakenBack.WRONG_REASON or reason is not None
    )


def _say_photo(card: ReasonCard) -> str:
    return _("Photo") if card.photo == "required" else ""


def _material_words() -> dict[str, str]:
    return {
        "food": _("Food"),
        "nappies": _("Nappies"),
        "glass": _("Glass"),
        "plastic_bags": _("Plastic bags"),
        "textiles": _("Clothes, textiles"),
        "electrical": _("Electrical"),
        "garden": _("Garden waste"),
        "rubble": _("Soil, rubble"),
        "general": _("General waste"),
        "liquid": _("Paint, oil"),
        "other": _("Something else"),
    }


def _part_words() -> dict[str, str]:
    return {
        "lid": _("Lid"),
        "wheel": _("Wheel"),
        "body": _("Body"),
        "handle": _("Handle"),
        "lifting_bar": _("Lifting bar"),
        "lost": _("Bin is gone"),
    }
