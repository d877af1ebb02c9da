"""Takes a photo into a file. What becomes of the file is the caller's.

`then` is called with the path, or with None when no photo was taken; on Android on another thread than the screen's.
Why the handset's own camera app takes it: docs/decisions/0018-the-handsets-own-camera-app-takes-the-photos.md.
"""

import importlib
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

Taken = Callable[[Path | None], None]
_log = logging.getLogger(__name__)
_REQUEST = 0x0B17
_PREFIX = "roundbook-"
_ANDROID_10 = 29


class Camera(Protocol):
    """What takes photos."""

    def take(self, into: Path, then: Taken) -> None:
        """Take one photo into the file `into`."""

    def collect(self, folder: Path) -> None:
        """Put what was taken while the app was gone into the folder, under the names that were asked for."""


class NoCamera:
    """A desktop without one: no photo is ever taken."""

    def take(self, _into: Path, then: Taken) -> None:
        """There is none."""
        then(None)

    def collect(self, _folder: Path) -> None:
        """There is nothing."""


class FolderCamera:
    """A desktop's camera: hands out the pictures of a folder, one after another, over and over."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._taken = folder, 0

    def take(self, into: Path, then: Taken) -> None:
        """Copy the next picture; None when the folder holds none."""
        pictures = sorted(self._folder.glob("*.jpg"))
        if not pictures:
            then(None)
            return
        shutil.copyfile(pictures[self._taken % len(pictures)], into)
        self._taken += 1
        then(into)

    def collect(self, _folder: Path) -> None:
        """It answers at once: nothing is ever left."""


class HandsetCamera:
    """The handset's own camera app. It writes into an entry of the media store that is ours, and that goes again.

    plyer hands out a `file://` address, which Android 7 and later refuse. An address of the media store is taken by
    every camera app and from Android 10 on needs no permission; declaring CAMERA would make Android ask for it.
    """

    def __init__(self) -> None:
        self._events: Any = importlib.import_module("android.activity")
        java: Any = importlib.import_module("jnius")
        self._class, self._error = java.autoclass, java.JavaException
        self._activity: Any = self._class("org.kivy.android.PythonActivity").mActivity
        self._images: Any = self._class("android.provider.MediaStore$Images$Media")

    def take(self, into: Path, then: Taken) -> None:
        """Open the camera app; a photo not taken leaves no file."""
        if self._class("android.os.Build$VERSION").SDK_INT >= _ANDROID_10:
            self._open(into, then)
            return
        permissions: Any = importlib.import_module("android.permissions")
        permissions.request_permissions(
            [permissions.Permission.WRITE_EXTERNAL_STORAGE],
            lambda _names, given: self._open(into, then) if all(given) else then(None),
        )

    def collect(self, folder: Path) -> None:
        """Fetch what the camera app wrote while ours was not there: Android may end it meanwhile."""
        try:
            self._collect(folder)
        except (self._error, OSError):  # the start of the app must not hang on it
            _log.warning("Photos left with the camera app could not be fetched.", exc_info=True)

    def _collect(self, folder: Path) -> None:
        resolver = self._activity.getContentResolver()
        ids = self._class("android.content.ContentUris")
        address = self._images.EXTERNAL_CONTENT_URI
        columns = ["_id", "_display_name"]
        rows = resolver.query(address, columns, "_display_name like ?", [f"{_PREFIX}%"], None)
        while rows is not None and rows.moveToNext():
            name = rows.getString(1).removeprefix(_PREFIX)
            entry = ids.withAppendedId(address, rows.getLong(0))
            self._carry_over(entry, folder / name)
            resolver.delete(entry, None, None)

    def _open(self, into: Path, then: Taken) -> None:
        values = self._class("android.content.ContentValues")()
        values.put("_display_name", f"{_PREFIX}{into.name}")
        values.put("mime_type", "image/jpeg")
        resolver = self._activity.getContentResolver()
        entry = resolver.insert(self._images.EXTERNAL_CONTENT_URI, values)
        intent_class = self._class("android.content.Intent")
        intent = intent_class("android.media.action.IMAGE_CAPTURE")
        intent.putExtra("output", entry)
        intent.addFlags(intent_class.FLAG_GRANT_WRITE_URI_PERMISSION)

        def finished(request: int, result: int, _data: object) -> None:
            if request != _REQUEST:
                return
            self._events.unbind(on_activity_result=finished)
            was_taken = result == self._class("android.app.Activity").RESULT_OK
            found = was_taken and self._carry_over(entry, into)
            resolver.delete(entry, None, None)
            then(into if found else None)

        self._events.bind(on_activity_result=finished)
        try:
            self._activity.startActivityForResult(intent, _REQUEST)
        except self._error:  # a handset without a camera app
            self._events.unbind(on_activity_result=finished)
            resolver.delete(entry, None, None)
            then(None)

    def _carry_over(self, entry: Any, into: Path) -> bool:
        """Copy what the camera app wrote to our own storage. Whether there was anything."""
        descriptor = self._activity.getContentResolver().openFileDescriptor(entry, "r")
        if descriptor is None:
            return False
        with os.fdopen(descriptor.detachFd(), "rb") as source, into.open("wb") as target:
            shutil.copyfileobj(source, target)
        return into.stat().st_size > 0
