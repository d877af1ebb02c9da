"""What squads recorded of a place, with what each record is worth: clock, position, photos. Only reads."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

POINT = "st_setsrid(st_makepoint(v.lon7 / 1e7, v.lat7 / 1e7), 4326)::geography"
# a record's own photos, and those that were added to it later
PHOTOS = """
from op_photo x join blob b on b.sha256 = x.sha256
where (x.op = v.id
  or x.op in (select o.id from op o where o.target = v.id and o.kind = 'photo' and o.status = 'accepted'))
"""
COLUMNS = f"""
v.id::text, v.outcome, v.reason, v.material, v.container, v.note, v.noted_at, v.received_at, v.clock_quality,
v.lat7, v.lon7, v.acc_dm, v.retracted_at, coalesce(q.name, v.squad) as squad, v.squad as squad_code,
(select o.body -> 'data' ->> 'why' from op o where o.id = v.retracted_by) as retracted_why,
(select t.label from op o join incarnation i on i.inc = o.inc join device t on t.id = i.device
 where o.id = v.retracted_by) as retracted_on,
exists (select 1 from visit w where w.round_id = v.round_id and w.on_date = v.on_date and w.usrn = v.usrn
        and w.retracted_at is null and cast(v.id as text) = any(w.saw)) as is_replaced,
d.label as device, e.name as entry, v.uprn, coalesce(h.address, '') as address,
st_distance({POINT}, s.line::geography) as from_street_m,
array(select distinct b.sha256 {PHOTOS} and b.verified_at is not null order by b.sha256) as photos,
(select count(distinct b.sha256) {PHOTOS} and b.verified_at is null and b.refused is null) as photos_to_come
"""  # noqa: S608 - constants
JOINS = """
left join squad q on q.code = v.squad join device d on d.id = v.device left join entry e on e.id = v.entry_id
join street s on s.usrn = v.usrn left join premises h on h.uprn = v.uprn
"""
OF_REPORT = text(f"""
select {COLUMNS}, st_distance({POINT}, p.point::geography) as from_premises_m
from report r join visit v on v.round_id = r.round_id and v.on_date = r.on_date and v.usrn = r.usrn
  and (v.uprn is null or v.uprn = r.uprn)
left join premises p on p.uprn = r.uprn {JOINS}
where r.id = cast(:report as uuid) order by v.noted_at, v.id
""")  # noqa: S608 - constants
OF_STREET = text(f"""
select {COLUMNS}, st_distance({POINT}, h.point::geography) as from_premises_m
from visit v {JOINS}
where v.round_id = :round_id and v.on_date = :on and v.usrn = :usrn order by v.noted_at, v.id
""")  # noqa: S608 - constants
STREETS_WITH_PHOTOS = text("""
select v.usrn, count(distinct b.sha256) as photos
from visit v left join op o on o.target = v.id and o.kind = 'photo' and o.status = 'accepted'
join op_photo x on x.op = v.id or x.op = o.id join blob b on b.sha256 = x.sha256 and b.verified_at is not null
where v.round_id = :round_id and v.on_date = :on group by v.usrn
""")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a squad recorded, with what it is worth: clock, position, photos. Metres; `at` is (lat, lon)."""

    id: str
    squad: str
    squad_code: str
    device: str
    place: str  # premises | street, or the entry's name
    address: str  # of the premises
    outcome: str
    reason: str | None
    detail: str
    noted_at: datetime
    received_at: datetime
    clock_quality: str
    at: tuple[float, float] | None
    accuracy_m: float | None
    from_premises_m: float | None
    from_street_m: float | None
    photos: tuple[str, ...]  # those that are here
    photos_to_come: int  # named, and not here yet
    retracted_at: datetime | None
    retracted_why: str | None = None  # what the squad said of it
    retracted_on: str | None = None  # the device that took it back
    is_replaced: bool = False  # by a later record of the place


def list_recorded(session: Session, report_id: str) -> list[Recorded]:
    """What squads recorded of the premises, street and entries of a report on its collection, oldest first."""
    return [_recorded(row) for row in session.execute(OF_REPORT, {"report": report_id})]


def list_recorded_of_street(session: Session, round_id: str, on: date, usrn: str) -> list[Recorded]:
    """What squads recorded of a street, its entries and its premises on a collection, oldest first."""
    values = {"round_id": round_id, "on": on, "usrn": usrn}
    return [_recorded(row) for row in session.execute(OF_STREET, values)]


def count_photos_by_street(session: Session, round_id: str, on: date) -> dict[str, int]:
    """How many photos are here of each street of a collection that has any."""
    rows = session.execute(STREETS_WITH_PHOTOS, {"round_id": round_id, "on": on})
    return {row.usrn: row.photos for row in rows}


def squads_weighed(recorded: Collection[Recorded]) -> str | None:
    """Whose record stands against the report: of the premises itself, else of the street; the newest."""
    standing = [one for one in recorded if one.retracted_at is None]
    own = [one for one in standing if one.place == "premises"]
    return (own or standing)[-1].squad_code if standing else None


def photos_in(recorded: Iterable[Recorded]) -> frozenset[str]:
    """Every photo of these records."""
    return frozenset(photo for one in recorded for photo in one.photos)


def _recorded(row: Row[Any]) -> Recorded:
    has_place = row.lat7 is not None and row.lon7 is not None
    said = [str(one) for one in (row.material, row.container, row.note) if one]
    return Recorded(
        id=row.id,
        squad=row.squad,
        squad_code=row.squad_code,
        device=row.device,
        place="premises" if row.uprn else row.entry or "street",
        address=row.address,
        outcome=row.outcome,
        reason=row.reason,
        detail=", ".join(said),
        noted_at=row.noted_at,
        received_at=row.received_at,
        clock_quality=row.clock_quality,
        at=(row.lat7 / 1e7, row.lon7 / 1e7) if has_place else None,
        accuracy_m=None if row.acc_dm is None else row.acc_dm / 10,
        from_premises_m=row.from_premises_m if has_place else None,
        from_street_m=row.from_street_m if has_place else None,
        photos=tuple(row.photos),
        photos_to_come=row.photos_to_come,
        retracted_at=row.retracted_at,
        retracted_why=row.retracted_why,
        retracted_on=row.retracted_on,
        is_replaced=row.is_replaced,
    )
