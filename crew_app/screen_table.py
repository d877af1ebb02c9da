"""Every screen of the app by name, with the presenter behind it. A new screen is a line in each table."""

from collections.abc import Callable
from typing import Any

from kivy.uix.screenmanager import Screen

from crew_app.presenters.handset import Handset
from crew_app.presenters.not_collected import NotCollectedPresenter
from crew_app.presenters.outbox import OutboxPresenter
from crew_app.presenters.partly import PartlyPresenter
from crew_app.presenters.premises import PremisesPresenter
from crew_app.presenters.presenter import Presenter
from crew_app.presenters.round import RoundPresenter
from crew_app.presenters.search import SearchPresenter
from crew_app.presenters.shift_end import ShiftEndPresenter
from crew_app.presenters.shift_start import ShiftStartPresenter
from crew_app.presenters.street import StreetPresenter
from crew_app.screens.enrol import EnrolScreen
from crew_app.screens.not_collected import NotCollectedScreen
from crew_app.screens.outbox import OutboxScreen
from crew_app.screens.partly import PartlyScreen
from crew_app.screens.premises import PremisesScreen
from crew_app.screens.round import RoundScreen
from crew_app.screens.search import SearchScreen
from crew_app.screens.shift_end import ShiftEndScreen
from crew_app.screens.shift_start import ShiftStartScreen
from crew_app.screens.street import StreetScreen

SCREENS: dict[str, type[Screen]] = {
    "enrol": EnrolScreen,
    "shift_start": ShiftStartScreen,
    "round": RoundScreen,
    "search": SearchScreen,
    "street": StreetScreen,
    "premises": PremisesScreen,
    "not_collected": NotCollectedScreen,
    "partly": PartlyScreen,
    "outbox": OutboxScreen,
    "shift_end": ShiftEndScreen,
}
# The enrol presenter is made by the app: it needs the server's address.
PRESENTERS: dict[str, Callable[[Handset], Presenter[Any]]] = {
    "shift_start": ShiftStartPresenter,
    "round": RoundPresenter,
    "search": SearchPresenter,
    "street": StreetPresenter,
    "premises": PremisesPresenter,
    "not_collected": NotCollectedPresenter,
    "partly": PartlyPresenter,
    "outbox": OutboxPresenter,
    "shift_end": ShiftEndPresenter,
}
