"""Corrected time: carried by the boot clock, whatever somebody does to the wall clock."""

import pytest

from sync.clock import Anchor, Reading, anchor_of_answer, better_anchor, corrected_time
from sync.words import ClockQuality

ANCHOR = Anchor(server_ms=10_000_000, wall_ms=7_000_000, boot_ms=500_000, boot_id="b1")
CASES = {
    "no anchor": (None, (123, 5, "b1"), (123, ClockQuality.RAW)),
    "same boot": (ANCHOR, (7_060_000, 560_000, "b1"), (10_060_000, ClockQuality.ANCHORED)),
    "wall clock set to 2037": (
        ANCHOR,
        (2_113_000_000_000, 560_000, "b1"),
        (10_060_000, ClockQuality.ANCHORED),
    ),
    "another boot": (ANCHOR, (7_060_000, 10, "b2"), (10_060_000, ClockQuality.OFFSET)),
    "same id but an earlier boot clock": (
        ANCHOR,
        (7_060_000, 10, "b1"),
        (10_060_000, ClockQuality.OFFSET),
    ),
}


@pytest.mark.parametrize(("anchor", "reading", "wanted"), CASES.values(), ids=CASES)
def test_corrected_time(
    anchor: Anchor | None, reading: tuple[int, int, str], wanted: tuple[int, ClockQuality]
) -> None:
    assert corrected_time(anchor, *reading) == wanted


def test_the_surer_anchor_is_kept_until_it_drifted() -> None:
    sure = anchor_of_answer(1_000, Reading(0, 0, "b"), Reading(100, 100, "b"))
    slow = anchor_of_answer(60_000, Reading(9_000, 9_000, "b"), Reading(49_000, 49_000, "b"))
    assert (sure.slack_ms, slow.slack_ms) == (50, 20_000)
    assert better_anchor(None, slow) == slow
    assert better_anchor(sure, slow) == sure
    much_later = anchor_of_answer(0, Reading(0, 900_000_000, "b"), Reading(0, 900_040_000, "b"))
    assert better_anchor(sure, much_later) == much_later
    assert (
        better_anchor(sure, anchor_of_answer(1, Reading(0, 0, "c"), Reading(0, 9, "c"))).boot_id
        == "c"
    )


def test_an_anchor_lies_in_the_middle() -> None:
    anchor = anchor_of_answer(5_000, Reading(900, 100, "b"), Reading(1_300, 500, "b"))
    assert (anchor.wall_ms, anchor.boot_ms, anchor.slack_ms) == (1_100, 300, 200)
