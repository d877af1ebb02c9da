"""Asks for the depot's PIN, or for a new one twice, on keys for gloves. A wrong PIN makes the next try wait."""

from dataclasses import dataclass, field

from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _, ngettext
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.store.admin_lock import (
    LONGEST_PIN,
    SALT_BYTES,
    SHORTEST_PIN,
    find_lock,
    put_pin,
    try_pin,
    wait_ms,
)

NEW_PIN = "new"  # what a place says whose PIN is to be set, not asked for
DIGITS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0")
_DOT = "●"


@dataclass(frozen=True, slots=True)
class LockState:
    """Everything the screen shows. `dots`: one for each digit typed, never the digits."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    question: str = ""
    dots: str = ""
    told: str = ""
    keys: tuple[str, ...] = DIGITS[:-1]
    zero: str = DIGITS[-1]  # in the middle of the last row, where every keypad has it
    erase: str = ""
    ready: str = ""
    is_ready: bool = False


class LockPresenter(Presenter[LockState]):
    """Intents: press a digit, erase, ready."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, LockState())
        self._is_new, self._typed, self._first, self._told = False, "", "", ""

    def enter(self, place: Place) -> None:
        """Begin with nothing typed."""
        self._is_new = place.what == NEW_PIN
        self._typed = self._first = self._told = ""
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from what was typed."""
        self._show(
            LockState(
                frame=self._frame(None),
                title=_("Depot's PIN"),
                question=self._ask(),
                dots=_DOT * len(self._typed),
                told=self._told,
                erase=_("Erase"),
                ready=_("Ready"),
                is_ready=len(self._typed) >= SHORTEST_PIN,
            )
        )

    def press(self, digit: str) -> None:
        """One more digit."""
        self._typed, self._told = (self._typed + digit)[:LONGEST_PIN], ""
        self.refresh()

    def erase(self) -> None:
        """Take the last digit away."""
        self._typed, self._told = self._typed[:-1], ""
        self.refresh()

    def ready(self) -> None:
        """The PIN is typed."""
        typed, self._typed = self._typed, ""
        if len(typed) < SHORTEST_PIN:
            self._typed = typed
        elif not self._is_new:
            self._try(typed)
        elif not self._first:
            self._first = typed
        else:
            self._keep(typed)
        self.refresh()

    def back(self) -> None:
        """Go back to where one came from; nothing is opened."""
        self.handset.go(Place("depot" if self._is_new else "settings"))

    def _try(self, typed: str) -> None:
        lock, now = find_lock(self.handset.store), self.handset.clock.read()
        left_ms = wait_ms(lock, now) if lock is not None else 0
        if left_ms:
            self._told = _say_wait(left_ms)
        elif lock is None or try_pin(self.handset.store, lock, typed, now):
            self.handset.go(Place("depot"))
        else:
            self._told = _("That was not the PIN.")

    def _keep(self, typed: str) -> None:
        first, self._first = self._first, ""
        if typed != first:
            self._told = _("The two were not the same. Type it again.")
        elif self._save(lambda: put_pin(self.handset.store, typed, self.handset.draw(SALT_BYTES))):
            self.handset.go(Place("depot"))

    def _ask(self) -> str:
        if not self._is_new:
            return _("Type the depot's PIN")
        return _("Type it once more") if self._first else _("Type a new PIN: 4 to 8 digits")


def _say_wait(left_ms: int) -> str:
    seconds = -(-left_ms // 1000)
    words = ngettext(
        "Too many wrong PINs. Wait %(n)d second.",
        "Too many wrong PINs. Wait %(n)d seconds.",
        seconds,
    )
    return words % {"n": seconds}
