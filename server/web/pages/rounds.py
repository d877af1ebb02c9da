"""A day's rounds for managers: progress, freshness, one collection's streets, missed streets, reports by verdict."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from server.actions.see_rounds import see_rounds
from server.core.calendar import day_end, day_start
from server.core.facts import CouncilDays
from server.core.problems import Problem
from server.db.missed import MissedAsked, list_missed
from server.db.overview import (
    count_held_back,
    count_reports_by_verdict,
    list_progress,
    list_streets_today,
)
from server.db.reason_labels import list_reason_labels
from server.db.recorded import count_photos_by_street, list_recorded_of_street
from server.db.session import transaction
from server.db.streets import find_street_name
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.language import local_today, the_council
from server.web.report_form import clean_line

rounds = Blueprint("rounds", __name__, url_prefix="/rounds")
WEEK, OPEN_DAYS = timedelta(days=7), timedelta(days=90)
FARTHEST = timedelta(days=3 * 366)


@rounds.get("")
@open_to(Who.MANAGER, Who.ADMIN)
def show_today() -> ResponseReturnValue:
    """All collections of a day, today's when none is named."""
    at, on = now(), _day_asked()
    days = CouncilDays(the_council().timezone.key)
    with transaction() as session:
        found = see_rounds(session, on, at)
        verdicts = count_reports_by_verdict(session, day_start(on, days), day_end(on, days))
        held_back = count_held_back(session)
    return render_template(
        "rounds/today.html",
        rounds=found,
        verdicts=verdicts,
        held_back=held_back,
        on=on,
        at=at,
        live="live" in request.args,
    )


@rounds.get("/collection")
@open_to(Who.MANAGER, Who.ADMIN)
def show_collection() -> ResponseReturnValue:
    """The streets of one collection, in round order."""
    round_id, on = clean_line(request.args.get("round", "")), _day_asked()
    with transaction() as session:
        progress = list_progress(session, [round_id], on)
        if not progress:
            raise Problem("page.not_found")
        streets = list_streets_today(session, round_id, on)
        photos = count_photos_by_street(session, round_id, on)
    return render_template(
        "rounds/collection.html",
        progress=progress[0],
        streets=streets,
        photos=photos,
        on=on,
        at=now(),
    )


@rounds.get("/street")
@open_to(Who.MANAGER, Who.ADMIN)
def show_street() -> ResponseReturnValue:
    """Everything squads recorded of one street on a collection, with its photos."""
    round_id, on = clean_line(request.args.get("round", "")), _day_asked()
    usrn = clean_line(request.args.get("usrn", ""))
    with transaction() as session:
        progress = list_progress(session, [round_id], on)
        street = find_street_name(session, usrn)
        if not progress or street is None:
            raise Problem("page.not_found")
        recorded = list_recorded_of_street(session, round_id, on, usrn)
        reasons = list_reason_labels(session)
    return render_template(
        "rounds/street.html",
        progress=progress[0],
        street=street,
        recorded=recorded,
        reasons=reasons,
        on=on,
    )


@rounds.get("/missed")
@open_to(Who.MANAGER, Who.ADMIN)
def show_missed() -> ResponseReturnValue:
    """Every missed street of a day and the week before it; or what is still open, of a quarter of a year."""
    on, only_open = _day_asked(), "open" in request.args
    first_on = on - (OPEN_DAYS if only_open else WEEK)
    with transaction() as session:
        missed = list_missed(session, MissedAsked(first_on, on, only_open=only_open))
    return render_template(
        "rounds/missed.html", missed=missed, on=on, at=now(), only_open=only_open
    )


def _day_asked() -> date:
    asked = request.args.get("on", "")
    if not asked:
        return local_today()
    try:
        on = date.fromisoformat(asked)
    except ValueError:
        raise Problem("request.unreadable", why="the day is not like 2026-11-21") from None
    if abs(on - local_today()) > FARTHEST:
        raise Problem("request.unreadable", why="the day is too far away")
    return on
