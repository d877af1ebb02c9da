"""Static files: open to anyone, and named with a hash of their content, so that browsers may keep them for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, url_for

from server.web.identity import Who, open_to

FOLDER = Path(__file__).parent / "static"
A_YEAR = "public, max-age=31536000, immutable"


def open_static_files(app: Flask) -> None:
    """Static files are for anyone; templates name them with `asset(...)`."""
    app.view_functions["static"] = open_to(Who.ANYONE)(app.view_functions["static"])
    app.jinja_env.globals["asset"] = asset
    app.after_request(let_keep)


def asset(filename: str) -> str:
    """The address of a static file, with a hash of its content."""
    return url_for("static", filename=filename, v=_hash(filename))


def let_keep(response: Response) -> Response:
    """A file asked for with its hash never changes."""
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = A_YEAR
    return response


@cache
def _hash(filename: str) -> str:
    file = FOLDER / filename
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.exists() else ""
