"""Reads what goes into a pack: a round's streets with their lines, its premises, what squads are asked and told."""

import json
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.told_returns import RETURN_COLUMNS, RETURN_PLACE, return_of
from sync.pack import (
    PackEntry,
    PackMessage,
    PackPremises,
    PackReturn,
    PackSquad,
    PackStreet,
    PackTag,
    ReasonCard,
    StreamCard,
)
from sync.words import Level, Reason

LINE_TOLERANCE = 0.00002  # degrees, some two metres: a street drawn on a handheld

STREETS = text("""
select s.usrn, s.name, s.locality, rs.position,
       (select count(*) from service v join premises p on p.uprn = v.uprn
        where v.round_id = rs.round_id and p.usrn = s.usrn and v.from_on <= :on
          and (v.until_on is null or v.until_on > :on) and v.state = 'active') as premises_count,
       (select mode() within group (order by visit.reason) from visit
        where visit.round_id = rs.round_id and visit.usrn = s.usrn and visit.uprn is null
          and visit.reason is not null and visit.retracted_at is null
          and visit.on_date between cast(:on as date) - 90 and cast(:on as date) - 1) as usual_reason,
       st_asgeojson(st_simplify(s.line, :tolerance, true), 7) as line
from round_street rs join street s on s.usrn = rs.usrn
where rs.round_id = :round_id
order by rs.position, s.usrn
""")
ENTRIES = text("""
select e.id, e.usrn, e.name from entry e join round_street rs on rs.usrn = e.usrn
where rs.round_id = :round_id order by e.usrn, e.id
""")
PREMISES = text("""
select p.uprn, p.usrn, p.house, p.address, p.assisted, p.bin_store_id, b.name as bin_store,
       array_remove(array_agg(distinct v.container), '') as containers,
       (select visit.reason from visit
        where visit.uprn = p.uprn and visit.round_id = :round_id and visit.retracted_at is null
          and visit.on_date = (select max(c.on_date) from collection c
                               where c.round_id = :round_id and c.on_date < :on)
        order by visit.noted_at desc limit 1) as last_reason,
       (select json_agg(json_build_array(t.on_date, t.reason)) from (
          select on_date, (array_agg(reason order by noted_at desc))[1] as reason from visit
          where visit.uprn = p.uprn and visit.round_id = :round_id and visit.retracted_at is null
            and visit.reason is not null
            and visit.on_date between cast(:on as date) - 90 and cast(:on as date) - 1
          group by on_date order by on_date desc limit 3) t) as tags
from service v join premises p on p.uprn = v.uprn left join bin_store b on b.id = p.bin_store_id
where v.round_id = :round_id and v.from_on <= :on and (v.until_on is null or v.until_on > :on)
  and v.state = 'active' and p.usrn is not null
group by p.uprn, b.name
order by p.usrn, nullif(regexp_replace(p.house, '[^0-9].*$', ''), '')::bigint nulls last, p.house, p.address
""")
RETURNS = text(f"""
select {RETURN_COLUMNS}
from "return" r {RETURN_PLACE}
where r.squad = :squad and r.cancelled_at is null
  and (r.answered_at is null or r.answered_at > cast(:now as timestamptz) - interval '2 days')
order by r.answered_at is not null, r.due_at, r.id
""")  # noqa: S608 - constants
MESSAGES = text("""
select id::text, text, sent_at, needs_reading, code, fields from message
where (squad is null or squad = :squad) and expires_at > :now and withdrawn_at is null order by sent_at, id
""")
STREAMS = text("select code, name, colour from stream order by position, code")
REASONS = text(
    "select code, levels, label, photo, needs_material from reason order by position, code"
)
SQUAD = text("select name from squad where code = :squad")
SQUADS = text("""
select code, name from squad where code <> :squad and on_app_from <= :on order by length(name), name, code
""")
HELD = text(
    "select round_id, on_date from collection "
    "where (squad = :squad or :squad = any(held_by)) and on_date between :first and :last"
)

Line = tuple[tuple[tuple[int, int], ...], ...]


