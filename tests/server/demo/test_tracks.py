"""The simulated lorries drive the streets their squads truly came to, and no others."""

from datetime import timedelta

from geo.onboard.driven import SHORTEST_M, cover, list_driven
from geo.onboard.ground import lay_ground
from geo.onboard.hops import list_hops
from geo.onboard.lines import Line7
from server.demo.tracks import with_tracks
from sync.ops import Track
from sync.words import Outcome
from tests.server.demo.councils import ON as DEMO_ON
from tests.server.demo.councils import town_council, town_planner

COUNCIL = town_council()
ON = DEMO_ON - timedelta(days=2)  # a Thursday
PLAIN = town_planner().plan(ON)
DAY = with_tracks(COUNCIL, PLAIN)


def tracks() -> list[Track]:
    return [tap.what for s in DAY.shifts for tap in s.taps if isinstance(tap.what, Track)]


def lines() -> dict[str, Line7]:
    return {
        street.usrn: tuple(
            tuple((round(y * 1e7), round(x * 1e7)) for x, y in part.coords)
            for part in getattr(street.line, "geoms", [street.line])
        )
        for street in COUNCIL.town.streets
        if street.line is not None
    }


def driven_on(round_id: str, usrns: set[str]) -> set[str]:
    ground = lay_ground([(u, line) for u, line in lines().items() if u in usrns], 40.0)
    fixes = [
        (one.start_ms + seconds * 1000, lat, lon, acc)
        for one in tracks()
        if one.round_id == round_id
        for seconds, lat, lon, acc in one.fixes
    ]
    found = list_driven(ground, cover(ground, list_hops(fixes)))
    return {one.usrn for one in found if one.is_end_to_end}


def test_squads_send_tracks_of_a_bounded_size_and_record_what_they_did_before() -> None:
    assert tracks()
    assert max(len(one.fixes) for one in tracks()) <= 600
    for plain, shift in zip(PLAIN.shifts, DAY.shifts, strict=True):
        assert [tap for tap in shift.taps if not isinstance(tap.what, Track)] == list(plain.taps)


def test_the_same_day_has_the_same_tracks() -> None:
    assert with_tracks(COUNCIL, PLAIN) == DAY


def test_the_track_tells_which_streets_were_truly_driven() -> None:
    ways = lines()
    came, found, wrongly = 0, 0, 0
    for truth in DAY.truths:
        usrns = {street.usrn for street in truth.streets} & set(ways)
        if not any(one.round_id == truth.round_id for one in tracks()):
            continue
        ground = lay_ground([(usrn, ways[usrn]) for usrn in usrns], 40.0)
        truly = {
            street.usrn
            for street in truth.streets
            if street.at is not None
            and not street.is_skipped
            and street.outcome is not Outcome.NOT_COLLECTED
            and ground.lengths_m.get(street.usrn, 0) >= 2 * SHORTEST_M
        }
        driven = driven_on(truth.round_id, usrns)
        came, found = came + len(truly), found + len(truly & driven)
        never = {street.usrn for street in truth.streets if street.at is None or street.is_skipped}
        wrongly += len(never & driven)
    assert came > 20
    assert found > 0.9 * came
    assert wrongly <= 0.02 * came
