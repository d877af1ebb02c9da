"""The first page: leads each kind of person to their place."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from server.web.identity import Who, open_to

first = Blueprint("first", __name__)


@first.get("/")
@open_to(Who.ANYONE)
def show() -> ResponseReturnValue:
    """Residents first, then members, hub and managers, squads."""
    return render_template("first/show.html")
