"""The real app in a real window, offscreen, 412 by 915, and a hand that taps it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from tests.crew_app.phone import make_phone
from tests.crew_app.sample import COLLECTION, make_pack

if TYPE_CHECKING:
    from tests.crew_app.screens.hand import Hand


@pytest.fixture
def new_phone(tmp_path: Path) -> Iterator["Hand"]:
    """A phone fresh from the box."""
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    with take_in_hand(tmp_path) as hand:
        yield hand


@pytest.fixture
def hand(tmp_path: Path) -> Iterator["Hand"]:
    """A phone with its rounds, at the start of a shift."""
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    put_enrolment(phone.store, KeptEnrolment("http://server", "d1", "s", "S3", "Millbrook"))
    phone.store.close()
    with take_in_hand(tmp_path) as hand:
        yield hand


@pytest.fixture
def round_hand(hand: "Hand") -> "Hand":
    """The same with the shift started on the refuse round."""
    hand.tap_row("collection", COLLECTION)
    hand.tap("Start shift")
    return hand
