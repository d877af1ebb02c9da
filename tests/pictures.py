"""Pictures for tests, made here: with an orientation, a position, notes; and things that only look like pictures."""

import hashlib
import io
import random
import struct
import zlib

from PIL import Image

QUARTERS = {
    "red": (220, 30, 30),
    "green": (30, 180, 40),
    "blue": (30, 60, 220),
    "white": (250, 250, 250),
}
ORIENTATION, MAKE, GPS, DESCRIPTION = 0x0112, 0x010F, 0x8825, 0x010E
# how an upright picture must be turned so that a viewer that honours the orientation shows it upright
_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def make_upright(width: int = 640, height: int = 400) -> Image.Image:
    """Four quarters: red, green above; blue, white below."""
    image = Image.new("RGB", (width, height))
    corners = [(0, 0), (width // 2, 0), (0, height // 2), (width // 2, height // 2)]
    for colour, (x, y) in zip(QUARTERS.values(), corners, strict=True):
        image.paste(colour, (x, y, x + width // 2, y + height // 2))
    return image


def make_noisy(width: int = 900, height: int = 700, seed: int = 1) -> Image.Image:
    """A picture that does not compress: for uploads of many parts."""
    return Image.frombytes(
        "RGB", (width, height), random.Random(seed).randbytes(3 * width * height)
    )


def make_jpeg(
    image: Image.Image | None = None, *, orientation: int = 1, noted: bool = False
) -> bytes:
    """A JPEG turned as a camera held that way leaves it; noted: with a position, a maker and a comment."""
    image = image or make_upright()
    if orientation != 1:
        image = image.transpose(_TURNED[orientation])
    exif = Image.Exif()
    if orientation != 1:
        exif[ORIENTATION] = orientation
    if noted:
        exif[MAKE] = "Handheld of somebody"
        exif[DESCRIPTION] = "taken by a person"
        exif[GPS] = {1: "N", 2: (54.0, 35.0, 50.1), 3: "W", 4: (5.0, 55.0, 48.2)}
    file = io.BytesIO()
    extra = {"comment": b"note of a person"} if noted else {}
    if len(exif):
        extra["exif"] = exif.tobytes()
    image.save(file, "JPEG", quality=90, **extra)
    return file.getvalue()


def make_photo(seed: int = 1, width: int = 900, height: int = 700) -> bytes:
    """A JPEG without metadata, unlike every other seed's."""
    return make_jpeg(make_noisy(width, height, seed))


def make_png_bomb(side: int = 30_000) -> bytes:
    """A small PNG that says it unpacks to a picture of side x side pixels, and does."""
    rows = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    data = b"".join(rows.compress(row) for _ in range(side)) + rows.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def name_of(data: bytes) -> str:
    """The photo's name."""
    return hashlib.sha256(data).hexdigest()
