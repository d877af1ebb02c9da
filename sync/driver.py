"""Drives the client's state machine with what the caller gives: for simulators, replays and tests.

The phone has its own worker; this is the same three lines without threads, files or a screen.
"""

from collections.abc import Callable

from sync.client import next_request, on_failure, on_response
from sync.client_state import Answer, ClientState, Moment, Request, Trouble, Wait
from sync.device_log import DeviceLog

Send = Callable[[Request], Answer]


class NoAnswerError(Exception):
    """Raised by a Send when no answer came."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def take_step(
    state: ClientState, log: DeviceLog, send: Send, look: Callable[[], Moment]
) -> ClientState | Wait:
    """One request, if one is due, and its answer applied. `look` reads the clocks and draws anew each time."""
    request = next_request(state, log, look())
    if isinstance(request, Wait):
        return request
    try:
        answer = send(request)
    except NoAnswerError as error:
        step = on_failure(state, request, error.trouble, look())
    else:
        step = on_response(state, log, request, answer, look())
    log.apply(step.effects)
    return step.state


def drive_until_quiet(
    state: ClientState, log: DeviceLog, send: Send, look: Callable[[], Moment], most: int = 1_000
) -> tuple[ClientState, Wait]:
    """Step until there is nothing to ask for just now. Raises RuntimeError after `most` requests."""
    for _ in range(most):
        result = take_step(state, log, send, look)
        if isinstance(result, Wait):
            return state, result
        state = result
    raise RuntimeError(f"still busy after {most} requests")
