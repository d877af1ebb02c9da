"""For gunicorn: the product's app that waits for a silent line for a short time, as far as a test has time to wait."""

from flask import Flask

from server import wsgi

SILENT_AT_MOST_S = 3.0
MADE_BY = "tests.photos.impatient:make_app()"


def make_app() -> Flask:
    """The app of the environment."""
    app = wsgi.make_app()
    app.config["SILENT_AT_MOST_S"] = SILENT_AT_MOST_S
    return app
