"""Accounts of members, agents, managers and admins, and the tries to sign in to them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.core.problems import Problem
from server.db.tables import AccountRow, SignInRow


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to add. `role` is member, agent, manager or admin; `wards` are ward codes, for members."""

    email: str
    name: str
    role: str
    password_hash: str  # argon2id, see server.actions.passwords
    wards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """An account as pages see it: without its password's hash."""

    id: UUID
    email: str
    name: str
    role: str
    wards: tuple[str, ...]
    sign_in_version: int
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account with what its password is checked against. Only sign-in reads it."""

    account: Account
    password_hash: str


def add_account(session: Session, new: NewAccount, now: datetime) -> Account:
    """Add an account. Raises Problem account.exists when the e-mail address has one."""
    row = session.scalars(
        insert(AccountRow)
        .values(
            id=uuid4(),
            email=new.email.strip().lower(),
            name=new.name.strip(),
            role=new.role,
            wards=list(new.wards),
            password_hash=new.password_hash,
            sign_in_version=1,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["email"])
        .returning(AccountRow)
    ).one_or_none()
    if row is None:
        raise Problem("account.exists")
    return _account(row)


def find_account(session: Session, account_id: UUID) -> Account | None:
    """The account of that id."""
    row = session.get(AccountRow, account_id, populate_existing=True)
    return None if row is None else _account(row)


def get_account(session: Session, account_id: UUID) -> Account:
    """The account of that id. Raises Problem account.unknown."""
    found = find_account(session, account_id)
    if found is None:
        raise Problem("account.unknown")
    return found


def find_by_email(session: Session, email: str) -> Credentials | None:
    """The account of that e-mail address, whatever its case."""
    row = session.scalars(
        select(AccountRow).where(AccountRow.email == email.strip().lower())
    ).one_or_none()
    return None if row is None else Credentials(_account(row), row.password_hash)


def list_accounts(session: Session) -> list[Account]:
    """All accounts, open ones first, by role and name."""
    rows = session.scalars(
        select(AccountRow).order_by(
            AccountRow.disabled_at.is_not(None), AccountRow.role, AccountRow.name
        )
    )
    return [_account(row) for row in rows]


def set_password_hash(session: Session, account_id: UUID, password_hash: str) -> None:
    """Give an account a new password, which ends every open session of it."""
    session.execute(
        update(AccountRow)
        .where(AccountRow.id == account_id)
        .values(password_hash=password_hash, sign_in_version=AccountRow.sign_in_version + 1)
    )


def replace_password_hash(session: Session, account_id: UUID, password_hash: str) -> None:
    """Keep the same password under stronger hashing; open sessions go on."""
    session.execute(
        update(AccountRow).where(AccountRow.id == account_id).values(password_hash=password_hash)
    )


def change_account(session: Session, account_id: UUID, changed: NewAccount) -> None:
    """Give an account another name, role and wards. Another role ends every open session of it."""
    session.execute(
        update(AccountRow)
        .where(AccountRow.id == account_id)
        .values(
            name=changed.name.strip(),
            role=changed.role,
            wards=list(changed.wards),
            sign_in_version=case(
                (AccountRow.role == changed.role, AccountRow.sign_in_version),
                else_=AccountRow.sign_in_version + 1,
            ),
        )
    )


def close_account(session: Session, account_id: UUID, now: datetime) -> None:
    """Close an account and end its sessions. What it did stays."""
    session.execute(
        update(AccountRow)
        .where(AccountRow.id == account_id, AccountRow.disabled_at.is_(None))
        .values(disabled_at=now, sign_in_version=AccountRow.sign_in_version + 1)
    )


def reopen_account(session: Session, account_id: UUID) -> None:
    """Open a closed account again."""
    session.execute(update(AccountRow).where(AccountRow.id == account_id).values(disabled_at=None))


def add_try(session: Session, who_hash: str, at: datetime, *, succeeded: bool) -> None:
    """Note a try to sign in. `who_hash` is a keyed hash of the address given, never the address."""
    session.execute(insert(SignInRow).values(who_hash=who_hash, at=at, succeeded=succeeded))


def count_failures_since(session: Session, who_hash: str, since: datetime) -> int:
    """How many tries failed after `since` and after the last success."""
    last_success = (
        select(func.max(SignInRow.at))
        .where(SignInRow.who_hash == who_hash, SignInRow.succeeded)
        .scalar_subquery()
    )
    return session.scalars(
        select(func.count())
        .select_from(SignInRow)
        .where(
            SignInRow.who_hash == who_hash,
            SignInRow.at > since,
            SignInRow.at > func.coalesce(last_success, since),
            ~SignInRow.succeeded,
        )
    ).one()


def _account(row: AccountRow) -> Account:
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        role=row.role,
        wards=tuple(row.wards),
        sign_in_version=row.sign_in_version,
        disabled_at=row.disabled_at,
    )
