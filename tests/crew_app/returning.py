"""A phone with returns and messages, and its returns listed and opened as far as presenters know them."""

from pathlib import Path

from crew_app.device.camera import Camera
from crew_app.presenters.handset import Place
from crew_app.presenters.return_one import ReturnPresenter
from crew_app.presenters.returns import ReturnsPresenter
from tests.crew_app.errands import make_busy_pack
from tests.crew_app.phone import Phone, make_phone


def make_errands_phone(folder: Path, camera: Camera | None = None) -> Phone:
    """The sample's phone with returns and messages; none with a camera unless one is given."""
    phone = make_phone(folder, camera=camera)
    phone.take_pack(make_busy_pack())
    return phone


def listed(phone: Phone) -> ReturnsPresenter:
    presenter = ReturnsPresenter(phone.handset)
    presenter.enter(Place("returns"))
    return presenter


def opened(phone: Phone, return_id: str) -> ReturnPresenter:
    presenter = ReturnPresenter(phone.handset)
    presenter.enter(Place("return", what=return_id))
    return presenter
