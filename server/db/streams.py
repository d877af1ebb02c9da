"""The council's streams."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.db.rounds import Stream
from server.db.tables import StreamRow


def list_streams(session: Session) -> list[Stream]:
    """All streams in the council's order."""
    rows = session.scalars(select(StreamRow).order_by(StreamRow.position, StreamRow.code))
    return [Stream(row.code, row.name, row.bin_name, row.colour, row.position) for row in rows]
