"""Everybody's own account: what it may see, and another password for it."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from server.actions.open_account import change_password
from server.actions.sign_in import Attempt, Refusal, sign_in
from server.core.problems import Problem
from server.db.accounts import get_account
from server.db.session import transaction
from server.db.ward_view import list_wards
from server.web.caller import get_caller, remember
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.limits import SIGN_IN, limited

own_account = Blueprint("own_account", __name__, url_prefix="/my-account")
EVERYBODY = (Who.MEMBER, Who.AGENT, Who.MANAGER, Who.ADMIN)


@own_account.get("")
@open_to(*EVERYBODY)
def show() -> ResponseReturnValue:
    """What the account is, and the form."""
    return _page({})


@own_account.post("/password")
@open_to(*EVERYBODY)
@limited(SIGN_IN)
def set_password() -> ResponseReturnValue:
    """Another password, for who knows the present one. Other browsers are signed out, this one is not."""
    caller, at = get_caller(), now()
    present, new = request.form.get("present", ""), request.form.get("password", "")
    with transaction() as session:
        key = current_app.config["SETTINGS"].secret_key
        outcome = sign_in(session, Attempt(caller.email, present, key), at)
    if outcome is Refusal.TOO_MANY_TRIES:
        return _page({"present": gettext("Too many tries. Wait 15 minutes, then try again.")}), 429
    if isinstance(outcome, Refusal):
        return _page({"present": gettext("This is not your present password.")}), 400
    try:
        with transaction() as session:
            change_password(session, caller.id, new, at, caller.id)
            changed = get_account(session, caller.id)
    except Problem as problem:
        if problem.code != "account.password_weak":
            raise
        words = gettext(problem.kind.sentence).format(**problem.details)
        return _page({"password": words}), problem.status
    remember(changed, at)
    flash(gettext("Your password is changed. Other browsers were signed out."))
    return redirect(url_for("own_account.show"), 303)


def _page(errors: dict[str, str]) -> str:
    with transaction() as session:
        names = {ward.code: ward.name for ward in list_wards(session)}
    return render_template("accounts/own.html", errors=errors, ward_names=names)
