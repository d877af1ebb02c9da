"""What is at the places that a batch names before the batch is: one look for all that an exchange asks of it.

Statements that stand there, retractions that came before what they take back, and what may hang on those places. To be
asked when their collections and rounds are locked: then none of it changes until the transaction ends.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

import msgspec
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.facts import TouchedPlace
from server.db.direct import ask_meanwhile
from server.db.json_rows import json_list, json_rows
from server.db.ops import Retracting
from server.db.touched import Matter
from server.db.visits import Place
from sync.placing import Standing
from sync.words import Outcome, Reason

# lateral with `offset 0` and scalar subqueries: place by place through the index, whatever the planner believes of a
# table that grows. A street matters for the reasons that `server.db.touched` gives
LOOK = text("""
with place as materialized (
  select c.round_id, c.on_date, p ->> 0 as usrn, p ->> 1 as ent
  from json_to_recordset(cast(:collections as json)) as c(round_id text, on_date date, places json)
  cross join lateral json_array_elements(c.places) as p
), collected as materialized (
  select distinct round_id, on_date from place
), ended as materialized (
  select c.round_id, c.on_date from collected c
  where (select true from collection k
         where k.round_id = c.round_id and k.on_date = c.on_date and k.shift_ended_at is not null)
), seen as materialized (
  select t.ent as of_place, v.* from place t cross join lateral (
    select s.*, o.inc, o.seq, o.ent, o.change_n, s.uprn is null and s.outcome <> 'completed' as matters
    from visit s left join op o on o.id = s.id
    where s.round_id = t.round_id and s.on_date = t.on_date and s.usrn = t.usrn
      and (o.ent = t.ent or (s.uprn is null and s.outcome <> 'completed')) offset 0
  ) v
)
select
  cast((
    select json_agg(json_build_array(
             v.id, v.inc, v.seq, v.ent, coalesce((select n from change where op = v.id), v.change_n), v.squad,
             (select label from device where id = v.device), v.outcome, v.reason,
             cast(extract(epoch from v.noted_at) * 1000 as bigint), v.saw, v.retracted_at is not null))
    from seen v where v.ent = v.of_place
  ) as text) as standing,
  cast((
    select json_agg(json_build_array(o.target, o.id, o.squad, o.received_at) order by o.id desc)
    from json_array_elements_text(cast(:ids as json)) as t(id)
    cross join lateral (
      select * from op
      where op.target = cast(t.id as uuid) and op.kind = 'retraction' and op.status = 'accepted' offset 0
    ) o
  ) as text) as retracting,
  cast((
    select json_agg(json_build_array(m.round_id, m.on_date, m.usrn)) from (
      select round_id, on_date, usrn from seen where matters
      union all
      select c.round_id, c.on_date, i.usrn from collected c cross join lateral (
        select usrn from incident where round_id = c.round_id and on_date = c.on_date offset 0) i
      union all
      select round_id, on_date, t.usrn from ended join place t using (round_id, on_date)
    ) m
  ) as text) as mattering,
  cast((
    select json_agg(json_build_array(t.round_id, t.on_date, t.usrn)) from place t
    where (select true from report r
           where r.usrn = t.usrn and r.round_id = t.round_id and r.withdrawn_at is null limit 1)
  ) as text) as reported,
  cast((select stamp from rule_stamp) as text) as rule_stamp
""")
T = TypeVar("T")
Stood = tuple[
    str,
    str,
    int,
    str,
    int | None,
    str,
    str,
    Outcome,
    Reason | None,
    int,
    frozenset[str],
    bool,
]
_read_standing = msgspec.json.Decoder(list[Stood]).decode
_read_retracting = msgspec.json.Decoder(list[tuple[str, str, str, datetime]]).decode
_read_places = msgspec.json.Decoder(set[tuple[str, date, str]]).decode


@dataclass(frozen=True, slots=True)
class Before:
    """What was there. retracting: accepted retractions, by the operation taken back. looked_at: the streets asked of.

    mattering: streets on which something hangs already; reported: those with reports.
    """

    standing: Sequence[Standing] = ()
    retracting: Mapping[str, Retracting] = field(default_factory=dict)
    looked_at: frozenset[TouchedPlace] = frozenset()
    mattering: frozenset[TouchedPlace] = frozenset()
    reported: frozenset[TouchedPlace] = frozenset()
    rule_stamp: str | None = None

    def matter_of(
        self, touched: Collection[TouchedPlace], stated: Iterable[TouchedPlace]
    ) -> Matter | None:
        """Which of the touched places matter; None if some street was not looked at.

        stated: streets of which the batch states other than that they are completed.
        """
        whole = frozenset(place for place in touched if place.usrn is None)
        streets = frozenset(touched) - whole
        if not streets <= self.looked_at:
            return None
        matter = streets & (self.mattering | self.reported | frozenset(stated))
        return Matter(whole | matter, whole | (streets & self.reported), self.rule_stamp)


def look_before(
    session: Session, places: Sequence[Place], ids: Sequence[str], meanwhile: Callable[[], T]
) -> tuple[Before, T]:
    """Look at these places, and for retractions of these operations.

    meanwhile: what to work out while the database is at it; what that gives is given.
    """
    if not places and not ids:
        return Before(), meanwhile()
    collections: dict[tuple[str, date], list[tuple[str, str]]] = {}
    for (round_id, on, usrn), ent in places:
        collections.setdefault((round_id, on), []).append((usrn, ent))
    rows = json_rows(
        {"round_id": round_id, "on_date": on, "places": there}
        for (round_id, on), there in collections.items()
    )
    values = {"collections": rows, "ids": json_list(ids)}
    (row,), worked_out = ask_meanwhile(session, LOOK, values, meanwhile)
    before = Before(
        standing=_standing(row.standing),
        retracting=_retracting(row.retracting),
        looked_at=frozenset([TouchedPlace(*street) for street, _ in places]),
        mattering=_places(row.mattering),
        reported=_places(row.reported),
        rule_stamp=row.rule_stamp,
    )
    return before, worked_out


def _standing(found: str | None) -> list[Standing]:
    if found is None:
        return []
    unique = {one[0]: one for one in _read_standing(found)}
    return [Standing(*one) for one in unique.values()]


def _retracting(found: str | None) -> dict[str, Retracting]:
    """Of several the first, by its id."""
    if found is None:
        return {}
    return {one[0]: Retracting(*one) for one in _read_retracting(found)}


def _places(found: str | None) -> frozenset[TouchedPlace]:
    return (
        frozenset() if found is None else frozenset([TouchedPlace(*p) for p in _read_places(found)])
    )
