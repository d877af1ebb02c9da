"""Sends one request of the state machine and brings back its answer: exchange, rescue, changes and pack alike."""

from crew_app.net.transport import Asked, Transport
from sync.client_state import Answer, Request


def send_request(transport: Transport, request: Request, secret: str) -> Answer:
    """The server's answer, whatever its status. Raises NoAnswerError."""
    answer = transport.send(Asked(request.method, request.path, request.body, secret))
    return Answer(answer.status, answer.body, _retry_after_s(answer.headers.get("retry-after")))


def _retry_after_s(header: str | None) -> int | None:
    """Seconds of a `Retry-After`; a date, which our server never gives, counts as none."""
    return int(header) if header is not None and header.isdigit() else None
