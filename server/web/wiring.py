"""Puts the web together: checks, headers, languages, templates and pages, in the order requests meet them."""

from typing import Any

from flask import Flask
from flask_babel import get_locale
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from server.settings import Settings
from server.web.caller import find_caller
from server.web.converters import add_converters
from server.web.guard import guard
from server.web.headers import harden
from server.web.language import speak, the_council
from server.web.limits import limit
from server.web.navigation import list_places
from server.web.pages.about import about
from server.web.pages.accounts import accounts
from server.web.pages.decisions import decisions
from server.web.pages.find import find
from server.web.pages.first import first
from server.web.pages.follow import follow
from server.web.pages.held_back import held_back
from server.web.pages.hub import hub
from server.web.pages.incidents import incidents
from server.web.pages.member import member
from server.web.pages.messages import messages
from server.web.pages.own_account import own_account
from server.web.pages.passing import passing
from server.web.pages.policies import policies
from server.web.pages.premises import premises
from server.web.pages.report import report
from server.web.pages.rounds import rounds
from server.web.pages.sign_in import sign_in
from server.web.pages.squads import squads
from server.web.pages.ward import ward
from server.web.problems import translate_problems
from server.web.saying import add_filters
from server.web.static_files import open_static_files

LARGEST_REQUEST = 8 * 1024 * 1024  # bytes; an exchange of a device that was silent for days
LARGEST_FORM = 64 * 1024

PAGES = (
    first,
    about,
    sign_in,
    find,
    premises,
    report,
    follow,
    ward,
    member,
    hub,
    rounds,
    passing,
    squads,
    decisions,
    incidents,
    messages,
    policies,
    held_back,
    accounts,
    own_account,
)


def wire_web(app: Flask, settings: Settings) -> None:
    """Set up everything that pages and API share, then the pages."""
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's own way
    harden(app, settings)
    limit(app)
    guard(app)
    speak(app)
    translate_problems(app)
    open_static_files(app)
    _set_up_templates(app)
    add_converters(app)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FORM
    for blueprint in PAGES:
        app.register_blueprint(blueprint)


def _set_up_templates(app: Flask) -> None:
    own = app.jinja_loader
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([*([own] if own else []), govuk])
    add_filters(app)
    app.context_processor(_on_every_page)


def _on_every_page() -> dict[str, Any]:
    return {
        "council": the_council(),
        "caller": find_caller(),
        "navigation": [
            {"text": place.text, "href": place.href, "current": place.current}
            for place in list_places()
        ],
        "language": str(get_locale() or "en").replace("_", "-"),
    }
