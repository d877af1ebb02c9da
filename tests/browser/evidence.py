"""A morning of the small council with everything a page can show: incidents, a dispute with photos, a message."""

import hashlib
import io
from datetime import timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.actions.answer_return import answer_return_by_hand, take_back_note
from server.actions.dispute_report import dispute_report
from server.actions.judge_report import NewReport, make_report
from server.actions.rejudge import rejudge_places
from server.actions.report_photos import Linked, PhotoDesk, add_own_photos
from server.actions.send_message import NewMessage, send_message
from server.core.facts import TouchedPlace
from server.core.photo_parts import PhotoRules
from server.db.tables import AccountRow, ReturnAnswerRow, ReturnRow
from server.store.photo_files import PhotoFiles
from sync.words import ReturnOutcome
from tests.server.web.evidence import await_photo, name_photo
from tests.server.web.town import MORNING, NOW, ON, Statement, add_statements, uprn_of
from tests.server.web.town_tracks import add_tracks

ASH_4, ASH_6 = uprn_of("10000001", 4), uprn_of("10000001", 6)
NOT_OUT, BLOCKED, IN_PART = MORNING[3], MORNING[1], MORNING[2]
WORDS = (
    "The bin was out at six in the morning, by the gate as always. My neighbour at number 5 saw it too. "
    "The photo is from ten past eight."
)


def add_evidence(session: Session, files: PhotoFiles) -> dict[str, str]:
    """Put it all; gives what addresses need: the disputed report's reference and the secret of its link."""
    add_statements(session)
    add_tracks(session)
    touched = frozenset(TouchedPlace(said.round_id, ON, said.usrn) for said in MORNING)
    rejudge_places(session, touched, NOW)
    note_return(session)
    made = make_report(session, NewReport("refuse", NOW, ASH_4), NOW)
    dispute_report(session, made.reference, made.link_token, WORDS, NOW)
    make_report(session, NewReport("refuse", NOW, ASH_6), NOW)
    linked = Linked(made.reference, made.link_token)
    desk = PhotoDesk(files, PhotoRules())
    add_own_photos(session, desk, linked, [street_photo("#7aa2c4", with_bin=True)], NOW)
    show(session, files, NOT_OUT, street_photo("#9bb08a", with_bin=False))
    show(session, files, BLOCKED, street_photo("#b0a08a", with_bin=False))
    await_photo(session, IN_PART, NOW - timedelta(days=5))
    note = "Mill Lane stays closed until noon: take the way by Quarry Hill. Please confirm."
    send_message(session, NewMessage(note, "Mo Example", needs_reading=True), NOW)
    return {"reference": made.reference, "token": made.link_token}


def note_return(session: Session) -> None:
    """A manager noted that the squad went back, took that back, and noted that it could not collect."""
    mo = session.scalars(select(AccountRow.id).where(AccountRow.name == "Mo Example")).one()
    asked = select(ReturnRow.id).where(ReturnRow.usrn == BLOCKED.usrn)
    return_id = session.scalars(asked).one()
    answer_return_by_hand(session, return_id, ReturnOutcome.RETURNED, NOW, mo)
    take_back_note(session, return_id, session.scalars(select(ReturnAnswerRow.id)).one(), NOW, mo)
    answer_return_by_hand(session, return_id, ReturnOutcome.RETURN_FAILED, NOW, mo)


def show(session: Session, files: PhotoFiles, said: Statement, data: bytes) -> None:
    """A squad's photo that is here."""
    sha256 = hashlib.sha256(data).hexdigest()
    name_photo(session, said, sha256, len(data), NOW)
    files.put("whole", sha256, data)


def street_photo(sky: str, *, with_bin: bool) -> bytes:
    """A street as a child would paint it: sky, a wall, a kerb, and perhaps a bin."""
    image = Image.new("RGB", (1200, 900), sky)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 340, 1200, 620), fill="#a4583f")
    draw.rectangle((0, 620, 1200, 900), fill="#6d6f70")
    draw.rectangle((0, 610, 1200, 640), fill="#b9b9b4")
    draw.rectangle((760, 380, 940, 620), fill="#24443c")
    if with_bin:
        draw.polygon(((330, 430), (520, 430), (500, 690), (350, 690)), fill="#1d1f20")
        draw.rectangle((315, 395, 535, 435), fill="#2c2f31")
    file = io.BytesIO()
    image.save(file, "JPEG", quality=88)
    return file.getvalue()
