"""Returns listed and opened on a phone, as far as presenters know them."""

from crew_app.presenters.handset import Place
from crew_app.presenters.return_one import ReturnPresenter
from crew_app.presenters.returns import ReturnsPresenter
from tests.crew_app.phone import Phone


def listed(phone: Phone) -> ReturnsPresenter:
    presenter = ReturnsPresenter(phone.handset)
    presenter.enter(Place("returns"))
    return presenter


def opened(phone: Phone, return_id: str) -> ReturnPresenter:
    presenter = ReturnPresenter(phone.handset)
    presenter.enter(Place("return", what=return_id))
    return presenter
