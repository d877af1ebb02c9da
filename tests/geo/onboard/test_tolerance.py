"""The tolerance of the driven-street rule, computed again from real drives, and the rule tried on them.

The data stays where it is: read as test data, never copied (its folder says so). Run with -s for the figures.
"""

import itertools
import sys
from collections import defaultdict

import pytest

from geo.onboard.driven import NEAR_M, cover, list_driven
from geo.onboard.ground import Ground, lay_ground
from geo.onboard.hops import HANDHELD, Belief, list_hops
from geo.onboard.lines import Line7, distance_to_line_m
from geo.onboard.plane import Position7, distance_m
from geo.onboard.track import TimedFix, thin_track
from tests.conftest import SHARED
from tests.geo.onboard.real_drives import (
    fit_streets,
    list_edges,
    list_streets,
    read_fcd_fixes,
    read_fcd_truth,
    read_fleet,
)

FCD = SHARED / "data" / "fcd-map-matching"
FLEET = SHARED / "data" / "jersey-city-trucks"
MINUTES = Belief(longest_gap_s=100, longest_hop_m=600)  # the fleet's map gave a fix every 60-90 s
SHORTEST_JUDGED_M = 60.0


def end_to_end(ground: Ground, fixes: list[TimedFix], belief: Belief = HANDHELD) -> set[str]:
    covered = cover(ground, list_hops(fixes, belief))
    return {one.usrn for one in list_driven(ground, covered) if one.is_end_to_end}


def length_of(line: Line7) -> float:
    return sum(distance_m(*pair) for part in line for pair in itertools.pairwise(part))


@pytest.mark.skipif(not FCD.exists(), reason="the shared data is not here")
def test_half_of_real_fixes_lie_within_3_4_m_and_95_percent_within_16_m() -> None:
    fixes, truth = read_fcd_fixes(FCD), read_fcd_truth(FCD)
    offs = sorted(
        distance_to_line_m(fix[1:3], truth[drive])
        for drive, all_of in fixes.items()
        for fix in all_of
    )
    half, most = offs[len(offs) // 2], offs[int(len(offs) * 0.95)]
    sys.stdout.write(
        f"\n{len(offs)} fixes of {len(fixes)} drives: half within {half:.2f} m, 95 % within {most:.2f} m\n"
    )
    assert half == pytest.approx(3.4, abs=0.2)
    assert most == pytest.approx(NEAR_M, abs=0.5)


@pytest.mark.skipif(not FCD.exists(), reason="the shared data is not here")
def test_on_real_drives_what_is_wrongly_found_runs_beside_the_true_way() -> None:
    fixes, truth = read_fcd_fixes(FCD), read_fcd_truth(FCD)
    network = list_streets(set().union(*(list_edges(line) for line in truth.values())))
    lines: dict[str, Line7] = {str(at): (street,) for at, street in enumerate(network)}
    lines = {usrn: line for usrn, line in lines.items() if length_of(line) >= SHORTEST_JUDGED_M}
    ground = lay_ground(lines.items(), 40.0)
    right, beside, wrong, missed, thinned = 0, 0, 0, 0, 0
    for drive, all_of in fixes.items():
        driven_truly = list_edges(truth[drive])
        share = {
            usrn: sum(distance_m(*edge) for edge in list_edges(line) & driven_truly)
            / length_of(line)
            for usrn, line in lines.items()
        }
        found = end_to_end(ground, all_of)
        thinned += len(found ^ end_to_end(ground, list(thin_track(tuple(all_of), 4.0, 10_000))))
        right += sum(share[usrn] >= 0.5 for usrn in found)
        missed += sum(share[usrn] >= 0.95 and usrn not in found for usrn in share)
        for usrn in (usrn for usrn in found if share[usrn] < 0.5):
            offs = sorted(distance_to_line_m(place, truth[drive]) for place in lines[usrn][0])
            beside += offs[int(len(offs) * 0.8)] <= 20
            wrong += offs[int(len(offs) * 0.8)] > 20
    sys.stdout.write(
        f"\n{len(lines)} streets: found {right} rightly, {beside} that run beside the way driven, "
        f"{wrong} elsewhere; {missed} missed; {thinned} otherwise when thinned\n"
    )
    assert wrong == 0
    assert right > 8 * beside
    assert right > 2 * missed


@pytest.mark.skipif(not FLEET.exists(), reason="the shared data is not here")
def test_a_days_refuse_lorries_drove_no_street_that_their_fleet_system_never_named() -> None:
    lorries = read_fleet(FLEET)
    halves = [sorted(lorries)[::2], sorted(lorries)[1::2]]
    streets, found, named_both_ends, missed, unnamed, strict = 0, 0, 0, 0, 0, 0
    for judged, fitted in (
        halves,
        halves[::-1],
    ):  # streets laid by the one half, driven by the other
        places: dict[str, list[Position7]] = defaultdict(list)
        for lorry in fitted:
            for fix, name in lorries[lorry]:
                places[name].append((fix[1], fix[2]))
        lines = fit_streets(places)
        ground = lay_ground(lines.items(), 40.0)
        streets += len(lines)
        for lorry in judged:
            names = {name for _, name in lorries[lorry]}
            fixes = [fix for fix, _ in lorries[lorry]]
            driven = end_to_end(ground, fixes, MINUTES)
            ends = {
                usrn
                for usrn, line in lines.items()
                if stood_at_both_ends(lorries[lorry], usrn, line)
            }
            found, missed = found + len(driven), missed + len(ends - driven)
            named_both_ends += len(ends)
            unnamed += sum(usrn.partition("#")[0] not in names for usrn in driven)
            strict += len(end_to_end(ground, fixes))
    sys.stdout.write(
        f"\n{streets} stretches: driven end to end {found}, of these never named {unnamed}; "
        f"named at both ends {named_both_ends}, of these not found {missed}; "
        f"by the handheld's belief {strict}\n"
    )
    assert found > 10
    assert unnamed == 0
    assert (
        strict == 0
    )  # with a fix a minute the handheld's rule says nothing rather than something wrong


def stood_at_both_ends(rows: list[tuple[TimedFix, str]], usrn: str, line: Line7) -> bool:
    """Whether the fleet system named the street near its one end and near its other."""
    name, length_m = usrn.partition("#")[0], length_of(line)
    here = [(fix[1], fix[2]) for fix, given in rows if given == name]
    return all(any(distance_m(end, place) <= 0.2 * length_m for place in here) for end in line[0])
