"""The language of the app: `_` and `ngettext` for every word a screen shows, from gettext catalogues.

A presenter calls them when it computes its state, never at import, so a change of language shows at once.
"""

import gettext
from pathlib import Path

LANGUAGES = ("en", "ga", "pl", "lt", "pt")
CATALOGUES = Path(__file__).parent.parent / "locale"


class _Spoken:
    """Which catalogue is in use."""

    def __init__(self) -> None:
        self.code = "en"
        self.catalogue: gettext.NullTranslations = gettext.NullTranslations()


_spoken = _Spoken()


def use_language(code: str) -> None:
    """Speak a language from now on; English, the language of the source, needs no catalogue."""
    if code not in LANGUAGES:
        raise ValueError(f"no such language: {code}")
    use_catalogue(
        code, gettext.translation("crew_app", str(CATALOGUES), languages=[code], fallback=True)
    )


def use_catalogue(code: str, catalogue: gettext.NullTranslations) -> None:
    """Speak from this catalogue from now on."""
    _spoken.code, _spoken.catalogue = code, catalogue


def spoken_language() -> str:
    """The code of the language in use."""
    return _spoken.code


def _(text: str) -> str:
    """The text in the language in use."""
    return _spoken.catalogue.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The text for this count in the language in use."""
    return _spoken.catalogue.ngettext(one, many, count)
