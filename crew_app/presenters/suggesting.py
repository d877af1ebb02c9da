"""What the position suggests on the round and on the map: the street one is in, or one that was driven. Never a mark.

A street driven end to end is asked about once the lorry has left it, until somebody says yes or no.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crew_app.device.gps import find_position
from crew_app.presenters.handset import Handset
from crew_app.presenters.language import _
from crew_app.store.rounds import StreetCard
from crew_app.store.shifts import find_open_shift
from crew_app.store.tracks import decline_street, list_end_to_end
from geo.onboard.nearest import Sighting, suggest_street

HERE = "here"
DRIVEN = "driven"


@dataclass(frozen=True, slots=True)
class Hint:
    """What is suggested. `kind`: here, driven, or "" for nothing. `no` is empty where there is nothing to refuse."""

    kind: str = ""
    usrn: str = ""
    text: str = ""
    yes: str = ""
    no: str = ""


@dataclass(frozen=True, slots=True)
class Sensed:
    """What the position says: the street one is surely in, and those driven end to end that nobody said no to."""

    here: str | None = None
    driven: tuple[str, ...] = ()


def sense(handset: Handset, collection: str) -> Sensed:
    """What the position says now. Cheap enough for every second."""
    return Sensed(find_here(handset, collection), list_end_to_end(handset.store, collection))


def find_hint(sensed: Sensed, streets: Iterable[StreetCard], next_usrn: str) -> Hint:
    """The one suggestion worth the room: a street driven and not recorded, else where one is, if that is not plain."""
    left = {street.usrn: street for street in streets if street.mark is None}
    for usrn, street in left.items():  # in round order
        if usrn in sensed.driven and usrn != sensed.here:
            text = _("You have driven %(street)s. Completed?") % {"street": street.name}
            return Hint(DRIVEN, usrn, text, _("Yes"), _("No"))
    if sensed.here is not None and sensed.here in left and sensed.here != next_usrn:
        text = _("You are in %(street)s") % {"street": left[sensed.here].name}
        return Hint(HERE, sensed.here, text, _("Open"))
    return Hint()


def find_here(handset: Handset, collection: str) -> str | None:
    """The street one is surely in, or None."""
    position = find_position(handset.gps, handset.clock)
    if position is None:
        return None
    sighting = Sighting((position.lat7, position.lon7), position.acc_dm / 10, float(position.age_s))
    return suggest_street(sighting, handset.streets.find(handset.store, collection).ground)


def decline_hint(handset: Handset, hint: Hint) -> None:
    """The street was driven but is not done: not asked again in this shift."""
    shift = find_open_shift(handset.store)
    if shift is not None and hint.kind == DRIVEN:
        decline_street(handset.store, shift.collection, hint.usrn)
