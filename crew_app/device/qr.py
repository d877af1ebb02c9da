"""Reads the text of a QR code out of a picture, with zbar through pyzbar; both have recipes of python-for-android."""

import importlib
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

# A code on a screen fills a good part of the picture, and a blurred one is read better when it is small.
_SIDES = (1200, 600, 2400)


class NoQrReaderError(Exception):
    """This device has no zbar."""


def find_qr_text(path: Path) -> str | None:
    """What the code says; None when the picture shows none, or is none. Raises NoQrReaderError."""
    decode = _load_decoder()
    for side in _SIDES:
        image = _open_grey(path, side)
        found = [] if image is None else decode(image)
        if found:
            return str(found[0].data.decode("utf-8", "replace"))
    return None


def _load_decoder() -> Any:
    try:
        zbar: Any = importlib.import_module("pyzbar.pyzbar")
    except ImportError as error:  # the module, or the library below it
        raise NoQrReaderError(str(error)) from error

    def decode(image: Image.Image) -> Any:
        return zbar.decode(image, symbols=[zbar.ZBarSymbol.QRCODE])

    return decode


def _open_grey(path: Path, side: int) -> Image.Image | None:
    try:
        with Image.open(path) as image:
            image.draft("L", (side, side))
            grey = ImageOps.exif_transpose(image).convert("L")
            grey.thumbnail((side, side), reducing_gap=2.0)
            return grey
    except (OSError, SyntaxError, ValueError, TypeError, Image.DecompressionBombError):
        return None
