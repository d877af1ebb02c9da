"""Compares a collection's records with the tracks of its lorries, street by street, by the phone's own rule.

The rule is `geo.onboard.driven`, and the lines are those the phone was given, so both sides find the same streets.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from geo.onboard.driven import SHORTEST_M, Driven, Spans, cover, join_cover, judge_street
from geo.onboard.ground import Ground, lay_ground
from geo.onboard.hops import list_hops
from geo.onboard.nearest import HERE_WITHIN_M
from server.core.passing import PassedStreet, PassingFound, sort_passing
from server.db.overview import StreetToday, list_streets_today
from server.db.pack import list_pack_streets
from server.db.tracks import DeviceTrack, list_tracks
from sync.words import Outcome

# A record counts as tracked when a fix lies so near to it in time: squads tap late, receivers rest while they stand.
TRACKED_WITHIN = timedelta(minutes=10)


def see_passing(session: Session, round_id: str, on: date) -> PassingFound:
    """Which streets of the collection were passed but not recorded, and recorded but never passed."""
    tracks = list_tracks(session, round_id, on)
    lines = [(one.usrn, one.line) for one in list_pack_streets(session, round_id, on)]
    ground = lay_ground(lines, HERE_WITHIN_M)
    covered = _cover_all(ground, tracks)
    times = sorted(fix[0] for track in tracks for fix in track.fixes)
    streets = [
        _street(one, _judge(ground, covered, one.usrn), ground.lengths_m.get(one.usrn, 0.0), times)
        for one in list_streets_today(session, round_id, on)
    ]
    return sort_passing(streets, has_track=bool(times))


def _cover_all(ground: Ground, tracks: Sequence[DeviceTrack]) -> dict[str, Spans]:
    covered: dict[str, Spans] = {}
    for track in tracks:
        covered = join_cover(covered, cover(ground, list_hops(track.fixes)))
    return covered


def _judge(ground: Ground, covered: dict[str, Spans], usrn: str) -> Driven:
    if usrn not in covered:
        return Driven(usrn, 0.0, is_end_to_end=False)
    return judge_street(usrn, ground.lengths_m[usrn], covered[usrn])


def _street(
    recorded: StreetToday, driven: Driven, length_m: float, times: Sequence[int]
) -> PassedStreet:
    return PassedStreet(
        usrn=recorded.usrn,
        street=recorded.street,
        locality=recorded.locality,
        share=driven.share,
        is_end_to_end=driven.is_end_to_end,
        can_tell=length_m >= SHORTEST_M,
        outcome=None if recorded.outcome is None else Outcome(recorded.outcome),
        noted_at=recorded.noted_at,
        is_tracked=_is_tracked(recorded, times),
    )


def _is_tracked(recorded: StreetToday, times: Sequence[int]) -> bool:
    """Whether any fix lies near the record in time. times: sorted."""
    if recorded.noted_at is None:
        return False
    within_ms = int(TRACKED_WITHIN.total_seconds() * 1000)
    noted_ms = int(recorded.noted_at.timestamp() * 1000)
    first = bisect_left(times, noted_ms - within_ms)
    return first < len(times) and times[first] <= noted_ms + within_ms
