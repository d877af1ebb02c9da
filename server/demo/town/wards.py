"""Wards: faces between main streets, put together until each holds about as many premises as the next."""

from collections import defaultdict
from dataclasses import dataclass
from random import Random
from typing import cast

import shapely
from shapely import MultiPolygon, Polygon, STRtree, unary_union

from server.demo.town.names import NameBook


@dataclass(frozen=True, slots=True)
class WardGround:
    """A ward in the plane."""

    code: str
    name: str
    ground: MultiPolygon


def make_wards(
    faces: tuple[Polygon, ...], doors: list[tuple[float, float]], wanted: int, random: Random
) -> tuple[WardGround, ...]:
    """Put faces together to the wanted number of wards; together they are exactly the faces, without gap or overlap."""
    weights = _doors_in(faces, doors)
    neighbours = _neighbours(faces)
    ward_of = _grow(weights, neighbours, _seeds(faces, weights, min(wanted, len(faces))))
    members: dict[int, list[Polygon]] = defaultdict(list)
    for face, ward in enumerate(ward_of):
        members[ward].append(faces[face])
    book = NameBook(random)
    return tuple(
        WardGround(f"V{ward + 1:02d}", _name(book), _multi(members[ward]))
        for ward in sorted(members)
    )


def _name(book: NameBook) -> str:
    return book.family()


def _multi(parts: list[Polygon]) -> MultiPolygon:
    merged = unary_union(parts)
    return merged if isinstance(merged, MultiPolygon) else MultiPolygon([cast(Polygon, merged)])


def _doors_in(faces: tuple[Polygon, ...], doors: list[tuple[float, float]]) -> list[int]:
    counts = [0] * len(faces)
    _, inside = STRtree(list(faces)).query(shapely.points(doors), predicate="within")
    for face in inside.tolist():
        counts[face] += 1
    return counts


def _neighbours(faces: tuple[Polygon, ...]) -> list[list[int]]:
    tree = STRtree(list(faces))
    found: list[list[int]] = []
    for number, face in enumerate(faces):
        near = sorted(tree.query(face, predicate="intersects").tolist())
        found.append(
            [
                other
                for other in near
                if other != number and face.intersection(faces[other]).length > 1
            ]
        )
    return found


def _seeds(faces: tuple[Polygon, ...], weights: list[int], wanted: int) -> list[int]:
    """Faces far from each other, the fullest first."""
    middles = [face.centroid for face in faces]
    chosen = [max(range(len(faces)), key=lambda face: (weights[face], -face))]
    while len(chosen) < wanted:
        chosen.append(
            max(
                (face for face in range(len(faces)) if face not in chosen),
                key=lambda face: (
                    (weights[face] + 1) ** 0.5
                    * min(middles[face].distance(middles[other]) for other in chosen),
                    -face,
                ),
            )
        )
    return chosen


def _grow(weights: list[int], neighbours: list[list[int]], seeds: list[int]) -> list[int]:
    """Each time the lightest ward that still can takes its heaviest free neighbour."""
    ward_of = [-1] * len(weights)
    load = [0] * len(seeds)
    for ward, face in enumerate(seeds):
        ward_of[face], load[ward] = ward, weights[face]
    while -1 in ward_of:
        for ward in sorted(range(len(seeds)), key=lambda w: (load[w], w)):
            free = {
                near
                for face, owner in enumerate(ward_of)
                if owner == ward
                for near in neighbours[face]
                if ward_of[near] == -1
            }
            if free:
                taken = max(free, key=lambda face: (weights[face], -face))
                ward_of[taken] = ward
                load[ward] += weights[taken]
                break
        else:  # an island without neighbours: to the lightest
            ward_of[ward_of.index(-1)] = min(range(len(seeds)), key=lambda w: (load[w], w))
    return ward_of
