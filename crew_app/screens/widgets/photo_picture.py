"""A photo, shown from its file and from then on without it.

Kivy reads the file of every picture again when Android took the graphics, also of one that a row out of sight still
holds; where the squad has deleted that photo meanwhile, the app would end there. So the pixels are kept here.
"""

from kivy.core.image import Image as CoreImage
from kivy.graphics.texture import Texture
from kivy.properties import StringProperty
from kivy.uix.image import Image

from crew_app.screens.widgets.easel import keep_picture


class PhotoPicture(Image):
    """Shows the photo at `path`; nothing where that is empty or cannot be read."""

    path = StringProperty("")

    def on_path(self, *_: object) -> None:
        """Another photo."""
        self.texture = _read(self.path) if self.path else None


def _read(path: str) -> Texture | None:
    try:
        read = CoreImage(path, nocache=True).texture
    except Exception:  # noqa: BLE001 - each of Kivy's readers raises what it likes
        return None  # its mark still says what became of it
    kept = keep_picture(read.pixels, read.size)
    kept.flip_vertical()  # a file begins with the highest row
    return kept
