"""Takes a photo into a file. What becomes of the file is the caller's.

`then` is called with the path, or with None when no photo was taken; on Android on another thread than the screen's.
Why the handset's own camera app takes it, and how: docs/decisions, "The handset's own camera app takes the photos".
"""

import importlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

Taken = Callable[[Path | None], None]
_REQUEST = 0x0B17


class Camera(Protocol):
    """What takes photos."""

    def take(self, into: Path, then: Taken) -> None:
        """Take one photo into the file `into`."""


class NoCamera:
    """A desktop without one: no photo is ever taken."""

    def take(self, _into: Path, then: Taken) -> None:
        """There is none."""
        then(None)


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


class HandsetCamera:
    """The handset's own camera app. It writes into an entry of the media store that is ours, and that goes again.

    plyer hands out a `file://` address, which Android 7 and later refuse. An address of the media store is taken by
    every camera app and needs no permission; declaring CAMERA would make Android ask for it here too.
    """

    def __init__(self) -> None:
        self._activity_events: Any = importlib.import_module("android.activity")
        self._class: Any = importlib.import_module("jnius").autoclass

    def take(self, into: Path, then: Taken) -> None:
        """Open the camera app; a photo not taken leaves no file."""
        activity = self._class("org.kivy.android.PythonActivity").mActivity
        resolver = activity.getContentResolver()
        images = self._class("android.provider.MediaStore$Images$Media")
        values = self._class("android.content.ContentValues")()
        values.put("_display_name", f"roundbook-{into.name}")
        values.put("mime_type", "image/jpeg")
        address = resolver.insert(images.EXTERNAL_CONTENT_URI, values)
        intent_class = self._class("android.content.Intent")
        intent = intent_class("android.media.action.IMAGE_CAPTURE")
        intent.putExtra("output", address)
        intent.addFlags(intent_class.FLAG_GRANT_WRITE_URI_PERMISSION)

        def finished(request: int, result: int, _data: object) -> None:
            if request != _REQUEST:
                return
            self._activity_events.unbind(on_activity_result=finished)
            was_taken = result == self._class("android.app.Activity").RESULT_OK
            found = was_taken and self._carry_over(resolver, address, into)
            resolver.delete(address, None, None)
            then(into if found else None)

        self._activity_events.bind(on_activity_result=finished)
        activity.startActivityForResult(intent, _REQUEST)

    def _carry_over(self, resolver: Any, address: Any, into: Path) -> bool:
        """Copy what the camera app wrote to our own storage. Whether there was anything."""
        descriptor = resolver.openFileDescriptor(address, "r")
        if descriptor is None:
            return False
        with os.fdopen(descriptor.detachFd(), "rb") as source, into.open("wb") as target:
            shutil.copyfileobj(source, target)
        return into.stat().st_size > 0
