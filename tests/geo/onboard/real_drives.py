"""Real drives from the shared data, read where they are and never copied: fixes, and where the vehicle truly was."""

import csv
import itertools
import json
import math
import statistics
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from geo.onboard.lines import Line7
from geo.onboard.plane import Position7, make_plane
from geo.onboard.track import TimedFix

Edge = tuple[Position7, Position7]


def read_fcd_fixes(folder: Path) -> dict[str, list[TimedFix]]:
    """The fixes of each drive. The data gives no accuracy: zero."""
    drives: dict[str, list[TimedFix]] = defaultdict(list)
    with (folder / "points.csv").open() as file:
        for row in csv.DictReader(file):
            ms = int(datetime.fromisoformat(row["time"]).timestamp() * 1000)
            place = round(float(row["lat"]) * 1e7), round(float(row["lon"]) * 1e7)
            drives[row["id"]].append((ms, *place, 0))
    return dict(drives)


def read_fcd_truth(folder: Path) -> dict[str, Line7]:
    """The hand-corrected path of each drive."""
    features = json.loads((folder / "ground_truth.geojson").read_text())["features"]
    return {str(one["properties"]["id"]): _line(one["geometry"]) for one in features}


def _line(geometry: dict[str, list[list[list[float]]]]) -> Line7:
    parts = geometry["coordinates"]
    return tuple(tuple((round(y * 1e7), round(x * 1e7)) for x, y in part) for part in parts)


def list_edges(line: Line7) -> set[Edge]:
    """The pieces between neighbouring points, whichever way they were driven."""
    return {
        (min(pair), max(pair))
        for part in line
        for pair in itertools.pairwise(part)
        if len({*pair}) > 1
    }


def list_streets(edges: set[Edge]) -> list[tuple[Position7, ...]]:
    """The network cut into streets at its junctions and ends."""
    beside: dict[Position7, set[Position7]] = defaultdict(set)
    for one, other in edges:
        beside[one].add(other)
        beside[other].add(one)
    streets, used = [], set[Edge]()
    junctions = [place for place, others in beside.items() if len(others) != 2]
    for start in sorted(junctions):
        for second in sorted(beside[start]):
            if (min(start, second), max(start, second)) in used:
                continue
            street = [start, second]
            while len(beside[street[-1]]) == 2:
                street.append(next(iter(beside[street[-1]] - {street[-2]})))
            used |= {(min(pair), max(pair)) for pair in itertools.pairwise(street)}
            streets.append(tuple(street))
    return streets


def read_fleet(folder: Path) -> dict[str, list[tuple[TimedFix, str]]]:
    """The fixes of each refuse lorry, with the name of the street its fleet system wrote beside it."""
    lorries: dict[str, list[tuple[TimedFix, str]]] = defaultdict(list)
    with (folder / "fixes.csv").open() as file:
        for row in csv.DictReader(file):
            ms = int(datetime.fromisoformat(row["t"]).replace(tzinfo=UTC).timestamp() * 1000)
            place = round(float(row["lat"]) * 1e7), round(float(row["lon"]) * 1e7)
            lorries[row["vehicle"]].append(((ms, *place, 0), _name_of(row["near_address"])))
    return dict(lorries)


def _name_of(address: str) -> str:
    """`48 Danforth Ave Jersey City NJ` -> `Danforth Ave`."""
    words: Sequence[str] = address.split()
    while words and any(letter.isdigit() for letter in words[0]) and len(words) > 4:
        words = words[1:]
    return " ".join(words[:-3])


def fit_streets(named: dict[str, list[Position7]]) -> dict[str, Line7]:
    """Straight streets laid through the places that carry a name: no map came with the fleet's data.

    Left out: names whose places do not lie on one line within 15 m, and stretches under 80 m.
    """
    streets: dict[str, Line7] = {}
    for name, places in named.items():
        if len(set(places)) >= 6:
            streets |= {
                f"{name}#{number}": (stretch,) for number, stretch in enumerate(_fit(places))
            }
    return streets


def _fit(places: list[Position7]) -> list[tuple[Position7, Position7]]:
    plane = make_plane(places[0])
    xy = [plane.flatten(place) for place in places]
    mid = (statistics.median(x for x, _ in xy), statistics.median(y for _, y in xy))
    east = sum((x - mid[0]) ** 2 for x, _ in xy)
    north = sum((y - mid[1]) ** 2 for _, y in xy)
    both = sum((x - mid[0]) * (y - mid[1]) for x, y in xy)
    turn = math.atan2(2 * both, east - north) / 2
    cos, sin = math.cos(turn), math.sin(turn)
    along = sorted((x - mid[0]) * cos + (y - mid[1]) * sin for x, y in xy)
    offs = sorted(abs((y - mid[1]) * cos - (x - mid[0]) * sin) for x, y in xy)
    if offs[int(len(offs) * 0.9)] > 15:
        return []

    def place_at(way_m: float) -> Position7:
        x, y = mid[0] + way_m * cos, mid[1] + way_m * sin
        lat7, lon7 = places[0]
        return lat7 + round(y / plane.y_m_per_7), lon7 + round(x / plane.x_m_per_7)

    breaks = [place for place in range(1, len(along)) if along[place] - along[place - 1] > 150]
    ends = itertools.pairwise([0, *breaks, len(along)])
    stretches = [(along[first], along[last - 1]) for first, last in ends]
    return [(place_at(low), place_at(high)) for low, high in stretches if high - low >= 80]
