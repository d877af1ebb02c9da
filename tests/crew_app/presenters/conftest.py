"""A phone in the middle of the sample's shift."""

from pathlib import Path

import pytest

from crew_app.presenters.recording import record_shift
from sync.ops import ShiftStarted
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import DAY, ROUND_ID, make_pack


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    return phone


@pytest.fixture
def working(phone: Phone) -> Phone:
    record_shift(phone.handset, ShiftStarted(ROUND_ID, DAY, 3))
    return phone
