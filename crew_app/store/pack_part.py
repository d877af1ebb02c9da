"""A pack on its way: what has come of it so far, in a file, so that a download that breaks off goes on and not anew.

Lies beside the database and is never part of it; the log knows nothing of packs.
"""

import hashlib
import json
from pathlib import Path

PART_NAME = "pack.part"


class PackPart:
    """The one part of this phone."""

    def __init__(self, folder: Path) -> None:
        self._place = folder / PART_NAME
        self._told = folder / f"{PART_NAME}.json"

    def find_tag(self, path: str) -> str | None:
        """The server's name for the bytes that have begun to come for this request; None when none have."""
        try:
            told = json.loads(self._told.read_text(encoding="utf-8"))
            tag = told["tag"] if told["path"] == path else None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return str(tag) if tag and self.size > 0 else None

    @property
    def size(self) -> int:
        """How many bytes have come."""
        return self._place.stat().st_size if self._place.exists() else 0

    def begin(self, path: str, tag: str) -> None:
        """Begin anew with what this request is answered. Raises OSError."""
        self.drop()
        self._place.write_bytes(b"")
        self._told.write_text(json.dumps({"path": path, "tag": tag}), encoding="utf-8")

    def add(self, data: bytes) -> None:
        """What came next. Raises OSError."""
        with self._place.open("ab") as file:
            file.write(data)

    def read(self) -> bytes:
        """All that has come."""
        return self._place.read_bytes()

    def is_whole(self, tag: str) -> bool:
        """Whether it is what the server's name for it says: the SHA-256 of all its bytes."""
        return hashlib.sha256(self.read()).hexdigest() == tag

    def drop(self) -> None:
        """It is taken over, or of no use."""
        self._told.unlink(missing_ok=True)
        self._place.unlink(missing_ok=True)
