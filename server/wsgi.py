"""For a WSGI server: `gunicorn "server.wsgi:make_app()"`."""

import os

from flask import Flask

from server.app import create_app
from server.settings import Settings


def make_app() -> Flask:
    """Build the app from the environment."""
    return create_app(Settings.from_environ(os.environ))
