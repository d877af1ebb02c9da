"""What squads of the small council bring as evidence: photos of their records, here or still to come."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.db.tables import BlobRow, OpPhotoRow
from server.store.photo_files import PhotoFiles
from tests.pictures import make_photo, name_of
from tests.server.photos.fleet import ADD_INCARNATION, Handheld, keep_op
from tests.server.web.town import MORNING, NOW, Statement, id_of
from tests.sync.make import make_op

SQUAD = text("update op set squad = :squad where id = :op")
NOT_OUT = next(said for said in MORNING if said.uprn)  # at 4 Ash Road


def add_squads_photo(session: Session, files: PhotoFiles, said: Statement = NOT_OUT) -> str:
    """A photo of a record of the morning, here with its bytes; gives its name."""
    data = make_photo(int(said.usrn) % 1000, 300, 200)
    name_photo(session, said, name_of(data), len(data), NOW)
    files.put("whole", name_of(data), data)
    session.commit()
    return name_of(data)


def await_photo(
    session: Session, said: Statement, named_at: datetime, *, refused: str | None = None
) -> str:
    """A photo of a record that has not arrived; gives its name."""
    sha256 = name_of(said.usrn.encode())
    name_photo(session, said, sha256, 1000, None)
    blob = session.get_one(BlobRow, sha256)
    blob.got, blob.started_at, blob.refused = 0 if refused else 250, named_at, refused
    session.commit()
    return sha256


def name_photo(
    session: Session, said: Statement, sha256: str, size: int, verified_at: datetime | None
) -> None:
    """The record's operation, which names the photo, and the photo's row."""
    visit = next(id_of(f"visit {n} {one}") for n, one in enumerate(MORNING) if one == said)
    held = Handheld(str(id_of(said.device)), "", str(id_of(f"inc of {said.device}")))
    session.execute(ADD_INCARNATION, {"inc": held.inc, "device": held.id, "now": NOW})
    seq = MORNING.index(said) + 1
    keep_op(session, held, make_op(id=str(visit), squad=said.squad, seq=seq), "accepted", NOW)
    session.execute(SQUAD, {"squad": said.squad, "op": visit})
    session.add(OpPhotoRow(op=visit, sha256=sha256))
    session.add(
        BlobRow(
            sha256=sha256,
            size=size,
            got=0 if verified_at is None else size,
            mime="image/jpeg",
            started_at=NOW,
            verified_at=verified_at,
            named=True,
        )
    )
    session.flush()
