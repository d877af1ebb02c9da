"""Takes a photo into a file. What becomes of the file is the caller's.

`then` is called with the path, or with None when no photo was taken; on Android on another thread than the screen's.
"""

import importlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

Taken = Callable[[Path | None], None]


class Camera(Protocol):
    """What takes photos."""

    def take(self, into: Path, then: Taken) -> None:
        """Take one photo into the file `into`."""


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


class PlyerCamera:
    """The handset's own camera app, through plyer."""

    def __init__(self) -> None:
        self._camera: Any = importlib.import_module("plyer").camera

    def take(self, into: Path, then: Taken) -> None:
        """Open the camera; a photo not taken leaves no file."""

        def finished(name: str) -> None:
            path = Path(name)
            then(path if path.exists() and path.stat().st_size > 0 else None)

        self._camera.take_picture(filename=str(into), on_complete=finished)
