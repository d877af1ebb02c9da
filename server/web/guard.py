"""The check before every view: may this caller use this route, and did a form come from one of our own pages."""

from flask import Flask, current_app, redirect, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from server.core.problems import Problem
from server.web.caller import find_caller
from server.web.identity import Who, callers_of
from server.web.photo_files import photo_rules
from server.web.surfaces import is_api
from server.web.uploads import size_request

csrf = CSRFProtect()
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def guard(app: Flask) -> None:
    """Put the checks before every view."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # checked here, for pages only
    app.config["WTF_CSRF_TIME_LIMIT"] = (
        None  # a form left open over lunch still works; it ends with the session
    )
    csrf.init_app(app)
    app.before_request(lambda: size_request(photo_rules()))
    app.before_request(check_text)
    app.before_request(check_caller)
    app.before_request(check_form)


def check_text() -> None:
    """Refuse the character that a database's text cannot hold, before it gets there."""
    if is_api(request.path):
        return
    values = [request.path, *request.args.keys(), *(v for _, v in request.args.items(multi=True))]
    values.extend(value for _, value in request.form.items(multi=True))
    if any("\x00" in value for value in values):
        raise Problem("request.unreadable", why=gettext("it holds a character that is not text"))


def check_caller() -> Response | None:
    """Refuse whoever the view is not open to. A device proves itself in its own view, by its secret."""
    if request.endpoint is None:
        return None
    allowed = callers_of(current_app.view_functions[request.endpoint])
    if allowed & {Who.ANYONE, Who.DEVICE}:
        return None
    caller = None if is_api(request.path) else find_caller()
    if caller is not None and Who(caller.role) in allowed:
        return None
    if caller is not None:
        raise Problem("sign_in.not_allowed")
    if request.method == "GET" and not is_api(request.path):
        return redirect(url_for("sign_in.ask", next=request.full_path.rstrip("?")))
    raise Problem("sign_in.needed")


def check_form() -> None:
    """Refuse a form that did not come from a page of ours."""
    if request.method in SAFE_METHODS or request.endpoint is None or is_api(request.path):
        return
    csrf.protect()
