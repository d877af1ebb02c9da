"""What squads tap: mostly the truth, with slips that they put right, and what stands in the end."""

from collections import Counter
from datetime import timedelta
from functools import cache

from server.demo.days import rounds_worked
from server.demo.happenings import happen
from server.demo.index import index_council
from server.demo.known_answers import settle
from server.demo.recording import SQUADS_WITH_TWO_DEVICES, ShiftEnd, TakeBack, Tap, record
from server.demo.truth import CollectionTruth
from sync.ops import ShiftStarted, Visit
from sync.words import Outcome
from tests.server.demo.councils import ON, town_council

Work = tuple[CollectionTruth, tuple[Tap, ...]]


@cache
def four_weeks() -> tuple[Work, ...]:
    index = index_council(town_council())
    on_app = {squad.code for squad in town_council().book.squads if squad.on_app_from}
    return tuple(
        (truth, record(index, truth))
        for back in range(28)
        for due in rounds_worked(index, ON - timedelta(days=back))
        if due.plan.squad in on_app
        for truth in [happen(index, due)]
    )


def test_a_shift_begins_and_ends_and_every_tap_lies_between() -> None:
    for truth, taps in four_weeks():
        assert isinstance(taps[0].what, ShiftStarted)
        assert any(isinstance(tap.what, ShiftEnd) for tap in taps)
        assert all(truth.started_at <= tap.at for tap in taps)
        assert [tap.at for tap in taps] == sorted(tap.at for tap in taps)


def test_no_two_taps_have_one_key() -> None:
    keys = Counter(tap.key for _, taps in four_weeks() for tap in taps)
    assert max(keys.values()) == 1


def test_what_stands_in_the_end_is_what_the_squad_saw() -> None:
    """Slips are put right: but for forgotten streets the record agrees with the truth, skipped ones as completed."""
    differing = streets = 0
    for truth, taps in four_weeks():
        standing = settle(taps)
        for street in truth.streets:
            if street.at is None:
                assert street.usrn not in standing.street
                continue
            streets += 1
            visit = standing.street.get(street.usrn)
            expected = Outcome.COMPLETED if street.went_back_at else street.outcome
            differing += visit is None or visit.outcome is not expected
    assert streets > 1_500
    assert 0 < differing < streets * 0.012


def test_slips_are_corrected_or_taken_back() -> None:
    taps = [tap for _, its in four_weeks() for tap in its]
    assert sum(tap.corrects is not None for tap in taps) > 5
    assert sum(isinstance(tap.what, TakeBack) for tap in taps) > 5
    by_key = {tap.key: tap for tap in taps}
    for tap in taps:
        if tap.corrects is not None:
            earlier = by_key[tap.corrects].what
            assert isinstance(earlier, Visit)
            assert isinstance(tap.what, Visit)
            assert earlier.usrn == tap.what.usrn
            assert by_key[tap.corrects].at < tap.at


def test_a_squad_with_two_devices_uses_both_and_sometimes_says_a_thing_twice() -> None:
    mine = [(t, taps) for t, taps in four_weeks() if t.squad in SQUADS_WITH_TWO_DEVICES]
    used = Counter(tap.device for _, taps in mine for tap in taps)
    assert min(used[1], used[2]) > 50
    others = [
        tap for t, taps in four_weeks() if t.squad not in SQUADS_WITH_TWO_DEVICES for tap in taps
    ]
    assert {tap.device for tap in others} == {1}
    twice = Counter(
        (truth.on, tap.what.usrn)
        for truth, taps in mine
        for tap in taps
        if isinstance(tap.what, Visit) and tap.what.uprn is None and tap.what.entry_id is None
    )
    assert max(twice.values()) >= 2


def test_premises_exceptions_are_recorded_with_their_reason() -> None:
    place_of = {place.uprn: place for place in town_council().town.premises}
    for truth, taps in four_weeks():
        standing = settle(taps)
        for street in truth.streets:
            if street.usrn not in standing.street:
                continue
            for refused in street.refused:
                if not street.is_reached(place_of[refused.uprn]):
                    continue
                assert standing.premises[refused.uprn].reason is refused.reason
