"""Enrolment: a handheld gives the one-time code and gets its secret."""

from typing import Any

from flask import Blueprint, Response

from server.actions.enrol_device import Asking, enrol
from server.core.problems import Problem
from server.db.session import transaction
from server.web.api.bodies import answer_bytes, read_body
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.limits import limited
from sync.canonical import canonical_json, read_json
from sync.refusals import WireError

enrolment = Blueprint("enrolment", __name__)

LARGEST = 4 * 1024
HOW_OFTEN = "20 per minute"


@enrolment.post("/v1/enrol")
@open_to(Who.ANYONE)
@limited(HOW_OFTEN)
def take_code() -> Response:
    """Enrol a handheld: {code, label, app, secret?} -> {device, secret, squad, council}."""
    asking = _read(read_body(LARGEST).unpack())
    with transaction() as session:
        enrolled = enrol(session, asking, now())
    answer = {
        "device": enrolled.device,
        "secret": enrolled.secret,
        "squad": enrolled.squad,
        "council": enrolled.council,
    }
    return answer_bytes(canonical_json(answer).encode())


def _read(data: bytes) -> Asking:
    try:
        body = read_json(data)
    except WireError as error:
        raise Problem("request.unreadable", why=str(error)) from error
    if type(body) is not dict:
        raise Problem("request.unreadable", why="not an object")
    secret = body.get("secret")
    return Asking(
        code=_text(body, "code"),
        label=_text(body, "label"),
        app=_text(body, "app") if "app" in body else "",
        secret=secret if type(secret) is str and secret else None,
    )


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if type(value) is not str or len(value) > 200 or "\x00" in value:
        raise Problem("request.unreadable", why=f"{name} is not a short text")
    return value
