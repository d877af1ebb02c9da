"""The last pack handed to each device, as it went over the line: a download that broke off goes on from there.

    packs/<device>.<of>.<sha256>      of: what it was made for

One for each device, replaced by the next. Losing them costs a download from the start, nothing else.
"""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

KEPT = timedelta(hours=1)  # the feed makes up for its age; after that a new one is better


@dataclass(frozen=True, slots=True)
class KeptPack:
    """The packed bytes, and their SHA-256."""

    data: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class PackFiles:
    """The packs below one folder."""

    folder: Path

    def put(self, device: str, made_for: str, kept: KeptPack, now: datetime) -> None:
        """Keep a device's pack in place of the one before. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        before = list(self.folder.glob(f"{device}.*"))
        place = self.folder / f"{device}.{made_for}.{kept.sha256}"
        draft = self.folder / f".{place.name}.{secrets.token_hex(4)}"
        draft.write_bytes(kept.data)
        os.utime(draft, (now.timestamp(), now.timestamp()))
        draft.replace(place)
        for path in before:
            if path != place:
                path.unlink(missing_ok=True)

    def find(self, device: str, made_for: str, sha256: str, now: datetime) -> KeptPack | None:
        """That very pack, if it is still kept and not too old."""
        path = self.folder / f"{device}.{made_for}.{sha256}"
        try:
            if _is_old(path, now):
                return None
            return KeptPack(path.read_bytes(), sha256)
        except OSError:
            return None

    def drop_old(self, now: datetime) -> int:
        """Delete those too old to be gone on with. Gives how many."""
        old = [path for path in self.folder.glob("*") if _is_old(path, now)]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


def _is_old(path: Path, now: datetime) -> bool:
    return path.stat().st_mtime < (now - KEPT).timestamp()
