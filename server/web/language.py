"""Languages and local time of the pages. All their words go through gettext; catalogues live in translations/."""

from datetime import date

from flask import Flask, g, request
from flask_babel import Babel

from server.db.council import Council, get_council
from server.db.session import transaction
from server.web.clock import now

LANGUAGES = ("en",)


def speak(app: Flask) -> None:
    """Choose language by what the browser prefers, time zone by the council."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "en_GB")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "web/translations"
    Babel(app, locale_selector=choose_language, timezone_selector=choose_timezone)


def choose_language() -> str:
    """The best of our languages for this browser; English is spoken as in Britain."""
    found = request.accept_languages.best_match(LANGUAGES, "en")
    return "en_GB" if found == "en" else str(found)


def choose_timezone() -> str:
    """The council's time zone."""
    return the_council().timezone.key


def the_council() -> Council:
    """The council, asked for once a request."""
    if "council" not in g:
        with transaction() as session:
            g.council = get_council(session)
    council: Council = g.council
    return council


def local_today() -> date:
    """Today where the council is."""
    return now().astimezone(the_council().timezone).date()
