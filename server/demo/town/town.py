"""Builds the whole town: wards, streets, entries, premises with their addresses, in degrees, ready to be put.

Pure: all randomness comes from the seed, so the same size and seed give the same town, byte for byte.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random
from typing import cast

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Polygon, STRtree
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from server.db.places import BinStore, Entry, Premises, Street, Ward
from server.demo.sizes import Size
from server.demo.town.addresses import Addresses, BuiltPlace, make_addresses
from server.demo.town.land import lay_land
from server.demo.town.plane import bend_geometry, make_bend, to_degrees
from server.demo.town.premises import Ground, Plot, set_plots
from server.demo.town.streets import LaidStreet, lay_streets
from server.demo.town.wards import WardGround, make_wards


@dataclass(frozen=True, slots=True)
class StreetSketch:
    """What planning rounds needs to know of a street: where it lies in the plane and how it is built."""

    usrn: str
    style: str
    middle: tuple[float, float]
    ends: tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What only a picture shows, in degrees."""

    edge: Polygon
    water: BaseGeometry
    greens: tuple[Polygon, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """A town as the council's address register would hold it."""

    wards: tuple[Ward, ...]
    streets: tuple[Street, ...]
    entries: tuple[Entry, ...]
    bin_stores: tuple[BinStore, ...]
    premises: tuple[Premises, ...]
    sketches: tuple[StreetSketch, ...]
    backdrop: Backdrop


def build_town(size: Size, seed: int) -> Town:
    """Build the town of a size and seed."""
    land = lay_land(size, Random(f"{seed}/land"))
    plan = lay_streets(land, size, Random(f"{seed}/streets"))
    bend = make_bend(size.radius_m, Random(f"{seed}/bend"))
    streets = tuple(
        replace(
            street,
            line=_thin(bend_geometry(street.line, bend)),
            entries=tuple(_thin(bend_geometry(entry, bend)) for entry in street.entries),
        )
        for street in plan.streets
    )
    water = bend_geometry(land.water, bend)
    streets, plots = _settle(streets, water, bend_geometry(land.built_up, bend), seed)
    built = make_addresses(streets, plots, Random(f"{seed}/addresses"))
    doors = [plot.point for plot in plots]
    faces = tuple(bend_geometry(shapely.segmentize(face, 12.0), bend) for face in land.faces)
    wards = make_wards(faces, doors, size.wards, Random(f"{seed}/wards"))
    backdrop = Backdrop(
        to_degrees(bend_geometry(land.edge, bend)),
        to_degrees(water),
        tuple(
            to_degrees(bend_geometry(shapely.segmentize(green, 12.0), bend))
            for green in plan.greens
        ),
    )
    return _in_degrees(wards, built, backdrop)


def _settle(
    streets: tuple[LaidStreet, ...], water: BaseGeometry, built_up: Polygon, seed: int
) -> tuple[tuple[LaidStreet, ...], list[Plot]]:
    """Set the plots; a street on which nobody lives is no street of the register."""
    ground = Ground(STRtree([street.line for street in streets]), water)
    random = Random(f"{seed}/plots")
    kept: list[LaidStreet] = []
    plots: list[Plot] = []
    for number, street in enumerate(streets):
        found = [
            plot
            for plot in set_plots(number, street, ground, random)
            # out in the country there is a house here and there
            if shapely.contains_xy(built_up, *plot.point) or random.random() < 0.12
        ]
        if found:
            plots += [replace(plot, street=len(kept)) for plot in found]
            kept.append(street)
    return tuple(kept), plots


def _thin(line: LineString) -> LineString:
    return cast(LineString, line.simplify(0.4))


def _in_degrees(wards: tuple[WardGround, ...], built: Addresses, backdrop: Backdrop) -> Town:
    places = built.places
    spots = to_degrees(shapely.MultiPoint([place.point for place in places]))
    lonlat = shapely.get_coordinates(spots)
    return Town(
        wards=tuple(Ward(ward.code, ward.name, to_degrees(ward.ground)) for ward in wards),
        streets=tuple(
            Street(usrn, street.name, street.locality, _lines([street.line]))
            for usrn, street in zip(built.usrns, built.streets, strict=True)
        ),
        entries=tuple(
            Entry(entry.id, entry.usrn, entry.name, _lines([_indented(entry.line)]))
            for entry in built.entries
        ),
        bin_stores=built.bin_stores,
        premises=tuple(
            _premises(place, at) for place, at in zip(places, lonlat.tolist(), strict=True)
        ),
        sketches=tuple(_sketches(built)),
        backdrop=backdrop,
    )


def _premises(place: BuiltPlace, at: list[float]) -> Premises:
    return Premises(
        uprn=place.uprn,
        address=place.address,
        usrn=place.usrn,
        house=place.house,
        postcode=place.postcode,
        lat=at[1],
        lon=at[0],
        entry_id=place.entry_id,
        bin_store_id=place.bin_store_id,
        assisted=place.assisted,
    )


def _lines(lines: Iterable[LineString]) -> MultiLineString:
    return to_degrees(MultiLineString(list(lines)))


def _indented(entry: LineString) -> LineString:
    """An entry starts behind the first yard, not in the middle of the street it opens on."""
    return cast(LineString, substring(entry, 5.0, entry.length - 5.0))


def _sketches(built: Addresses) -> Iterable[StreetSketch]:
    for usrn, street in zip(built.usrns, built.streets, strict=True):
        middle = street.line.interpolate(0.5, normalized=True)
        points = np.asarray(street.line.coords)
        start, end = tuple(points[0].tolist()), tuple(points[-1].tolist())
        yield StreetSketch(usrn, street.style.name, (middle.x, middle.y), (start, end))
