"""Reads premises: one by its UPRN, and those that might be meant by an address."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from geo.addresses import AddressTerms
from geo.addresses.words import STREET_TYPES
from server.db.tables.places import PremisesRow, StreetRow

EACH_WAY = 300  # how many candidates one way of looking may bring


@dataclass(frozen=True, slots=True)
class PremisesListed:
    """A premises as a list shows it."""

    uprn: str
    address: str
    postcode: str
    usrn: str | None


COLUMNS = (PremisesRow.uprn, PremisesRow.address, PremisesRow.postcode, PremisesRow.usrn)


def find_listed(session: Session, uprn: str) -> PremisesListed | None:
    """One premises by its UPRN."""
    row = session.execute(select(*COLUMNS).where(PremisesRow.uprn == uprn)).one_or_none()
    return None if row is None else _listed(row)


def is_premises(session: Session, uprn: str) -> bool:
    """Is there a premises with that UPRN?"""
    return find_listed(session, uprn) is not None


def list_candidates(session: Session, wanted: AddressTerms) -> list[PremisesListed]:
    """Premises with that postcode, or with that number and one of the telling words."""
    ways: list[ColumnElement[bool]] = []
    if wanted.postcode:
        ways.append(PremisesRow.postcode == wanted.postcode)
    words, numbers = _telling_terms(wanted), _number_terms(wanted)
    if words and numbers:
        ways.append(PremisesRow.terms.overlap(words) & PremisesRow.terms.overlap(numbers))
    elif words:
        ways.append(PremisesRow.terms.contains(words))
        ways.append(PremisesRow.terms.overlap(words))
    return _look(session, ways)


def list_in_streets(
    session: Session, usrns: Sequence[str], wanted: AddressTerms
) -> list[PremisesListed]:
    """Premises in these streets; where a house number is wanted, only those with that number."""
    way = PremisesRow.usrn.in_(usrns)
    numbers = _number_terms(wanted)
    return _look(session, [way & PremisesRow.terms.overlap(numbers)] if numbers else [way])


def list_street_names(session: Session) -> list[tuple[str, tuple[str, ...]]]:
    """Every street with its words: the vocabulary for finding misspelt ones."""
    rows = session.execute(select(StreetRow.usrn, StreetRow.name_terms))
    return [(usrn, tuple(terms)) for usrn, terms in rows]


def _look(session: Session, ways: Sequence[ColumnElement[bool]]) -> list[PremisesListed]:
    found: dict[str, PremisesListed] = {}
    for way in ways:
        for row in session.execute(select(*COLUMNS).where(way).limit(EACH_WAY)):
            found.setdefault(row.uprn, _listed(row))
    return list(found.values())


def _telling_terms(wanted: AddressTerms) -> list[str]:
    """Index terms of the words that tell streets apart: not "road", which half the town has."""
    return [
        term
        for term in wanted.index_terms
        if term.startswith("w:") and term[2:] not in STREET_TYPES
    ]


def _number_terms(wanted: AddressTerms) -> list[str]:
    return [term for term in wanted.index_terms if term.startswith("n:")]


def _listed(row: Row[str, str, str, str | None]) -> PremisesListed:
    return PremisesListed(row.uprn, row.address, row.postcode, row.usrn)
