"""Accounts: an administrator keeps all of them, a manager those of members and agents."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from server.actions.open_account import (
    KEPT_BY,
    Changing,
    Opening,
    change_account,
    change_password,
    check_may_keep,
    close_account,
    open_account,
    reopen_account,
)
from server.core.problems import Problem
from server.db.accounts import Account, get_account, list_accounts
from server.db.session import Session, transaction
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
    "account.own_role": "role",
    "account.ward_missing": "wards",
    "account.ward_unknown": "wards",
    "account.password_weak": "password",
}


@accounts.get("")
@open_to(Who.MANAGER, Who.ADMIN)
def show_accounts() -> ResponseReturnValue:
    """The accounts the caller keeps."""
    roles = KEPT_BY[get_caller().role]
    with transaction() as session:
        found = [account for account in list_accounts(session) if account.role in roles]
        names = {ward.code: ward.name for ward in list_wards(session)}
    return render_template("accounts/list.html", accounts=found, ward_names=names)


@accounts.get("/new")
@open_to(Who.MANAGER, Who.ADMIN)
def ask_new() -> ResponseReturnValue:
    """The form for a new account."""
    return _form({}, {})


@accounts.post("/new")
@open_to(Who.MANAGER, Who.ADMIN)
def add() -> ResponseReturnValue:
    """Open an account."""
    form, caller = request.form, get_caller()
    opening = Opening(
        email=form.get("email", "").strip(),
        name=form.get("name", "").strip()[:200],
        role=form.get("role", ""),
        password=form.get("password", ""),
        wards=tuple(form.getlist("wards")),
    )
    check_may_keep(caller.role, opening.role)
    try:
        with transaction() as session:
            open_account(session, opening, now(), caller.id)
    except Problem as problem:
        return _form(_as_field_error(problem), form), problem.status
    flash(gettext("%(name)s can sign in now.", name=opening.name))
    return redirect(url_for("accounts.show_accounts"))


@accounts.get("/<uuid:account_id>/change")
@open_to(Who.MANAGER, Who.ADMIN)
def ask_change(account_id: UUID) -> ResponseReturnValue:
    """The form for another name, role or wards."""
    return _change_form(account_id, {})


@accounts.post("/<uuid:account_id>/change")
@open_to(Who.MANAGER, Who.ADMIN)
def change(account_id: UUID) -> ResponseReturnValue:
    """Give the account another name, role or wards."""
    form, caller = request.form, get_caller()
    changing = Changing(
        name=form.get("name", "").strip()[:200],
        role=form.get("role", ""),
        wards=tuple(form.getlist("wards")),
    )
    check_may_keep(caller.role, changing.role)
    try:
        with transaction() as session:
            _get_kept(session, account_id)
            changed = change_account(session, account_id, changing, now(), caller.id)
    except Problem as problem:
        return _change_form(account_id, _as_field_error(problem)), problem.status
    flash(gettext("The account of %(name)s is changed.", name=changed.name))
    return redirect(url_for("accounts.show_accounts"))


@accounts.get("/<uuid:account_id>/password")
@open_to(Who.MANAGER, Who.ADMIN)
def ask_password(account_id: UUID) -> ResponseReturnValue:
    """The form for a new password."""
    return _password_form(account_id, {})


@accounts.post("/<uuid:account_id>/password")
@open_to(Who.MANAGER, Who.ADMIN)
def set_password(account_id: UUID) -> ResponseReturnValue:
    """Give the account a new password."""
    new_password = request.form.get("password", "")
    try:
        with transaction() as session:
            _get_kept(session, account_id)
            change_password(session, account_id, new_password, now(), get_caller().id)
    except Problem as problem:
        return _password_form(account_id, _as_field_error(problem)), problem.status
    flash(gettext("The password is changed. Everyone signed in to this account was signed out."))
    return redirect(url_for("accounts.show_accounts"))


@accounts.post("/<uuid:account_id>/close")
@open_to(Who.MANAGER, Who.ADMIN)
def close(account_id: UUID) -> ResponseReturnValue:
    """Close an account."""
    with transaction() as session:
        _get_kept(session, account_id)
        closed = close_account(session, account_id, now(), get_caller().id)
    flash(gettext("The account of %(name)s is closed.", name=closed.name))
    return redirect(url_for("accounts.show_accounts"))


@accounts.post("/<uuid:account_id>/reopen")
@open_to(Who.MANAGER, Who.ADMIN)
def reopen(account_id: UUID) -> ResponseReturnValue:
    """Open a closed account again."""
    with transaction() as session:
        _get_kept(session, account_id)
        opened = reopen_account(session, account_id, now(), get_caller().id)
    flash(gettext("The account of %(name)s is open again.", name=opened.name))
    return redirect(url_for("accounts.show_accounts"))


def _get_kept(session: Session, account_id: UUID) -> Account:
    """The account, if the caller keeps it. Raises Problem account.unknown, account.not_yours."""
    account = get_account(session, account_id)
    check_may_keep(get_caller().role, account.role)
    return account


def _as_field_error(problem: Problem) -> dict[str, str]:
    if problem.code not in FIELD_OF:
        raise problem
    sentence = gettext(problem.kind.sentence).format(**problem.details)
    return {FIELD_OF[problem.code]: sentence}


def _form(errors: dict[str, str], form: object) -> str:
    with transaction() as session:
        wards = list_wards(session)
    roles = KEPT_BY[get_caller().role]
    return render_template("accounts/new.html", errors=errors, form=form, wards=wards, roles=roles)


def _change_form(account_id: UUID, errors: dict[str, str]) -> str:
    with transaction() as session:
        account, wards = _get_kept(session, account_id), list_wards(session)
    form = request.form
    return render_template(
        "accounts/change.html",
        account=account,
        name=form.get("name", account.name),
        role=form.get("role", account.role),
        chosen=form.getlist("wards") if request.method == "POST" else account.wards,
        errors=errors,
        wards=wards,
        roles=KEPT_BY[get_caller().role],
    )


def _password_form(account_id: UUID, errors: dict[str, str]) -> str:
    with transaction() as session:
        account = _get_kept(session, account_id)
    return render_template("accounts/password.html", account=account, errors=errors)
