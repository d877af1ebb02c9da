"""One incident for managers: what is known of it, who hangs on it, and closing, reopening or merging it by hand."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from server.actions.decide_incident import (
    ByHand,
    close_incident,
    merge_incidents,
    reopen_incident,
)
from server.actions.tell_devices import tell_devices
from server.core.problems import Problem
from server.db.audit import list_changes_of
from server.db.missed import get_missed, list_at_street, list_hanging_reports
from server.db.reason_labels import list_reason_labels
from server.db.recorded import list_recorded_of_street
from server.db.return_history import list_history_of_incident
from server.db.session import transaction
from server.web.caller import get_caller
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.report_form import clean_text

incidents = Blueprint("incidents", __name__, url_prefix="/incidents")
LONGEST = 2000  # characters of a reason
MOST_REPORTS = 200
FIELD_OF = {"incident.words_needed": "why", "incident.nothing_to_merge": "others"}


@incidents.get("/<uuid:incident_id>")
@open_to(Who.MANAGER, Who.ADMIN)
def show(incident_id: UUID) -> ResponseReturnValue:
    """What is known of it, and what can be done."""
    return _page(incident_id, "", {})


@incidents.post("/<uuid:incident_id>/<any(close, reopen, merge):deed>")
@open_to(Who.MANAGER, Who.ADMIN)
def decide(incident_id: UUID, deed: str) -> ResponseReturnValue:
    """Close it, open it again, or make others part of it; with a reason."""
    by = ByHand(clean_text(request.form.get("why", ""))[:LONGEST], get_caller().id)
    at = now()
    try:
        with transaction() as session:
            _decide(session, (str(incident_id), deed), by, at)
            tell_devices(session, at)
    except Problem as problem:
        if problem.code not in FIELD_OF:
            raise
        words = gettext(problem.kind.sentence).format(**problem.details)
        return _page(incident_id, deed, {f"{deed}-{FIELD_OF[problem.code]}": words}), problem.status
    said = {
        "close": gettext("The incident is closed. Whoever reported it is told."),
        "reopen": gettext("The incident is open again. Whoever reported it is told."),
        "merge": gettext("The incidents are one now. Each keeps its reports."),
    }
    flash(said[deed])
    return redirect(url_for("incidents.show", incident_id=incident_id), 303)


def _decide(session: Session, what: tuple[str, str], by: ByHand, at: datetime) -> None:
    incident_id, deed = what
    if deed == "close":
        close_incident(session, incident_id, by, at)
    elif deed == "reopen":
        reopen_incident(session, incident_id, by, at)
    else:
        merge_incidents(session, incident_id, _others(), by, at)


def _others() -> list[str]:
    """The incidents that were ticked. What is no id is answered as an unknown incident."""
    try:
        return [str(UUID(other)) for other in request.form.getlist("others")]
    except ValueError:
        raise Problem("incident.unknown") from None


def _page(incident_id: UUID, tried: str, errors: dict[str, str]) -> str:
    with transaction() as session:
        incident = get_missed(session, str(incident_id))
        place = (incident.round_id, incident.on, incident.usrn)
        return render_template(
            "incidents/show.html",
            incident=incident,
            others=list_at_street(session, incident),
            reports=list_hanging_reports(session, incident.id, MOST_REPORTS),
            recorded=[
                one for one in list_recorded_of_street(session, *place) if one.place != "premises"
            ],
            returns=list_history_of_incident(session, incident.id),
            reasons=list_reason_labels(session),
            history=list_changes_of(session, f"incident:{incident.id}"),
            at=now(),
            tried=tried,
            errors=errors,
            words=request.form.get("why", "") if tried else "",
        )
