"""How complete a picture is: who was heard, through when, and who was silent."""

from datetime import UTC, datetime, timedelta

import pytest

from server.core.completeness import Completeness, Day, SquadHeard, completeness

NOW = datetime(2026, 11, 19, 11, 20, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 19, tzinfo=UTC)
WITHIN = timedelta(minutes=90)


def at(clock: str, days_ago: int = 0) -> datetime:
    hour, minute = clock.split(":")
    return MIDNIGHT.replace(hour=int(hour), minute=int(minute)) - timedelta(days=days_ago)


def of(*squads: SquadHeard) -> Completeness:
    return completeness(squads, NOW, Day(MIDNIGHT, MIDNIGHT + timedelta(days=1)), WITHIN)


def test_all_heard_lately_is_heard_through_the_earliest() -> None:
    assert of(SquadHeard("A", at("11:10")), SquadHeard("B", at("11:03"))) == Completeness(
        2, 2, at("11:03"), 0, None, 0
    )


def test_a_silent_squad_is_named_apart_with_the_longest_silence() -> None:
    found = of(
        SquadHeard("A", at("11:03")), SquadHeard("B", at("09:12")), SquadHeard("C", at("08:40"))
    )
    assert (found.heard, found.heard_through) == (1, at("11:03"))
    assert (found.silent, found.silent_since) == (2, at("08:40"))
    assert not found.is_complete


@pytest.mark.parametrize("last", [None, at("16:00", days_ago=1)])
def test_a_squad_not_heard_today_is_unheard(last: datetime | None) -> None:
    found = of(SquadHeard("A", at("11:03")), SquadHeard("B", last))
    assert (found.heard, found.silent, found.unheard) == (1, 0, 1)


def test_a_finished_squad_is_heard_however_long_ago_and_holds_nobody_back() -> None:
    found = of(SquadHeard("A", at("11:03")), SquadHeard("B", at("08:00"), is_finished=True))
    assert (found.heard, found.heard_through, found.silent) == (2, at("11:03"), 0)


def test_when_all_are_finished_it_is_the_earliest_end() -> None:
    found = of(SquadHeard("A", at("10:30"), True), SquadHeard("B", at("09:50"), True))
    assert (found.is_complete, found.heard_through) == (True, at("09:50"))


def test_ninety_minutes_to_the_minute_is_still_heard() -> None:
    assert of(SquadHeard("A", NOW - WITHIN)).heard == 1
    assert of(SquadHeard("A", NOW - WITHIN - timedelta(seconds=1))).heard == 0


def test_no_squads_is_complete_and_says_no_time() -> None:
    found = of()
    assert found.is_complete
    assert found.heard_through is None


def test_a_day_that_is_over_is_looked_at_from_its_end() -> None:
    day = Day(MIDNIGHT - timedelta(days=1), MIDNIGHT)
    heard_since = completeness([SquadHeard("A", at("08:00"))], NOW, day, WITHIN)
    assert (heard_since.heard, heard_since.is_whole_day) == (1, True)
    lost_in_the_day = completeness([SquadHeard("A", at("14:00", days_ago=1))], NOW, day, WITHIN)
    assert (lost_in_the_day.silent, lost_in_the_day.silent_since) == (1, at("14:00", days_ago=1))


def test_it_is_finished_only_when_every_squad_is() -> None:
    done = SquadHeard("A", at("10:30"), is_finished=True)
    assert of(done, SquadHeard("B", at("09:50"), is_finished=True)).is_finished
    assert not of(done, SquadHeard("B", at("11:10"))).is_finished
    assert not of(done, SquadHeard("B", None)).is_finished
    assert not of().is_finished
