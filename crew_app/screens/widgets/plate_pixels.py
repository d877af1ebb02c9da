"""The pixels of a small plate with round corners and a rim, from which plates of any size are stretched. Pure.

A plate of radius r is a square of `2 * border + 2` pixels: its corners, and a middle that may be stretched.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import ceil, floor, hypot, sqrt

Colour = tuple[float, ...]  # red, green, blue, alpha: 0 to 1
_MIDDLE = 2


@dataclass(frozen=True, slots=True)
class Plate:
    """What a plate looks like. radius of its corners and width of its rim in pixels; no width: no rim."""

    radius: float
    rim_width: float
    fill: Colour
    rim: Colour

    @property
    def border(self) -> int:
        """How many pixels at each edge must not be stretched."""
        return ceil(max(self.radius, self.rim_width)) + 1  # next to the middle as the middle is

    @property
    def side(self) -> int:
        """Of the picture, in pixels."""
        return 2 * self.border + _MIDDLE


def draw_plate(plate: Plate) -> bytes:
    """RGBA, a byte each, `side` rows of `side` pixels; the same upside down."""
    half = plate.side // 2
    outer = _cover(plate.radius, 0.0, half)
    inner = _cover(max(0.0, plate.radius - plate.rim_width), plate.rim_width, half)
    pairs = [list(zip(*row, strict=True)) for row in zip(outer, inner, strict=True)]
    mixed = {pair: _mix(plate, *pair) for pair in set(chain.from_iterable(pairs))}
    rows = [b"".join(mixed[pair] for pair in (*row, *reversed(row))) for row in pairs]
    return b"".join((*rows, *reversed(rows)))


@lru_cache(maxsize=64)
def _cover(radius: float, inset: float, half: int) -> tuple[tuple[float, ...], ...]:
    """How much of each pixel of the lower left quarter a square covers, round and so much smaller: 0 to 1."""
    return tuple(_cover_row(radius, inset, half, row + 0.5 - inset) for row in range(half))


def _cover_row(radius: float, inset: float, half: int, up: float) -> tuple[float, ...]:
    """A row so far above the lower edge: clear, then what the edge crosses, then covered."""
    if up >= radius:
        first, last = 0, ceil(inset) + 1
    else:
        first = floor(radius + inset - _across(radius + 0.5, radius - up)) - 1
        last = ceil(radius + inset - _across(radius - 0.5, radius - up)) + 1
    first, last = max(0, first), min(half, last)
    crossed = (_cover_at(column + 0.5 - inset, up, radius) for column in range(first, last))
    return (0.0,) * first + tuple(crossed) + (min(1.0, max(0.0, up + 0.5)),) * (half - last)


def _across(radius: float, up: float) -> float:
    """How far a circle reaches to the side so far above its middle."""
    return sqrt(max(0.0, radius * radius - up * up))


def _cover_at(x: float, y: float, radius: float) -> float:
    """Of a pixel whose middle is so far from the left and the lower edge."""
    is_corner = x < radius and y < radius
    inside = radius - hypot(radius - x, radius - y) if is_corner else min(x, y)
    return min(1.0, max(0.0, inside + 0.5))


def _mix(plate: Plate, outer: float, inner: float) -> bytes:
    """The colour of a pixel: the fill as far as it reaches, the rim around it, nothing outside."""
    rim_colour = plate.rim if plate.rim_width else plate.fill
    parts = [
        rim + (fill - rim) * inner for rim, fill in zip(rim_colour[:3], plate.fill[:3], strict=True)
    ]
    return bytes(round(255 * part) for part in (*parts, outer))
