"""What a track proves: from fix to fix, the hops that the vehicle is believed to have driven. Pure.

Between two fixes nobody looked. A hop is believed where it is short enough in time and way for the vehicle to have gone
straight; a tunnel, a fix out of the blue and a phone switched off leave a gap, and a gap proves nothing.
"""

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

from geo.onboard.plane import distance_m
from geo.onboard.track import TimedFix

Hop = tuple[TimedFix, TimedFix]


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of a track. The standard is for a handheld's fixes every few seconds."""

    worst_acc_m: float = 30.0  # a fix less sure than this says nothing
    longest_gap_s: float = 30.0
    longest_hop_m: float = 250.0
    standing_m: float = (
        40.0  # however long it took: a lorry that stood, and receivers are silent while they stand
    )
    fastest_m_s: float = 33.0  # faster than any lorry: a jump of the receiver
    noise_m: float = 15.0  # what two fixes at the same moment may lie apart


HANDHELD = Belief()


def clean_track(fixes: Iterable[TimedFix], worst_acc_m: float) -> tuple[TimedFix, ...]:
    """The fixes good enough, in order of time, one a moment: the surest. How they were ordered does not matter."""
    good = sorted(
        (fix for fix in fixes if fix[3] <= worst_acc_m * 10), key=lambda fix: (fix[0], fix[3], fix)
    )
    return tuple(next(same) for _, same in itertools.groupby(good, key=lambda fix: fix[0]))


def list_hops(fixes: Iterable[TimedFix], belief: Belief = HANDHELD) -> tuple[Hop, ...]:
    """The believed hops, in order of time."""
    clean = clean_track(fixes, belief.worst_acc_m)
    return tuple(hop for hop in itertools.pairwise(clean) if is_believed(hop, belief))


def is_believed(hop: Hop, belief: Belief = HANDHELD) -> bool:
    """Whether the vehicle is believed to have gone straight from the one to the other."""
    (start_ms, *start, _), (end_ms, *end, _) = hop
    way_m = distance_m((start[0], start[1]), (end[0], end[1]))
    seconds = (end_ms - start_ms) / 1000
    if seconds < 0 or math.isnan(way_m):
        return False
    if way_m > belief.fastest_m_s * seconds + belief.noise_m:
        return False
    return way_m <= belief.standing_m or (
        seconds <= belief.longest_gap_s and way_m <= belief.longest_hop_m
    )
