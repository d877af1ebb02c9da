"""The yardstick of the score: what is right, worked out from what was recorded."""

from datetime import date, datetime, timedelta

import pytest

from server.core.verdict_words import VerdictWord
from server.db.places import Premises
from server.demo.known_answers import Hours, right_answer, settle
from server.demo.recording import ShiftEnd, TakeBack, Tap
from server.demo.reporting import window_end
from sync.ops import Part, Visit
from sync.words import Outcome, Reason

ON = date(2026, 3, 2)  # a Monday
EIGHT = datetime.fromisoformat("2026-03-02T08:00+00:00")
HOURS = Hours(
    expected_end=EIGHT + timedelta(hours=6), window_end=EIGHT + timedelta(days=2, hours=16)
)
PLACE = Premises("5001", "1 High Street", "1001", house="1", entry_id="E1")


def street(outcome: Outcome, reason: Reason | None = None, part: Part | None = None) -> Visit:
    return Visit("R1", ON, "1001", outcome, reason, part=part)


def bin_of(outcome: Outcome, reason: Reason) -> Visit:
    return Visit("R1", ON, "1001", outcome, reason, uprn="5001")


DONE = street(Outcome.COMPLETED)
BLOCKED = street(Outcome.NOT_COLLECTED, Reason.PARKED_VEHICLES)


@pytest.mark.parametrize(
    ("situation", "visits", "made_h", "right"),
    [
        ("done, reported in the evening", [DONE], 10, "confirmed_missed"),
        ("done, reported before", [DONE], -1, "too_early"),
        ("done, reported after the window", [DONE], 24 * 4, "too_late"),
        ("blocked", [BLOCKED], 3, "street_no_access"),
        ("blocked, then done", [BLOCKED, DONE], 10, "confirmed_missed"),
        ("run out of time", [street(Outcome.NOT_COLLECTED, Reason.OUT_OF_TIME)], 9, "known_missed"),
        (
            "the other side only",
            [street(Outcome.PARTLY_COMPLETED, part=Part(side="even"))],
            9,
            "street_no_access",
        ),
        (
            "this side only",
            [street(Outcome.PARTLY_COMPLETED, part=Part(side="odd"))],
            9,
            "confirmed_missed",
        ),
        (
            "its entry locked",
            [
                Visit("R1", ON, "1001", Outcome.NOT_COLLECTED, Reason.ENTRY_LOCKED, entry_id="E1"),
                DONE,
            ],
            9,
            "street_no_access",
        ),
        ("not out", [bin_of(Outcome.NOT_COLLECTED, Reason.NOT_OUT), DONE], 9, "crew_exception"),
        (
            "amber",
            [bin_of(Outcome.COLLECTED, Reason.OVERFILLED_AMBER), DONE],
            9,
            "collected_with_warning",
        ),
        (
            "nothing recorded of the street",
            [Visit("R1", ON, "1002", Outcome.COMPLETED)],
            9,
            "known_missed",
        ),
    ],
)
def test_the_right_answer(situation: str, visits: list[Visit], made_h: float, right: str) -> None:
    taps = [Tap(f"t{n}", EIGHT + timedelta(minutes=n), visit) for n, visit in enumerate(visits, 1)]
    made_at = EIGHT + timedelta(hours=made_h)
    assert right_answer(settle(taps), PLACE, made_at, HOURS)[0] is VerdictWord(right), situation


@pytest.mark.parametrize(
    ("made_h", "right"), [(5, "too_early"), (6, "unverified"), (30, "unverified"), (70, "too_late")]
)
def test_of_a_squad_that_records_nothing_only_the_hour_is_known(made_h: float, right: str) -> None:
    made_at = EIGHT + timedelta(hours=made_h)
    assert right_answer(None, PLACE, made_at, HOURS) == (VerdictWord(right),)


def test_what_was_taken_back_does_not_stand() -> None:
    taps = [
        Tap("a", EIGHT, bin_of(Outcome.NOT_COLLECTED, Reason.NOT_OUT)),
        Tap("b", EIGHT + timedelta(seconds=9), TakeBack("a")),
        Tap("c", EIGHT + timedelta(minutes=1), DONE),
        Tap("d", EIGHT + timedelta(hours=1), ShiftEnd("R1", ON)),
    ]
    assert settle(taps).premises == {}
    assert settle(taps).street == {"1001": DONE}


def test_what_a_lost_device_held_is_not_known() -> None:
    recorded = settle([], is_lost=True)
    made_at = EIGHT + timedelta(hours=9)
    assert right_answer(recorded, PLACE, made_at, HOURS) == (VerdictWord.UNVERIFIED,)


def test_the_window_ends_at_midnight_after_the_second_working_day() -> None:
    st_patricks = frozenset({date(2026, 3, 17)})
    assert window_end(date(2026, 3, 2), frozenset()).isoformat() == "2026-03-05T00:00:00+00:00"
    assert window_end(date(2026, 3, 6), frozenset()).isoformat() == "2026-03-11T00:00:00+00:00"
    assert window_end(date(2026, 3, 16), st_patricks).isoformat() == "2026-03-20T00:00:00+00:00"
