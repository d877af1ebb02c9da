"""What a manager sees of today: rounds with their progress, squads with their devices, counts. Read set-wise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.problems import Problem
from server.db.shown import HERE, SHOWN


@dataclass(frozen=True, slots=True)
class Progress:
    """A collection: how many of its streets are done, and how far its squad is heard."""

    round_id: str
    on: date
    round_name: str
    stream: str
    bin_name: str
    colour: str
    operator: str | None
    squad: str | None  # code
    squad_name: str | None
    on_app: bool  # the squad records with the app
    expected_end: time | None  # local
    streets: int
    completed: int
    partly: int  # or done but for an entry
    not_collected: int
    abandoned: int  # nothing is recorded for them, and the shift ended
    contested: int  # streets about which two devices say different things
    shift_started_at: datetime | None
    shift_ended_at: datetime | None
    complete_proven: bool
    heard_through: datetime | None
    last_contact_at: datetime | None
    pending: int  # what its devices still held when last in contact
    lost_through: (
        datetime | None
    )  # through when a device that worked here, and was lost since, is heard

    @property
    def missed(self) -> int:
        """Streets that were not done, or only in part: recorded so, or left when the shift ended."""
        return self.partly + self.not_collected + self.abandoned

    @property
    def left(self) -> int:
        """Streets nothing is recorded for, and that nobody has given up."""
        return self.streets - self.completed - self.missed

    @property
    def has_gap(self) -> bool:
        """Whether records may be missing that only a lost device holds."""
        return self.lost_through is not None and self.left > 0 and not self.complete_proven


@dataclass(frozen=True, slots=True)
class StreetToday:
    """A street of a collection, in round order, with what is shown for it."""

    usrn: str
    street: str
    locality: str
    premises: int
    outcome: str | None
    reason: str | None  # label
    noted_at: datetime | None
    is_shut: bool  # an entry of it was not done
    is_abandoned: bool  # it was left when the shift ended
    contested: bool
    exceptions: int  # premises of the street with a reason


@dataclass(frozen=True, slots=True)
class DeviceState:
    """A squad's device and how fresh it is."""

    id: UUID
    label: str
    squad: str
    enrolled_at: datetime
    secret_expires_at: datetime
    revoked_at: datetime | None
    lost_at: datetime | None
    app_version: str
    last_contact_at: datetime | None
    heard_through: datetime | None
    pending_after: int


@dataclass(frozen=True, slots=True)
class SquadState:
    """A squad with its devices."""

    code: str
    name: str
    on_app_from: date | None
    devices: tuple[DeviceState, ...]


_PROGRESS = text(f"""
with {SHOWN}, {HERE}, counted as (
  select rs.round_id, count(*) as streets,
    count(*) filter (where sh.outcome = 'completed' and e.usrn is null) as completed,
    count(*) filter (
      where sh.outcome = 'partly_completed' or (sh.outcome is distinct from 'not_collected' and e.usrn is not null)
    ) as partly,
    count(*) filter (where sh.outcome = 'not_collected') as not_collected,
    count(*) filter (where sh.outcome is null and e.usrn is null and a.usrn is not null) as abandoned,
    count(d.usrn) as contested
  from round_street rs
  join here on here.usrn = rs.usrn
  left join shown sh on sh.round_id = rs.round_id and sh.usrn = rs.usrn
  left join shut e on e.round_id = rs.round_id and e.usrn = rs.usrn
  left join abandoned a on a.round_id = rs.round_id and a.usrn = rs.usrn
  left join doubt d on d.round_id = rs.round_id and d.usrn = rs.usrn
  where rs.round_id = any(:rounds) group by rs.round_id
)
select r.id as round_id, cast(:on as date) as "on", r.name as round_name, st.name as stream, st.bin_name, st.colour,
  r.operator, sq.code as squad, sq.name as squad_name, coalesce(sq.on_app_from <= :on, false) as on_app, r.expected_end,
  coalesce(n.streets, 0) as streets, coalesce(n.completed, 0) as completed, coalesce(n.partly, 0) as partly,
  coalesce(n.not_collected, 0) as not_collected, coalesce(n.abandoned, 0) as abandoned,
  coalesce(n.contested, 0) as contested,
  c.shift_started_at, c.shift_ended_at, coalesce(c.complete_proven, false) as complete_proven,
  h.heard_through, h.last_contact_at, coalesce(h.pending, 0) as pending, h.lost_through
from round r
join stream st on st.code = r.stream
left join collection c on c.round_id = r.id and c.on_date = :on
left join squad sq on sq.code = coalesce(c.squad, r.squad)
left join counted n on n.round_id = r.id
left join lateral (  -- of several devices those that worked this collection count, as in server.core.hearing
  select coalesce(min(d.heard_through) filter (where d.worked and not d.lost),
      min(d.heard_through) filter (where d.heard_through >= cast(:on as date) - 1 and not d.lost),
      min(d.heard_through) filter (where not d.lost)
    ) as heard_through, max(d.last_contact_at) filter (where not d.lost) as last_contact_at,
    sum(d.pending_after) filter (where not d.lost) as pending,
    min(d.heard_through) filter (where d.worked and d.lost) as lost_through
  from (
    select x.heard_through, x.last_contact_at, x.pending_after, x.lost_at is not null as lost, exists (
      select 1 from visit v where v.device = x.id and v.round_id = r.id and v.on_date = :on) as worked
    from device x where x.squad = sq.code and x.revoked_at is null
  ) d
) h on true
where r.id = any(:rounds) and (cast(:ward as text) is null or n.round_id is not null)
order by on_app desc, st.position, length(sq.name), sq.name, r.name, r.id
""")  # noqa: S608 - put together from constants of this file only

