"""Which streets a track drove end to end: one rule for the phone, which asks, and the server, which compares.

A street is covered where the track ran within `NEAR_M` of it and no other street was clearly nearer. Crossing a street,
standing in it or passing its mouth covers a few metres of it, a jump nothing. Pure.
"""

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo.onboard.ground import Ground
from geo.onboard.hops import Hop
from geo.onboard.lines import Footing
from geo.onboard.plane import PointM

# Learnt from 132 drives with hand-corrected truth: half of the fixes lie within 3.4 m of the street driven, 95 % within
# 16 m. See docs/measurements.md; tests/geo/onboard/test_tolerance.py computes both again.
NEAR_M = 16.0
RIVAL_M = 3.0  # a street this much nearer is the one that was driven
STEP_M = 5.0  # how finely a hop is looked at
ENDS_M = 20.0  # a lorry stops short of a closed end, and turns off before the middle of a junction
HOLE_M = 45.0  # so much in the middle may go unseen: a few poor fixes in a row
SHARE = 0.8  # of the street's length, at least
SHORTEST_M = 2 * NEAR_M  # of a shorter street a track cannot tell driving from passing

Span = tuple[float, float]  # metres along the street, from and to
Spans = tuple[Span, ...]  # in order, apart from each other


@dataclass(frozen=True, slots=True)
class Driven:
    """How far a street was driven: the share of its length that was covered, and whether that is end to end."""

    usrn: str
    share: float
    is_end_to_end: bool


def cover(ground: Ground, hops: Iterable[Hop]) -> dict[str, Spans]:
    """What the hops covered of each street."""
    covered: dict[str, list[Span]] = {}
    for hop in hops:
        for usrn, span in _list_covered(ground, hop):
            covered.setdefault(usrn, []).append(span)
    return {usrn: join_spans(spans) for usrn, spans in covered.items()}


def join_cover(one: Mapping[str, Spans], other: Mapping[str, Spans]) -> dict[str, Spans]:
    """What two parts of a track covered together."""
    return {
        usrn: join_spans((*one.get(usrn, ()), *other.get(usrn, ())))
        for usrn in one.keys() | other.keys()
    }


def join_spans(spans: Iterable[Span]) -> Spans:
    """The spans in order, those that touch made one."""
    joined: list[Span] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return tuple(joined)


def judge_street(usrn: str, length_m: float, spans: Spans) -> Driven:
    """Whether what was covered of a street is the street from end to end."""
    if length_m < SHORTEST_M:
        return Driven(usrn, 0.0, is_end_to_end=False)
    share = min(1.0, sum(high - low for low, high in spans) / length_m)
    return Driven(usrn, share, share >= SHARE and _reaches_both_ends(length_m, spans))


def list_driven(ground: Ground, covered: Mapping[str, Spans]) -> tuple[Driven, ...]:
    """Every street that was covered anywhere, in order of usrn."""
    return tuple(
        judge_street(usrn, ground.lengths_m[usrn], covered[usrn]) for usrn in sorted(covered)
    )


def _reaches_both_ends(length_m: float, spans: Spans) -> bool:
    if spans[0][0] > ENDS_M or spans[-1][1] < length_m - ENDS_M:
        return False
    return all(after[0] - before[1] <= HOLE_M for before, after in itertools.pairwise(spans))


def _list_covered(ground: Ground, hop: Hop) -> Iterable[tuple[str, Span]]:
    """The spans that a hop covers, step by step."""
    places = _steps(ground, hop)
    step_m = math.dist(places[0], places[1])
    before = _list_candidates(ground, places[0])
    for place in places[1:]:
        here = _list_candidates(ground, place)
        for usrn in before.keys() & here.keys():
            low, high = sorted((before[usrn].along_m, here[usrn].along_m))
            if 0 < high - low <= 2 * step_m + 1:  # along a bend, not across it
                yield usrn, (low, high)
        before = here


def _steps(ground: Ground, hop: Hop) -> list[PointM]:
    (_, *start, _), (_, *end, _) = hop
    x1, y1 = ground.plane.flatten((start[0], start[1]))
    x2, y2 = ground.plane.flatten((end[0], end[1]))
    count = max(1, math.ceil(math.hypot(x2 - x1, y2 - y1) / STEP_M))
    return [
        (x1 + (x2 - x1) * place / count, y1 + (y2 - y1) * place / count)
        for place in range(count + 1)
    ]


def _list_candidates(ground: Ground, place: PointM) -> dict[str, Footing]:
    """The streets that a vehicle at this place may be driving."""
    footings = ground.find_footings(place)
    nearest_m = min((footing.off_m for footing in footings.values()), default=0.0)
    within_m = min(NEAR_M, nearest_m + RIVAL_M)
    return {usrn: footing for usrn, footing in footings.items() if footing.off_m <= within_m}
