"""A member's wards: which streets were missed, why, and when we go back; and how complete that picture is."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from server.actions.see_rounds import see_rounds
from server.core.problems import Problem
from server.db.missed import MissedAsked, list_missed
from server.db.session import transaction
from server.db.ward_view import get_ward, list_wards
from server.web.caller import get_caller
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.language import local_today

ward = Blueprint("ward", __name__, url_prefix="/wards")
DAYS_BACK = timedelta(days=7)


@ward.get("")
@open_to(Who.MEMBER, Who.MANAGER, Who.ADMIN)
def show_wards() -> ResponseReturnValue:
    """The caller's wards; with one only, straight on to it. Managers see all."""
    caller = get_caller()
    with transaction() as session:
        wards = list_wards(session)
    if caller.role == Who.MEMBER:
        wards = [one for one in wards if one.code in caller.wards]
    if len(wards) == 1:
        return redirect(url_for("ward.show", code=wards[0].code))
    return render_template("ward/list.html", wards=wards)


@ward.get("/<code:code>")
@open_to(Who.MEMBER, Who.MANAGER, Who.ADMIN)
def show(code: str) -> ResponseReturnValue:
    """One ward: today, and the week before."""
    check_ward(code)
    at, today = now(), local_today()
    with transaction() as session:
        the_ward = get_ward(session, code)
        missed = list_missed(session, MissedAsked(today - DAYS_BACK, today, code))
        rounds = see_rounds(session, today, at, code)
    return render_template(
        "ward/show.html",
        ward=the_ward,
        at=at,
        rounds=rounds,
        missed_today=[street for street in missed if street.on == today],
        missed_before=[street for street in missed if street.on < today],
    )


def check_ward(code: str) -> None:
    """Raises Problem ward.not_yours when a member asks for another's ward."""
    caller = get_caller()
    if caller.role == Who.MEMBER and code not in caller.wards:
        raise Problem("ward.not_yours")
