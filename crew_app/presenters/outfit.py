"""What the app looks and speaks like: decided from what was chosen on this phone, else from what it was given. Pure."""

from dataclasses import dataclass
from datetime import datetime

from crew_app.presenters.daylight import MIDDLE_OF_THE_ISLES, is_dark
from crew_app.presenters.language import LANGUAGES
from crew_app.store.preferences import Preferences

SCALES = {"normal": 1.0, "large": 1.15, "largest": 1.3}
BY_THE_SUN = "auto"
THEMES = ("day", "night", "high", BY_THE_SUN)
HANDS = ("right", "left")


@dataclass(frozen=True, slots=True)
class Outfit:
    """Language's code, palette's name (or `auto`), factor on all text, and the hand that holds the phone."""

    language: str = "en"
    palette: str = "day"
    scale: float = 1.0
    hand: str = "right"


def decide_outfit(
    chosen: Preferences, given: Outfit, at: datetime, place: tuple[float, float] | None
) -> Outfit:
    """What to wear at a time and a place (degrees). A choice nobody knows any more counts as none."""
    theme = chosen.theme if chosen.theme in THEMES else given.palette
    if theme == BY_THE_SUN:
        theme = "night" if is_dark(at, *(place or MIDDLE_OF_THE_ISLES)) else "day"
    return Outfit(
        language=_known(chosen.language, LANGUAGES) or _known(given.language, LANGUAGES) or "en",
        palette=theme,
        scale=SCALES.get(chosen.text_size or "", given.scale),
        hand=_known(chosen.hand, HANDS) or given.hand,
    )


def _known(code: str | None, codes: tuple[str, ...]) -> str | None:
    return code if code in codes else None
