"""Puts single pictures side by side for the README: `python -m tests.pictures_readme FROM INTO`.

Beside the chosen ones there are two sheets of everything: all screens of the app, and all pages on a desk's screen.
"""

import sys
from pathlib import Path

from PIL import Image

from tests.pictures_sheet import make_sheet

HEIGHT, GAP = 720, 16
COLOURS = 128  # a third of the bytes, and nobody sees it
SHEETS = {
    "readme-app.png": [
        "app-round",
        "app-street",
        "app-premises",
        "app-not-collected",
        "app-outbox-no-signal",
    ],
    "readme-app-more.png": [
        "app-enrol",
        "app-shift-start",
        "app-partly-chosen",
        "app-shift-end",
        "app-round-night",
    ],
    "readme-app-errands.png": [
        "app-map",
        "app-camera-three",
        "app-returns",
        "app-messages",
        "app-settings",
    ],
    "readme-residents.png": [
        "page-first-phone",
        "page-find-choose-phone",
        "page-premises-phone",
        "page-report-phone",
        "page-report-check-phone",
        "page-report-made-phone",
    ],
    "readme-members.png": [
        "page-wards-phone",
        "page-ward-phone",
        "page-my-reports-phone",
        "page-my-report-phone",
    ],
    "readme-hub.png": ["page-hub-desk", "page-hub-premises-desk", "page-hub-report-desk"],
    "readme-managers.png": ["page-rounds-desk", "page-collection-desk", "page-missed-desk"],
    "readme-decisions.png": ["page-decide-desk", "page-incident-desk", "page-policy-tried-desk"],
    "readme-evidence.png": ["page-passing-desk", "page-street-desk", "page-messages-desk"],
    "readme-squads.png": ["page-squads-desk", "page-enrolment-code-desk", "page-squads-app-desk"],
    "readme-others.png": [
        "page-sign-in-phone",
        "page-accounts-phone",
        "page-privacy-phone",
        "page-not-found-phone",
    ],
}


def cut(picture: Image.Image) -> Image.Image:
    """The top of it, as a screen shows it: tall as a phone's, or broad as a desk's. Short pages get white below."""
    tall = picture.width * 20 // 9 if picture.width < 700 else picture.width * 3 // 4
    page = Image.new("RGB", (picture.width, tall), "white")
    page.paste(picture.crop((0, 0, picture.width, min(picture.height, tall))), (0, 0))
    return page


def put_side_by_side(pictures: list[Image.Image]) -> Image.Image:
    """One picture of all, cut to one height from the top."""
    tiles = [cut(p) for p in pictures]
    tiles = [t.resize((t.width * HEIGHT // t.height, HEIGHT)) for t in tiles]
    sheet = Image.new(
        "RGB", (sum(t.width for t in tiles) + GAP * (len(tiles) - 1), HEIGHT), "white"
    )
    left = 0
    for tile in tiles:
        sheet.paste(tile, (left, 0))
        left += tile.width + GAP
    return sheet.quantize(COLOURS)


def put_all(folder: Path, into: Path) -> None:
    """Everything there is, small."""
    everything = {"all-app.png": ("app-*.png", 0.4), "all-pages.png": ("page-*-desk.png", 0.3)}
    for name, (pattern, scale) in everything.items():
        sheet = make_sheet(sorted(folder.glob(pattern)), across=8, scale=scale)
        sheet.quantize(COLOURS).save(into / name, optimize=True)


def main(folder: Path, into: Path) -> None:
    """Write every sheet."""
    for name, parts in SHEETS.items():
        put_side_by_side(
            [Image.open(folder / f"{part}.png").convert("RGB") for part in parts]
        ).save(into / name, optimize=True)
    put_all(folder, into)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
