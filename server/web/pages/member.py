"""A member's own cases: reports they made for a resident or a street of their wards, and how each stands."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from server.actions.find_address import PremisesFound, find_address
from server.actions.follow_report import follow_report
from server.actions.judge_report import MadeReport
from server.core.problems import Problem
from server.core.verdict_words import MadeBy
from server.db.reason_labels import list_reason_labels
from server.db.session import transaction
from server.db.ward_view import is_own_report, list_in_wards, list_own_reports
from server.web.caller import get_caller
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.pages.find import MOST_SHOWN
from server.web.report_deeds import do_for_resident
from server.web.report_desk import Desk
from server.web.report_form import clean_line
from server.web.report_steps import Place, first_form, send, show_check, show_form

member = Blueprint("member", __name__, url_prefix="/my-reports")
DESK = Desk(MadeBy.MEMBER, "member", back="member.show_reports")


@member.get("")
@open_to(Who.MEMBER)
def show_reports() -> ResponseReturnValue:
    """The member's own cases, and the field to start a new one."""
    text = clean_line(request.args.get("q", ""))
    with transaction() as session:
        reports = list_own_reports(session, get_caller().id)
    found = _find(text) if text else []
    return render_template("member/reports.html", reports=reports, text=text, found=found, at=now())


@member.get("/<reference:reference>")
@open_to(Who.MEMBER)
def story(reference: str) -> ResponseReturnValue:
    """One own case. Another's is answered as if it were not there."""
    return _story(reference, {})


@member.post("/<reference:reference>/<any(dispute, escalate, withdraw):doing>")
@open_to(Who.MEMBER)
def do_for_own(reference: str, doing: str) -> ResponseReturnValue:
    """Dispute, take further or withdraw an own case."""
    _check_own(reference)
    errors = do_for_resident(reference.upper(), doing)
    if errors:
        return _story(reference, errors), 400
    return redirect(url_for("member.story", reference=reference.upper()), 303)


@member.get("/new/<uprn:uprn>")
@open_to(Who.MEMBER)
def ask(uprn: str) -> ResponseReturnValue:
    """The form, for premises in one of the member's wards."""
    place = _in_own_wards(uprn)
    return show_form(place, first_form(place), {})


@member.post("/new/<uprn:uprn>")
@open_to(Who.MEMBER)
def check(uprn: str) -> ResponseReturnValue:
    """Check the answers."""
    return show_check(_in_own_wards(uprn))


@member.post("/new/<uprn:uprn>/send")
@open_to(Who.MEMBER)
def make(uprn: str) -> ResponseReturnValue:
    """Make the report."""
    return _made(send(_in_own_wards(uprn)))


@member.get("/new")
@open_to(Who.MEMBER)
def ask_unlisted() -> ResponseReturnValue:
    """The form for a street, or an address we have not got."""
    place = DESK.unlisted()
    return show_form(place, first_form(place), {})


@member.post("/new")
@open_to(Who.MEMBER)
def check_unlisted() -> ResponseReturnValue:
    """Check the answers, for a street."""
    return show_check(DESK.unlisted())


@member.post("/new/send")
@open_to(Who.MEMBER)
def make_unlisted() -> ResponseReturnValue:
    """Make the report for a street; somebody will find the place."""
    return _made(send(DESK.unlisted()))


def _check_own(reference: str) -> None:
    """Raises Problem page.not_found for another's case."""
    with transaction() as session:
        if not is_own_report(session, reference.upper(), get_caller().id):
            raise Problem("page.not_found")


def _story(reference: str, errors: dict[str, str]) -> str:
    at = now()
    _check_own(reference)
    with transaction() as session:
        found = follow_report(session, reference, None, at)
        reasons = list_reason_labels(session)
    return render_template(
        "member/story.html",
        story=found,
        at=at,
        reasons=reasons,
        here=url_for("member.story", reference=found.reference),
        errors=errors,
    )


def _find(text: str) -> list[PremisesFound]:
    """What was found, as far as it stands in the member's wards."""
    with transaction() as session:
        found = find_address(session, text, limit=MOST_SHOWN).found
        mine = list_in_wards(session, [one.uprn for one in found], get_caller().wards)
    return [one for one in found if one.uprn in mine]


def _in_own_wards(uprn: str) -> Place:
    """Raises Problem ward.not_yours for premises elsewhere."""
    with transaction() as session:
        mine = list_in_wards(session, [uprn], get_caller().wards)
    if not mine:
        raise Problem("ward.not_yours")
    return DESK.listed(uprn)


def _made(outcome: MadeReport | ResponseReturnValue) -> ResponseReturnValue:
    if not isinstance(outcome, MadeReport):
        return outcome
    flash(gettext("Report %(reference)s is made.", reference=outcome.reference))
    return redirect(url_for("member.story", reference=outcome.reference), 303)
