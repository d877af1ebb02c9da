"""What a batch of operations is checked against: which of the places, rounds and returns it names there are."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from server.db.direct import ask
from server.db.json_rows import json_list

# scalar subqueries: one look in the index for each, whatever the planner believes of a table that grows
MISSING = text("""
select (select json_object_agg(id, squad) from round where id = any(:rounds)) as rounds,
  array(select n from json_array_elements_text(cast(:usrns as json)) as t(n)
        where (select usrn from street where usrn = t.n) is null) as usrns,
  array(select n from json_array_elements_text(cast(:uprns as json)) as t(n)
        where (select uprn from premises where uprn = t.n) is null) as uprns
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
    values = {
        "rounds": list(named.rounds),
        "usrns": json_list(list(named.usrns)),
        "uprns": json_list(list(named.uprns)),
    }
    (missing,) = ask(session, MISSING, values)
    return Ground(
        rounds=missing.rounds or {},
        usrns=named.usrns.difference(missing.usrns),
        entries=_present(session, ENTRIES, named.entries),
        uprns=named.uprns.difference(missing.uprns),
        squads=_present(session, SQUADS, named.squads),
        returns=_returns(session, named.returns),
    )


def trust_ground(session: Session, named: Named, rounds: dict[str, str | None]) -> Ground:
    """The same where streets, entries and premises are taken to be there: keeping a visit of one that is not raises.

    rounds: those that were looked up already.
    """
    if not rounds.keys() >= named.rounds:
        rounds = read_ground(session, Named(rounds=named.rounds)).rounds
    return Ground(
        rounds=rounds,
        usrns=named.usrns,
        entries=named.entries,
        uprns=named.uprns,
        squads=_present(session, SQUADS, named.squads),
        returns=_returns(session, named.returns),
    )


def _present(session: Session, query: TextClause, ids: Collection[str]) -> frozenset[str]:
    if not ids:
        return frozenset()
    return frozenset(row[0] for row in ask(session, query, {"ids": list(ids)}))


def _returns(session: Session, ids: Collection[str]) -> dict[str, ReturnAsked]:
    if not ids:
        return {}
    rows = ask(session, RETURNS, {"ids": list(ids)})
    return {row[0]: ReturnAsked(row[0], row[1], row[2], row[3], row[4]) for row in rows}
