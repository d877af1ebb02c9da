"""Is the server up, and does it reach its database?"""

from flask import Blueprint, Response, jsonify

from server.db.health import is_reachable
from server.web.identity import Who, open_to

health = Blueprint("health", __name__)


@health.get("/healthz")
@open_to(Who.ANYONE)
def show_health() -> tuple[Response, int]:
    """200 when the database answers, else 503."""
    reachable = is_reachable()
    return jsonify({"ok": reachable}), 200 if reachable else 503
