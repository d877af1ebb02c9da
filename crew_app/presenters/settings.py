"""How this phone is set: language, text size, theme, hand, network. A tap keeps the choice and shows it at once."""

from collections.abc import Callable
from dataclasses import dataclass, field

from crew_app.device.platform import find_device_name
from crew_app.net.enrol import APP
from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import _, spoken_language
from crew_app.presenters.outfit import BY_THE_SUN, HANDS, SCALES, THEMES
from crew_app.presenters.presenter import Frame, Presenter
from crew_app.store.admin_lock import find_lock
from crew_app.store.preferences import (
    Network,
    Preferences,
    find_network,
    find_preferences,
    put_network,
    put_preference,
)

# Each language in itself, so that whoever lands in a foreign one finds home.
OWN_NAMES = {"en": "English", "ga": "Gaeilge", "pl": "Polski", "lt": "Lietuvių", "pt": "Português"}


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose in a section."""

    section: str
    code: str
    word: str
    icon: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its options, side by side in so many columns."""

    heading: str
    options: tuple[Option, ...]
    columns: int = 2


@dataclass(frozen=True, slots=True)
class SettingsState:
    """Everything the screen shows."""

    frame: Frame = field(default_factory=Frame)
    title: str = ""
    sections: tuple[Section, ...] = ()
    warning: str = ""
    position: str = ""
    depot: str = ""
    depot_icon: str = "gear"
    about: str = ""


class SettingsPresenter(Presenter[SettingsState]):
    """Intents: choose an option, open the depot's keys."""

    def __init__(self, handset: Handset) -> None:
        super().__init__(handset, SettingsState())
        self._came_from = Place("round")

    def enter(self, place: Place) -> None:
        """Remember where to go back to."""
        self._came_from = place.then or Place("round" if self._shift() else "shift_start")
        super().enter(place)

    def refresh(self) -> None:
        """Compute the state anew from the store."""
        chosen, network = find_preferences(self.handset.store), find_network(self.handset.store)
        self._show(
            SettingsState(
                frame=self._frame(None),
                title=_("Settings"),
                sections=_list_sections(chosen, network),
                warning=_say_off() if network is Network.OFF else "",
                position=_("About position"),
                depot=_("For the depot"),
                depot_icon="lock" if find_lock(self.handset.store) is not None else "gear",
                about=f"{find_device_name()} · {APP}",
            )
        )

    def choose(self, section: str, code: str) -> None:
        """Keep a choice and wear it at once."""
        store = self.handset.store
        keep: Callable[[], None] = lambda: put_preference(store, section, code)  # noqa: E731
        if section == "network":
            keep = lambda: put_network(store, Network(code))  # noqa: E731
        if self._save(keep):
            self.handset.dress()
            self.handset.wake()
        self.refresh()

    def open_position(self) -> None:
        """Read what is kept about the position."""
        self.handset.go(Place("position_kept", then=Place("settings", then=self._came_from)))

    def open_depot(self) -> None:
        """Go to the depot's keys, through the lock where there is one."""
        locked = find_lock(self.handset.store) is not None
        self.handset.go(Place("lock" if locked else "depot"))

    def back(self) -> None:
        """Go back to where one came from."""
        self.handset.go(self._came_from)


def _list_sections(chosen: Preferences, network: Network) -> tuple[Section, ...]:
    return (
        _section("language", _("Language"), OWN_NAMES, spoken_language()),
        _section("text_size", _("Text size"), _size_words(), chosen.text_size or "normal", 3),
        _section("theme", _("Colours"), _theme_words(), chosen.theme or BY_THE_SUN),
        _section("hand", _("The hand that taps"), _hand_words(), chosen.hand or "right"),
        _section("network", _("Sending"), _network_words(), network.value, 1),
    )


def _section(
    name: str, heading: str, words: dict[str, str], chosen: str, columns: int = 2
) -> Section:
    options = tuple(
        Option(name, code, word, _ICONS.get(code, ""), code == chosen)
        for code, word in words.items()
    )
    return Section(heading, options, columns)


_ICONS = {
    "day": "sun",
    "night": "moon",
    "high": "contrast",
    BY_THE_SUN: "clock",
    "right": "hand_right",
    "left": "hand_left",
    Network.ANY.value: "outbox",
    Network.WIFI_PHOTOS.value: "wifi",
    Network.OFF.value: "no_signal",
}


def _size_words() -> dict[str, str]:
    return dict(zip(SCALES, (_("Normal"), _("Large"), _("Largest")), strict=True))


def _theme_words() -> dict[str, str]:
    words = (_("Day"), _("Night"), _("High contrast"), _("By daylight"))
    return dict(zip(THEMES, words, strict=True))


def _hand_words() -> dict[str, str]:
    return dict(zip(HANDS, (_("Right hand"), _("Left hand")), strict=True))


def _network_words() -> dict[str, str]:
    return {
        Network.ANY.value: _("Any network, photos by Wi-Fi first"),
        Network.WIFI_PHOTOS.value: _("Photos by Wi-Fi only"),
        Network.OFF.value: _("Send nothing"),
    }


def _say_off() -> str:
    return _(
        "Nothing is sent until you choose another one. The depot does not see what you record."
    )
