"""Lets photos go that nobody names or whose time is over, and parts that nobody goes on with."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

# an operation that waits for a manager may still name it
DELETE_UNNAMED = text("""
delete from blob where sha256 in (
    select sha256 from blob where not named and started_at < :before
       and not exists (select from op_photo where op_photo.sha256 = blob.sha256)
       and not exists (
           select from op where op.status = 'quarantined'
              and cast(op.body as jsonb)
                @> jsonb_build_object('photos', jsonb_build_array(jsonb_build_object('sha256', blob.sha256))))
    order by sha256 limit :most for update skip locked)
returning sha256
""")
RESET_UNFINISHED = text("""
update blob set got = 0 where sha256 in (
    select sha256 from blob where verified_at is null and got > 0 and last_part_at < :before
    order by sha256 limit :most for update skip locked)
returning sha256
""")
# the row stays: it says that the photo was here, and that no device need bring it again
LET_GO = text("""
update blob set got = 0, verified_at = null, refused = :code where sha256 in (
    select b.sha256 from blob b where b.verified_at < :before
       and not exists (select from op_photo x join op o on o.id = x.op
                       where x.sha256 = b.sha256 and o.received_at >= :before)
       and not exists (select from report_photo p join dispute d on d.report = p.report where p.sha256 = b.sha256
                         and (p.added_at >= :before or not exists (
                           select from decision c where c.report = d.report and c.about = 'dispute')))
    order by b.verified_at limit :most for update skip locked)
returning sha256
""")
DELETE_DAYS = text("delete from photo_day where on_date < :before")
KEPT = text("""
select sha256, coalesce(kept_sha256, sha256) as kept from blob
where sha256 = any(:names) and verified_at is not null
""")


def delete_unnamed(session: Session, before: datetime, most: int) -> list[str]:
    """Delete the rows of photos that no operation has named by now; gives their names."""
    return list(session.execute(DELETE_UNNAMED, {"before": before, "most": most}).scalars())


def reset_unfinished(session: Session, before: datetime, most: int) -> list[str]:
    """Put photos that came to a stop back to their beginning; gives their names."""
    return list(session.execute(RESET_UNFINISHED, {"before": before, "most": most}).scalars())


def let_go(session: Session, before: datetime, code: str, most: int) -> list[str]:
    """Note of photos that came before that and that nothing newer needs: they go. Gives their names.

    A photo of a dispute that is not decided stays with it. `code`: why they will not be taken again.
    """
    values = {"before": before, "code": code, "most": most}
    return list(session.execute(LET_GO, values).scalars())


def delete_old_days(session: Session, before: datetime) -> None:
    """Forget what devices sent on days long over."""
    session.execute(DELETE_DAYS, {"before": before.date()})


def list_kept(session: Session, names: list[str]) -> dict[str, str]:
    """Of those photos that are complete: the SHA-256 their file must have, by name."""
    return {row.sha256: row.kept for row in session.execute(KEPT, {"names": names})}
