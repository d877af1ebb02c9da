"""What a squad photographs, drawn: a street between parked vans, as a camera's JPEG with everything a camera notes.

`python -m tests.crew_app.scenes DIR` writes a few into a folder, for the app on a desktop.
"""

import random
import sys
from pathlib import Path

from PIL import Image, ImageDraw

from tests.pictures import make_jpeg

SIZE = (1200, 1600)
_VANS = ((184, 60, 52), (236, 236, 230), (52, 92, 150), (70, 74, 80), (206, 160, 60))


def make_scene(seed: int) -> Image.Image:
    """A narrow street, houses on both sides, and something in the way; every seed another one."""
    chance = random.Random(seed)
    image = Image.new("RGB", SIZE, (176, 190, 200))
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    horizon = 560 + chance.randrange(80)
    draw.polygon([(0, 0), (430, horizon - 120), (430, horizon), (0, height)], fill=(150, 104, 84))
    draw.polygon(
        [(width, 0), (770, horizon - 120), (770, horizon), (width, height)], fill=(168, 120, 94)
    )
    draw.polygon([(430, horizon), (770, horizon), (width, height), (0, height)], fill=(92, 94, 98))
    for step in range(5):
        x, top = 40 + step * 78, 130 + step * 78
        draw.rectangle([x, top, x + 44, top + 120 - step * 12], fill=(214, 222, 226))
        draw.rectangle(
            [width - x - 44, top, width - x, top + 120 - step * 12], fill=(206, 214, 220)
        )
    for at in range(2 + chance.randrange(2)):
        _draw_van(draw, 150 + at * 330 + chance.randrange(60), 820 + at * 60, chance.choice(_VANS))
    return image


def write_camera_folder(folder: Path, count: int = 4) -> Path:
    """A folder of camera pictures: upright, turned, with a position and a maker's name inside."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(count):
        turned = (1, 6, 8, 3)[seed % 4]
        data = make_jpeg(make_scene(seed), orientation=turned, noted=True)
        (folder / f"{seed}.jpg").write_bytes(data)
    return folder


def _draw_van(draw: ImageDraw.ImageDraw, x: int, y: int, colour: tuple[int, int, int]) -> None:
    draw.rounded_rectangle([x, y, x + 380, y + 420], 40, fill=colour)
    draw.rounded_rectangle([x + 40, y + 40, x + 340, y + 170], 20, fill=(40, 52, 62))
    draw.rectangle([x + 150, y + 320, x + 250, y + 360], fill=(238, 210, 90))
    for wheel in (x + 30, x + 290):
        draw.ellipse([wheel, y + 370, wheel + 70, y + 460], fill=(24, 24, 26))


if __name__ == "__main__":
    write_camera_folder(Path(sys.argv[1]))
