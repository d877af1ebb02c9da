"""Gathers everything that bears on some reports: a fixed number of statements, for one report or for thousands."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from server.core.calendar import local_date
from server.core.clusters import FEWEST
from server.core.facts import (
    Heard,
    Part,
    Premises,
    Report,
    ReturnAnswer,
    Service,
    ServiceState,
    Shift,
    Visit,
)
from server.core.known import Known
from server.core.shift_ends import ShiftEnd, states_of
from server.core.verdict_words import MadeBy
from server.db.calendar import find_rounds, list_moves_between
from server.db.rule_book import RuleBook
from server.db.worked import list_worked
from sync.ids import is_uuid
from sync.words import Outcome, Reason, ReturnOutcome

BEFORE, AFTER = (
    timedelta(days=45),
    timedelta(days=45),
)  # how far around a contact facts may bear on it
SAME_PLACE = timedelta(days=31)  # how far apart reports of one collection can be made

OTHERS = text("""
select distinct r.id::text, r.uprn, r.stream, r.container, r.made_at, r.received_at, r.made_by, r.withdrawn_at
from unnest(cast(:streams as text[]), cast(:usrns as text[]), cast(:stores as text[])) as t(stream, usrn, store)
join report r on r.stream = t.stream and (r.usrn = t.usrn or r.bin_store_id = t.store)
where r.uprn is not null and r.made_at between :first_at and :last_at
""")
PREMISES = text("""
select p.uprn, p.usrn, p.entry_id, p.bin_store_id, p.house,
       case when :by_area then (select w.code from ward w where st_covers(w.area, p.point) order by w.code limit 1) end
         as ward
from premises p where p.uprn = any(:uprns)
""")
SERVICES = text("""
select uprn, round_id, stream, from_on, until_on, state, container from service where uprn = any(:uprns)
""")
SHIFTS = text("""
select c.round_id, c.on_date, c.squad, c.shift_ended_at, c.end_received_at, c.end_reason,
       e.id::text, e.squad as ended_by, e.at, e.received_at, e.reason, e.handed_over_to
from collection c left join shift_end e on e.round_id = c.round_id and e.on_date = c.on_date
where c.round_id = any(:rounds) and c.on_date between :first and :last
order by c.round_id, c.on_date, e.received_at, e.id
""")
VISIT_COLUMNS = """
v.id::text, v.round_id, v.on_date, v.usrn, v.outcome, v.noted_at, v.received_at, v.device::text, v.squad, v.reason,
v.uprn, v.entry_id, v.container, v.material, v.part, v.corrects::text, v.saw, v.retracted_at
"""
VISITS = text(f"""
select {VISIT_COLUMNS} from visit v
where v.round_id = any(:rounds) and v.usrn = any(:usrns) and v.on_date between :first and :last
""")  # noqa: S608 - constants
HEARD = text("""
select squad, id::text as device, heard_through, last_contact_at, lost_at from device
where squad = any(:squads) and revoked_at is null and (heard_through is not null or lost_at is not null)
""")
SIZES = text("""
select p.usrn, s.stream, count(distinct coalesce(p.bin_store_id, p.uprn)) as premises
from premises p join service s on s.uprn = p.uprn and s.state = 'active' and s.until_on is null
where p.usrn = any(:usrns) group by p.usrn, s.stream
""")
ON_APP = text(
    "select code, on_app_from from squad where code = any(:squads) and on_app_from is not null"
)
ANSWERS = text("""
select a.report::text, x.outcome, x.at, x.reason, greatest(a.since, x.received_at) as received_at, x.retracted_at,
       a.incident is not null as is_street, b.round_id, b.on_date, b.usrn, i.entry_id
