"""Import premises from a table or from any file of points. Streets that no column gives are derived from addresses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from shapely import Point
from sqlalchemy.orm import Session

from geo.addresses import terms_of, tidy_postcode
from geo.readers.shapes import point_of
from server.actions.import_fields import field_for, need_field, text_of
from server.actions.importing import (
    Progress,
    Reach,
    Source,
    begin_import,
    broken_rows,
    finish_import,
    is_table,
    open_features,
    open_table,
    read_count,
    silent,
)
from server.actions.positions import PositionFields, position_of
from server.actions.street_book import StreetBook
from server.core.imports import ImportOutcome, Refusal, refuse
from server.db.places import Premises, Street, put_premises, put_streets
from server.db.streets import list_known_streets
from server.db.wards import list_ward_areas

LONGEST_UPRN = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file, whatever kind of file: its number, its values, its position or why that is refused."""

    row: int
    values: Mapping[str, object]
    point: Point | Refusal | None


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what. `address`: one or several, joined by commas."""

    uprn: str
    address: tuple[str, ...]
    postcode: str | None
    usrn: str | None


@dataclass(slots=True)
class Plan:
    """What is to be put."""

    premises: dict[str, Premises] = field(default_factory=dict)
    streets: dict[str, Street] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)


def import_premises(
    session: Session, source: Source, now: datetime, progress: Progress = silent
) -> ImportOutcome:
    """Put the premises of the file, and the streets that their addresses name and nobody knew."""
    reach = begin_import(session)
    lines, columns, refused = _read(source)
    book = StreetBook(list_known_streets(session), list_ward_areas(session))
    plan = plan_premises(lines, columns, reach, book)
    reach.check(source)
    progress("streets", 0, len(plan.premises))
    streets = put_streets(session, plan.streets.values())
    progress("premises", 0, len(plan.premises))
    put = put_premises(session, plan.premises.values())
    progress("premises", len(plan.premises), len(plan.premises))
    outcome = ImportOutcome(
        "premises",
        len(lines) + len(refused),
        put.added,
        put.changed,
        put.unchanged,
        (*refused, *plan.refused),
        {"streets added": streets.added},
    )
    return finish_import(session, outcome, source, now)


def plan_premises(lines: Sequence[Line], columns: Columns, reach: Reach, book: StreetBook) -> Plan:
    """Which premises the rows are, and which rows are none."""
    plan = Plan()
    usrns = {page.usrn for page in book.pages.values()}
    for line in lines:
        made = _premises_of(line, columns, reach)
        if isinstance(made, Refusal):
            plan.refused.append(made)
            continue
        if made.uprn in plan.premises:
            _note_repetition(plan, line.row, made)
            continue
        if made.usrn is not None and made.usrn not in usrns:
            plan.refused.append(refuse(line.row, "street.unknown", usrn=made.usrn))
            continue
        plan.premises[made.uprn] = _on_street(made, book, plan)
    return plan


def _read(source: Source) -> tuple[list[Line], Columns, list[Refusal]]:
    if is_table(source.path):
        table = open_table(source)
        columns = _columns(table.columns, source)
        places = PositionFields.find(table.columns, source)
        lines = [Line(r.row, r.values, position_of(r.row, r.values, places)) for r in table.rows]
        assert read_count(table) == len(lines) + len(table.broken)  # noqa: S101 - every row is accounted for
        return lines, columns, broken_rows(table)
    features = open_features(source)
    columns = _columns(features.fields, source)
    return [Line(f.row, f.fields, point_of(f.geometry)) for f in features.features], columns, []


def _columns(names: Sequence[str], source: Source) -> Columns:
    return Columns(
        need_field("uprn", names, source.fields, file=source.name),
        _address_columns(names, source),
        field_for("postcode", names, source.fields),
        field_for("usrn", names, source.fields),
    )


def _address_columns(names: Sequence[str], source: Source) -> tuple[str, ...]:
    """The columns given ("address1+address2"), else the one called address, else all of address1, address2 ..."""
    given = source.fields.get("address", "")
    if given:
        return tuple(
            need_field("address", names, {"address": name}, file=source.name)
            for name in given.split("+")
        )
    numbered = sorted(n for n in names if re.fullmatch(r"addr(ess)?_?(line)?_?[0-9]", n.lower()))
    if field_for("address", names, {}) is None and numbered:
        return tuple(numbered)
    return (need_field("address", names, {}, file=source.name),)


def _premises_of(line: Line, columns: Columns, reach: Reach) -> Premises | Refusal:
    uprn = text_of(line.values, columns.uprn)
    if not uprn:
        return refuse(line.row, "field.missing", field=columns.uprn)
    if not (uprn.isdigit() and len(uprn) <= LONGEST_UPRN):
        return refuse(line.row, "field.unreadable", field=columns.uprn, value=uprn)
    parts = [text_of(line.values, name).strip(" ,") for name in columns.address]
    address = ", ".join(part for part in parts if part)
    if not address:
        return refuse(line.row, "field.missing", field="address")
    if isinstance(line.point, Refusal):
        return line.point
    outside = reach.refusal(line.row, line.point) if line.point is not None else None
    if outside is not None:
        return outside
    return Premises(
        uprn=uprn,
        address=address,
        usrn=text_of(line.values, columns.usrn) or None,
        house=_house(address),
        postcode=tidy_postcode(text_of(line.values, columns.postcode)),
        lat=line.point.y if line.point is not None else None,
        lon=line.point.x if line.point is not None else None,
    )


def _on_street(premises: Premises, book: StreetBook, plan: Plan) -> Premises:
    """The premises on the street its address names, where no USRN was given."""
    name = street_name_of(premises.address)
    if premises.usrn is not None or not name:
        return premises
    placed = premises.lon is not None and premises.lat is not None
    point = Point(premises.lon or 0, premises.lat or 0) if placed else None
    page = book.street_at(name, point)
    if page.is_new:
        plan.streets[page.usrn] = Street(page.usrn, page.name, page.locality)
    return replace(premises, usrn=page.usrn)


def street_name_of(address: str) -> str:
    """The street in an address as a name: "701 F STREET NE" -> "F Street NE"; "" when it names none."""
    words = terms_of(address).street
    return " ".join(
        word.upper() if word in {"ne", "nw", "se", "sw"} else word.capitalize() for word in words
    )


def _house(address: str) -> str:
    terms = terms_of(address)
    house = terms.house.upper() or " ".join(terms.name).title()
    return f"{house} flat {terms.flat.upper()}" if terms.flat and terms.house else house


def _note_repetition(plan: Plan, row: int, made: Premises) -> None:
    first = plan.premises[made.uprn]
    if (first.address, first.postcode) != (made.address, made.postcode):
        plan.refused.append(refuse(row, "row.repeated", what="UPRN", value=made.uprn))