_STREETS = text(f"""
with {SHOWN}
select s.usrn, s.name as street, s.locality,
  (select count(*) from service x join premises p on p.uprn = x.uprn
   where x.round_id = rs.round_id and p.usrn = rs.usrn and x.from_on <= :on
     and (x.until_on is null or x.until_on > :on)
  ) as premises,
  sh.outcome, re.label as reason, sh.noted_at, e.usrn is not null as is_shut,
  sh.outcome is null and a.usrn is not null as is_abandoned, d.usrn is not null as contested,
  (select count(distinct v.uprn) from visit v where v.round_id = rs.round_id and v.on_date = :on and v.usrn = rs.usrn
     and v.uprn is not null and v.reason is not null and v.retracted_at is null) as exceptions
from round_street rs
join street s on s.usrn = rs.usrn
left join shown sh on sh.round_id = rs.round_id and sh.usrn = rs.usrn
left join shut e on e.round_id = rs.round_id and e.usrn = rs.usrn
left join abandoned a on a.round_id = rs.round_id and a.usrn = rs.usrn
left join doubt d on d.round_id = rs.round_id and d.usrn = rs.usrn
left join reason re on re.code = sh.reason
where rs.round_id = any(:rounds)
order by rs.position, s.name
""")  # noqa: S608 - put together from constants of this file only

_VERDICTS = text("""
select v.verdict, count(*) as reports
from report r
join lateral (select x.verdict from verdict x where x.report = r.id order by x.id desc limit 1) v on true
where r.made_at >= :since and r.made_at < :until
group by v.verdict order by count(*) desc, v.verdict
""")

_SQUADS = text(
    "select code, name, on_app_from from squad order by on_app_from is null, length(name), name, code"
)

_DEVICES = text("""
select id, label, squad, enrolled_at, secret_expires_at, revoked_at, lost_at, app_version, last_contact_at,
  heard_through, pending_after
from device order by squad, revoked_at is not null, label, enrolled_at
""")

_HELD_BACK = text("""
select (select count(*) from op where status = 'quarantined')
     + (select count(*) from opaque_payload where resolved_at is null)
""")


def list_progress(
    session: Session, rounds: Sequence[str], on: date, ward: str | None = None
) -> list[Progress]:
    """The collections of these rounds on that day; with a ward, only its streets are counted."""
    rows = session.execute(_PROGRESS, {"rounds": list(rounds), "on": on, "ward": ward})
    return [Progress(**row) for row in rows.mappings()]


def list_streets_today(session: Session, round_id: str, on: date) -> list[StreetToday]:
    """The streets of one collection, in round order."""
    rows = session.execute(_STREETS, {"rounds": [round_id], "on": on})
    return [StreetToday(**row) for row in rows.mappings()]


def count_reports_by_verdict(
    session: Session, since: datetime, until: datetime
) -> list[tuple[str, int]]:
    """How many reports made in that time have which verdict in force, commonest first."""
    rows = session.execute(_VERDICTS, {"since": since, "until": until})
    return [(row.verdict, row.reports) for row in rows]


def list_squads(session: Session) -> list[SquadState]:
    """All squads with their devices, those in use first."""
    devices: dict[str, list[DeviceState]] = {}
    for row in session.execute(_DEVICES).mappings():
        devices.setdefault(row["squad"], []).append(DeviceState(**row))
    return [
        SquadState(row.code, row.name, row.on_app_from, tuple(devices.get(row.code, ())))
        for row in session.execute(_SQUADS)
    ]


def find_device_state(session: Session, device_id: UUID) -> tuple[DeviceState, SquadState] | None:
    """A device and its squad."""
    for squad in list_squads(session):
        for device in squad.devices:
            if device.id == device_id:
                return device, squad
    return None


def get_squad(session: Session, code: str) -> SquadState:
    """One squad with its devices. Raises Problem squad.unknown."""
    for squad in list_squads(session):
        if squad.code == code:
            return squad
    raise Problem("squad.unknown")


def count_held_back(session: Session) -> int:
    """Operations in quarantine and payloads nobody could read: a manager's to look at."""
    return int(session.execute(_HELD_BACK).scalar_one())
