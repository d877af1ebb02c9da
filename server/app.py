"""Wires the server together: settings, database, routes. Nothing else builds a Flask app."""

from pathlib import Path

from flask import Flask

from server.db.session import db
from server.settings import Settings
from server.web.api.blobs import blobs
from server.web.api.changes import changes
from server.web.api.enrolment import enrolment
from server.web.api.exchange import exchange
from server.web.api.pack import pack
from server.web.health import health
from server.web.pages.photos import photos
from server.web.wiring import wire_web


def create_app(settings: Settings) -> Flask:
    """Build the app. Importing this module starts nothing."""
    app = Flask(
        "server",
        root_path=str(Path(__file__).parent),
        template_folder="web/templates",
        static_folder="web/static",
    )
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        # an error's text goes to the log: what people typed must not be in it
        SQLALCHEMY_ENGINE_OPTIONS={
            "hide_parameters": True,
            # a batch is looked up row by row through indices: compiling such a plan took 30 ms, running it 1
            # the line used last is the one whose statements are prepared and whose pages are warm
            "pool_use_lifo": True,
            "connect_args": {"options": "-c jit=off", "prepare_threshold": 1},
        },
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
    )
    db.init_app(app)
    wire_web(app, settings)
    for blueprint in (health, enrolment, exchange, changes, pack, blobs, photos):
        app.register_blueprint(blueprint)
    return app
