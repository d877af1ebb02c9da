"""Runs where the phone's Python runs: a small shift on the phone's own code, told to the last byte. No window.

`python one_shift.py PACK DATA`, with the packed files on the path: the pack's bytes from the file PACK, a new phone in
DATA. Prints every request, record and word on the screens as JSON; two Pythons must tell the same. It stands alone:
nothing of the tests or of the server can be imported where it runs.
"""

import json
import sys
from pathlib import Path
from typing import Any

from crew_app.device.clock import HandClock
from crew_app.device.gps import NoGps
from crew_app.net.transport import Answer, Asked
from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.language import use_language
from crew_app.presenters.partly import PartlyPresenter
from crew_app.presenters.premises import PremisesPresenter
from crew_app.presenters.round import RoundPresenter
from crew_app.presenters.shift_start import ShiftStartPresenter
from crew_app.presenters.street import StreetPresenter
from crew_app.store.device_log import StoredLog
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.opening import open_store
from crew_app.worker import Line, hurry, sync_or_wait
from sync.client import ClientState
from sync.digest import EMPTY_DIGEST
from sync.exchange import (
    ExchangeReply,
    FeedPage,
    OpResult,
    decode_request,
    encode_feed,
    encode_reply,
)
from sync.ops import entity_of_collection
from sync.pack import PackCollection
from sync.packs import decode_pack
from sync.words import OpStatus, Reason

INC = "00000007-0000-4000-8000-000000000000"
MINUTE_MS = 60_000
NOTHING_NEW = FeedPage(0)
BUSY = 8  # the street of the pack that has premises


class Server:
    """Answers as one does that has the pack and accepts every record."""

    def __init__(self, pack: bytes, log: StoredLog, now_ms: int) -> None:
        self._pack, self._log, self._now_ms = pack, log, now_ms
        self.asked: list[tuple[str, str]] = []

    def send(self, asked: Asked) -> Answer:
        """The answer."""
        body = asked.body or b""
        self.asked.append((asked.path, body.decode()))
        if asked.path.startswith("/v1/changes"):
            return Answer(200, encode_feed(NOTHING_NEW))
        return Answer(200, self._accept(body) if body else self._pack)

    def _accept(self, body: bytes) -> bytes:
        request = decode_request(body)
        last = request.ops[-1].seq if request.ops else 0
        have = (INC, last, self._log.digest_at(INC, last) or EMPTY_DIGEST)
        results = tuple(OpResult(op.id, OpStatus.ACCEPTED, op.seq) for op in request.ops)
        return encode_reply(ExchangeReply(1, "e", self._now_ms, (have,), results, NOTHING_NEW))


class Phone:
    """A phone that is set up, and the squad that taps on it."""

    def __init__(self, pack: bytes, now_ms: int, data: Path) -> None:
        self._drawn = 0
        self.clock = HandClock(now_ms)
        self.store = open_store(data, data / "no-backup", lambda: INC).store
        put_enrolment(self.store, KeptEnrolment("http://server", "d1", "s", "S3", "Millbrook"))
        self.log = StoredLog(self.store, data / "no-backup")
        self.server = Server(pack, self.log, now_ms)
        self._line = Line(self.store, self.log, self.server, self.clock, self._draw)
        self._state = ClientState(app="crew-app", pack_days=3)
        self._handset = Handset(
            self.store, self.clock, NoGps(), self._draw, _ignore, lambda: None, lambda: None
        )

    def _draw(self, size: int) -> bytes:
        self._drawn += 1
        return (self._drawn << 6).to_bytes(size, "big")

    def sync(self) -> None:
        """Ask the server until there is nothing more to ask."""
        self._state, _ = sync_or_wait(self._line, hurry(self._line, self._state))

    def tap(self, collection: PackCollection) -> list[str]:
        """Two streets, one of them taken back, a premises, a part. The words that the screens showed."""
        usrns = [street.usrn for street in collection.streets]
        start = self._enter(ShiftStartPresenter, Place("shift_start"))
        start.choose(entity_of_collection(collection.round_id, collection.on))
        start.start()
        book = self._enter(RoundPresenter, Place("round"))
        for usrn in usrns[:2]:
            self.clock.pass_time(9 * MINUTE_MS)
            book.complete(usrn)
        undo = book.state.frame.undo
        book.undo(undo.op_id)
        said = [start.state.title, undo.text, *self._give(usrns[BUSY - 1])]
        part = self._enter(PartlyPresenter, Place("partly", usrns[2]))
        part.choose_side("odd")
        part.save()
        book = self._enter(RoundPresenter, Place("round"))
        return [*said, book.state.frame.undo.text]

    def _give(self, usrn: str) -> list[str]:
        street = self._enter(StreetPresenter, Place("street", usrn))
        at = Place("premises", usrn, street.state.rows[2].uprn)
        self._enter(PremisesPresenter, at).give(Reason.NOT_OUT)
        after = self._enter(PremisesPresenter, at)
        return [street.state.headline, after.state.headline, after.state.safety]

    def _enter(self, kind: Any, place: Place) -> Any:
        self.clock.pass_time(MINUTE_MS)
        presenter = kind(self._handset)
        presenter.enter(place)
        return presenter


def _ignore(_place: Place) -> None:
    """No screen to go to."""


def main(pack: bytes, data: Path) -> None:
    """Fetch the pack, work, send, and say all that came of it."""
    round_book = decode_pack(pack)
    phone = Phone(pack, round_book.made_ms, data)
    phone.sync()
    use_language("pl")
    said = phone.tap(round_book.collections[0])
    waiting = phone.log.count_pending()
    phone.sync()
    rows = phone.store.connection.execute("select id, kind, h, body from op order by pos")
    told = {
        "said": said,
        "ops": [tuple(row) for row in rows],
        "asked": phone.server.asked,
        "waiting": (waiting, phone.log.count_pending()),
        "journal": phone.store.connection.execute("pragma journal_mode").fetchone()[0],
    }
    phone.store.close()
    print(json.dumps(told, ensure_ascii=False))  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(Path(sys.argv[1]).read_bytes(), Path(sys.argv[2]))
