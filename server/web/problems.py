"""The one translator of errors: a Problem becomes problem+json (RFC 9457) for machines, a page for people.

What nobody foresaw becomes a 500 with a reference. Its traceback is logged under that reference, with the route's
pattern and never the address asked for, which may hold a secret link.
"""

import logging
import secrets

from flask import Flask, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from server.core.problems import Problem
from server.db.council import NO_COUNCIL_YET
from server.db.session import db
from server.web.caller import find_caller
from server.web.navigation import home_of
from server.web.surfaces import is_api
from server.web.uploads import too_large

log = logging.getLogger(__name__)

CODE_OF_STATUS = {
    404: "page.not_found",
    405: "method.not_allowed",
    429: "request.too_many",
}
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misheard on the phone


def translate_problems(app: Flask) -> None:
    """Put the translator in place."""
    app.register_error_handler(Problem, answer_problem)
    app.register_error_handler(CSRFError, answer_stale_form)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(Exception, answer_failure)


def answer_problem(problem: Problem) -> ResponseReturnValue:
    """Say what happened and what to do next."""
    log.info("problem %s at %s", problem.code, _route())
    sentence = gettext(problem.kind.sentence).format(**problem.details)
    if is_api(request.path):
        answer = jsonify(
            type=f"urn:roundbook:problem:{problem.code}",
            title=sentence,
            status=problem.status,
            code=problem.code,
            details={name: _plain(value) for name, value in problem.details.items()},
        )
        answer.content_type = "application/problem+json"
        return answer, problem.status
    heading = _heading(problem.status)
    caller = find_caller()
    home = None if caller is None else home_of(caller.role)
    page = render_template(
        "problem.html", problem=problem, sentence=sentence, heading=heading, home=home
    )
    return page, problem.status


def answer_stale_form(_error: CSRFError) -> ResponseReturnValue:
    """A form without the token of this browser's session."""
    return answer_problem(Problem("form.stale"))


def answer_http_error(error: HTTPException) -> ResponseReturnValue:
    """Werkzeug's own errors, in our words. A redirect (308 for a slash, say) goes out as it is."""
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if status in CODE_OF_STATUS:
        return answer_problem(Problem(CODE_OF_STATUS[status]))
    if status == 413:
        return answer_problem(too_large())
    if status < 500:
        return answer_problem(Problem("request.unreadable", why=error.name.lower()))
    return answer_failure(error)


def answer_failure(error: Exception) -> ResponseReturnValue:
    """What nobody foresaw."""
    if current_app.config["PROPAGATE_EXCEPTIONS"] is None and current_app.testing:
        raise error
    db.session.rollback()
    g.council, g.caller = NO_COUNCIL_YET, None  # the page must not need the database
    reference = "".join(secrets.choice(ALPHABET) for _ in range(8))
    log.error("failure %s at %s", reference, _route(), exc_info=error)
    return answer_problem(Problem("server.failed", reference=reference))


def _heading(status: int) -> str:
    headings = {
        401: gettext("Sign in"),
        403: gettext("Not allowed"),
        404: gettext("Page not found"),
        500: gettext("Something went wrong"),
    }
    return str(headings.get(status) or gettext("There is a problem"))


def _route() -> str:
    rule = request.url_rule
    return f"{request.method} {rule.rule if rule is not None else '(no route)'}"


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
