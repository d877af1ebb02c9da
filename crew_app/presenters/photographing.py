"""From the camera's file to a record: prepared, safe on the phone, then named by an operation; and how sending goes.

The camera's own file, with its metadata, is deleted once the photo is safe. Its name says whose photo it is, so that
what a kill left behind is added when the app next starts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crew_app.device.photos import PhotoPreset, PhotoUnreadableError, prepare_photo, write_small
from crew_app.presenters.handset import Handset
from crew_app.presenters.language import _
from crew_app.presenters.phrases import say_decimal
from crew_app.presenters.recording import add_photos, capture_time, take_back
from crew_app.store.database import Store
from crew_app.store.ops import find_op
from crew_app.store.photo_book import KeptPhoto, drop_unwanted, list_photos_by
from crew_app.store.photo_files import find_path, find_small_path, keep_photo
from crew_app.store.photos import (
    PhotoSending,
    find_preset,
    find_sending,
    find_wish,
    has_unhurried,
    hurry_photos,
    list_failed,
    read_progress,
)
from sync.ops import Attachment, Op
from sync.photos import SendPhotos

TAKEN = "camera"  # the folder the camera writes into
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class PhotosShown:
    """How the photos stand. percent: of what is still to go; words: one line; failed: how many never arrive.

    anyway: the word on the key that sends them although that costs; empty where it is not for the squad to decide.
    """

    waiting: int
    percent: int
    words: str
    failed: int
    anyway: str = ""


def take_photo(handset: Handset, op_id: str, then: Callable[[Path | None], None]) -> None:
    """Take a photo of what an operation says. `then` gets its file, to be given to `attach_photo`, or None."""
    folder = handset.store.folder / TAKEN
    folder.mkdir(exist_ok=True)
    handset.camera.take(folder / f"{op_id}.jpg", then)


def attach_photo(handset: Handset, op_id: str, taken: Path) -> Op | None:
    """Add the photo in the camera's file to an operation of this phone; None when it does not hold it.

    Raises StoreError when it could not be saved, PhotoUnreadableError when it is no picture.
    """
    photo = _keep(handset, taken)
    op = add_photos(handset, op_id, (photo,))
    taken.unlink(missing_ok=True)
    return op


def attach_left_over(handset: Handset) -> int:
    """Add what the camera had taken when the phone was killed; gives how many. Raises StoreError."""
    added, folder = 0, handset.store.folder / TAKEN
    folder.mkdir(exist_ok=True)
    handset.camera.collect(folder)
    for taken in sorted(folder.glob("*.jpg")):
        if find_op(handset.store, taken.stem) is None:  # of nothing that is recorded here
            taken.unlink()
            continue
        here = {photo.sha256 for photo in list_photos_by(handset.store, taken.stem)}
        try:
            photo = _keep(handset, taken)
        except PhotoUnreadableError:  # half written
            taken.unlink(missing_ok=True)
            continue
        if photo.sha256 not in here:  # else the kill came after it was added
            added += add_photos(handset, taken.stem, (photo,)) is not None
        taken.unlink(missing_ok=True)
    return added


def _keep(handset: Handset, taken: Path) -> Attachment:
    preset = PhotoPreset(find_preset(handset.store) or PhotoPreset.MEDIUM)
    return keep_photo(handset.store, prepare_photo(taken, preset).data)


def delete_photo(handset: Handset, photo: KeptPhoto) -> None:
    """Take a photo back and delete it. One that has begun to leave stays. Raises StoreError."""
    if photo.has_left:
        return
    take_back(handset, photo.op_id)
    drop_unwanted(handset.store, photo.sha256)


def find_picture(store: Store, sha256: str) -> str:
    """The file of a photo to show large; "" where it is gone from this phone."""
    path = find_path(store, sha256)
    return str(path) if path.exists() else ""


def find_small_picture(store: Store, sha256: str) -> str:
    """The file of a small picture, made when it is first wanted; "" where there is none to be had."""
    small = find_small_path(store, sha256)
    if not small.exists():
        try:
            write_small(find_path(store, sha256), small)
        except (
            PhotoUnreadableError,
            OSError,
        ):  # a phone that is full shows no strip, and loses nothing
            return ""
    return str(small)


def send_photos_anyway(handset: Handset) -> None:
    """Let the photos that wait for Wi-Fi go over the line there is, this once. Raises StoreError."""
    hurry_photos(handset.store, capture_time(handset).est_ms)
    handset.hurry()


def show_photos(handset: Handset) -> PhotosShown:
    """How the sending of photos stands: for the outbox, the end of a shift, and the camera."""
    store = handset.store
    progress, sending = read_progress(store), find_sending(store)
    is_waiting = sending.hold == "line" and has_unhurried(store)
    may_hurry = is_waiting and find_wish(store) is not SendPhotos.OFF
    return PhotosShown(
        waiting=progress.waiting,
        percent=progress.percent,
        words=_say(store, progress.waiting, progress.all_bytes - progress.sent_bytes),
        failed=len(list_failed(store)),
        anyway=_("Send now over mobile data") if progress.waiting and may_hurry else "",
    )


def _say(store: Store, waiting: int, left_bytes: int) -> str:
    if not waiting:
        return _("All photos are sent.")
    told = {"waiting": waiting, "size": say_size(left_bytes)}
    return _say_why(find_sending(store)) % told


def _say_why(sending: PhotoSending) -> str:
    if sending.hold == "off":
        return _("Photos to send: %(waiting)d (%(size)s). Sending photos is switched off.")
    if sending.hold == "line":
        return _("Photos to send: %(waiting)d (%(size)s). They wait for Wi-Fi.")
    if sending.code == "photo.quota_reached":
        return _("Photos to send: %(waiting)d (%(size)s). The rest goes tomorrow.")
    if sending.hold == "wait":
        return _("Photos to send: %(waiting)d (%(size)s). The phone tries again by itself.")
    return _("Photos to send: %(waiting)d (%(size)s).")


def say_size(size: int) -> str:
    """How much it is: `4.1 MB`, and never nothing. It is not parted at the end of a line."""
    words = _("%(mb)s MB") % {"mb": say_decimal(max(0.1, size / _MB))}
    return words.replace(" ", "\u00a0")
