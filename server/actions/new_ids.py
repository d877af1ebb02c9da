"""New identifiers, references and secrets: the one place of the verdicts' actions that draws random numbers."""

import secrets
from datetime import datetime

from sync.ids import uuid7

READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O 1 I L U: read out on the phone and typed back
DRAWN = 6  # characters of a reference, beside RB


def new_id(now: datetime) -> str:
    """An id that sorts by when it was made."""
    return uuid7(int(now.timestamp() * 1000), secrets.token_bytes(10))


def new_reference() -> str:
    """What a person reads out: RB-7KQ4-2M."""
    drawn = "".join(secrets.choice(READABLE) for _ in range(DRAWN))
    return f"RB-{drawn[:4]}-{drawn[4:]}"


def new_link_token() -> str:
    """The secret of a report's link: 192 bits."""
    return secrets.token_urlsafe(24)


def read_reference(typed: str) -> str | None:
    """What somebody typed or heard, "rb 7kq4 2m" or "7KQ42M", as a reference. None: it is none."""
    kept = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
    drawn = kept.removeprefix("RB") if len(kept) > DRAWN else kept
    return f"RB-{drawn[:4]}-{drawn[4:]}" if len(drawn) == DRAWN else None
