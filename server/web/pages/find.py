"""A resident finds an address: one field; when it is not sure which is meant, a list to choose from."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from server.actions.find_address import find_address
from server.db.session import transaction
from server.web.identity import Who, open_to
from server.web.limits import SEARCH, limited

find = Blueprint("find", __name__)

MOST_SHOWN = 60  # a postcode has seldom more addresses


@find.get("/bins")
@open_to(Who.ANYONE)
@limited(SEARCH)
def ask() -> ResponseReturnValue:
    """The field, the list, or straight on to the premises when it is sure."""
    if "q" not in request.args:
        return _show("", "", [])
    text = " ".join(request.args["q"].split())
    if not text:
        return _show("", gettext("Enter your address or postcode"), []), 400
    with transaction() as session:
        answer = find_address(session, text, limit=MOST_SHOWN)
    if answer.sure:
        return redirect(url_for("premises.show", uprn=answer.found[0].uprn))
    return _show(text, "", list(answer.found))


def _show(text: str, error: str, found: list[object]) -> str:
    return render_template("find/ask.html", text=text, error=error, found=found)
