"""Signing in and out, for members and staff."""

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from server.actions.sign_in import Attempt, Refusal
from server.actions.sign_in import sign_in as try_sign_in
from server.core.problems import PROBLEMS
from server.db.accounts import Account
from server.db.session import transaction
from server.web.caller import find_caller, forget, remember
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.limits import SIGN_IN, limited
from server.web.navigation import home_of

sign_in = Blueprint("sign_in", __name__)

CODE_OF = {
    Refusal.WRONG: "sign_in.wrong",
    Refusal.TOO_MANY_TRIES: "sign_in.too_many_tries",
}


@sign_in.get("/sign-in")
@open_to(Who.ANYONE)
def ask() -> ResponseReturnValue:
    """The form; whoever is signed in already goes on."""
    caller = find_caller()
    if caller is not None:
        return redirect(_where_to(request.args.get("next", ""), caller))
    return _form({}, request.args.get("next", ""), "")


@sign_in.post("/sign-in")
@open_to(Who.ANYONE)
@limited(SIGN_IN)
def enter() -> ResponseReturnValue:
    """Sign in, or say what to do."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    onward = request.form.get("next", "")
    errors = _missing(email, password)
    if errors:
        return _form(errors, onward, email), 400
    at = now()
    with transaction() as session:
        key = current_app.config["SETTINGS"].secret_key
        outcome = try_sign_in(session, Attempt(email, password, key), at)
    if isinstance(outcome, Refusal):
        kind = PROBLEMS[CODE_OF[outcome]]
        return _form({"email": gettext(kind.sentence)}, onward, email), kind.status
    remember(outcome, at)
    return redirect(_where_to(onward, outcome))


@sign_in.post("/sign-out")
@open_to(Who.ANYONE)
def leave() -> ResponseReturnValue:
    """Sign out on this browser."""
    forget()
    return redirect("/")


def _missing(email: str, password: str) -> dict[str, str]:
    errors = {}
    if not email.strip():
        errors["email"] = gettext("Enter your email address")
    if not password:
        errors["password"] = gettext("Enter your password")
    return errors


def _form(errors: dict[str, str], onward: str, email: str) -> str:
    return render_template("sign_in/ask.html", errors=errors, next=onward, email=email)


def _where_to(onward: str, account: Account) -> str:
    """The page that was asked for, when it is one of ours: a path, not another host's address in disguise."""
    is_ours = onward.startswith("/") and not onward.startswith("//") and "\\" not in onward
    return onward if is_ours and onward.isprintable() else home_of(account.role)
