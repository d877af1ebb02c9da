"""The values of the client's state machine: what it remembers between requests, what it asks for, what came back."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sync.clock import Reading
from sync.device_log import Effects, StoredOp
from sync.exchange import ExchangeRequest, encode_request
from sync.pace import Pace


class Trouble(StrEnum):
    """Why nothing is sent just now. The screens say each in plain words."""

    NO_SIGNAL = "no_signal"  # no connection at all
    TIMED_OUT = "timed_out"  # connected, but no answer in time, or it broke off
    SIGN_IN_PAGE = (
        "sign_in_page"  # somebody else answered for the server: a Wi-Fi that wants a sign-in
    )
    CERTIFICATE = "certificate"  # the other side could not prove to be our server
    UNREADABLE = "unreadable"  # an answer, but not one we can read
    BUSY = "busy"  # the server asked us to wait
    SERVER_FAILED = "server_failed"
    SECRET_REFUSED = "secret_refused"  # noqa: S105 - a word, not a secret
    REVOKED = "revoked"  # the device was taken out of service; what it holds may still be sent
    OLD_APP = "old_app"


class Purpose(StrEnum):
    """What a request is for."""

    EXCHANGE = "exchange"
    RESCUE = "rescue"  # one operation that the server cannot read
    CHANGES = "changes"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class Draw:
    """Randomness, drawn anew for each step: a fraction from 0 to 1, and a UUID in case a new incarnation is needed."""

    fraction: float
    spare_inc: str


@dataclass(frozen=True, slots=True)
class Moment:
    """All that a step takes from outside: the device's clocks, the local date, randomness."""

    reading: Reading
    today: date
    draw: Draw


@dataclass(frozen=True, slots=True)
class Request:
    """A request to send as it is. `said`: what it says, or bytes that are ready. `body`: its bytes, before gzip."""

    purpose: Purpose
    method: str
    path: str
    asked: Reading
    said: ExchangeRequest | bytes | None = None
    ops: tuple[StoredOp, ...] = ()
    on: date | None = None

    @property
    def body(self) -> bytes | None:
        """The plain bytes to send, made anew each time: gzip is the transport's. None: there is no body."""
        return encode_request(self.said) if isinstance(self.said, ExchangeRequest) else self.said


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to ask before that reading of the boot clock (unless `nudged`), and why."""

    until_boot_ms: int
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, unpacked."""

    status: int
    body: bytes = b""
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class ClientState:
    """What the machine remembers between requests. Need not outlive the process: a new one begins with a handshake.

    not_before_ms, poll_ms, pack_not_before_ms: readings of the boot clock.
    told_to_wait: by the server, so a nudge does not shorten it.
    resets: refusals in a row that led to another start of the run; settled: operations settled so far.
    """

    app: str = ""
    pack_days: int = 1
    pace: Pace = field(default_factory=Pace)
    not_before_ms: int = 0
    boot_id: str = ""
    told_to_wait: bool = False
    trouble: Trouble | None = None
    greeted: bool = False
    poll_ms: int = 0
    more: bool = False
    needs_pack: bool = False
    pack_failures: int = 0
    pack_not_before_ms: int = 0
    resets: int = 0
    settled: int = 0
    forgot_ms: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What an answer leads to: the new state, and what changes on the device."""

    state: ClientState
    effects: Effects = field(default_factory=Effects)
