"""What the service says about itself: privacy and cookies, accessibility, the squads' app."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from server.web.identity import Who, open_to

about = Blueprint("about", __name__)


@about.get("/privacy")
@open_to(Who.ANYONE)
def show_privacy() -> ResponseReturnValue:
    """What is kept, why and for how long."""
    kept = current_app.config["SETTINGS"].photos_kept
    return render_template("about/privacy.html", photo_days=kept.days)


@about.get("/accessibility")
@open_to(Who.ANYONE)
def show_accessibility() -> ResponseReturnValue:
    """How the pages were made for everybody, and whom to tell when they fail."""
    return render_template("about/accessibility.html")


@about.get("/squads-app")
@open_to(Who.ANYONE)
def show_app() -> ResponseReturnValue:
    """How a squad sets up its handheld, and what the handheld records."""
    return render_template("about/app.html")
