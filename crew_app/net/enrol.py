"""Turns a one-time code into this phone's identity and secret. The only request that carries no secret."""

import json
from dataclasses import dataclass
from typing import Any

from crew_app.net.transport import Answer, Asked, NoAnswerError, Transport
from sync.client_state import Trouble

APP = "crew-app 1"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Who this phone is from now on. The secret is shown once and kept by the phone alone."""

    device: str
    secret: str
    squad: str
    council: str


class EnrolmentRefusedError(Exception):
    """The server refused the code. `code` is its problem code, e.g. for a code that was used or is too old."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def enrol(transport: Transport, code: str, label: str, secret: str | None = None) -> Enrolment:
    """Ask for an identity; with the secret of an earlier enrolment the phone stays the same device.

    Raises NoAnswerError, or EnrolmentRefusedError when the code is not good.
    """
    asking = {"code": code, "label": label, "app": APP}
    if secret is not None:
        asking["secret"] = secret
    body = json.dumps(asking).encode()
    answer = transport.send(Asked("POST", "/v1/enrol", body))
    told = _read(answer)
    if answer.status >= 500:
        raise NoAnswerError(Trouble.SERVER_FAILED)
    if answer.status == 429:
        raise NoAnswerError(Trouble.BUSY)
    if answer.status >= 300:
        raise EnrolmentRefusedError(str(told.get("code", "")))
    try:
        return Enrolment(
            str(told["device"]), str(told["secret"]), str(told["squad"]), str(told["council"])
        )
    except KeyError as error:
        raise NoAnswerError(Trouble.UNREADABLE) from error


def _read(answer: Answer) -> dict[str, Any]:
    try:
        told = json.loads(answer.body or b"{}")
    except ValueError as error:
        if answer.status >= 500:
            return {}
        raise NoAnswerError(Trouble.UNREADABLE) from error
    return told if isinstance(told, dict) else {}
