"""The depot's PIN for this phone: kept as a salted hash, and each wrong one makes the next wait longer.

Four to eight digits can be tried out by whoever has the file itself; the lock keeps passers-by from the depot's keys.
"""

import hashlib
import hmac
from dataclasses import asdict, dataclass, replace

from crew_app.store.database import Store, transaction
from crew_app.store.settings import drop_setting, find_setting, put_setting
from sync.clock import Reading

SHORTEST_PIN, LONGEST_PIN = 4, 8
SALT_BYTES = 16
FREE_TRIES = 3  # wrong ones before the first wait
FIRST_WAIT_MS, LONGEST_WAIT_MS = 30_000, 15 * 60_000
_KEY = "admin_lock"


@dataclass(frozen=True, slots=True)
class AdminLock:
    """The hash of the PIN, how many wrong ones in a row, and since when (boot clock) the wait runs."""

    salt: str
    digest: str
    wrong: int = 0
    since_boot_ms: int = 0
    boot_id: str = ""


def find_lock(store: Store) -> AdminLock | None:
    """The lock, or None while nobody set a PIN."""
    kept = find_setting(store, _KEY)
    return None if kept is None else AdminLock(**kept)


def put_pin(store: Store, pin: str, salt: bytes) -> None:
    """Keep a new PIN."""
    _put(store, AdminLock(salt.hex(), _hash(pin, salt)))


def drop_pin(store: Store) -> None:
    """Take the lock off."""
    with transaction(store) as connection:
        drop_setting(connection, _KEY)


def try_pin(store: Store, lock: AdminLock, pin: str, now: Reading) -> bool:
    """Whether this is the PIN. What came of it is kept before the answer is given, so that no restart forgets it."""
    is_right = hmac.compare_digest(_hash(pin, bytes.fromhex(lock.salt)), lock.digest)
    _put(store, replace(lock, wrong=0) if is_right else after_wrong(lock, now))
    return is_right


def after_wrong(lock: AdminLock, now: Reading) -> AdminLock:
    """The lock after one more wrong PIN."""
    return replace(lock, wrong=lock.wrong + 1, since_boot_ms=now.boot_ms, boot_id=now.boot_id)


def wait_ms(lock: AdminLock, now: Reading) -> int:
    """How long until the next try; 0: now. Setting the clock shortens nothing, and a restart begins the wait anew."""
    if lock.wrong < FREE_TRIES:
        return 0
    wait = min(LONGEST_WAIT_MS, FIRST_WAIT_MS << min(10, lock.wrong - FREE_TRIES))
    since = lock.since_boot_ms if lock.boot_id == now.boot_id else 0
    return max(0, since + wait - now.boot_ms)


def _hash(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**14, r=8, p=1).hex()


def _put(store: Store, lock: AdminLock) -> None:
    with transaction(store) as connection:
        put_setting(connection, _KEY, asdict(lock))
