"""Which device is asking: by the bearer secret, of which the server keeps the hash."""

from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from server.actions.enrol_device import hash_of_secret
from server.core.problems import Problem
from server.db.devices import Device, find_device

SCHEME = "Bearer "


def get_asking_device(session: Session, at: datetime) -> Device:
    """The device. One out of service is given too: it may still send what it holds. Raises Problem device.*."""
    given = request.headers.get("Authorization", "")
    if not given.startswith(SCHEME):
        raise Problem("device.secret_needed")
    device = find_device(session, hash_of_secret(given[len(SCHEME) :].strip()))
    if device is None:
        raise Problem("device.unknown")
    if device.secret_expires_at <= at:
        raise Problem("device.secret_expired")
    return device


def get_device_in_service(session: Session, at: datetime) -> Device:
    """The device, if it is in service. Raises Problem device.revoked too."""
    device = get_asking_device(session, at)
    if device.revoked_at is not None:
        raise Problem("device.revoked")
    return device
