"""What truly happens: in believable proportions, the same for the same seed, and consistent in itself."""

from collections import Counter
from datetime import timedelta
from functools import cache

import pytest

from server.demo.days import rounds_worked
from server.demo.happenings import happen
from server.demo.holidays import ZONE
from server.demo.index import index_council
from server.demo.truth import CollectionTruth, Fate
from sync.words import Outcome, Reason
from tests.server.demo.councils import ON, small_council, small_index, town_council


@cache
def six_weeks() -> tuple[CollectionTruth, ...]:
    index = index_council(town_council())
    return tuple(
        happen(index, due)
        for back in range(42)
        for due in rounds_worked(index, ON - timedelta(days=back))
    )


def test_the_same_collection_always_happens_the_same_way() -> None:
    index = small_index()
    due = rounds_worked(index, ON)[0]
    assert happen(index, due) == happen(index_council(small_council()), due)


def test_streets_are_blocked_in_belfasts_proportions() -> None:
    reasons: Counter[Reason] = Counter()
    for truth in six_weeks():
        for street in truth.streets:
            if street.at is not None and street.outcome is Outcome.NOT_COLLECTED and street.reason:
                reasons[street.reason] += 1
            reasons.update(reason for _, reason in street.entries_left)
    whole = sum(reasons.values())
    assert whole > 200
    assert reasons[Reason.PARKED_VEHICLES] / whole == pytest.approx(0.76, abs=0.06)
    assert reasons[Reason.ENTRY_LOCKED] / whole == pytest.approx(0.07, abs=0.035)
    assert reasons[Reason.STREET_WORKS] / whole == pytest.approx(0.06, abs=0.03)
    assert reasons[Reason.ENTRY_BLOCKED] / whole < 0.05


def test_about_98_bins_in_a_hundred_are_emptied_or_their_own_fault() -> None:
    index = index_council(town_council())
    fates: Counter[Fate] = Counter()
    for truth in six_weeks():
        for street in truth.streets:
            served = index.served(truth.round_id, street.usrn, truth.on)
            fates.update(street.fate(place) for place in served)
    whole = sum(fates.values())
    assert (fates[Fate.MISSED] + fates[Fate.NOT_REACHED]) / whole == pytest.approx(0.035, abs=0.02)
    assert fates[Fate.REFUSED] / whole == pytest.approx(0.0125, abs=0.004)
    assert 0 < fates[Fate.MISSED] / whole < 0.006


def test_rounds_break_down_and_run_out_of_time() -> None:
    ends = Counter(truth.end_reason for truth in six_weeks())
    assert {Reason.BREAKDOWN, Reason.OUT_OF_TIME} <= set(ends)
    assert ends[None] / sum(ends.values()) > 0.9
    for truth in six_weeks():
        left = [street for street in truth.streets if street.at is None]
        assert bool(left) == (truth.end_reason is not None)
        assert all(street.reason is truth.end_reason for street in left)


def test_streets_are_done_in_round_order_within_the_shift() -> None:
    for truth in six_weeks():
        times = [street.at for street in truth.streets if street.at is not None]
        assert times == sorted(times)
        assert all(truth.started_at < at < truth.ended_at for at in times)
        assert truth.started_at.astimezone(ZONE).date() == truth.on


def test_nobody_is_both_missed_and_refused() -> None:
    for truth in six_weeks():
        for street in truth.streets:
            refused = {one.uprn for one in street.refused}
            assert not refused & street.missed
            assert not refused & street.warned
            if street.is_skipped:
                assert street.outcome is Outcome.COMPLETED


def test_a_street_gone_back_to_is_reached_after_all() -> None:
    back = [s for truth in six_weeks() for s in truth.streets if s.went_back_at is not None]
    assert back
    index = index_council(town_council())
    place = index.premises_of_street[back[0].usrn][0]
    assert back[0].fate(place) is Fate.COLLECTED


def test_somebody_on_the_app_is_at_work_at_nearly_every_hour_of_every_day() -> None:
    """A demo that is looked at on a Sunday night must not be dead."""
    on_app = {squad.code for squad in town_council().book.squads if squad.on_app_from}
    hours = {
        (truth.on, truth.started_at.astimezone(ZONE).hour + ahead)
        for truth in six_weeks()
        if truth.squad in on_app
        for ahead in range(int((truth.ended_at - truth.started_at).total_seconds() // 3600) + 1)
    }
    per_day = Counter(on for on, _ in hours)
    assert min(per_day.values()) >= 15
