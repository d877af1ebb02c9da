"""What a batch of operations is checked against: which of the places, rounds and returns it names there are."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

PRESENT = text("""
select 'round' as kind, id, squad from round where id = any(:rounds)
union all select 'street', usrn, null from street where usrn = any(:usrns)
union all select 'premises', uprn, null from premises where uprn = any(:uprns)
""")
ENTRIES = text("select id from entry where id = any(:ids)")
RETURNS = text("""
select id::text, squad, round_id, on_date, usrn from "return" where id = any(cast(:ids as uuid[]))
""")
SQUADS = text("select code from squad where code = any(:ids)")


@dataclass(frozen=True, slots=True)
class Named:
    """The places, rounds, squads and returns that a batch names."""

    rounds: frozenset[str] = frozenset()
    usrns: frozenset[str] = frozenset()
    entries: frozenset[str] = frozenset()
    uprns: frozenset[str] = frozenset()
    squads: frozenset[str] = frozenset()
    returns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReturnAsked:
    """A return: who was asked, for which collection and street."""

    id: str
    squad: str | None
    round_id: str
    on: date
    usrn: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Those of them that there are. rounds: with the squad that serves each, None where none is named."""

    rounds: dict[str, str | None] = field(default_factory=dict)
    usrns: frozenset[str] = frozenset()
    entries: frozenset[str] = frozenset()
    uprns: frozenset[str] = frozenset()
    squads: frozenset[str] = frozenset()
    returns: dict[str, ReturnAsked] = field(default_factory=dict)


def read_ground(session: Session, named: Named) -> Ground:
    """Look all of it up: one statement for what nearly every batch names, one more for each kind of the rest."""
    found: dict[str, dict[str, str | None]] = {"round": {}, "street": {}, "premises": {}}
    values = {
        "rounds": list(named.rounds),
        "usrns": list(named.usrns),
        "uprns": list(named.uprns),
    }
    for kind, key, squad in session.execute(PRESENT, values):
        found[kind][key] = squad
    return Ground(
        rounds=found["round"],
        usrns=frozenset(found["street"]),
        entries=_present(session, ENTRIES, named.entries),
        uprns=frozenset(found["premises"]),
        squads=_present(session, SQUADS, named.squads),
        returns=_returns(session, named.returns),
    )


def _present(session: Session, query: TextClause, ids: Collection[str]) -> frozenset[str]:
    if not ids:
        return frozenset()
    return frozenset(session.execute(query, {"ids": list(ids)}).scalars())


def _returns(session: Session, ids: Collection[str]) -> dict[str, ReturnAsked]:
    if not ids:
        return {}
    rows = session.execute(RETURNS, {"ids": list(ids)})
    return {row[0]: ReturnAsked(row[0], row[1], row[2], row[3], row[4]) for row in rows}
