"""New identifiers, references and secrets: the one place of the verdicts' actions that draws random numbers."""

import secrets
from datetime import datetime

from sync.ids import uuid7

READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U: read out on the phone and typed back


def new_id(now: datetime) -> str:
    """An id that sorts by when it was made."""
    return uuid7(int(now.timestamp() * 1000), secrets.token_bytes(10))


def new_reference() -> str:
    """What a person reads out: RB-7KQ4-2M."""
    drawn = "".join(secrets.choice(READABLE) for _ in range(6))
    return f"RB-{drawn[:4]}-{drawn[4:]}"


def new_link_token() -> str:
    """The secret of a report's link: 192 bits."""
    return secrets.token_urlsafe(24)
