"""Every screen of the app in many looks, one sheet a look, a few for the docs: `python -m tests.pictures_looks DIR`.

Each look is a process of its own: a window has one size. With `--few DOCS` a small sheet goes there as well.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.pictures_sheet import make_sheet

SMALL, USUAL = "360x800", "412x915"
LARGEST = "1.3"
# name: size, theme, scale, language; Irish is the longest in all (tests/crew_app/screens/test_layout.py computes it)
LOOKS = {
    "small": (SMALL, "day", "1.0", "en"),
    "usual": (USUAL, "day", "1.0", "en"),
    "usual-largest-night-ga": (USUAL, "night", LARGEST, "ga"),
    "small-largest-ga": (SMALL, "high", LARGEST, "ga"),
    "small-largest-lt": (SMALL, "day", LARGEST, "lt"),
    "small-largest-pl": (SMALL, "night", LARGEST, "pl"),
    "small-largest-pt": (SMALL, "day", LARGEST, "pt"),
}
SPOKEN = ("small-largest-ga", "small-largest-lt", "small-largest-pl", "small-largest-pt")
SHOWN = ("round", "street", "premises", "outbox-refused", "settings")
COLOURS = 96  # of a sheet for the docs


def main(arguments: list[str]) -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--few", type=Path)
    asked = parser.parse_args(arguments)
    for name in LOOKS:
        take(asked.folder, name)
        everything = sorted(
            (asked.folder / name).glob("*.png"), key=lambda path: path.stat().st_mtime_ns
        )
        make_sheet(everything, across=10, scale=0.5).save(asked.folder / f"{name}.png")
    if asked.few:
        keep_few(asked.folder, asked.few)


def take(folder: Path, name: str) -> None:
    """Every picture of one look."""
    size, theme, scale, language = LOOKS[name]
    asked = ["--size", size, "--theme", theme, "--scale", scale, "--language", language]
    command = [sys.executable, "-m", "tests.pictures_app", str(folder / name), *asked]
    subprocess.run([*command, "--prefix", language], check=True, capture_output=True)


def keep_few(folder: Path, docs: Path) -> None:
    """The same screens in four languages, at the smallest size and the largest text."""
    spoken = [folder / look / f"{LOOKS[look][3]}-{shown}.png" for look in SPOKEN for shown in SHOWN]
    _save(make_sheet(spoken, across=len(SHOWN), scale=0.6), docs / "app-languages.png")


def _save(sheet: Image.Image, path: Path) -> None:
    sheet.quantize(COLOURS).save(path, optimize=True)
    print(path.name, path.stat().st_size)  # noqa: T201 - a command's output


if __name__ == "__main__":
    main(sys.argv[1:])
