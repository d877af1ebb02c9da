"""The pack: what a device needs for its days. Replaces its mirror, never its log."""

import hashlib
from datetime import date

from flask import Blueprint, Response, request

from server.actions.hand_out_pack import days_from, hand_out_pack
from server.core.problems import Problem
from server.db.session import transaction
from server.web.api.bodies import answer_bytes
from server.web.api.device_identity import get_device_in_service
from server.web.clock import now
from server.web.identity import Who, open_to
from sync.packs import encode_pack

pack = Blueprint("pack", __name__)


@pack.get("/v1/pack")
@open_to(Who.DEVICE)
def hand_out() -> Response:
    """The pack for `on` (YYYY-MM-DD) and, with `days`, the days after it."""
    days = days_from(_day(request.args.get("on", "")), _count(request.args.get("days", "1")))
    at = now()
    with transaction() as session:
        device = get_device_in_service(session, at)
        data = encode_pack(hand_out_pack(session, device, days, at))
    response = answer_bytes(data)
    response.set_etag(hashlib.sha256(data).hexdigest())
    return response


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem("request.unreadable", why="on is not a date") from error


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        raise Problem("request.unreadable", why="days is not a number")
    return int(text)
