"""Puts single pictures side by side for the README: python -m tests.pictures_readme DIR."""

import sys
from pathlib import Path

from PIL import Image

HEIGHT, GAP = 720, 16
SHEETS = {
    "readme-app.png": (
        "app-round.png",
        "app-street.png",
        "app-premises.png",
        "app-not-collected.png",
        "app-outbox-no-signal.png",
    ),
    "readme-pages.png": (
        "page-first-phone.png",
        "page-premises-phone.png",
        "page-ward-phone.png",
        "page-rounds-phone.png",
    ),
}


def put_side_by_side(pictures: list[Image.Image]) -> Image.Image:
    """One picture of all, cut to one height from the top."""
    tiles = [p.crop((0, 0, p.width, min(p.height, p.width * 9 // 4))) for p in pictures]
    tiles = [t.resize((t.width * HEIGHT // t.height, HEIGHT)) for t in tiles]
    sheet = Image.new(
        "RGB", (sum(t.width for t in tiles) + GAP * (len(tiles) - 1), HEIGHT), "white"
    )
    left = 0
    for tile in tiles:
        sheet.paste(tile, (left, 0))
        left += tile.width + GAP
    return sheet


def main(folder: Path) -> None:
    """Write every sheet into the folder the single pictures are in."""
    for name, parts in SHEETS.items():
        put_side_by_side([Image.open(folder / part).convert("RGB") for part in parts]).save(
            folder / name, optimize=True
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
