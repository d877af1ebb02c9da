"""A report by its secret link: our answer, the story so far, and what the reader can do now."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from server.actions.dispute_report import dispute_report, escalate_report
from server.actions.follow_report import follow_report
from server.actions.withdraw_report import withdraw_report
from server.db.reason_labels import list_reason_labels
from server.db.session import transaction
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.limits import REPORT, SEARCH, limited
from server.web.report_form import clean_text

follow = Blueprint("follow", __name__)


@follow.get("/reports/<reference:reference>/<token:token>")
@open_to(Who.ANYONE)
@limited(SEARCH)
def show(reference: str, token: str) -> ResponseReturnValue:
    """The story."""
    at = now()
    with transaction() as session:
        story = follow_report(session, reference, token, at)
        reasons = list_reason_labels(session)
    path = url_for("follow.show", reference=reference, token=token)
    return render_template(
        "report/story.html",
        story=story,
        at=at,
        reasons=reasons,
        just_made=request.args.get("made") == "now",
        link=current_app.config["SETTINGS"].base_url + path,
        withdraw=url_for("follow.withdraw", reference=reference, token=token),
        dispute=url_for("follow.dispute", reference=reference, token=token),
        escalate=url_for("follow.escalate", reference=reference, token=token),
    )


@follow.post("/reports/<reference:reference>/<token:token>/withdraw")
@open_to(Who.ANYONE)
@limited(REPORT)
def withdraw(reference: str, token: str) -> ResponseReturnValue:
    """Take the report back."""
    with transaction() as session:
        withdraw_report(session, reference, token, now())
    flash(gettext("Your report is withdrawn."))
    return redirect(url_for("follow.show", reference=reference, token=token), 303)


@follow.post("/reports/<reference:reference>/<token:token>/dispute")
@open_to(Who.ANYONE)
@limited(REPORT)
def dispute(reference: str, token: str) -> ResponseReturnValue:
    """Say that our answer is wrong."""
    words = clean_text(request.form.get("words", ""))
    with transaction() as session:
        dispute_report(session, reference, token, words, now())
    flash(gettext("We have what you told us. A manager looks at both sides and answers here."))
    return redirect(url_for("follow.show", reference=reference, token=token), 303)


@follow.post("/reports/<reference:reference>/<token:token>/escalate")
@open_to(Who.ANYONE)
@limited(REPORT)
def escalate(reference: str, token: str) -> ResponseReturnValue:
    """Take a late return further."""
    words = clean_text(request.form.get("words", ""))
    with transaction() as session:
        escalate_report(session, reference, token, words, now())
    flash(gettext("Your report is with a manager now, who answers here."))
    return redirect(url_for("follow.show", reference=reference, token=token), 303)
