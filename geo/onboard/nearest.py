"""Which street am I on: a suggestion, never a mark. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from geo.onboard.ground import Ground
from geo.onboard.lines import Line7, distance_to_line_m
from geo.onboard.plane import Position7

# A street further away than this is not "here": 95 % of handset fixes lie within 16 m of the street driven,
# and half a wide road with its parked cars comes on top.
HERE_WITHIN_M = 40.0
# A fix less sure or older than this names no street: a wrong name is worse than none.
SURE_WITHIN_M = 20.0
FRESH_WITHIN_S = 20
# Where two streets are about as near, as at a junction, none is named.
CLEARLY_M = 8.0


@dataclass(frozen=True, slots=True)
class NearStreet:
    """A street and its distance in metres."""

    usrn: str
    off_m: float


def list_near_streets(
    position: Position7, lines: Iterable[tuple[str, Line7]], within_m: float = HERE_WITHIN_M
) -> tuple[NearStreet, ...]:
    """The streets within `within_m`, nearest first; equal distances in order of usrn."""
    measured = (NearStreet(usrn, distance_to_line_m(position, line)) for usrn, line in lines)
    near = [street for street in measured if street.off_m <= within_m]
    return tuple(sorted(near, key=lambda street: (street.off_m, street.usrn)))


def find_nearest_street(
    position: Position7, lines: Iterable[tuple[str, Line7]], within_m: float = HERE_WITHIN_M
) -> NearStreet | None:
    """The nearest street within `within_m`, or None."""
    near = list_near_streets(position, lines, within_m)
    return near[0] if near else None


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where the phone believes it is: the position, how sure (metres) and how old (seconds)."""

    position: Position7
    acc_m: float
    age_s: float


def suggest_street(sighting: Sighting, ground: Ground) -> str | None:
    """The usrn of the street one is in, or None when that is not clear. Looks no further than the ground's reach."""
    if sighting.acc_m > SURE_WITHIN_M or sighting.age_s > FRESH_WITHIN_S:
        return None
    found = ground.find_footings(ground.plane.flatten(sighting.position))
    near = sorted((footing.off_m, usrn) for usrn, footing in found.items())
    if not near or (len(near) > 1 and near[1][0] - near[0][0] < CLEARLY_M):
        return None
    return near[0][1]
