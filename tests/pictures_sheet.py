"""Puts pictures side by side on one sheet to look at: `python -m tests.pictures_sheet SHEET.png PICTURE...`."""

import sys
from pathlib import Path

from PIL import Image, ImageDraw

ACROSS = 6
GAP = 10
LABEL = 16


def make_sheet(pictures: list[Path], across: int = ACROSS, scale: float = 1.0) -> Image.Image:
    """All pictures in rows, each under its name."""
    images = [(path.stem, Image.open(path).convert("RGB")) for path in pictures]
    sizes = [(round(image.width * scale), round(image.height * scale)) for _, image in images]
    width, height = (max(size[at] for size in sizes) + GAP for at in (0, 1))
    rows = -(-len(images) // across)
    sheet = Image.new(
        "RGB", (width * min(across, len(images)) + GAP, (height + LABEL) * rows + GAP), "#777777"
    )
    pen = ImageDraw.Draw(sheet)
    for at, ((name, image), size) in enumerate(zip(images, sizes, strict=True)):
        x, y = GAP + at % across * width, GAP + at // across * (height + LABEL)
        pen.text((x, y), name, fill="white")
        sheet.paste(image.resize(size, Image.Resampling.LANCZOS), (x, y + LABEL))
    return sheet


if __name__ == "__main__":
    make_sheet([Path(name) for name in sys.argv[2:]]).save(sys.argv[1], optimize=True)
