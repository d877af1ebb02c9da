"""Accounts: an administrator opens them, closes them and gives new passwords."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from server.actions.open_account import (
    Opening,
    change_password,
    close_account,
    open_account,
    reopen_account,
)
from server.core.problems import Problem
from server.db.accounts import get_account, list_accounts
from server.db.session import transaction
from server.db.ward_view import list_wards
from server.web.caller import get_caller
from server.web.clock import now
from server.web.identity import Who, open_to

accounts = Blueprint("accounts", __name__, url_prefix="/accounts")

FIELD_OF = {
    "account.exists": "email",
    "account.email_unreadable": "email",
    "account.name_missing": "name",
    "account.role_unknown": "role",
    "account.ward_missing": "wards",
    "account.ward_unknown": "wards",
    "account.password_weak": "password",
}


@accounts.get("")
@open_to(Who.ADMIN)
def show_accounts() -> ResponseReturnValue:
    """All accounts."""
    with transaction() as session:
        found = list_accounts(session)
        names = {ward.code: ward.name for ward in list_wards(session)}
    return render_template("accounts/list.html", accounts=found, ward_names=names)


@accounts.get("/new")
@open_to(Who.ADMIN)
def ask_new() -> ResponseReturnValue:
    """The form for a new account."""
    return _form({}, {})


@accounts.post("/new")
@open_to(Who.ADMIN)
def add() -> ResponseReturnValue:
    """Open an account."""
    form = request.form
    opening = Opening(
        email=form.get("email", "").strip(),
        name=form.get("name", "").strip()[:200],
        role=form.get("role", ""),
        password=form.get("password", ""),
        wards=tuple(form.getlist("wards")),
    )
    try:
        with transaction() as session:
            open_account(session, opening, now(), get_caller().id)
    except Problem as problem:
        return _form(_as_field_error(problem), form), problem.status
    flash(gettext("%(name)s can sign in now.", name=opening.name))
    return redirect(url_for("accounts.show_accounts"))


@accounts.get("/<uuid:account_id>/password")
@open_to(Who.ADMIN)
def ask_password(account_id: UUID) -> ResponseReturnValue:
    """The form for a new password."""
    return _password_form(account_id, {})


@accounts.post("/<uuid:account_id>/password")
@open_to(Who.ADMIN)
def set_password(account_id: UUID) -> ResponseReturnValue:
    """Give the account a new password."""
    new_password = request.form.get("password", "")
    try:
        with transaction() as session:
            change_password(session, account_id, new_password, now(), get_caller().id)
    except Problem as problem:
        return _password_form(account_id, _as_field_error(problem)), problem.status
    flash(gettext("The password is changed. Everyone signed in to this account was signed out."))
    return redirect(url_for("accounts.show_accounts"))


@accounts.post("/<uuid:account_id>/close")
@open_to(Who.ADMIN)
def close(account_id: UUID) -> ResponseReturnValue:
    """Close an account."""
    with transaction() as session:
        closed = close_account(session, account_id, now(), get_caller().id)
    flash(gettext("The account of %(name)s is closed.", name=closed.name))
    return redirect(url_for("accounts.show_accounts"))


@accounts.post("/<uuid:account_id>/reopen")
@open_to(Who.ADMIN)
def reopen(account_id: UUID) -> ResponseReturnValue:
    """Open a closed account again."""
    with transaction() as session:
        opened = reopen_account(session, account_id, now(), get_caller().id)
    flash(gettext("The account of %(name)s is open again.", name=opened.name))
    return redirect(url_for("accounts.show_accounts"))


def _as_field_error(problem: Problem) -> dict[str, str]:
    if problem.code not in FIELD_OF:
        raise problem
    sentence = gettext(problem.kind.sentence).format(**problem.details)
    return {FIELD_OF[problem.code]: sentence}


def _form(errors: dict[str, str], form: object) -> str:
    with transaction() as session:
        wards = list_wards(session)
    return render_template("accounts/new.html", errors=errors, form=form, wards=wards)


def _password_form(account_id: UUID, errors: dict[str, str]) -> str:
    with transaction() as session:
        account = get_account(session, account_id)
    return render_template("accounts/password.html", account=account, errors=errors)
