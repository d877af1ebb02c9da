"""Every screen of the app in fifteen looks, one sheet a look, a few for the docs: `python -m tests.pictures_looks DIR`.

Each look is a process of its own: a window has one size. With `--few DOCS` a small sheet goes there as well.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from tests.pictures_sheet import make_sheet

SIZES = ("360x800", "412x915")
PALETTES = ("day", "night", "high")
LARGEST = "1.3"
LONGEST = "ga"  # in all; tests/crew_app/screens/test_layout.py computes it and holds this one to it


class Look(NamedTuple):
    """How one process's pictures look."""

    size: str
    palette: str
    scale: str
    language: str

    def __str__(self) -> str:
        return "-".join(self)


SPOKEN = [Look(SIZES[0], "day", LARGEST, language) for language in (LONGEST, "lt", "pl", "pt")]
LOOKS = [
    *(Look(size, palette, "1.0", "en") for size in SIZES for palette in PALETTES),
    *(Look(size, palette, LARGEST, LONGEST) for size in SIZES for palette in PALETTES),
    *SPOKEN[1:],
]
SHOWN = ("round", "street", "premises", "outbox-refused", "settings")
COLOURS = 96  # of a sheet for the docs


def main(arguments: list[str]) -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--few", type=Path)
    asked = parser.parse_args(arguments)
    for look in LOOKS:
        take(asked.folder, look)
        everything = sorted(
            (asked.folder / str(look)).glob("*.png"), key=lambda path: path.stat().st_mtime_ns
        )
        make_sheet(everything, across=10, scale=0.5).save(asked.folder / f"{look}.png")
    if asked.few:
        keep_few(asked.folder, asked.few)


def take(folder: Path, look: Look) -> None:
    """Every picture of one look."""
    asked = ["--size", look.size, "--theme", look.palette, "--scale", look.scale]
    command = [sys.executable, "-m", "tests.pictures_app", str(folder / str(look)), *asked]
    spoken = ["--language", look.language, "--prefix", look.language]
    subprocess.run([*command, *spoken], check=True, capture_output=True)


def keep_few(folder: Path, docs: Path) -> None:
    """The same screens in four languages, at the smallest size and the largest text."""
    spoken = [
        folder / str(look) / f"{look.language}-{shown}.png" for look in SPOKEN for shown in SHOWN
    ]
    _save(make_sheet(spoken, across=len(SHOWN), scale=0.6), docs / "app-languages.png")


def _save(sheet: Image.Image, path: Path) -> None:
    sheet.quantize(COLOURS).save(path, optimize=True)
    print(path.name, path.stat().st_size)  # noqa: T201 - a command's output


if __name__ == "__main__":
    main(sys.argv[1:])
