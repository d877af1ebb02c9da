"""Opening an account, closing and reopening it, giving it a new password. Each is written into the audit."""

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
    unknown = list_unknown_wards(session, opening.wards)
    if unknown:
        raise Problem("account.ward_unknown", wards=", ".join(unknown))
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
    change = Change(verb, f"account:{account.id}", by, {"role": account.role})
    add_change(session, change, now)


def _check(opening: Opening) -> None:
    local_part, at, domain = opening.email.strip().partition("@")
    if not (local_part and at and domain) or " " in opening.email.strip():
        raise Problem("account.email_unreadable")
    if not opening.name.strip():
        raise Problem("account.name_missing")
    if opening.role not in ROLES:
        raise Problem("account.role_unknown", roles=", ".join(ROLES))
    if opening.role == "member" and not opening.wards:
        raise Problem("account.ward_missing")
    check_new_password(opening.password, opening.email)
