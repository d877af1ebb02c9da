"""The steps of a report that resident, member and agent share: form, check your answers, send."""

from dataclasses import dataclass, replace
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from server.actions.judge_report import Contact, MadeReport, NewReport, make_report
from server.core.verdict_words import MadeBy
from server.db.session import transaction
from server.web.clock import now
from server.web.language import the_council
from server.web.report_form import Asks, ReportForm, check_form, read_form, told_at


@dataclass(frozen=True, slots=True)
class BinChoice:
    """A bin one can report, as the form shows it."""

    code: str
    name: str
    bin_name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a report is about, where its form's steps are, and who is making it."""

    address: str  # "" when it is to be typed
    bins: tuple[BinChoice, ...]
    back: str
    check: str  # the address the form goes to
    send: str  # the address the checked answers go to
    uprn: str | None = None
    made_by: MadeBy = MadeBy.RESIDENT
    account: UUID | None = None

    @property
    def asks(self) -> Asks:
        """What the form must ask for."""
        return Asks(
            streams=tuple(one.code for one in self.bins),
            address=self.uprn is None,
            contact_made=self.made_by is MadeBy.AGENT,
        )


def show_form(place: Place, form: ReportForm, errors: dict[str, str]) -> ResponseReturnValue:
    """The form; with errors it is answered 400."""
    page = render_template("report/form.html", place=place, form=form, errors=errors)
    return page, 400 if errors else 200


def show_check(place: Place) -> ResponseReturnValue:
    """The answers to check, or the form again with what is wrong."""
    form, errors = _read(place)
    if errors:
        return show_form(place, form, errors)
    chosen = next(one for one in place.bins if one.code == form.stream)
    return render_template("report/check.html", place=place, form=form, chosen=chosen)


def send(place: Place) -> MadeReport | ResponseReturnValue:
    """Make the report; the form again when its answers are to be changed or are wrong."""
    form, errors = _read(place)
    if errors or "change" in request.form:
        return show_form(place, form, errors)
    at = now()
    made_at = told_at(form, the_council().timezone) if place.asks.contact_made else at
    new = NewReport(
        stream=form.stream,
        made_at=made_at or at,
        uprn=place.uprn,
        address_given=form.address,
        made_by=place.made_by,
        channel=form.channel or "web",
        account=place.account,
        contact=_contact(form),
        note=form.note,
        source="web",
        external_id=form.attempt,  # sent twice, it is one report
    )
    with transaction() as session:
        return make_report(session, new, at)


def first_form(place: Place) -> ReportForm:
    """An empty form, with what the link to it already said; an agent's starts with the time of now."""
    form = replace(
        read_form(request.args, Asks((), address=place.asks.address)), email="", phone="", note=""
    )
    if not place.asks.contact_made:
        return form
    local = now().astimezone(the_council().timezone)
    return replace(
        form, told_on=local.strftime("%Y-%m-%d"), told_at=local.strftime("%H:%M"), channel="phone"
    )


def _read(place: Place) -> tuple[ReportForm, dict[str, str]]:
    form = read_form(request.form, place.asks)
    return form, check_form(form, place.asks, the_council().timezone, now())


def _contact(form: ReportForm) -> Contact | None:
    return Contact(email=form.email, phone=form.phone) if form.email or form.phone else None
