"""Messages to squads: a manager writes to some or to all, sees where they have got to, and takes them back."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from server.actions.see_messages import see_messages
from server.actions.send_message import (
    LONGEST,
    NewMessage,
    send_message,
    send_to_squads,
    withdraw_message,
)
from server.core.problems import PROBLEMS, Problem
from server.db.audit import Change, add_change
from server.db.overview import list_squads
from server.db.session import Session, transaction
from server.web.caller import get_caller
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.language import local_today
from server.web.report_form import clean_text

messages = Blueprint("messages", __name__, url_prefix="/messages")
DAYS = (1, 2, 7)  # how long a message can be shown
EVERYBODY = "everybody"
FIELD_OF = {
    "message.text_needed": "text",
    "message.too_long": "text",
    "message.squad_needed": "squads",
    "squad.unknown": "squads",
}


@messages.get("")
@open_to(Who.MANAGER, Who.ADMIN)
def show() -> ResponseReturnValue:
    """The form (?squad= ticks one), and what was sent of late."""
    return _page({}, request.args.getlist("squad"))


@messages.post("")
@open_to(Who.MANAGER, Who.ADMIN)
def send() -> ResponseReturnValue:
    """Send it."""
    squads, to = request.form.getlist("squads"), request.form.get("to", "")
    missing = _missing(squads, to)
    if missing:
        return _page(missing, squads), 400
    try:
        with transaction() as session:
            _send(session, squads, to)
    except Problem as problem:
        if problem.code not in FIELD_OF:
            raise
        words = gettext(problem.kind.sentence).format(**problem.details)
        return _page({FIELD_OF[problem.code]: words}, squads), problem.status
    flash(gettext("The message is sent. Handhelds show it when they are next in contact."))
    return redirect(url_for("messages.show"), 303)


@messages.post("/<uuid:message_id>/withdraw")
@open_to(Who.MANAGER, Who.ADMIN)
def withdraw(message_id: UUID) -> ResponseReturnValue:
    """Take it back."""
    at = now()
    with transaction() as session:
        change = Change("message.withdrawn", f"message:{message_id}", get_caller().id)
        add_change(session, change, at)
        withdraw_message(session, str(message_id), at)
    flash(gettext("The message is taken back. Handhelds stop showing it at their next contact."))
    return redirect(url_for("messages.show"), 303)


def _missing(squads: list[str], to: str) -> dict[str, str]:
    """By field all that is not filled in: nobody should be told of one thing after the other."""
    found = [
        "message.text_needed" if not clean_text(request.form.get("text", "")) else "",
        "message.squad_needed" if to != EVERYBODY and not squads else "",
    ]
    return {FIELD_OF[code]: gettext(PROBLEMS[code].sentence) for code in found if code}


def _send(session: Session, squads: list[str], to: str) -> None:
    caller, at, form = get_caller(), now(), request.form
    days = form.get("days", 0, type=int)
    new = NewMessage(
        text=clean_text(form.get("text", "")),
        sent_by=caller.name,
        needs_reading="needs_reading" in form,
        shown_for=timedelta(days=days if days in DAYS else 2),
    )
    details = {"to": EVERYBODY if to == EVERYBODY else sorted(squads)}
    add_change(session, Change("message.sent", "messages", caller.id, details), at)
    if to == EVERYBODY:
        send_message(session, new, at)
    else:
        send_to_squads(session, new, squads, at)


def _page(errors: dict[str, str], chosen: list[str]) -> str:
    at = now()
    with transaction() as session:
        sent, squads = see_messages(session, at), list_squads(session)
    today = local_today()
    return render_template(
        "messages/list.html",
        sent=sent,
        squads=[one for one in squads if one.on_app_from and one.on_app_from <= today],
        chosen=chosen,
        errors=errors,
        form=request.form,
        days_offered=DAYS,
        longest=LONGEST,
        at=at,
    )
