"""Looks into the bytes of a photo: is it one, does it carry metadata; and makes the renditions that pages show.

Bytes come from outside: everything is bounded before it is unpacked, and whatever the decoder trips over means "not a
picture". Nothing here touches a file.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageOps

from server.store.photo_files import LARGE, SMALL

MOST_PIXELS = 25_000_000
SIDES = {LARGE: 1024, SMALL: 320}
LONGEST_SIDE = 1600  # pixels of a photo from a browser; a handheld sends as many
MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
RENDITION_MIME = "image/webp"
_QUALITY, _KEPT_QUALITY, _CLEAN_QUALITY = 78, 85, 92

# what a decoder says of the picture itself; everything else in `info` is somebody's note
_HARMLESS = {
    "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "adobe", "adobe_transform", "progressive",
    "progression", "icc_profile", "gamma", "transparency", "srgb", "chromaticity", "interlace", "aspect",
    "background", "loop", "timestamp", "duration", "default_image", "bbox", "blend", "disposal",
}  # fmt: skip
_HARMLESS_MARKERS = {"APP0": b"", "APP14": b"Adobe", "APP2": b"ICC_PROFILE\x00"}
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# what Pillow's readers raise on malformed bytes
_TRIPPED = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError, ZeroDivisionError,
    AttributeError, MemoryError, RuntimeError, struct.error,
)  # fmt: skip


class NotAPictureError(Exception):
    """These bytes are no photo that we take. `code` is the problem's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo that was looked at. clean: its bytes without metadata, where it came with any."""

    mime: str
    clean: bytes | None


def look_at(data: bytes) -> Picture:
    """Decode a photo to its last byte. Raises NotAPictureError."""
    with _refusing():
        return _look_at(data)


def rewrite(data: bytes) -> bytes:
    """A browser's photo as a JPEG of its own: upright, at most 1600 px, only pixels. Raises NotAPictureError."""
    with _refusing(), _open(data) as image:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = _plain(ImageOps.exif_transpose(image))
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=_KEPT_QUALITY, optimize=True)
        return file.getvalue()


def render(data: bytes) -> dict[str, bytes]:
    """The renditions of a photo by kind, upright, without metadata. Raises NotAPictureError."""
    with _refusing(), _open(data) as image:
        image.draft("RGB", (SIDES[LARGE], SIDES[LARGE]))
        return _renditions(ImageOps.exif_transpose(image))


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except _BOMBS as error:
        raise NotAPictureError("photo.too_many_pixels") from error
    except _TRIPPED as error:
        raise NotAPictureError("photo.not_an_image") from error


def _look_at(data: bytes) -> Picture:
    with _open(data) as image:
        mime = MIMES[str(image.format)]
        if _holds_metadata_before(image):
            return _cleaned(image)
        image.draft("RGB", (1, 1))  # all of a JPEG is read, as small as that can be done
        image.load()
        if _notes(image):  # a PNG tells its notes only at the end
            return _cleaned(image)
        return Picture(mime, None)


def _open(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data), formats=tuple(MIMES))
    if image.format not in MIMES:
        raise NotAPictureError("photo.not_an_image")
    if image.width * image.height > MOST_PIXELS:
        raise NotAPictureError("photo.too_many_pixels")
    return image


def _holds_metadata_before(image: Image.Image) -> bool:
    """What can be told without decoding."""
    markers: list[tuple[str, bytes]] = getattr(image, "applist", [])
    foreign = any(
        name not in _HARMLESS_MARKERS or not value.startswith(_HARMLESS_MARKERS[name])
        for name, value in markers
    )
    return foreign or bool(_notes(image))


def _notes(image: Image.Image) -> set[str]:
    return {str(name) for name in image.info} - _HARMLESS


def _cleaned(image: Image.Image) -> Picture:
    """The picture turned upright and written anew: its bytes hold nothing but pixels."""
    upright = _plain(ImageOps.exif_transpose(image))
    file = io.BytesIO()
    upright.save(file, "JPEG", quality=_CLEAN_QUALITY, optimize=True)
    return Picture(MIMES["JPEG"], file.getvalue())


def _renditions(image: Image.Image) -> dict[str, bytes]:
    """From the largest down, each made of the one before."""
    made: dict[str, bytes] = {}
    picture = _plain(image)
    for kind, side in SIDES.items():
        picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        file = io.BytesIO()
        picture.save(file, "WEBP", quality=_QUALITY)
        made[kind] = file.getvalue()
    return made


def _plain(image: Image.Image) -> Image.Image:
    """The pixels alone, on white where they were transparent."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(image)
        image = white
    pixels = image.convert("RGB")
    plain = Image.new("RGB", pixels.size)
    plain.paste(pixels)
    return plain
