"""For managers: where the records of a collection and its lorry's track do not tell the same. Squads, never persons."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from server.actions.see_passing import see_passing
from server.core.problems import Problem
from server.db.overview import list_progress
from server.db.session import transaction
from server.web.identity import Who, open_to
from server.web.language import local_today
from server.web.report_form import clean_line

passing = Blueprint("passing", __name__, url_prefix="/rounds")


@passing.get("/passing")
@open_to(Who.MANAGER, Who.ADMIN)
def show_passing() -> ResponseReturnValue:
    """Streets passed but not recorded, and recorded but never passed, of one collection."""
    round_id, on = clean_line(request.args.get("round", "")), _day_asked()
    with transaction() as session:
        progress = list_progress(session, [round_id], on)
        if not progress:
            raise Problem("page.not_found")
        found = see_passing(session, round_id, on)
    return render_template("rounds/passing.html", progress=progress[0], found=found, on=on)


def _day_asked() -> date:
    asked = request.args.get("on", "")
    try:
        return date.fromisoformat(asked) if asked else local_today()
    except ValueError:
        raise Problem("request.unreadable", why="the day is not like 2026-11-21") from None
