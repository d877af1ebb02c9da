"""Signing in. Unknown address, wrong password and closed account look the same from outside and take as long."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from server.actions.passwords import hash_password, is_password, is_weakly_hashed, nobodys_hash
from server.db.accounts import (
    Account,
    add_try,
    count_failures_since,
    find_by_email,
    replace_password_hash,
)

FAILURES_ALLOWED = 5
WITHIN = timedelta(minutes=15)


class Refusal(StrEnum):
    """Why nobody was signed in."""

    WRONG = "wrong"
    TOO_MANY_TRIES = "too_many_tries"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed. `key` is the deployment's secret, for hashing the address."""

    email: str
    password: str
    key: str


def sign_in(session: Session, attempt: Attempt, now: datetime) -> Account | Refusal:
    """The account, or why not. The try is noted either way, so the caller must commit either way."""
    who_hash = _hash_of(attempt)
    if count_failures_since(session, who_hash, now - WITHIN) >= FAILURES_ALLOWED:
        return Refusal.TOO_MANY_TRIES
    found = find_by_email(session, attempt.email)
    fits = is_password(found.password_hash if found else nobodys_hash(), attempt.password)
    if found is None or not fits or found.account.disabled_at is not None:
        add_try(session, who_hash, now, succeeded=False)
        return Refusal.WRONG
    add_try(session, who_hash, now, succeeded=True)
    if is_weakly_hashed(found.password_hash):
        replace_password_hash(session, found.account.id, hash_password(attempt.password))
    return found.account


def _hash_of(attempt: Attempt) -> str:
    address = attempt.email.strip().lower().encode()
    return hmac.new(attempt.key.encode(), b"sign-in:" + address, hashlib.sha256).hexdigest()
