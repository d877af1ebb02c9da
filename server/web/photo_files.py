"""Where this deployment keeps its photos, what it allows, and how a photo is answered."""

from flask import Response, current_app, send_file

from server.actions.see_photo import ShownPhoto
from server.core.photo_parts import PhotoRules
from server.store.photo_files import PhotoFiles


def photo_files() -> PhotoFiles:
    """The files below the deployment's data folder."""
    return PhotoFiles(current_app.config["SETTINGS"].data_dir / "photos")


def photo_rules() -> PhotoRules:
    """What the council allows."""
    rules: PhotoRules = current_app.config.get("PHOTO_RULES", PhotoRules())
    return rules


def answer_photo(shown: ShownPhoto, sha256: str, size: str) -> Response:
    """The picture. A browser asks again each time, so that it shows nothing after a sign-out."""
    response = send_file(shown.path, mimetype=shown.mime, etag=f"{sha256}-{size}")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = f'inline; filename="{sha256[:12]}-{size}"'
    return response
