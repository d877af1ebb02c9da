"""A pack of a whole round in the demo's town: streets that bend and meet, for the map and for drives."""

from dataclasses import replace
from functools import cache

from geo.onboard.lines import Line7
from server.demo.sizes import SIZES
from server.demo.town.town import build_town
from sync.pack import Pack, PackStreet
from tests.crew_app.sample import COLLECTION, make_pack


@cache
def list_town_streets(count: int) -> tuple[PackStreet, ...]:
    """So many streets of the town, those nearest to the middle of one of its corners, in that order."""
    town = build_town(SIZES["town"], 7)
    streets = [street for street in town.streets if street.line is not None]
    middles = {s.usrn: s.line.centroid for s in streets if s.line is not None}
    near = sorted(streets, key=lambda s: middles[s.usrn].distance(middles[streets[200].usrn]))
    return tuple(
        PackStreet(
            usrn=street.usrn,
            name=street.name,
            position=at,
            locality=street.locality,
            premises_count=20,
            line=line_of(street.line),
        )
        for at, street in enumerate(near[:count], start=1)
    )


def line_of(shape: object) -> Line7:
    """A shapely line in degrees as the pack carries it."""
    parts = getattr(shape, "geoms", [shape])
    return tuple(tuple((round(y * 1e7), round(x * 1e7)) for x, y in part.coords) for part in parts)


def make_town_pack(count: int = 120) -> Pack:
    """The sample's pack with the refuse round in the town."""
    pack = make_pack()
    refuse, *others = pack.collections
    assert COLLECTION.startswith(refuse.round_id)
    streets = list_town_streets(count)
    return replace(
        pack, collections=(replace(refuse, streets=streets, entries=(), premises=()), *others)
    )
