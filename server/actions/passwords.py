"""Passwords: argon2id hashing and what a password must be. Nothing here touches the database."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.core.problems import Problem

SHORTEST = 12
LONGEST = 200  # longer input only serves to keep the server hashing

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash, with its salt and parameters. Takes about 0.1 s by design."""
    return _hasher.hash(password)


def is_password(password_hash: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        return _hasher.verify(password_hash, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


def is_weakly_hashed(password_hash: str) -> bool:
    """Whether it was hashed with weaker parameters than those of today."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def nobodys_hash() -> str:
    """A hash no password fits: checked for unknown addresses, so that they take as long as known ones."""
    return _hasher.hash("nobody signs in with this")


def check_new_password(password: str, email: str) -> None:
    """Raises Problem account.password_weak when it is too short, too long or says who it is for."""
    local_part = email.partition("@")[0].lower()
    if not SHORTEST <= len(password) <= LONGEST or local_part in password.lower():
        raise Problem("account.password_weak", shortest=SHORTEST)