def list_pack_streets(session: Session, round_id: str, on: date) -> tuple[PackStreet, ...]:
    """The round's streets in round order."""
    values = {"round_id": round_id, "on": on, "tolerance": LINE_TOLERANCE}
    return tuple(
        PackStreet(
            usrn=row.usrn,
            name=row.name,
            position=row.position,
            locality=row.locality,
            premises_count=row.premises_count,
            usual_reason=None if row.usual_reason is None else Reason(row.usual_reason),
            line=_line_of(row.line),
        )
        for row in session.execute(STREETS, values)
    )


def list_pack_entries(session: Session, round_id: str) -> tuple[PackEntry, ...]:
    """The entries under the round's streets."""
    rows = session.execute(ENTRIES, {"round_id": round_id})
    return tuple(PackEntry(row.id, row.usrn, row.name) for row in rows)


def list_pack_premises(session: Session, round_id: str, on: date) -> tuple[PackPremises, ...]:
    """The premises on the round that day, by street and house number."""
    rows = session.execute(PREMISES, {"round_id": round_id, "on": on})
    return tuple(
        PackPremises(
            uprn=row.uprn,
            usrn=row.usrn,
            label=row.house or row.address.split(",")[0],
            address=row.address,
            assisted=row.assisted,
            bin_store_id=row.bin_store_id,
            bin_store=row.bin_store,
            containers=tuple(row.containers or ()),
            last_reason=None if row.last_reason is None else Reason(row.last_reason),
            tags=tuple(
                PackTag(date.fromisoformat(day), Reason(code)) for day, code in row.tags or ()
            ),
        )
        for row in rows
    )


def list_pack_returns(session: Session, squad: str, now: datetime) -> tuple[PackReturn, ...]:
    """The returns the squad is asked to make, the most pressing first; then what became of those of late."""
    rows = session.execute(RETURNS, {"squad": squad, "now": now})
    return tuple(return_of(row) for row in rows)


def list_pack_messages(session: Session, squad: str, now: datetime) -> tuple[PackMessage, ...]:
    """Messages to the squad, or to all, whose time is not over."""
    rows = session.execute(MESSAGES, {"squad": squad, "now": now})
    return tuple(
        PackMessage(
            r.id, r.text, _ms(r.sent_at), r.needs_reading, r.code, tuple((r.fields or {}).items())
        )
        for r in rows
    )


def list_stream_cards(session: Session) -> tuple[StreamCard, ...]:
    """The council's streams."""
    return tuple(StreamCard(row.code, row.name, row.colour) for row in session.execute(STREAMS))


def list_reason_cards(session: Session) -> tuple[ReasonCard, ...]:
    """The council's reasons."""
    return tuple(
        ReasonCard(
            code=Reason(row.code),
            levels=tuple(Level(level) for level in row.levels),
            label=row.label,
            photo=row.photo,
            needs_material=row.needs_material,
        )
        for row in session.execute(REASONS)
    )


def find_squad_name(session: Session, squad: str) -> str | None:
    """The squad's name."""
    name: str | None = session.execute(SQUAD, {"squad": squad}).scalar()
    return name


def list_pack_squads(session: Session, squad: str, on: date) -> tuple[PackSquad, ...]:
    """The other squads that use the app, which a collection may be handed over to."""
    rows = session.execute(SQUADS, {"squad": squad, "on": on})
    return tuple(PackSquad(row.code, row.name) for row in rows)


def list_held_collections(
    session: Session, squad: str, first: date, last: date
) -> set[tuple[str, date]]:
    """Collections that the squad holds now or once held, handed over to it or its own."""
    rows = session.execute(HELD, {"squad": squad, "first": first, "last": last})
    return {(row.round_id, row.on_date) for row in rows}


def _line_of(geojson: str | None) -> Line:
    """Parts of (lat7, lon7) points."""
    if geojson is None:
        return ()
    shape = json.loads(geojson)
    parts = shape["coordinates"] if shape["type"] == "MultiLineString" else [shape["coordinates"]]
    return tuple(
        tuple((round(lat * 10_000_000), round(lon * 10_000_000)) for lon, lat, *_ in part)
        for part in parts
    )


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
