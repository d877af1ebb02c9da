"""Which forms may bring photos, how much they may hold, and reading them. Checked before a byte is parsed."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

from server.core.photo_parts import PhotoRules
from server.core.problems import Problem

View = TypeVar("View", bound=Callable[..., Any])
FOR_WORDS = 256 * 1024  # bytes of a form beside its photos
MEGABYTE = 1024 * 1024


def takes_photos(view: View) -> View:
    """Mark a view whose form may hold photos."""
    view.takes_photos = True  # type: ignore[attr-defined]  # functions take attributes
    return view


def is_upload() -> bool:
    """Whether this request is to such a view."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "takes_photos", False))


def size_request(rules: PhotoRules) -> None:
    """Let a form with photos be as large as they may be; every other request keeps the smaller bound."""
    if is_upload():
        request.max_content_length = rules.largest * rules.of_a_report + FOR_WORDS


def too_large() -> Problem:
    """What to say of a request beyond its bound."""
    most = request.max_content_length or 0
    if is_upload():
        return Problem("photos.too_large_together", megabytes=most // MEGABYTE)
    return Problem("request.too_large", limit=most)


def read_photos(field: str, rules: PhotoRules) -> list[bytes]:
    """The photos of a form's field, if any. Raises Problem photo.too_many, photos.one_too_large."""
    files = [file for file in request.files.getlist(field) if file.filename]
    if len(files) > rules.of_a_report:
        raise Problem("photo.too_many", most=rules.of_a_report)
    photos = [file.stream.read(rules.largest + 1) for file in files]
    if any(len(photo) > rules.largest for photo in photos):
        raise Problem("photos.one_too_large", megabytes=rules.largest // MEGABYTE)
    return [photo for photo in photos if photo]
