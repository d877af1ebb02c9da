"""Find the premises that a typed address means, and say whether it surely means one."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from geo.addresses import AddressTerms, terms_of
from geo.addresses.likeness import Likeness, is_sure, likeness, street_likeness
from server.db.premises import (
    PremisesListed,
    list_candidates,
    list_in_streets,
    list_street_names,
)

LONGEST_TEXT = 200  # characters; more is not an address
WORTH_SHOWING = 0.35
STREETS_TRIED = 12
STREET_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class PremisesFound:
    """A premises that might be meant, with how alike it is (0 to 1)."""

    uprn: str
    address: str
    postcode: str
    usrn: str | None
    score: float


@dataclass(frozen=True, slots=True)
class AddressAnswer:
    """What was found, best first. `sure`: the first premises clearly wins and may be taken without asking."""

    sure: bool
    found: tuple[PremisesFound, ...]


Ranked = list[tuple[Likeness, PremisesListed]]


def find_address(session: Session, text: str, limit: int = 10) -> AddressAnswer:
    """Find by postcode, number and words; when that does not settle it, by streets spelt alike."""
    wanted = terms_of(text[:LONGEST_TEXT])
    if not wanted.index_terms:
        return AddressAnswer(sure=False, found=())
    candidates = list_candidates(session, wanted)
    ranked = rank(wanted, candidates)
    if not _is_settled(ranked):
        alike = list_in_streets(session, _streets_alike(session, wanted), wanted)
        ranked = rank(wanted, [*candidates, *alike])
    return _answer(ranked, limit)


def rank(wanted: AddressTerms, candidates: list[PremisesListed]) -> Ranked:
    """The candidates with their likeness, best first; premises alike to the last by address."""
    distinct = {listed.uprn: listed for listed in candidates}.values()
    scored = [(likeness(wanted, terms_of(c.address, c.postcode)), c) for c in distinct]
    return sorted(
        scored, key=lambda pair: (-pair[0].score, _natural(pair[1].address), pair[1].uprn)
    )


def _answer(ranked: Ranked, limit: int) -> AddressAnswer:
    found = tuple(
        PremisesFound(listed.uprn, listed.address, listed.postcode, listed.usrn, alike.score)
        for alike, listed in ranked[:limit]
        if alike.score >= WORTH_SHOWING
    )
    return AddressAnswer(sure=_is_settled(ranked), found=found)


def _is_settled(ranked: Ranked) -> bool:
    return is_sure([alike for alike, _ in ranked[:2]])


def _streets_alike(session: Session, wanted: AddressTerms) -> list[str]:
    """The streets whose names are most like the wanted one."""
    if not wanted.street:
        return []
    scored = [
        (street_likeness(wanted.street, words), usrn) for usrn, words in list_street_names(session)
    ]
    best = sorted((pair for pair in scored if pair[0] >= STREET_ALIKE), reverse=True)
    return [usrn for _, usrn in best[:STREETS_TRIED]]


def _natural(address: str) -> tuple[int, str]:
    """So that 9 Elm Road comes before 10."""
    figures = "".join(c for c in address.split(" ", 1)[0] if c.isdigit())
    return int(figures or 0), address
