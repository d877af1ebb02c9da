"""Photos for the council's own people: three sizes of each."""

from flask import Blueprint, Response

from server.actions.see_photo import PhotoSize, see_photo
from server.db.session import transaction
from server.web.identity import Who, open_to
from server.web.photo_files import answer_photo, photo_files

photos = Blueprint("photos", __name__, url_prefix="/photos")


@photos.get("/<sha256:sha256>/<any(small, large, whole):size>")
@open_to(Who.MANAGER, Who.ADMIN, Who.AGENT)
def show(sha256: str, size: str) -> Response:
    """The picture."""
    with transaction() as session:
        shown = see_photo(session, photo_files(), sha256, PhotoSize(size))
    return answer_photo(shown, sha256, size)
