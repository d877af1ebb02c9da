"""What waits for a manager: both sides of a report beside each other, the decision, returns that failed."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from server.actions.answer_return import answer_return_by_hand, take_back_note
from server.actions.decide_report import (
    LOOK_BACK,
    REJECTED,
    UPHELD,
    Deciding,
    decide_report,
    go_back_again,
)
from server.actions.follow_report import follow_report
from server.db.audit import Change, add_change
from server.db.reason_labels import list_reason_labels
from server.db.recorded import list_recorded, photos_in
from server.db.return_history import list_history_of_report
from server.db.session import transaction
from server.db.to_decide import list_late_returns, list_to_decide
from server.web.caller import get_caller
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.report_form import clean_text
from sync.words import ReturnOutcome

decisions = Blueprint("decisions", __name__, url_prefix="/decisions")
RETURNS_OF = timedelta(days=21)


@decisions.get("")
@open_to(Who.MANAGER, Who.ADMIN)
def show_waiting() -> ResponseReturnValue:
    """Everything that waits, the longest first."""
    at = now()
    with transaction() as session:
        waiting = list_to_decide(session, at - LOOK_BACK)
        late = list_late_returns(session, at, at - RETURNS_OF)
        reasons = list_reason_labels(session)
    return render_template(
        "decisions/list.html", waiting=waiting, late=late, reasons=reasons, at=at
    )


@decisions.get("/<reference:reference>/<any(dispute, review, escalation):about>")
@open_to(Who.MANAGER, Who.ADMIN)
def show_sides(reference: str, about: str) -> ResponseReturnValue:
    """Both sides of one report."""
    return _sides(reference, about, {})


@decisions.post("/<reference:reference>/<any(dispute, review, escalation):about>")
@open_to(Who.MANAGER, Who.ADMIN)
def decide(reference: str, about: str) -> ResponseReturnValue:
    """Decide."""
    caller, at = get_caller(), now()
    decision, why = request.form.get("decision", ""), clean_text(request.form.get("why", ""))
    errors = _missing(decision, why)
    if errors:
        return _sides(reference, about, errors), 400
    shown = frozenset(request.form.getlist("shown"))
    deciding = Deciding(reference, about, decision, why[:2000], caller.id, shown)
    with transaction() as session:
        change = Change(f"report.{decision}", f"report:{reference}", caller.id, {"about": about})
        add_change(session, change, at)
        decide_report(session, deciding, at)
    flash(gettext("Decided. The report's page says so, with your reason."))
    return redirect(url_for("decisions.show_waiting"), 303)


@decisions.post("/returns/<uuid:return_id>/again")
@open_to(Who.MANAGER, Who.ADMIN)
def send_again(return_id: UUID) -> ResponseReturnValue:
    """Send a squad back after a return that failed."""
    caller, at = get_caller(), now()
    with transaction() as session:
        add_change(session, Change("return.again", f"return:{return_id}", caller.id), at)
        go_back_again(session, str(return_id), at)
    flash(gettext("A new return is asked for."))
    return redirect(url_for("decisions.show_waiting"), 303)


@decisions.post("/returns/<uuid:return_id>/<any(returned, return_failed):outcome>")
@open_to(Who.MANAGER, Who.ADMIN)
def answer(return_id: UUID, outcome: str) -> ResponseReturnValue:
    """Note what the squad said on the phone: it was back, or could not collect."""
    at = now()
    with transaction() as session:
        late = list_late_returns(session, at, at - RETURNS_OF)
        answer_return_by_hand(session, return_id, ReturnOutcome(outcome), at, get_caller().id)
    noted = {
        ReturnOutcome.RETURNED: gettext("Noted: the squad went back to %(place)s."),
        ReturnOutcome.RETURN_FAILED: gettext("Noted: the squad could not collect at %(place)s."),
    }[ReturnOutcome(outcome)]
    place = next((one.place for one in late if one.id == str(return_id)), gettext("the street"))
    flash(noted % {"place": place} + " " + gettext("Whoever reported it reads so."))
    return redirect(url_for("decisions.show_waiting"), 303)


@decisions.post("/returns/<uuid:return_id>/answers/<int:answer_id>/taken-back")
@open_to(Who.MANAGER, Who.ADMIN)
def take_back(return_id: UUID, answer_id: int) -> ResponseReturnValue:
    """Take back what was noted of a return by mistake."""
    with transaction() as session:
        incident = take_back_note(session, return_id, answer_id, now(), get_caller().id)
    flash(gettext("The note is taken back. Whoever reported it reads what counts now."))
    if incident is None:
        return redirect(url_for("decisions.show_waiting"), 303)
    return redirect(url_for("incidents.show", incident_id=incident), 303)


def _missing(decision: str, why: str) -> dict[str, str]:
    """By field what a decision still needs."""
    errors = {}
    if decision not in (UPHELD, REJECTED):
        errors["upheld"] = gettext("Choose which side is right.")
    if not why.strip():
        errors["why"] = gettext("Say why: the resident and the squad are told your reason.")
    return errors


def _sides(reference: str, about: str, errors: dict[str, str]) -> str:
    """Both sides; after an error with all that was filled in."""
    at = now()
    with transaction() as session:
        story = follow_report(session, reference, None, at)
        recorded = list_recorded(session, str(story.report_id))
        returns = list_history_of_report(session, str(story.report_id))
        waiting = list_to_decide(session, at - LOOK_BACK)
        reasons = list_reason_labels(session)
    asked = [w for w in waiting if (w.reference, w.about) == (story.reference, about)]
    return render_template(
        "decisions/show.html",
        story=story,
        recorded=recorded,
        returns=returns,
        squads_photos=sorted(photos_in(recorded)),
        asked=asked[0] if asked else None,
        about=about,
        reasons=reasons,
        at=at,
        errors=errors,
        sent=request.form,
    )
