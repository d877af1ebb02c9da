"""A phone that holds a round of 300 streets and 2,500 premises, its shift started."""

from dataclasses import replace
from pathlib import Path

from crew_app.presenters.recording import record_shift
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from sync.ops import ShiftStarted
from sync.pack import Pack, PackPremises, PackStreet
from sync.words import Reason
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import DAY, ROUND_ID, make_pack, uprn_of, usrn_of

STREETS, PREMISES = 300, 2_500


def make_big_pack() -> Pack:
    """The sample's pack with that round in it: every seventh street has a usual reason, every eleventh a note."""
    small = make_pack()
    streets = tuple(_street(place) for place in range(1, STREETS + 1))
    premises = tuple(
        _premises(street, number)
        for street in streets
        for number in range(1, street.premises_count + 1)
    )
    return replace(
        small, collections=(replace(small.collections[0], streets=streets, premises=premises),)
    )


def make_big_phone(folder: Path) -> Phone:
    """The phone, enrolled, the squad on its way."""
    phone = make_phone(folder)
    phone.take_pack(make_big_pack())
    put_enrolment(phone.store, KeptEnrolment("http://127.0.0.1:9", "d1", "s", "S3", "Millbrook"))
    record_shift(phone.handset, ShiftStarted(ROUND_ID, DAY, 3))
    return phone


def _street(place: int) -> PackStreet:
    lat, lon = 546_000_000 + place * 900, -59_300_000 + place % 17 * 1_000
    return PackStreet(
        usrn=usrn_of(place),
        name=f"{place} Lighthouse Parade Road",
        position=place,
        locality="Harbour",
        premises_count=_houses(place),
        usual_reason=Reason.PARKED_VEHICLES if place % 7 == 0 else None,
        line=(tuple((lat + k * 10, lon + k * 2_000) for k in range(6)),),
        note="Narrow: reverse in from the yard end." if place % 11 == 0 else None,
    )


def _houses(place: int) -> int:
    """One street has 120, so that there is something to scroll; the others share the rest."""
    if place == STREETS:
        return 120
    each, more = divmod(PREMISES - 120, STREETS - 1)
    return each + (place <= more)


def _premises(street: PackStreet, number: int) -> PackPremises:
    return PackPremises(
        uprn=uprn_of(street.position, number),
        usrn=street.usrn,
        label=str(number),
        address=f"{number} {street.name}, Millbrook",
        assisted=number == 4 and street.position % 2 == 0,
        last_reason=Reason.NOT_OUT if number % 9 == 3 else None,
        note="Bin behind the side gate" if number % 13 == 9 else None,
    )
