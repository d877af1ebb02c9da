"""Divides the ground between main streets into cells by streets, the way towns grew: the long side is cut first.

A cut is a slightly bowed line from side to side, not quite square to it, so streets meet in offset T-junctions
and nothing becomes a grid. What lies inside a cell is drawn by `patterns`.
"""

from dataclasses import dataclass
from random import Random
from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.ops import split

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Style:
    """How a part of town is built. Lengths in metres."""

    name: str
    cell_m: float  # cells longer than this are cut
    spacing_m: float  # between the streets inside a cell
    plot_m: float  # what a premises takes along its street
    setback_m: float  # from the middle of the street to the front door
    flats: float  # share of plots that hold a block of flats
    patterns: tuple[str, ...]  # what a cell may be filled with, drawn at random


CENTRE = Style("centre", 150, 66, 8.0, 9, 0.07, ("strips",))
TERRACE = Style("terrace", 230, 58, 5.6, 8, 0.012, ("strips",) * 14 + ("green",))
SUBURB = Style(
    "suburb",
    300,
    84,
    11.5,
    14,
    0.006,
    ("strips", "strips", "crescent", "closes", "crescent", "loop", "green"),
)
ESTATE = Style(
    "estate",
    330,
    78,
    12.5,
    12,
    0.012,
    ("closes", "closes", "loop", "crescent", "strips", "green", "green"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The directions of a piece of ground: its middle, its long way (a unit vector), its length and breadth."""

    middle: Vector
    along: Vector
    length_m: float
    breadth_m: float

    @property
    def across(self) -> Vector:
        """The unit vector square to the long way."""
        return np.array([-self.along[1], self.along[0]])

    def at(self, along_m: float, across_m: float) -> Vector:
        """A point of the plane, given from the middle."""
        return self.middle + self.along * along_m + self.across * across_m


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of ground between streets."""

    ground: Polygon
    style: Style


@dataclass(frozen=True, slots=True)
class Division:
    """The streets that divide a piece of ground, and the cells between them."""

    cuts: tuple[LineString, ...]
    cells: tuple[Cell, ...]


def frame_of(ground: Polygon) -> Frame:
    """The frame of the smallest upright box about a piece of ground."""
    corners = np.asarray(cast(Polygon, shapely.oriented_envelope(ground)).exterior.coords)
    first, second = corners[1] - corners[0], corners[2] - corners[1]
    lengths = float(np.hypot(*first)), float(np.hypot(*second))
    longer = first if lengths[0] >= lengths[1] else second
    along = longer / max(lengths)
    if along[0] < 0:
        along = -along
    return Frame(corners[:4].mean(axis=0), along, max(lengths), min(lengths))


def divide(ground: Polygon, style: Style, random: Random) -> Division:
    """Cut a piece of ground until every cell is short enough for its style."""
    frame = frame_of(ground)
    if frame.length_m <= style.cell_m * random.uniform(1.0, 1.25) or ground.area < 4000:
        return Division((), (Cell(ground, style),))
    line = _cut_line(frame, random)
    crossing = line.intersection(ground)
    cuts = tuple(piece for piece in getattr(crossing, "geoms", [crossing]) if piece.length > 30)
    inner = [divide(part, style, random) for part in _parts(ground, line)]
    return Division(
        cuts + tuple(cut for division in inner for cut in division.cuts),
        tuple(cell for division in inner for cell in division.cells),
    )


def bowed(start: Vector, end: Vector, bow_m: float) -> LineString:
    """A line from start to end that swings out by `bow_m` to its left in the middle, as half a wave."""
    way = end - start
    left = np.array([-way[1], way[0]]) / np.hypot(*way)
    steps = np.linspace(0, 1, 15)
    points = start + np.outer(steps, way) + np.outer(np.sin(steps * np.pi) * bow_m, left)
    return LineString(points)


def _cut_line(frame: Frame, random: Random) -> LineString:
    along = frame.length_m * random.uniform(-0.09, 0.09)
    slant = frame.breadth_m * random.uniform(-0.09, 0.09)
    reach = frame.breadth_m * 0.5 + 5
    bow = frame.breadth_m * random.uniform(-0.06, 0.06)
    return bowed(frame.at(along - slant, -reach), frame.at(along + slant, reach), bow)


def _parts(ground: Polygon, line: LineString) -> list[Polygon]:
    pieces = split(ground, line)
    parts = [piece for piece in pieces.geoms if isinstance(piece, Polygon)]
    if len(parts) < 2:  # the line did not cross: leave it whole, but do not try again
        return []
    return sorted(parts, key=lambda part: (part.centroid.x, part.centroid.y))
