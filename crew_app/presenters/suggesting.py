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
STILL_IN_M = 25.0  # so near a street the lorry has not left it: bins may still be on their way


@dataclass(frozen=True, slots=True)
class Hint:
    """What is suggested or told. `kind`: here, driven, told, or "" for nothing.

    `no` is empty where there is nothing to refuse; `icon` stands where there is no such key.
    """

    kind: str = ""
    usrn: str = ""
    text: str = ""
    yes: str = ""
    no: str = ""
    icon: str = "target"


@dataclass(frozen=True, slots=True)
class Sensed:
    """What the position says: the street one is surely in, and those driven end to end and left behind.

    Without those that somebody said no to.
    """

    here: str | None = None
    driven: tuple[str, ...] = ()


def sense(handset: Handset, collection: str) -> Sensed:
    """What the position says now. Cheap enough for every second."""
    ground = handset.streets.find(handset.store, collection).ground
    sighting = _find_sighting(handset)
    driven = list_end_to_end(handset.store, collection)
    if sighting is None:
        return Sensed(None, driven)
    near = ground.find_footings(ground.plane.flatten(sighting.position))
    still_in = {usrn for usrn, footing in near.items() if footing.off_m <= STILL_IN_M}
    left_behind = tuple(usrn for usrn in driven if usrn not in still_in)
    return Sensed(suggest_street(sighting, ground), left_behind)


def find_hint(sensed: Sensed, streets: Iterable[StreetCard], next_usrn: str) -> Hint:
    """The one suggestion worth the room: a street driven and not recorded, else where one is, if that is not plain."""
    left = {street.usrn: street for street in streets if street.mark is None}
    for usrn, street in left.items():  # in round order
        if usrn in sensed.driven:
            text = _("You have driven %(street)s. Completed?") % {"street": street.name}
            return Hint(DRIVEN, usrn, text, _("Yes"), _("No"))
    if sensed.here is not None and sensed.here in left and sensed.here != next_usrn:
        text = _("You are in %(street)s") % {"street": left[sensed.here].name}
        return Hint(HERE, sensed.here, text, _("Open"))
    return Hint()


def decline_hint(handset: Handset, hint: Hint) -> None:
    """The street was driven but is not done: not asked again in this shift."""
    shift = find_open_shift(handset.store)
    if shift is not None and hint.kind == DRIVEN:
        decline_street(handset.store, shift.collection, hint.usrn)


def _find_sighting(handset: Handset) -> Sighting | None:
    position = find_position(handset.gps, handset.clock)
    if position is None:
        return None
    place = (position.lat7, position.lon7)
    return Sighting(place, position.acc_dm / 10, float(position.age_s))
