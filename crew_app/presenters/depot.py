"""The depot's own keys, behind its PIN: another server, a new code, a file of what was not sent, the PIN itself."""

from dataclasses import dataclass, field

from crew_app.presenters.enrol_code import is_web_address
from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.lock import NEW_PIN
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.saving import save_for_the_depot
from crew_app.store.admin_lock import drop_pin, find_lock
from crew_app.store.enrolment import find_enrolment


@dataclass(frozen=True, slots=True)
class DepotState:
    """Everything the screen shows. `unlock` is empty while there is no PIN to take off."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    server_label: str = ""
    server: str = ""
    told: str = ""
    enrol: str = ""
    save: str = ""
    lock: str = ""
    unlock: str = ""
    explained: str = ""


class DepotPresenter(Presenter[DepotState]):
    """Intents: type the server's address, ask for a new code, save a file, set the PIN or take it off."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, DepotState())
        self._server, self._told = "", ""

    def enter(self, place: Place) -> None:
        """Begin with the server this phone speaks to."""
        enrolment = find_enrolment(self.handset.store)
        self._server, self._told = enrolment.server_url if enrolment is not None else "", ""
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        is_locked = find_lock(self.handset.store) is not None
        self._show(
            DepotState(
                frame=self._frame(None),
                title=_("For the depot"),
                server_label=_("Server's address"),
                server=self._server,
                told=self._told,
                enrol=_("Enter a new code"),
                save=_("Save to a file"),
                lock=_("Change the PIN") if is_locked else _("Set a PIN"),
                unlock=_("Take the PIN off") if is_locked else "",
                explained=_(
                    "A PIN keeps these keys for the depot. The squad needs none to record and to send."
                ),
            )
        )

    def type_server(self, text: str) -> None:
        """The address as it stands in the field now."""
        self._server = text.strip()

    def open_enrol(self) -> None:
        """Ask for a code that is good at the address typed. What this phone holds stays."""
        url = self._server.rstrip("/")
        if url and not is_web_address(url):
            self._told = _("This is no web address. It begins with https://")
            self.refresh()
            return
        self.handset.go(Place("enrol", what=url or None, then=Place("depot")))

    def save_file(self) -> None:
        """Save what was not sent to a file."""
        self._told = save_for_the_depot(self.handset)
        self.refresh()

    def set_pin(self) -> None:
        """Type a new PIN, twice."""
        self.handset.go(Place("lock", what=NEW_PIN))

    def take_off_pin(self) -> None:
        """Whoever holds the phone may use these keys from now on."""
        self._save(lambda: drop_pin(self.handset.store))
        self.refresh()

    def back(self) -> None:
        """Go back to the settings."""
        self.handset.go(Place("settings"))
