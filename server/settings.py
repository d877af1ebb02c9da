"""Settings: one frozen dataclass read once from the environment. Only app, cli and wsgi read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

SHORTEST = 30  # days that photos are kept: as long as a phone keeps what it has sent
LONGEST_TRACKS = 28  # days that tracks are kept: the phone tells the squad so


class SettingMissingError(Exception):
    """A setting that has no safe default is not in the environment."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment decides outside the database."""

    database_url: str  # postgresql+psycopg://...
    secret_key: str  # signs sessions; at least 32 characters
    data_dir: Path  # photos live here
    base_url: str = "http://127.0.0.1:8000"  # how people reach us: links, QR codes
    secure_cookies: bool = False  # true behind https
    trusted_proxies: int = 0  # how many proxies set X-Forwarded-*
    rate_limits: bool = True
    photos_kept: timedelta = timedelta(days=365)  # those that a record or a dispute names
    tracks_kept: timedelta = timedelta(days=LONGEST_TRACKS)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings. Raises SettingMissingError, naming the variable and what it is for."""
        database_url = _needed(environ, "DATABASE_URL", "postgresql+psycopg://user@host/database")
        base_url = environ.get("ROUNDBOOK_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
        secret_key = _needed(
            environ, "ROUNDBOOK_SECRET_KEY", "signs sessions, 32 characters or more"
        )
        if len(secret_key) < 32:
            raise SettingMissingError("ROUNDBOOK_SECRET_KEY must have 32 characters or more")
        return cls(
            database_url=database_url,
            secret_key=secret_key,
            data_dir=Path(_needed(environ, "ROUNDBOOK_DATA_DIR", "a folder for photos")),
            base_url=base_url,
            secure_cookies=base_url.startswith("https://"),
            trusted_proxies=int(environ.get("ROUNDBOOK_TRUSTED_PROXIES", "0")),
            rate_limits=environ.get("ROUNDBOOK_RATE_LIMITS", "on") != "off",
            photos_kept=_days(environ, "ROUNDBOOK_PHOTO_DAYS", 365),
            tracks_kept=_track_days(environ),
        )


def _days(environ: Mapping[str, str], name: str, default: int) -> timedelta:
    value = environ.get(name, "") or str(default)
    if not value.isdecimal() or int(value) < SHORTEST:
        raise SettingMissingError(f"{name} must be a number of days, {SHORTEST} or more")
    return timedelta(days=int(value))


def _track_days(environ: Mapping[str, str]) -> timedelta:
    """A council may keep tracks for a shorter time than the squads are told, never for longer."""
    value = environ.get("ROUNDBOOK_TRACK_DAYS", "") or str(LONGEST_TRACKS)
    if not value.isdecimal() or not 1 <= int(value) <= LONGEST_TRACKS:
        raise SettingMissingError(
            f"ROUNDBOOK_TRACK_DAYS must be a number of days from 1 to {LONGEST_TRACKS}"
        )
    return timedelta(days=int(value))


def _needed(environ: Mapping[str, str], name: str, what_for: str) -> str:
    value = environ.get(name, "")
    if not value:
        raise SettingMissingError(f"{name} is not set ({what_for}); see docs/running.md")
    return value
