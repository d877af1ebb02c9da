"""Photos that records name and that have not arrived: what a manager needs to ask for them. Only reads."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.core.photo_parts import PAST_ITS_TIME

UNARRIVED = "b.verified_at is null and b.refused is distinct from :past_its_time"
LIST = text(f"""
select * from (
  select distinct on (b.sha256) b.sha256, b.size, b.got, b.started_at as named_at, b.refused, d.label as device,
         d.last_contact_at, d.lost_at is not null or d.revoked_at is not null as is_out,
         coalesce(q.name, o.squad) as squad, coalesce(s.name, '') as street, coalesce(p.address, '') as address,
         r.name as round_name, v.round_id, v.on_date as "on", v.usrn
  from blob b join op_photo x on x.sha256 = b.sha256 join op o on o.id = x.op
  left join incarnation i on i.inc = o.inc left join device d on d.id = i.device
  left join squad q on q.code = o.squad left join visit v on v.id = coalesce(o.target, o.id)
  left join street s on s.usrn = v.usrn left join premises p on p.uprn = v.uprn left join round r on r.id = v.round_id
  where {UNARRIVED} and b.started_at < :before
  order by b.sha256, o.id
) t order by named_at, sha256 limit :most
""")  # noqa: S608 - constants
COUNTS = text(f"""
select count(*) filter (where b.started_at < :before) as missing,
       count(*) filter (where b.started_at >= :before) as coming
from blob b where {UNARRIVED} and b.refused is null and b.named
""")  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class PhotoAwaited:
    """A photo that has not arrived. `got` bytes of `size` have. refused: why it never will, as a problem's code."""

    sha256: str
    size: int
    got: int
    named_at: datetime
    refused: str | None
    device: str | None
    last_contact_at: datetime | None
    is_out: bool  # its handheld is lost or out of service
    squad: str
    street: str
    address: str
    round_name: str | None
    round_id: str | None
    on: date | None
    usrn: str | None

    @property
    def percent(self) -> int:
        """How much of it has arrived."""
        return 100 * self.got // self.size


def list_photos_awaited(session: Session, before: datetime, most: int) -> list[PhotoAwaited]:
    """Photos that were named before that and have not arrived, the oldest first."""
    values = {"before": before, "most": most, "past_its_time": PAST_ITS_TIME}
    return [PhotoAwaited(**row) for row in session.execute(LIST, values).mappings()]


def count_photos_awaited(session: Session, before: datetime) -> tuple[int, int]:
    """How many that may still come were named before that, and how many since."""
    row = session.execute(COUNTS, {"before": before, "past_its_time": PAST_ITS_TIME}).one()
    return row.missing, row.coming
