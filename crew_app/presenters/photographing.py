"""From the camera's file to a record: prepared, safe on the phone, then named by an operation; and how sending goes.

The camera's own file, with its metadata, is deleted once the photo is safe.
"""

from dataclasses import dataclass
from pathlib import Path

from crew_app.device.photos import PhotoPreset, prepare_photo
from crew_app.presenters.handset import Handset
from crew_app.presenters.language import _
from crew_app.presenters.recording import add_photos
from crew_app.store.photo_files import keep_photo
from crew_app.store.photos import find_preset, find_sending, list_failed, read_progress
from sync.ops import Op


@dataclass(frozen=True, slots=True)
class PhotosShown:
    """How the photos stand. percent: of what is still to go; words: one line; failed: how many never arrive."""

    waiting: int
    percent: int
    words: str
    failed: int


def attach_photo(handset: Handset, op_id: str, taken: Path) -> Op | None:
    """Add the photo in the camera's file to an operation of this phone; None when it does not hold it.

    Raises StoreError when it could not be saved, PhotoUnreadableError when it is no picture.
    """
    preset = PhotoPreset(find_preset(handset.store) or PhotoPreset.MEDIUM)
    prepared = prepare_photo(taken, preset)
    photo = keep_photo(handset.store, prepared.data)
    op = add_photos(handset, op_id, (photo,))
    taken.unlink(missing_ok=True)
    return op


def show_photos(handset: Handset) -> PhotosShown:
    """How the sending of photos stands."""
    progress = read_progress(handset.store)
    failed = len(list_failed(handset.store))
    return PhotosShown(progress.waiting, progress.percent, _say(handset, progress.waiting), failed)


def _say(handset: Handset, waiting: int) -> str:
    if not waiting:
        return _("All photos are sent.")
    sending = find_sending(handset.store)
    if sending.hold == "off":
        return _("Photos to send: %(waiting)d. Sending photos is switched off.") % {
            "waiting": waiting
        }
    if sending.hold == "line":
        return _("Photos to send: %(waiting)d. They wait for Wi-Fi.") % {"waiting": waiting}
    if sending.code == "photo.quota_reached":
        return _("Photos to send: %(waiting)d. The rest goes tomorrow.") % {"waiting": waiting}
    if sending.hold == "wait":
        return _("Photos to send: %(waiting)d. The phone tries again by itself.") % {
            "waiting": waiting
        }
    return _("Photos to send: %(waiting)d.") % {"waiting": waiting}
