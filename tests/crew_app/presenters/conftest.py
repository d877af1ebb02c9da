"""A phone in the middle of the sample's shift."""

from pathlib import Path

import pytest

from crew_app.device.camera import FolderCamera
from crew_app.presenters.recording import record_shift
from sync.ops import ShiftStarted
from tests.crew_app.errands import make_busy_pack
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import DAY, ROUND_ID, make_pack
from tests.crew_app.scenes import write_camera_folder


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    return phone


@pytest.fixture
def working(phone: Phone) -> Phone:
    record_shift(phone.handset, ShiftStarted(ROUND_ID, DAY, 3))
    return phone


@pytest.fixture
def errands(tmp_path: Path) -> Phone:
    """A phone with returns, messages and a camera."""
    camera = FolderCamera(write_camera_folder(tmp_path / "pictures"))
    phone = make_phone(tmp_path / "phone", camera=camera)
    phone.take_pack(make_busy_pack())
    return phone
