"""Photos for the council's own people: three sizes of each."""

from flask import Blueprint, Response, send_file

from server.actions.see_photo import PhotoSize, see_photo
from server.db.session import transaction
from server.web.identity import Who, open_to
from server.web.photo_files import photo_files

photos = Blueprint("photos", __name__, url_prefix="/photos")


@photos.get("/<sha256:sha256>/<any(small, large, whole):size>")
@open_to(Who.MANAGER, Who.ADMIN, Who.AGENT)
def show(sha256: str, size: str) -> Response:
    """The picture. A browser asks again each time, so that it shows nothing after a sign-out."""
    with transaction() as session:
        shown = see_photo(session, photo_files(), sha256, PhotoSize(size))
    response = send_file(shown.path, mimetype=shown.mime, etag=f"{sha256}-{size}")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = f'inline; filename="{sha256[:12]}-{size}"'
    return response
