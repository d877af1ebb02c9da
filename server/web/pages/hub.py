"""The customer hub: an agent finds the address, reads what the squad recorded, and reports for the resident."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from server.actions.find_address import find_address
from server.actions.follow_report import follow_report
from server.actions.judge_report import MadeReport
from server.actions.new_ids import read_reference
from server.actions.see_premises import see_premises
from server.core.verdict_words import MadeBy
from server.db.premises_seen import list_reports_seen
from server.db.reason_labels import list_reason_labels
from server.db.recorded import list_recorded
from server.db.reports import find_by_reference
from server.db.return_history import list_history_of_report
from server.db.session import transaction
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.pages.find import MOST_SHOWN
from server.web.report_deeds import do_for_resident
from server.web.report_desk import Desk
from server.web.report_form import clean_line
from server.web.report_steps import first_form, send, show_check, show_form

hub = Blueprint("hub", __name__, url_prefix="/hub")
DESK = Desk(MadeBy.AGENT, "hub", back="hub.find", back_listed="hub.show")
REPORTS_OF = timedelta(days=60)
STAFF = (Who.AGENT, Who.MANAGER, Who.ADMIN)


@hub.get("")
@open_to(*STAFF)
def find() -> ResponseReturnValue:
    """Find an address, or a report by its reference."""
    text = clean_line(request.args.get("q", ""))
    if not text:
        return render_template("hub/find.html", text="", found=[], errors={})
    with transaction() as session:
        answer = find_address(session, text, limit=MOST_SHOWN)
    if answer.sure:
        return redirect(url_for("hub.show", uprn=answer.found[0].uprn))
    return render_template("hub/find.html", text=text, found=answer.found, errors={})


@hub.get("/premises/<uprn:uprn>")
@open_to(*STAFF)
def show(uprn: str) -> ResponseReturnValue:
    """Today's state of each stream, in the agent's words."""
    at = now()
    with transaction() as session:
        today = see_premises(session, uprn, at)
        reports = list_reports_seen(session, uprn, at - REPORTS_OF)
    return render_template("hub/premises.html", today=today, reports=reports, at=at)


@hub.get("/premises/<uprn:uprn>/report")
@open_to(*STAFF)
def ask(uprn: str) -> ResponseReturnValue:
    """The form, with when and how the resident got in touch."""
    place = DESK.listed(uprn)
    return show_form(place, first_form(place), {})


@hub.post("/premises/<uprn:uprn>/report")
@open_to(*STAFF)
def check(uprn: str) -> ResponseReturnValue:
    """Check the answers."""
    return show_check(DESK.listed(uprn))


@hub.post("/premises/<uprn:uprn>/report/send")
@open_to(*STAFF)
def make(uprn: str) -> ResponseReturnValue:
    """Make the report for the resident."""
    return _made(send(DESK.listed(uprn)))


@hub.get("/report")
@open_to(*STAFF)
def ask_unlisted() -> ResponseReturnValue:
    """The form for an address we have not got."""
    place = DESK.unlisted()
    return show_form(place, first_form(place), {})


@hub.post("/report")
@open_to(*STAFF)
def check_unlisted() -> ResponseReturnValue:
    """Check the answers, for an address we have not got."""
    return show_check(DESK.unlisted())


@hub.post("/report/send")
@open_to(*STAFF)
def make_unlisted() -> ResponseReturnValue:
    """Make the report; somebody will find the place."""
    return _made(send(DESK.unlisted()))


@hub.get("/reports")
@open_to(*STAFF)
def look_up() -> ResponseReturnValue:
    """From a reference to its report; what is none is said beside the field, with what was typed."""
    typed = clean_line(request.args.get("reference", ""))
    reference = read_reference(typed)
    if reference is None:
        return _not_found(typed, gettext("Enter a reference like RB-7KQ4-2M.")), 400
    with transaction() as session:
        if find_by_reference(session, reference) is None:
            wrong = gettext("There is no report %(reference)s.", reference=reference)
            return _not_found(typed, wrong), 404
    return redirect(url_for("hub.story", reference=reference))


def _not_found(typed: str, wrong: str) -> str:
    errors = {"reference": wrong}
    return render_template("hub/find.html", text="", found=[], errors=errors, typed=typed)


@hub.get("/reports/<reference:reference>")
@open_to(*STAFF)
def story(reference: str) -> ResponseReturnValue:
    """A report's story, in the agent's words."""
    return _story(reference, {})


@hub.post("/reports/<reference:reference>/<any(dispute, escalate, withdraw):doing>")
@open_to(*STAFF)
def do_for_caller(reference: str, doing: str) -> ResponseReturnValue:
    """Dispute, take further or withdraw it for a resident who calls."""
    errors = do_for_resident(reference.upper(), doing)
    if errors:
        return _story(reference, errors), 400
    return redirect(url_for("hub.story", reference=reference.upper()), 303)


def _story(reference: str, errors: dict[str, str]) -> str:
    at = now()
    with transaction() as session:
        found = follow_report(session, reference.upper(), None, at)
        recorded = list_recorded(session, str(found.report_id))
        returns = list_history_of_report(session, str(found.report_id))
        reasons = list_reason_labels(session)
    return render_template(
        "hub/story.html",
        story=found,
        recorded=recorded,
        returns=returns,
        at=at,
        reasons=reasons,
        here=url_for("hub.story", reference=found.reference),
        errors=errors,
    )


def _made(outcome: MadeReport | ResponseReturnValue) -> ResponseReturnValue:
    if not isinstance(outcome, MadeReport):
        return outcome
    flash(gettext("Report %(reference)s is made.", reference=outcome.reference))
    return redirect(url_for("hub.story", reference=outcome.reference), 303)
