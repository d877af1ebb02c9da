"""Who this phone is. Also written beside the database, so that a damaged database does not cost the enrolment.

Re-enrolling touches neither the log nor its numbering.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from crew_app.store.database import Store, transaction
from crew_app.store.settings import find_setting, put_setting

COPY_NAME = "enrolment.json"


@dataclass(frozen=True, slots=True)
class KeptEnrolment:
    """The identity the server gave this phone, its secret, and the server's address."""

    server_url: str
    device: str
    secret: str
    squad: str
    council: str


def find_enrolment(store: Store) -> KeptEnrolment | None:
    """The identity, or None before the first enrolment."""
    kept = find_setting(store, "enrolment")
    return None if kept is None else KeptEnrolment(**kept)


def find_squad(store: Store) -> str:
    """The squad signed in on this phone: the pack's, before the first pack the one it was enrolled for."""
    pack = find_setting(store, "pack")
    if pack is not None:
        return str(pack["squad"])
    enrolment = find_enrolment(store)
    return enrolment.squad if enrolment is not None else ""


def put_enrolment(store: Store, enrolment: KeptEnrolment) -> None:
    """Keep an identity, new or again."""
    with transaction(store) as connection:
        put_setting(connection, "enrolment", asdict(enrolment))
    write_copy(store.folder, enrolment)


def write_copy(folder: Path, enrolment: KeptEnrolment) -> None:
    """Write the copy beside the database, readable by the app alone."""
    draft = folder / f"{COPY_NAME}.new"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(enrolment), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / COPY_NAME)


def find_copy(folder: Path) -> KeptEnrolment | None:
    """The identity of the copy, or None."""
    path = folder / COPY_NAME
    return KeptEnrolment(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None
