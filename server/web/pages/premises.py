"""A premises today: for each bin what the squad recorded, when it is next collected, and whether it can be reported."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from server.actions.see_premises import see_premises
from server.db.session import transaction
from server.web.clock import now
from server.web.identity import Who, open_to
from server.web.limits import SEARCH, limited

premises = Blueprint("premises", __name__)


@premises.get("/premises/<uprn:uprn>")
@open_to(Who.ANYONE)
@limited(SEARCH)
def show(uprn: str) -> ResponseReturnValue:
    """Today's state of each stream."""
    at = now()
    with transaction() as session:
        today = see_premises(session, uprn, at)
    return render_template("premises/show.html", today=today, at=at)
