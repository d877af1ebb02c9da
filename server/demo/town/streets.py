"""Lays the streets of a town over its land and names them. Lines are in the plane, already bent."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from shapely import LineString, Polygon, segmentize, unary_union

from server.demo.sizes import Size
from server.demo.town.cells import CENTRE, ESTATE, SUBURB, TERRACE, Cell, Style, divide, frame_of
from server.demo.town.land import STEP_M, Land, MainStreet, lanes
from server.demo.town.names import LAST_WORDS, SUBURB_STREET_WORDS, NameBook, StreetKind
from server.demo.town.patterns import fill


@dataclass(frozen=True, slots=True)
class LaidStreet:
    """A named street. `line` starts at the end nearer the centre, where its numbering starts."""

    name: str
    locality: str
    kind: StreetKind
    style: Style
    line: LineString
    entries: tuple[LineString, ...] = ()


@dataclass(frozen=True, slots=True)
class StreetPlan:
    """All streets, and the open greens between them (for the picture)."""

    streets: tuple[LaidStreet, ...]
    greens: tuple[Polygon, ...]


def lay_streets(land: Land, size: Size, random: Random) -> StreetPlan:
    """Lay and name every street."""
    book = NameBook(random)
    streets = [_main_street(piece, size, book) for piece in land.main_streets]
    greens: list[Polygon] = []
    for ground in _superblocks(land):
        style = _style_at(ground, size, random)
        locality = "Town Centre" if style is CENTRE else book.family()
        division = divide(ground, style, random)
        for cut in division.cuts:
            streets.append(
                _named(LaidStreet("", locality, _kind_of_cut(cut), style, cut), book, locality)
            )
        for cell in division.cells:
            laid = list(_inside_cell(cell, locality, book, random))
            streets += laid
            if not laid and frame_of(cell.ground).breadth_m > 100:
                greens.append(cell.ground)
    for lane in lanes(land, size, random):
        locality = book.family()
        street = LaidStreet("", locality, StreetKind.LANE, ESTATE, lane)
        streets.append(_named(street, book, locality))
    return StreetPlan(tuple(_turned(street) for street in streets), tuple(greens))


def _superblocks(land: Land) -> list[Polygon]:
    """The ground between main streets, off the water and its banks, in a stable order."""
    # streets were cut a hair short of their junctions; a whisker over them closes the ground again
    whiskers = unary_union([piece.line for piece in land.main_streets]).buffer(0.5)
    dry = land.built_up.difference(land.water.buffer(18)).difference(whiskers)
    pieces = [piece for piece in getattr(dry, "geoms", [dry]) if piece.area > 2500]
    return sorted(
        pieces, key=lambda piece: (round(piece.centroid.x, 3), round(piece.centroid.y, 3))
    )


def _style_at(ground: Polygon, size: Size, random: Random) -> Style:
    out = math.hypot(ground.centroid.x, ground.centroid.y) / size.radius_m + random.uniform(
        -0.06, 0.06
    )
    for limit, style in ((0.22, CENTRE), (0.47, TERRACE), (0.72, SUBURB)):
        if out < limit:
            return style
    return ESTATE


def _kind_of_cut(cut: LineString) -> StreetKind:
    return StreetKind.AVENUE if cut.length > 260 else StreetKind.STREET


def _main_street(piece: MainStreet, size: Size, book: NameBook) -> LaidStreet:
    middle = piece.line.interpolate(0.5, normalized=True)
    out = math.hypot(middle.x, middle.y) / size.radius_m
    style = CENTRE if out < 0.2 else TERRACE if out < 0.45 else SUBURB
    if style is CENTRE:
        return LaidStreet(book.centre(), "Town Centre", piece.kind, style, piece.line)
    family = book.family()
    name = book.of_family(family, LAST_WORDS[piece.kind])
    return LaidStreet(name, family, piece.kind, style, piece.line)


def _inside_cell(cell: Cell, locality: str, book: NameBook, random: Random) -> Iterator[LaidStreet]:
    """The streets of one cell share a family's name, in the terraces each has its own."""
    family = book.family() if cell.style in (SUBURB, ESTATE) else locality
    for inner in fill(cell, random):
        street = LaidStreet("", locality, inner.kind, cell.style, inner.line, inner.entries)
        yield _named(street, book, family)


def _named(street: LaidStreet, book: NameBook, family: str) -> LaidStreet:
    if street.style is CENTRE:
        return replace(street, name=book.centre())
    if street.style is TERRACE:
        return replace(street, name=book.terrace())
    words = LAST_WORDS[street.kind] if street.kind is not StreetKind.STREET else SUBURB_STREET_WORDS
    return replace(street, name=book.of_family(family, words))


def _turned(street: LaidStreet) -> LaidStreet:
    """With vertices close together, and starting at the end nearer the centre."""
    line = segmentize(street.line, STEP_M)
    ends = np.asarray(line.coords)[[0, -1]]
    if np.hypot(*ends[0]) > np.hypot(*ends[1]):
        line = line.reverse()
    return replace(
        street, line=line, entries=tuple(segmentize(entry, STEP_M) for entry in street.entries)
    )
