"""Guesses which column holds what from its name, as councils' exports call them. Pure."""

import re
from collections.abc import Mapping, Sequence

from server.core.problems import Problem

GUESSES: dict[str, tuple[str, ...]] = {
    "ward_code": ("wardcode", "wardcd", "wd..cd", "ladward", "code", "gsscode", "ward", "id"),
    "ward_name": ("wardname", "wardnm", "wd..nm", "name", "ward"),
    "usrn": ("usrn", "streetusrn", "streetref"),
    "street": ("street", "streetname", "streetdescriptor", "designatedname", "name", "roadname"),
    "locality": ("locality", "localityname", "area", "townname", "town"),
    "uprn": ("uprn", "marid", "premisesid", "addressid", "buildingid", "id"),
    "address": ("address", "fulladdress", "addressline", "singlelineaddress", "addr"),
    "postcode": ("postcode", "postcodelocator", "zip", "zipcode", "postalcode"),
    "house": ("house", "housenumber", "buildingnumber", "paon"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "long", "longitude"),
    "east": ("easting", "eastings", "xcoordinate", "x"),
    "north": ("northing", "northings", "ycoordinate", "y"),
    "round": ("routeid", "roundid", "round", "roundname", "route", "routename"),
    "day": ("day", "days", "weekday", "collectionday", "serviceday", "serviceda", "areaservi"),
    "week": ("week", "serviceweek", "servicewe", "cycleweek", "weekab"),
    "squad": ("squad", "vehicle", "resource"),
    "made_at": ("madeat", "added", "created", "createdat", "reportedat", "requesteddatetime"),
    "stream": ("stream", "service", "servicecode", "wastetype"),
    "external_id": ("externalid", "requestid", "reference", "servicerequestid", "caseid"),
}


def field_for(what: str, columns: Sequence[str], given: Mapping[str, str]) -> str | None:
    """The column that holds `what`: the one given, else the likeliest by name, else None."""
    if what in given:
        return given[what]
    plain = {re.sub(r"[^a-z0-9]", "", column.lower()): column for column in columns}
    for guess in GUESSES.get(what, (what.replace("_", ""),)):
        for name, column in plain.items():
            if re.fullmatch(guess, name):
                return column
    return None


def need_field(what: str, columns: Sequence[str], given: Mapping[str, str], *, file: str) -> str:
    """Like field_for; raises Problem naming the columns there are when there is none, or the given one is not there."""
    found = field_for(what, columns, given)
    if found is None or found not in columns:
        missing = what if found is None else f"{what} ({found})"
        raise Problem("file.column_missing", file=file, missing=missing, there=", ".join(columns))
    return found


def text_of(values: Mapping[str, object], name: str | None) -> str:
    """A field's value as text; whole numbers without a point; "" for none."""
    value = values.get(name) if name else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
