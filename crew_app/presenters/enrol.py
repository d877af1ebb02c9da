"""Sets up the phone with a one-time code from the depot, typed on keys large enough for gloves."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from crew_app.device.qr import NoQrReaderError, find_qr_text
from crew_app.presenters.enrol_code import CODE_LENGTH, LETTERS, read_enrol_code
from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.presenters.troubles import say_enrolment_refusal, say_trouble
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from sync.client_state import Trouble

GROUP = 5
SCAN = "scan.jpg"


@dataclass(frozen=True, slots=True)
class EnrolAnswer:
    """What came of asking: an enrolment, or a refusal's code, or the trouble on the way."""

    enrolment: KeptEnrolment | None = None
    refusal: str | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class EnrolState:
    """Everything the screen shows."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    question: str = ""
    code: str = ""
    is_empty: bool = True
    keys: tuple[str, ...] = ()
    scan: str = ""
    erase: str = ""
    send: str = ""
    can_send: bool = False
    server: str = ""
    told: str = ""


class EnrolPresenter(Presenter[EnrolState]):
    """Intents: press a key, erase, scan, send. `ask` speaks to a server, with a code, and calls `answered`."""

    def __init__(self, handset: Handset, server_url: str, ask: Callable[[str, str], None]) -> None:
        super().__init__(handset, EnrolState())
        self._server_url, self._ask = server_url, ask
        self._code, self._told, self._is_waiting = "", "", False

    def enter(self, place: Place) -> None:
        """`what` of a place: another server's address, typed behind the depot's lock."""
        self._server_url = place.what or self._server_url
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew."""
        self._show(
            EnrolState(
                frame=replace(self._frame(None), problem=self._problem),
                title=_("Set up this phone"),
                question=_("Scan or type the code from the depot"),
                code=_grouped(self._code) or _("Code"),
                is_empty=not self._code,
                keys=tuple(LETTERS),
                scan=_("Scan the code"),
                erase=_("Erase"),
                send=_("Asking the server") if self._is_waiting else _("Set up"),
                can_send=len(self._code) == CODE_LENGTH and not self._is_waiting,
                server=self._server_url.removeprefix("https://"),
                told=self._told,
            )
        )

    def press(self, key: str) -> None:
        """One more sign."""
        self._code, self._told = (self._code + key)[:CODE_LENGTH], ""
        self.refresh()

    def erase(self) -> None:
        """Take the last sign away."""
        self._code, self._told = self._code[:-1], ""
        self.refresh()

    def scan(self) -> None:
        """Take a picture of the code on the depot's screen, and read it."""
        self._told = ""
        self.handset.camera.take(self.handset.store.folder / SCAN, self._read)

    def scanned(self, text: str) -> None:
        """A QR code was scanned, or a code was pasted: what it says stands there as if typed, and is sent."""
        found = read_enrol_code(text)
        if found is None:
            self._told = _("That was not the code from the depot. Scan it again, or type it.")
        else:
            self._code, self._told = found.code, ""
            self._server_url = found.server_url or self._server_url
        self.refresh()
        if found is not None:
            self.send()

    def open_settings(self) -> None:
        """Go to how this phone is set: its language first of all."""
        self.handset.go(Place("settings", then=Place("enrol")))

    def send(self) -> None:
        """Ask the server."""
        if not self.state.can_send:
            return
        self._is_waiting = True
        self.refresh()
        self._ask(self._server_url, self._code)

    def _read(self, taken: Path | None) -> None:
        """Read the picture; it is not kept."""
        try:
            text = find_qr_text(taken) if taken is not None else None
        except NoQrReaderError:
            self._told = _("This phone cannot read codes. Type the code.")
        else:
            if taken is None:
                self._told = _("No picture was taken. Try again, or type the code.")
            elif text is None:
                self._told = _("No code was found in the picture. Go closer, or type the code.")
            else:
                self.scanned(text)
        if taken is not None:
            taken.unlink(missing_ok=True)
        self.refresh()

    def answered(self, answer: EnrolAnswer) -> None:
        """The server answered, or nothing did."""
        self._is_waiting = False
        enrolment = answer.enrolment
        if enrolment is not None and self._save(
            lambda: put_enrolment(self.handset.store, enrolment)
        ):
            self._code = ""
            self.handset.hurry()
            self.handset.go(Place("shift_start"))
            return
        if answer.refusal is not None:
            self._told = say_enrolment_refusal(answer.refusal)
        elif answer.trouble is not None:
            self._told = _("%(trouble)s Try again.") % {"trouble": say_trouble(answer.trouble)}
        self.refresh()


def _grouped(code: str) -> str:
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
