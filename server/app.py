"""Wires the server together: settings, database, routes. Nothing else builds a Flask app."""

from pathlib import Path

from flask import Flask

from server.db.session import db
from server.settings import Settings
from server.web.health import health
from server.web.static_files import open_static_files


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
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
    )
    db.init_app(app)
    open_static_files(app)
    app.register_blueprint(health)
    return app
