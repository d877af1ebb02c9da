"""Opening an account, changing, closing and reopening it, giving it a new password. Each goes into the audit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from server.actions.passwords import check_new_password, hash_password
from server.core.problems import Problem
from server.db import accounts
from server.db.accounts import Account, NewAccount, add_account, get_account
from server.db.audit import Change, add_change
from server.db.ward_view import list_unknown_wards

ROLES = ("member", "agent", "manager", "admin")
KEPT_BY = {"admin": ROLES, "manager": ("member", "agent")}  # whose accounts a role may keep


@dataclass(frozen=True, slots=True)
class Opening:
    """Who is to have an account. `wards`: ward codes, for a member."""

    email: str
    name: str
    role: str
    password: str
    wards: tuple[str, ...] = ()


def open_account(
    session: Session, opening: Opening, now: datetime, by: UUID | None = None
) -> Account:
    """Open it. Raises Problems account.*: address, name, role, wards, weak password, address taken."""
    _check(opening)
    _check_wards(session, opening.wards)
    account = add_account(
        session,
        NewAccount(
            email=opening.email,
            name=opening.name,
            role=opening.role,
            password_hash=hash_password(opening.password),
            wards=opening.wards if opening.role == "member" else (),
        ),
        now,
    )
    _note(session, "account.opened", account, now, by)
    return account


@dataclass(frozen=True, slots=True)
class Changing:
    """What an account is to be from now on."""

    name: str
    role: str
    wards: tuple[str, ...] = ()


def change_account(
    session: Session, account_id: UUID, changing: Changing, now: datetime, by: UUID | None
) -> Account:
    """Another name, role or wards. Raises Problems account.unknown, .own_role, and those of name, role and wards."""
    account = get_account(session, account_id)
    _check_person(changing.name, changing.role, changing.wards)
    _check_wards(session, changing.wards)
    if account_id == by and changing.role != account.role:
        raise Problem("account.own_role")
    wards = changing.wards if changing.role == "member" else ()
    changed = NewAccount(account.email, changing.name, changing.role, "", wards)
    accounts.change_account(session, account_id, changed)
    after = get_account(session, account_id)
    _note(session, "account.changed", after, now, by)
    return after


def check_may_keep(keeper_role: str, *roles: str) -> None:
    """Raises Problem account.not_yours when somebody of that role may not keep accounts of one of these roles."""
    if not set(roles) & set(ROLES) <= set(KEPT_BY.get(keeper_role, ())):
        raise Problem("account.not_yours")


def change_password(
    session: Session, account_id: UUID, password: str, now: datetime, by: UUID | None = None
) -> None:
    """Give an account a new password; everyone signed in to it is signed out."""
    account = get_account(session, account_id)
    check_new_password(password, account.email)
    accounts.set_password_hash(session, account_id, hash_password(password))
    _note(session, "account.password_changed", account, now, by)


def close_account(session: Session, account_id: UUID, now: datetime, by: UUID | None) -> Account:
    """Close an account and sign it out everywhere. Raises Problem account.own for one's own."""
    if account_id == by:
        raise Problem("account.own")
    account = get_account(session, account_id)
    accounts.close_account(session, account_id, now)
    _note(session, "account.closed", account, now, by)
    return account


def reopen_account(session: Session, account_id: UUID, now: datetime, by: UUID | None) -> Account:
    """Open a closed account again, with the password it had."""
    account = get_account(session, account_id)
    accounts.reopen_account(session, account_id)
    _note(session, "account.reopened", account, now, by)
    return account


def _note(session: Session, verb: str, account: Account, now: datetime, by: UUID | None) -> None:
    details = {"role": account.role, "wards": list(account.wards)}
    change = Change(verb, f"account:{account.id}", by, details)
    add_change(session, change, now)


def _check(opening: Opening) -> None:
    local_part, at, domain = opening.email.strip().partition("@")
    if not (local_part and at and domain) or " " in opening.email.strip():
        raise Problem("account.email_unreadable")
    _check_person(opening.name, opening.role, opening.wards)
    check_new_password(opening.password, opening.email)


def _check_person(name: str, role: str, wards: tuple[str, ...]) -> None:
    if not name.strip():
        raise Problem("account.name_missing")
    if role not in ROLES:
        raise Problem("account.role_unknown", roles=", ".join(ROLES))
    if role == "member" and not wards:
        raise Problem("account.ward_missing")


def _check_wards(session: Session, wards: tuple[str, ...]) -> None:
    unknown = list_unknown_wards(session, wards)
    if unknown:
        raise Problem("account.ward_unknown", wards=", ".join(unknown))
