"""Import streets: lines from any file of lines, or names and points from a table.

A street without a USRN gets one derived from its name; namesakes more than a kilometre apart are told apart by ward.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shapely import MultiLineString, MultiPoint, Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo.addresses import street_terms
from geo.network import group_by_gap
from geo.readers import Features, Table
from geo.readers.shapes import lines_of, point_of
from server.actions.import_fields import field_for, need_field
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
from server.actions.street_book import Page, StreetBook
from server.core.imports import ImportOutcome, Refusal, refuse
from server.db.places import Street, put_streets
from server.db.streets import list_known_streets
from server.db.wards import list_ward_areas

NAMESAKE_GAP_M = 1000.0


@dataclass(frozen=True, slots=True)
class StreetSeen:
    """A piece of a street as the file has it: a line, or a point of it."""

    name: str
    usrn: str
    locality: str
    where: BaseGeometry


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of the file's rows."""

    read: int
    seen: list[StreetSeen]
    refused: list[Refusal]


def import_streets(
    session: Session, source: Source, now: datetime, progress: Progress = silent
) -> ImportOutcome:
    """Put the streets of the file. What is known of a street and not in the file (its line) is kept."""
    reach = begin_import(session)
    if is_table(source.path):
        reading = read_street_table(open_table(source), source, reach)
    else:
        reading = read_street_features(open_features(source), source, reach)
    reach.check(source)
    progress("reading", reading.read, reading.read)
    book = StreetBook(list_known_streets(session), list_ward_areas(session))
    streets = plan_streets(reading.seen, book)
    put = put_streets(session, streets)
    progress("streets", len(streets), len(streets))
    derived = sum(page.is_new for page in book.pages.values())
    outcome = ImportOutcome(
        "streets",
        reading.read,
        put.added,
        put.changed,
        put.unchanged,
        tuple(reading.refused),
        {"streets in the file": len(streets), "USRNs derived": derived},
    )
    return finish_import(session, outcome, source, now)


def read_street_features(features: Features, source: Source, reach: Reach) -> Reading:
    """Lines with a name and perhaps a USRN. A section that is only a point still names its street."""
    name_field = need_field("street", features.fields, source.fields, file=source.name)
    others = {w: field_for(w, features.fields, source.fields) for w in ("usrn", "locality")}
    seen: list[StreetSeen] = []
    refused: list[Refusal] = []
    for feature in features.features:
        point = point_of(feature.geometry)
        made = _seen(feature.row, feature.fields, name_field, others)
        if point is None or feature.geometry is None:
            made = refuse(feature.row, "shape.missing")
        elif isinstance(made, StreetSeen):
            shape = lines_of(feature.geometry) or point
            made = reach.refusal(feature.row, point) or _placed(made, shape)
        (seen if isinstance(made, StreetSeen) else refused).append(made)  # type: ignore[arg-type]  # each to its list
    return Reading(len(features.features), seen, refused)


def read_street_table(table: Table, source: Source, reach: Reach) -> Reading:
    """Names with a position each, as many rows to a street as there are."""
    name_field = need_field("street", table.columns, source.fields, file=source.name)
    others = {w: field_for(w, table.columns, source.fields) for w in ("usrn", "locality")}
    places = PositionFields.find(table.columns, source)
    seen: list[StreetSeen] = []
    refused = broken_rows(table)
    for row in table.rows:
        point = position_of(row.row, row.values, places)
        made = _seen(row.row, row.values, name_field, others)
        if isinstance(point, Refusal):
            made = point
        elif point is None:
            made = refuse(row.row, "field.missing", field="position")
        elif isinstance(made, StreetSeen):
            made = reach.refusal(row.row, point) or _placed(made, point)
        (seen if isinstance(made, StreetSeen) else refused).append(made)  # type: ignore[arg-type]  # each to its list
    return Reading(read_count(table), seen, refused)


def plan_streets(seen: Sequence[StreetSeen], book: StreetBook) -> list[Street]:
    """One street for each USRN, and for each name and neighbourhood where no USRN is given."""
    numbered: dict[str, list[StreetSeen]] = {}
    named: dict[tuple[object, ...], list[StreetSeen]] = {}
    for piece in seen:
        if piece.usrn:
            numbered.setdefault(piece.usrn, []).append(piece)
        else:
            named.setdefault((street_terms(piece.name), piece.locality), []).append(piece)
    streets = {
        usrn: _with_line(Street(usrn, pieces[0].name, pieces[0].locality), pieces, book)
        for usrn, pieces in numbered.items()
    }
    for pieces in named.values():
        for page, group in _on_pages(pieces, book):
            street = Street(page.usrn, page.name, page.locality)
            streets[page.usrn] = _with_line(street, group, book)
    return list(streets.values())


def _on_pages(
    pieces: Sequence[StreetSeen], book: StreetBook
) -> list[tuple[Page, list[StreetSeen]]]:
    """The streets that pieces of one name are: one for each neighbourhood, none twice."""
    groups = _neighbourhoods(pieces)
    found: dict[int, Page] = {}
    for at, group in enumerate(groups):
        page = book.on_line(group[0].name, _all_of(group))
        if page is not None and page not in found.values():
            found[at] = page
    for at, group in enumerate(groups):
        if at not in found:
            found[at] = _page_for(group, at, book, [page.usrn for page in found.values()])
    return [(found[at], group) for at, group in enumerate(groups)]


def _page_for(group: Sequence[StreetSeen], at: int, book: StreetBook, taken: list[str]) -> Page:
    """The first neighbourhood keeps the plain name; the others are told apart by ward, else by number."""
    where = _all_of(group)
    locality = group[0].locality
    if not locality and at:
        locality = next(iter(book.wards_of(where)), str(at + 1))
    page = book.find_unplaced(group[0].name, where, locality, taken)
    return page or book.add(group[0].name, locality)


def _seen(
    row: int, values: Mapping[str, object], name_field: str, others: Mapping[str, str | None]
) -> StreetSeen | Refusal:
    name = str(values.get(name_field) or "").strip()
    if not name:
        return refuse(row, "field.missing", field=name_field)
    usrn, locality = (
        str(values.get(others[what] or "") or "").strip() for what in ("usrn", "locality")
    )
    if usrn and not (usrn.isdigit() and len(usrn) <= 8):
        return refuse(row, "field.unreadable", field="usrn", value=usrn)
    return StreetSeen(name, usrn, locality, Point())


def _placed(seen: StreetSeen, where: BaseGeometry) -> StreetSeen:
    return StreetSeen(seen.name, seen.usrn, seen.locality, where)


def _neighbourhoods(pieces: Sequence[StreetSeen]) -> list[list[StreetSeen]]:
    """Pieces of one name in groups that are one street each, the largest first (it keeps the plain name)."""
    groups = group_by_gap([piece.where for piece in pieces], NAMESAKE_GAP_M)
    return [[pieces[at] for at in group] for group in sorted(groups, key=lambda g: (-len(g), g))]


def _all_of(pieces: Sequence[StreetSeen]) -> BaseGeometry:
    return MultiPoint([piece.where.representative_point() for piece in pieces])


def _with_line(street: Street, pieces: Sequence[StreetSeen], book: StreetBook) -> Street:
    """The street with the lines of its pieces; with the line it has already when they bring none."""
    parts = [
        line
        for piece in pieces
        if isinstance(piece.where, MultiLineString)
        for line in piece.where.geoms
    ]
    there = book.pages.get(street.usrn)
    return replace(
        street, line=MultiLineString(parts) if parts else (there.line if there else None)
    )
