"""What lies inside a cell: terraces with entries behind them, a crescent, closes off a spine, a loop, a green."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np
from shapely import LineString, Point, Polygon

from server.demo.town.cells import Cell, Frame, bowed, frame_of
from server.demo.town.names import StreetKind


@dataclass(frozen=True, slots=True)
class InnerStreet:
    """A street inside a cell; `entries` are the entries that serve its backs."""

    line: LineString
    kind: StreetKind
    entries: tuple[LineString, ...] = ()


def fill(cell: Cell, random: Random) -> tuple[InnerStreet, ...]:
    """The streets inside a cell."""
    frame = frame_of(cell.ground)
    if frame.breadth_m < 1.5 * cell.style.spacing_m:
        return ()
    pattern = random.choice(cell.style.patterns)
    found = PATTERNS[pattern](cell, frame, random)
    if not found and pattern != "green":
        found = _strips(cell, frame, random)
    return tuple(found)


def _strips(cell: Cell, frame: Frame, random: Random) -> list[InnerStreet]:
    """Parallel streets along the cell. In the terraces an entry runs between each two rows of backs."""
    rows = max(2, round(frame.breadth_m / cell.style.spacing_m))
    bow = frame.length_m * random.uniform(-0.05, 0.05)
    reach = frame.length_m * 0.5 + 5
    has_entries = cell.style.name in ("terrace", "centre") and random.random() < 0.75
    found = []
    for row in range(1, rows):
        line = _row(cell, frame, (row / rows - 0.5) * frame.breadth_m, (reach, bow))
        if line is None:
            continue
        entries = []
        if has_entries:
            backs = (row - 0.5, row + 0.5) if row == rows - 1 else (row - 0.5,)
            found_backs = [
                _row(cell, frame, (back / rows - 0.5) * frame.breadth_m, (reach, bow))
                for back in backs
            ]
            entries = [line for line in found_backs if line is not None]
        found.append(InnerStreet(line, StreetKind.STREET, tuple(entries)))
    return found


def _row(
    cell: Cell, frame: Frame, across_m: float, reach_and_bow: tuple[float, float]
) -> LineString | None:
    reach, bow = reach_and_bow
    return _inside(bowed(frame.at(-reach, across_m), frame.at(reach, across_m), bow), cell.ground)


def _crescent(cell: Cell, frame: Frame, random: Random) -> list[InnerStreet]:
    """An arc that leaves one side and comes back to it, with a close pointing into it from the other side."""
    if frame.length_m < 170 or frame.breadth_m < 130:
        return []
    side = random.choice((-1, 1))
    steps = np.linspace(0, np.pi, 25)
    width, depth = 0.34 * frame.length_m, 0.66 * frame.breadth_m
    arc = [
        frame.at(
            -width * np.cos(step),
            side * (frame.breadth_m / 2 + 4 - (depth + 4) * np.sin(step) ** 0.8),
        )
        for step in steps
    ]
    line = _inside(LineString(arc), cell.ground)
    return [InnerStreet(line, StreetKind.CRESCENT)] if line is not None else []


def _closes(cell: Cell, frame: Frame, random: Random) -> list[InnerStreet]:
    """A spine that ends blind, with closes on both sides."""
    if frame.breadth_m < 150 or frame.length_m < 180:
        return []
    bow = frame.breadth_m * random.uniform(-0.1, 0.1)
    way = random.choice((-1, 1))
    start, end = (
        frame.at(-way * (frame.length_m / 2 + 5), 0),
        frame.at(way * 0.30 * frame.length_m, 0),
    )
    spine = _inside(bowed(start, end, bow), cell.ground)
    if spine is None:
        return []
    found = [InnerStreet(spine, StreetKind.AVENUE)]
    room = cell.ground.buffer(-24)
    for number, along in enumerate(np.arange(62, spine.length, 64 + random.uniform(0, 14))):
        foot = spine.interpolate(along)
        ahead = spine.interpolate(min(along + 2, spine.length))
        if ahead.equals(foot):
            continue
        found += _close_at(np.array(foot.coords[0]), np.array(ahead.coords[0]), room, number)
    return found


def _close_at(foot: np.ndarray, ahead: np.ndarray, room: Polygon, number: int) -> list[InnerStreet]:
    way = (ahead - foot) / np.hypot(*(ahead - foot))
    left = np.array([-way[1], way[0]])
    found = []
    for side in (1, -1):
        end = foot + side * left * (78 + 9 * (number % 3)) + way * 10 * (number % 2)
        line = _inside(bowed(foot, end, 5.0 * side), room)
        if line is not None and line.length > 32:
            joined = LineString([tuple(foot), *line.coords])
            found.append(InnerStreet(joined, StreetKind.CLOSE))
    return found


def _loop(cell: Cell, frame: Frame, random: Random) -> list[InnerStreet]:  # noqa: ARG001 - a pattern's shape
    """A ring inside the cell with a stub to its edge, a green in its middle when there is room."""
    if frame.breadth_m < 165 or frame.length_m > 2.1 * frame.breadth_m:
        return []
    room = cell.ground.buffer(-0.27 * frame.breadth_m).buffer(-12).buffer(12)
    if not isinstance(room, Polygon) or room.is_empty or room.area < 1500:
        return []
    ring = list(room.exterior.coords)[:-1]
    edge = cell.ground.exterior
    nearest = min(range(len(ring)), key=lambda at: round(edge.distance(Point(ring[at])), 6))
    ring = ring[nearest:] + ring[: nearest + 1]
    gate = edge.interpolate(edge.project(Point(ring[0])))
    return [InnerStreet(LineString([gate.coords[0], *ring]), StreetKind.LOOP)]


def _green(cell: Cell, frame: Frame, random: Random) -> list[InnerStreet]:  # noqa: ARG001 - a pattern's shape
    return []


def _inside(line: LineString, ground: Polygon) -> LineString | None:
    """The longest piece of a line that lies within the ground; None when it is hardly there."""
    crossing = line.intersection(ground)
    pieces = [piece for piece in getattr(crossing, "geoms", [crossing]) if piece.length > 30]
    return max(pieces, key=lambda piece: round(piece.length, 6)) if pieces else None


PATTERNS: dict[str, Callable[[Cell, Frame, Random], list[InnerStreet]]] = {
    "strips": _strips,
    "crescent": _crescent,
    "closes": _closes,
    "loop": _loop,
    "green": _green,
}
