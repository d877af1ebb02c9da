"""Brings a handheld into service by a one-time code, for which it is given its secret; and takes it out again."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from server.actions.take_exchange import SECRET_LASTS
from server.core.problems import Problem
from server.db.council import get_council
from server.db.devices import (
    NewDevice,
    add_code,
    add_device,
    note_device_of_code,
    renew_device,
    report_lost,
    revoke,
    take_code,
)

CODE_LASTS = timedelta(minutes=30)
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misread from a screen
HALF = 5
LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A device in service. The secret is shown to it once; the server keeps its hash."""

    device: str
    secret: str
    squad: str
    council: str


@dataclass(frozen=True, slots=True)
class Asking:
    """What a handheld says of itself. secret: that of its earlier enrolment, by which it stays the same device."""

    code: str
    label: str
    app: str = ""
    secret: str | None = None


def hash_of_secret(secret: str) -> str:
    """What is kept of a secret or a code."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def issue_enrolment_code(session: Session, squad: str, made_by: str, now: datetime) -> str:
    """Make a one-time code for a squad, good for half an hour; shown once, as `7KQ4M-2XH9P`."""
    code = "".join(secrets.choice(LETTERS) for _ in range(2 * HALF))
    add_code(session, hash_of_secret(code), squad, made_by, (now, now + CODE_LASTS))
    return f"{code[:HALF]}-{code[HALF:]}"


def enrol(session: Session, asking: Asking, now: datetime) -> Enrolled:
    """Take a code and give a secret for it. Raises Problem enrolment.code_refused."""
    label = " ".join(asking.label.split())[:LONGEST_LABEL]
    if not label:
        raise Problem("enrolment.label_needed")
    code_hash = hash_of_secret("".join(asking.code.upper().replace("-", " ").split()))
    squad = take_code(session, code_hash, now)
    if squad is None:
        raise Problem("enrolment.code_refused")
    secret = secrets.token_urlsafe(32)
    new = NewDevice(
        str(uuid4()), label, squad, hash_of_secret(secret), now + SECRET_LASTS, asking.app[:100]
    )
    device = None
    if asking.secret is not None:
        device = renew_device(session, new, hash_of_secret(asking.secret))
    if device is None:
        add_device(session, new, now)
        device = new.id
    note_device_of_code(session, code_hash, device)
    return Enrolled(device, secret, squad, get_council(session).name)


def enrol_device(session: Session, code: str, label: str, now: datetime) -> Enrolled:
    """Enrol a handheld that was never enrolled before."""
    return enrol(session, Asking(code, label), now)


def revoke_device(session: Session, device_id: UUID, now: datetime) -> None:
    """Take a device out of service. What it recorded before still counts; what it records from now on is set aside."""
    if not revoke(session, device_id, now):
        raise Problem("device.not_in_service")


def report_device_lost(session: Session, device_id: UUID, now: datetime) -> None:
    """Note that a device is lost: nobody waits for it any more."""
    if not report_lost(session, device_id, now):
        raise Problem("device.not_in_service")
