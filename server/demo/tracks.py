"""The lorries' tracks on a simulated day: along each street the squad truly came to, silent in between. Pure, seeded.

A street that was skipped has no track, so record and track differ where the squad said what was not so. The receiver
errs by a few metres, as real ones do.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from random import Random

from server.db.places import Street
from server.demo.council import DemoCouncil
from server.demo.recording import Tap
from server.demo.shifts import DemoDay, DeviceShift
from server.demo.truth import CollectionTruth, StreetTruth
from sync.ops import Track
from sync.words import Outcome

LONGEST_IN_STREET_S = 240
FIX_EVERY_S = 12
FARTHEST_M = 90.0  # between two fixes
ERRS_BY_7 = 300  # 1e-7 degrees: some three metres
ACCURACY_DM = 45
STREETS_A_PIECE = 12
M_PER_DEGREE = 111_320.0

Place = tuple[float, float]  # latitude and longitude in degrees
Row = tuple[int, int, int, int]


def with_tracks(council: DemoCouncil, day: DemoDay) -> DemoDay:
    """The day with the first device of each squad sending its lorry's track too."""
    lines = {street.usrn: way for street in council.town.streets if (way := _way_of(street))}
    taps: dict[str, list[Tap]] = defaultdict(list)
    for truth in day.truths:
        if truth.squad is not None:
            taps[truth.squad] += _list_taps(truth, lines, council.plan.seed)
    return replace(
        day, shifts=tuple(_with_taps(one, taps.pop(one.fares.squad, [])) for one in day.shifts)
    )


def _with_taps(shift: DeviceShift, taps: list[Tap]) -> DeviceShift:
    if shift.fares.is_left_at_depot or not taps:
        return shift
    return replace(shift, taps=tuple(sorted((*shift.taps, *taps), key=lambda tap: tap.at)))


def _list_taps(truth: CollectionTruth, lines: Mapping[str, list[Place]], seed: int) -> list[Tap]:
    """One operation for so many streets, made when the last of them is done."""
    key = f"{truth.round_id}@{truth.on.isoformat()}"
    random = Random(f"{seed}/{key}/track")
    pieces = list(_drive(truth, lines, random))
    taps = []
    for number in range(0, len(pieces), STREETS_A_PIECE):
        part = [row for rows in pieces[number : number + STREETS_A_PIECE] for row in rows]
        start_ms = part[0][0]
        fixes = tuple(((row[0] - start_ms) // 1000, *row[1:]) for row in part)
        track = Track(truth.round_id, truth.on, start_ms, fixes)
        at = min(datetime.fromtimestamp(part[-1][0] / 1000, truth.ended_at.tzinfo), truth.ended_at)
        taps.append(Tap(f"{key}#track{number}", at, track))
    return taps


def _drive(
    truth: CollectionTruth, lines: Mapping[str, list[Place]], random: Random
) -> Iterator[list[Row]]:
    """The fixes of each street that was come to, in the order of time."""
    left_at = truth.started_at
    came_to = [(street.at, street) for street in truth.streets if street.at is not None]
    for at, street in sorted(came_to, key=lambda pair: pair[0]):
        if street.usrn in lines and _is_driven(street):
            took_s = min(LONGEST_IN_STREET_S, max(20, int((at - left_at).total_seconds())))
            yield _fixes(lines[street.usrn], int(at.timestamp() * 1000), took_s, random)
        left_at = at


def _is_driven(street: StreetTruth) -> bool:
    return not street.is_skipped and street.outcome is not Outcome.NOT_COLLECTED


def _fixes(way: list[Place], end_ms: int, took_s: int, random: Random) -> list[Row]:
    """From end to end of the street, done at `end_ms`."""
    whole_m = sum(_metres(a, b) for a, b in pairwise(way))
    steps = max(2, math.ceil(took_s / FIX_EVERY_S), math.ceil(whole_m / FARTHEST_M))
    rows = []
    for step in range(steps + 1):
        lat, lon = _place_at(way, whole_m * step / steps)
        rows.append(
            (
                end_ms - took_s * 1000 * (steps - step) // steps,
                round(lat * 1e7) + random.randint(-ERRS_BY_7, ERRS_BY_7),
                round(lon * 1e7) + random.randint(-ERRS_BY_7, ERRS_BY_7),
                ACCURACY_DM,
            )
        )
    return rows


def _place_at(way: list[Place], walked_m: float) -> Place:
    for one, other in pairwise(way):
        length_m = _metres(one, other)
        if walked_m <= length_m and length_m > 0:
            share = walked_m / length_m
            return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
        walked_m -= length_m
    return way[-1]


def _metres(one: Place, other: Place) -> float:
    east = (other[1] - one[1]) * math.cos(math.radians(one[0]))
    return math.hypot(east, other[0] - one[0]) * M_PER_DEGREE


def _way_of(street: Street) -> list[Place]:
    if street.line is None:
        return []
    parts = getattr(street.line, "geoms", [street.line])
    return [(y, x) for part in parts for x, y in part.coords]
