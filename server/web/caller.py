"""Who is calling, where people sign in: the account behind the signed session cookie."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import g, session

from server.core.problems import Problem
from server.db.accounts import Account, find_account
from server.db.session import transaction
from server.web.clock import now

LASTS = timedelta(hours=12)  # a working day; after it people sign in again, active or not
KEY = "sign_in"


def remember(account: Account, at: datetime) -> None:
    """Sign the account in on this browser. What the session held before is dropped."""
    session.clear()
    session[KEY] = {
        "account": str(account.id),
        "version": account.sign_in_version,
        "since": int(at.timestamp()),
    }
    g.caller = account


def forget() -> None:
    """Sign out on this browser."""
    session.clear()
    g.caller = None


def find_caller() -> Account | None:
    """The account signed in, or None. Asked of the database once a request."""
    if "caller" not in g:
        g.caller = _find()
    found: Account | None = g.caller
    return found


def get_caller() -> Account:
    """The account signed in. Raises Problem sign_in.needed."""
    caller = find_caller()
    if caller is None:
        raise Problem("sign_in.needed")
    return caller


def _find() -> Account | None:
    kept = session.get(KEY)
    if kept is None or now().timestamp() - kept["since"] > LASTS.total_seconds():
        return None
    with transaction() as database:
        account = find_account(database, UUID(kept["account"]))
    if account is None or account.disabled_at is not None:
        return None
    return account if account.sign_in_version == kept["version"] else None
