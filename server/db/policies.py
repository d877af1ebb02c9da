"""Policies by version, and the reasons with the council's flags. A report is judged under the policy of its time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.core.facts import ReasonBook, ReasonFlags
from server.core.policy import PRESETS, Policy, plain_policy, policy_from
from server.core.reasons import default_reasons
from server.db.tables import PolicyRow, ReasonRow
from sync.words import Level, Reason

FALLBACK = "belfast"  # by which reports are judged until a council has put a policy in force
SHIPPED_BY = "roundbook"


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A policy in force from a moment on. `id` None: the fallback, which no council has chosen."""

    id: int | None
    name: str
    version: int
    policy: Policy
    in_force_from: datetime | None = None
    created_at: datetime | None = None


def ensure_presets(session: Session, now: datetime) -> int:
    """Keep the presets as drafts that a council may start from; gives how many were new."""
    rows = [
        {
            "name": name,
            "version": 1,
            "body": plain_policy(policy),
            "author": SHIPPED_BY,
            "in_force_from": None,
            "created_at": now,
        }
        for name, policy in PRESETS.items()
    ]
    done = session.execute(
        insert(PolicyRow).values(rows).on_conflict_do_nothing().returning(PolicyRow.id)
    )
    return len(done.all())


def put_in_force(
    session: Session, name: str, body: object, author: str, times: tuple[datetime, datetime]
) -> PolicyVersion:
    """Put a new version of a policy in force. times: from when, and now. Raises Problem `policy.invalid`."""
    policy = policy_from(body)
    from_at, now = times
    last = session.scalar(select(func.max(PolicyRow.version)).where(PolicyRow.name == name))
    version = (last or 0) + 1
    new_id = session.execute(
        insert(PolicyRow)
        .values(
            name=name,
            version=version,
            body=plain_policy(policy),
            author=author,
            in_force_from=from_at,
            created_at=now,
        )
        .returning(PolicyRow.id)
    ).scalar_one()
    return PolicyVersion(new_id, name, version, policy, from_at, now)


def list_policies_in_force(session: Session) -> list[PolicyVersion]:
    """Every version that is or was or will be in force, oldest first."""
    rows = session.scalars(
        select(PolicyRow)
        .where(PolicyRow.in_force_from.is_not(None))
        .order_by(PolicyRow.in_force_from, PolicyRow.id)
    )
    return [
        PolicyVersion(r.id, r.name, r.version, policy_from(r.body), r.in_force_from, r.created_at)
        for r in rows
    ]


def policy_at(versions: list[PolicyVersion], made_at: datetime) -> PolicyVersion:
    """The version in force at a moment; before the first, that one; without any, the fallback."""
    found: PolicyVersion | None = versions[0] if versions else None
    for version in versions:
        if version.in_force_from is not None and version.in_force_from <= made_at:
            found = version
    return found or PolicyVersion(None, FALLBACK, 1, PRESETS[FALLBACK])


def ensure_reasons(session: Session) -> int:
    """Keep the reasons with their default flags where the council has none of its own; gives how many were new."""
    rows = [
        {
            "code": str(flags.code),
            "levels": sorted(flags.levels),
            "label": flags.label,
            "position": position,
            "photo": flags.photo,
            "needs_material": flags.needs_material,
            "disputable": flags.disputable,
            "returns": flags.returns,
            "emptied": flags.emptied,
            "no_access": flags.no_access,
        }
        for position, flags in enumerate(default_reasons(), 1)
    ]
    done = session.execute(
        insert(ReasonRow).values(rows).on_conflict_do_nothing().returning(ReasonRow.code)
    )
    return len(done.all())


def list_reasons(session: Session) -> ReasonBook:
    """The council's reasons with their flags; those it has none for have the default ones."""
    book = {flags.code: flags for flags in default_reasons()}
    for row in session.scalars(select(ReasonRow).order_by(ReasonRow.position)):
        book[Reason(row.code)] = ReasonFlags(
            code=Reason(row.code),
            levels=frozenset(Level(level) for level in row.levels),
            disputable=row.disputable,
            returns=row.returns,
            emptied=row.emptied,
            no_access=row.no_access,
            photo=row.photo,
            needs_material=row.needs_material,
            label=row.label,
        )
    return book
