"""Draws the app's icons and its first picture on Android from its own strokes: `python -m tests.pictures_android`."""

from pathlib import Path

from PIL import Image, ImageDraw

from crew_app.screens.widgets.icon_shapes import strokes_of
from crew_app.screens.widgets.palettes import DAY
from tests.habits.sources import ROOT

FOLDER = ROOT / "android"
SIDE = 512
_GRID = 24
_FINER = 4  # drawn so much larger and made smaller again, for smooth edges
_WEIGHT = 1.9


def main() -> None:
    """Write all pictures."""
    FOLDER.mkdir(exist_ok=True)
    _save(
        draw_sign("lorry", SIDE, share=0.62, ground=DAY.band, ink=DAY.band_text, round_share=0.22),
        "icon.png",
    )
    # the layers of an adaptive icon: Android cuts them to its own shape, the middle two thirds stay
    _save(draw_sign("lorry", SIDE, share=0.44, ground=None, ink=DAY.band_text), "icon-front.png")
    _save(Image.new("RGBA", (SIDE, SIDE), DAY.band), "icon-back.png")
    # white on nothing: Android colours what stands in the status bar
    _save(draw_sign("lorry", 96, share=0.86, ground=None, ink="#FFFFFF"), "notice.png")
    _save(draw_sign("lorry", SIDE, share=0.5, ground=DAY.band, ink=DAY.band_text), "presplash.png")


def draw_sign(
    name: str, side: int, *, share: float, ground: str | None, ink: str, round_share: float = 0.0
) -> Image.Image:
    """An icon in the middle of a square, `share` of its side large."""
    large = side * _FINER
    image = Image.new("RGBA", (large, large), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    if ground is not None:
        pen.rounded_rectangle((0, 0, large - 1, large - 1), radius=large * round_share, fill=ground)
    unit = large * share / _GRID
    for letter, values in strokes_of(name):
        points = [
            (large / 2 + (x - _GRID / 2) * unit, large / 2 + (y - _GRID / 2) * unit)
            for x, y in zip(values[::2], values[1::2], strict=False)
        ]
        _draw(pen, letter, points, values, unit, ink)
    return image.resize((side, side), Image.Resampling.LANCZOS)


def _draw(  # noqa: PLR0917 - a stroke's parts
    pen: ImageDraw.ImageDraw, letter: str, points: list[tuple[float, float]],
    values: tuple[float, ...], unit: float, ink: str,
) -> None:  # fmt: skip
    weight = _WEIGHT * unit
    if letter == "A":
        pen.polygon(points, fill=ink)
    elif letter == "L":
        pen.line(points, fill=ink, width=round(weight), joint="curve")
        for point in points:
            _dot(pen, point, weight / 2, ink)
    elif letter == "O":
        (x, y), radius = points[0], values[2] * unit + weight / 2
        pen.ellipse(
            (x - radius, y - radius, x + radius, y + radius), outline=ink, width=round(weight)
        )
    else:
        _dot(pen, points[0], values[2] * unit, ink)


def _dot(pen: ImageDraw.ImageDraw, at: tuple[float, float], radius: float, ink: str) -> None:
    pen.ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=ink)


def _save(image: Image.Image, name: str) -> None:
    path: Path = FOLDER / name
    image.save(path, optimize=True)
    print(path.name, path.stat().st_size)  # noqa: T201 - a command's output


if __name__ == "__main__":
    main()
