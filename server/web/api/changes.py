"""The change feed, page by page: what others changed of what a device mirrors."""

from flask import Blueprint, Response, request

from server.actions.list_changes import list_changes
from server.actions.swift_ops import swift_text
from server.core.problems import Problem
from server.db.session import transaction
from server.web.api.bodies import answer_bytes
from server.web.api.device_identity import get_device_in_service
from server.web.clock import now
from server.web.identity import Who, open_to
from sync.exchange import encode_feed

changes = Blueprint("changes", __name__)

PROBLEM_OF_MISFIT = {
    "diverged": "feed.diverged",
    "pruned": "feed.pruned",
    "scope_changed": "feed.scope_changed",
}


@changes.get("/v1/changes")
@open_to(Who.DEVICE)
def hand_out() -> Response:
    """The changes behind a cursor."""
    cursor = request.args.get("cursor", "")
    with transaction() as session:
        device = get_device_in_service(session, now())
        page = list_changes(session, device, cursor)
    if page.bootstrap is not None:
        raise Problem(PROBLEM_OF_MISFIT[page.bootstrap])
    return answer_bytes(encode_feed(page, swift_text))
