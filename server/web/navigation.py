"""What the bar at the top of every page leads to: only what the person signed in may open."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext

from server.web.caller import find_caller
from server.web.identity import Who, callers_of


@dataclass(frozen=True, slots=True)
class Place:
    """One link of the bar."""

    text: str
    href: str
    current: bool


def list_places() -> list[Place]:
    """The links for this caller, in order."""
    caller = find_caller()
    offered = (
        ("ward.show_wards", gettext("Wards")),
        ("member.show_reports", gettext("My reports")),
        ("hub.find", gettext("Help a resident")),
        ("rounds.show_today", gettext("Today's rounds")),
        ("rounds.show_missed", gettext("Missed streets")),
        ("decisions.show_waiting", gettext("To decide")),
        ("squads.show_squads", gettext("Squads and devices")),
        ("messages.show", gettext("Messages")),
        ("policies.ask", gettext("Try a policy")),
        ("accounts.show_accounts", gettext("Accounts")),
    )
    if caller is None:
        return [_place("find.ask", gettext("Check your bins"))]
    who = Who(caller.role)
    return [
        _place(endpoint, text)
        for endpoint, text in offered
        if endpoint in current_app.view_functions
        and who in callers_of(current_app.view_functions[endpoint])
    ]


def home_of(role: str) -> str:
    """Where a person lands after signing in."""
    endpoint = {
        "member": "ward.show_wards",
        "agent": "hub.find",
        "manager": "rounds.show_today",
        "admin": "rounds.show_today",
    }[role]
    return url_for(endpoint)


def _place(endpoint: str, text: str) -> Place:
    blueprint = endpoint.partition(".")[0]
    current = request.endpoint == endpoint or (
        request.blueprint == blueprint and blueprint != "rounds"
    )
    return Place(text, url_for(endpoint), current)
