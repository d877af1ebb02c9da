"""How this phone is set: language, look, hand, and what it may send. Each is None until somebody chose."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from crew_app.store.database import Store, transaction
from crew_app.store.photos import find_wish, put_wish
from crew_app.store.settings import find_setting, put_setting
from sync.photos import SendPhotos

_KEY = "preferences"


class Network(StrEnum):
    """What the phone may send over. Off means off: nothing at all leaves or enters it."""

    ANY = "any"
    WIFI_PHOTOS = "wifi_photos"  # records over any line, photos only where the line costs nothing
    OFF = "off"


_WISHES = {
    Network.ANY: SendPhotos.FREE_FIRST,
    Network.WIFI_PHOTOS: SendPhotos.FREE_ONLY,
    Network.OFF: SendPhotos.OFF,
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What somebody chose on this phone. theme: a palette's name or `auto`; hand: `right` or `left`."""

    language: str | None = None
    text_size: str | None = None
    theme: str | None = None
    hand: str | None = None
    network: str | None = None


def find_preferences(store: Store) -> Preferences:
    """How the phone is set. A choice this version does not know is left out."""
    kept: dict[str, Any] = find_setting(store, _KEY) or {}
    known = {name: value for name, value in kept.items() if name in Preferences.__slots__}
    return Preferences(**known)


def put_preference(store: Store, name: str, value: str) -> None:
    """Keep one choice."""
    chosen = replace(find_preferences(store), **{name: value})
    with transaction(store) as connection:
        put_setting(connection, _KEY, asdict(chosen))


def put_network(store: Store, network: Network) -> None:
    """Keep what the phone may send over, for records and photos. A cut between the two writes sends less, not more."""
    put_wish(store, _WISHES[network])
    put_preference(store, "network", network.value)


def find_network(store: Store) -> Network:
    """What the phone may send over."""
    chosen = find_preferences(store).network
    if chosen is not None:
        return Network(chosen)
    return Network.WIFI_PHOTOS if find_wish(store) is SendPhotos.FREE_ONLY else Network.ANY


def is_cut_off(store: Store) -> bool:
    """Whether somebody switched all sending off."""
    return find_network(store) is Network.OFF
