"""Makes of what a camera wrote the photo that is kept and sent: upright, small, and nothing in it but pixels.

The orientation is applied before the metadata goes, because it is part of it. The colour profile goes with the rest.
"""

import io
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PIL import Image, ImageOps


class PhotoPreset(StrEnum):
    """How large a photo is kept."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


SMALL_SIDE = 320  # of a picture in a strip: four of them side by side, sharp on a dense screen
_SIDE = {PhotoPreset.SMALL: 1024, PhotoPreset.MEDIUM: 1600, PhotoPreset.LARGE: 2400}
_QUALITY = {PhotoPreset.SMALL: 70, PhotoPreset.MEDIUM: 76, PhotoPreset.LARGE: 82}


class PhotoUnreadableError(Exception):
    """What the camera wrote is no picture."""


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """A JPEG without metadata."""

    data: bytes
    width: int
    height: int


def prepare_photo(path: Path, preset: PhotoPreset = PhotoPreset.MEDIUM) -> PreparedPhoto:
    """Turn upright, shrink, write anew. Never enlarges. Raises PhotoUnreadableError."""
    side = _SIDE[preset]
    try:
        with Image.open(path) as image:
            # a JPEG is decoded no larger than needed: a handset's camera gives up to 100 megapixels
            image.draft("RGB", (side, side))
            # shrunk before it is turned: there is less to turn, and the box is square
            image.thumbnail((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
            pixels = _pixels_of(ImageOps.exif_transpose(image))
    except (OSError, SyntaxError, ValueError, TypeError, Image.DecompressionBombError) as error:
        raise PhotoUnreadableError(str(error)) from error
    file = io.BytesIO()
    pixels.save(file, "JPEG", quality=_QUALITY[preset], optimize=True)
    return PreparedPhoto(file.getvalue(), pixels.width, pixels.height)


def write_small(path: Path, into: Path) -> None:
    """Write a small picture of a photo, to be shown in a strip. Raises PhotoUnreadableError, OSError."""
    try:
        with Image.open(path) as image:
            image.draft("RGB", (SMALL_SIDE, SMALL_SIDE))
            image.thumbnail((SMALL_SIDE, SMALL_SIDE), reducing_gap=2.0)
            pixels = _pixels_of(image)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PhotoUnreadableError(str(error)) from error
    draft = into.with_suffix(".new")
    into.parent.mkdir(parents=True, exist_ok=True)
    pixels.save(draft, "JPEG", quality=70)
    draft.replace(into)


def _pixels_of(image: Image.Image) -> Image.Image:
    """The pixels in an image of their own: it has no metadata to lose."""
    plain = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        plain.paste(image, mask=image.getchannel("A"))
    else:
        plain.paste(image.convert("RGB"))
    return plain
