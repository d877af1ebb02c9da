"""A resident reports a missed bin, at a listed address or at one we have not got."""

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from server.actions.judge_report import MadeReport
from server.core.verdict_words import MadeBy
from server.web.identity import Who, open_to
from server.web.limits import REPORT, limited
from server.web.report_desk import Desk
from server.web.report_steps import first_form, send, show_check, show_form

report = Blueprint("report", __name__)
DESK = Desk(MadeBy.RESIDENT, "report", back="find.ask", back_listed="premises.show")


@report.get("/premises/<uprn:uprn>/report")
@open_to(Who.ANYONE)
def ask(uprn: str) -> ResponseReturnValue:
    """The form."""
    place = DESK.listed(uprn)
    return show_form(place, first_form(place), {})


@report.post("/premises/<uprn:uprn>/report")
@open_to(Who.ANYONE)
@limited(REPORT)
def check(uprn: str) -> ResponseReturnValue:
    """Check your answers."""
    return show_check(DESK.listed(uprn))


@report.post("/premises/<uprn:uprn>/report/send")
@open_to(Who.ANYONE)
@limited(REPORT)
def make(uprn: str) -> ResponseReturnValue:
    """Make the report and lead to its page."""
    return _made(send(DESK.listed(uprn)))


@report.get("/report")
@open_to(Who.ANYONE)
def ask_unlisted() -> ResponseReturnValue:
    """The form for an address we have not got."""
    place = DESK.unlisted()
    return show_form(place, first_form(place), {})


@report.post("/report")
@open_to(Who.ANYONE)
@limited(REPORT)
def check_unlisted() -> ResponseReturnValue:
    """Check your answers, for an address we have not got."""
    return show_check(DESK.unlisted())


@report.post("/report/send")
@open_to(Who.ANYONE)
@limited(REPORT)
def make_unlisted() -> ResponseReturnValue:
    """Make the report; somebody will find the place."""
    return _made(send(DESK.unlisted()))


def _made(outcome: MadeReport | ResponseReturnValue) -> ResponseReturnValue:
    if not isinstance(outcome, MadeReport):
        return outcome
    token = _link_token(outcome)
    if not token:
        return render_template("report/sent_before.html", reference=outcome.reference)
    link = url_for("follow.show", reference=outcome.reference, token=token, made="now")
    return redirect(link, 303)


def _link_token(made: MadeReport) -> str:
    """The secret of the link. It is told once, so this browser keeps that of its last report: forms are sent twice."""
    if made.link_token:
        session["made"] = [made.reference, made.link_token]
        return made.link_token
    reference, token = session.get("made", ["", ""])
    return str(token) if reference == made.reference else ""