from (
  select distinct v.report, v.incident, null::timestamptz as since
  from verdict v where v.report = any(cast(:reports as uuid[]))
  union  -- an incident that was merged is gone back to with the other of its collection, known since then
  select v.report, t.id, m.closed_at
  from verdict v join incident m on m.id = v.incident
  join incident t on t.id = m.merged_into and t.round_id = m.round_id and t.on_date = m.on_date
  where v.report = any(cast(:reports as uuid[]))
) a
join "return" b on b.report = a.report or b.incident = a.incident
join return_answer x on x.return_id = b.id
left join incident i on i.id = b.incident
""")


def gather_known(session: Session, book: RuleBook, asked: Sequence[Report]) -> Known:
    """Everything that bears on these reports, stored or not, and on the other reports of the same streets."""
    days = book.days
    if not asked:
        return Known(days=days, reasons=book.reasons)
    first_at, last_at = min(r.made_at for r in asked), max(r.made_at for r in asked)
    first, last = local_date(first_at - BEFORE, days), local_date(last_at + AFTER, days)
    moves = list_moves_between(session, first, last)
    by_area = any(m.area is not None for m in moves)

    mine = _premises(session, {r.uprn for r in asked if r.uprn is not None}, by_area=by_area)
    others = _others(session, asked, mine, (first_at - SAME_PLACE, last_at + SAME_PLACE))
    reports = {r.id: r for r in [*others, *asked]}
    missing = {r.uprn for r in reports.values() if r.uprn is not None} - set(mine)
    premises = mine | _premises(session, missing, by_area=by_area)

    services = _services(session, premises)
    rounds = find_rounds(session, {s.round_id for s in services})
    span = (first, last)
    shifts = _shifts(session, set(rounds), span)
    squads = {s.squad for s in shifts if s.squad} | {r.squad for r in rounds.values() if r.squad}
    usrns = {p.usrn for p in premises.values() if p.usrn is not None}
    return Known(
        days=days,
        reasons=book.reasons,
        premises=premises,
        services=services,
        rounds=rounds,
        moves=moves,
        visits=_visits(session, set(rounds), usrns, span),
        worked=list_worked(session, set(rounds), (first_at, last_at), book),
        shifts=shifts,
        heard=_heard(session, squads),
        on_app=_on_app(session, squads),
        reports=tuple(reports.values()),
        returns=_answers(session, list(reports)),
        sizes=_sizes(session, premises, reports.values()),
    )


def _others(
    session: Session,
    asked: Sequence[Report],
    premises: dict[str, Premises],
    span: tuple[datetime, datetime],
) -> list[Report]:
    """The other reports of the same streets and of the same bin stores."""
    places: set[tuple[str, str | None, str | None]] = set()
    for report in asked:
        here = premises.get(report.uprn or "")
        if here is not None:
            places.add((report.stream, here.usrn, here.bin_store_id))
    if not places:
        return []
    streams, usrns, stores = (list(column) for column in zip(*places, strict=True))
    values = {"streams": streams, "usrns": usrns, "stores": stores}
    rows = session.execute(OTHERS, {**values, "first_at": span[0], "last_at": span[1]})
    return [report_fact(row) for row in rows]


def report_fact(row: Row[Any]) -> Report:
    """A stored report as the fact that is judged."""
    return Report(
        id=row.id,
        uprn=row.uprn,
        stream=row.stream,
        made_at=row.made_at,
        received_at=row.received_at,
        made_by=MadeBy(row.made_by),
        container=row.container,
        withdrawn_at=row.withdrawn_at,
    )


def _premises(session: Session, uprns: Collection[str], *, by_area: bool) -> dict[str, Premises]:
    if not uprns:
        return {}
    rows = session.execute(PREMISES, {"uprns": list(uprns), "by_area": by_area})
    return {
        row.uprn: Premises(row.uprn, row.usrn, row.entry_id, row.bin_store_id, row.house, row.ward)
        for row in rows
    }


def _services(session: Session, uprns: Collection[str]) -> tuple[Service, ...]:
    if not uprns:
        return ()
    rows = session.execute(SERVICES, {"uprns": list(uprns)})
    return tuple(
        Service(
            uprn=row.uprn,
            round_id=row.round_id,
            stream=row.stream,
            from_on=row.from_on,
            until_on=row.until_on,
            state=ServiceState(row.state),
            container=row.container,
        )
        for row in rows
    )


def _shifts(
    session: Session, rounds: Collection[str], span: tuple[date, date]
) -> tuple[Shift, ...]:
    values = {"rounds": list(rounds), "first": span[0], "last": span[1]}
    found: list[Shift] = []
    rows = session.execute(SHIFTS, values)
    for _, of_one in groupby(rows, key=lambda row: (row.round_id, row.on_date)):
        states = list(of_one)
        found += states_of(_begun(states[0]), [_ended(row) for row in states if row.id is not None])
    return tuple(found)


def _begun(row: Row[Any]) -> Shift:
    return Shift(
        round_id=row.round_id,
        on=row.on_date,
        squad=row.squad,
        ended_at=row.shift_ended_at,
        end_received_at=row.end_received_at,
        end_reason=None if row.end_reason is None else Reason(row.end_reason),
    )


def _ended(row: Row[Any]) -> ShiftEnd:
    return ShiftEnd(
        id=row.id,
        squad=row.ended_by,
        at=row.at,
        received_at=row.received_at,
        reason=None if row.reason is None else Reason(row.reason),
        handed_over_to=row.handed_over_to,
    )


def _visits(
    session: Session, rounds: Collection[str], usrns: Collection[str], span: tuple[date, date]
) -> tuple[Visit, ...]:
    if not rounds or not usrns:
        return ()
    values = {"rounds": list(rounds), "usrns": list(usrns), "first": span[0], "last": span[1]}
    return tuple(visit_fact(row) for row in session.execute(VISITS, values))


def visit_fact(row: Row[Any]) -> Visit:
    """A stored visit as a fact."""
    part = row.part
    return Visit(
        id=row.id,
        round_id=row.round_id,
        on=row.on_date,
        usrn=row.usrn,
        outcome=Outcome(row.outcome),
        noted_at=row.noted_at,
        received_at=row.received_at,
        device=row.device,
        squad=row.squad,
        reason=None if row.reason is None else Reason(row.reason),
        uprn=row.uprn,
        entry_id=row.entry_id,
        container=row.container,
        material=row.material,
        part=None if not part else _part(part),
        corrects=row.corrects,
        saw=frozenset(row.saw),
        retracted_at=row.retracted_at,
    )


def _part(raw: dict[str, object]) -> Part:
    def text_of(name: str) -> str | None:
        value = raw.get(name)
        return None if value is None else str(value)

    entries = raw.get("entries")
    return Part(
        side=text_of("side"),
        from_house=text_of("from_house"),
        to_house=text_of("to_house"),
        entries=tuple(str(e) for e in entries) if isinstance(entries, list) else (),
    )


def _heard(session: Session, squads: Collection[str]) -> tuple[Heard, ...]:
    if not squads:
        return ()
    rows = session.execute(HEARD, {"squads": list(squads)})
    return tuple(
        Heard(
            squad=row.squad,
            device=row.device,
            through=row.heard_through or row.lost_at,
            received_at=row.last_contact_at or row.heard_through or row.lost_at,
            lost_at=row.lost_at,
        )
        for row in rows
    )


def _sizes(
    session: Session, premises: dict[str, Premises], reports: Iterable[Report]
) -> dict[tuple[str, str], int]:
    """How many premises a street has on a stream, where enough of them report that it may matter."""
    uprns: dict[str, set[str]] = {}
    for report in reports:
        here = premises.get(report.uprn or "")
        if here is not None and here.usrn is not None:
            uprns.setdefault(here.usrn, set()).add(here.uprn)
    usrns = [usrn for usrn, of_street in uprns.items() if len(of_street) >= FEWEST]
    if not usrns:
        return {}
    rows = session.execute(SIZES, {"usrns": usrns})
    return {(row.usrn, row.stream): row.premises for row in rows}


def _on_app(session: Session, squads: Collection[str]) -> dict[str, date]:
    if not squads:
        return {}
    return {row.code: row.on_app_from for row in session.execute(ON_APP, {"squads": list(squads)})}


def _answers(session: Session, reports: list[str]) -> tuple[ReturnAnswer, ...]:
    return tuple(
        ReturnAnswer(
            report_id=row.report,
            outcome=ReturnOutcome(row.outcome),
            at=row.at,
            received_at=row.received_at,
            reason=None if row.reason is None else Reason(row.reason),
            place=(row.round_id, row.on_date, row.usrn, row.entry_id) if row.is_street else None,
            retracted_at=row.retracted_at,
        )
        for row in session.execute(ANSWERS, {"reports": [r for r in reports if is_uuid(r)]})
    )
