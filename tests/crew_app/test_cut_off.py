"""Off means off: a phone that may send nothing asks nothing either, and sends all of it once it may."""

import os
from pathlib import Path

from crew_app.net.transport import HttpTransport
from crew_app.presenters.recording import record_visit
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.preferences import Network, put_network
from crew_app.store.sending import count_ops
from crew_app.worker import Line, sync_once
from sync.client_state import ClientState
from sync.ops import Visit
from sync.words import Outcome
from tests.crew_app.net.small_server import running
from tests.crew_app.phone import make_phone
from tests.crew_app.sample import DAY, ROUND_ID, make_pack, usrn_of


def test_a_phone_that_is_cut_off_sends_nothing_and_then_everything(tmp_path: Path) -> None:
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    with running() as server:
        put_enrolment(phone.store, KeptEnrolment(server.url, "d9", "s9", "S3", "Millbrook"))
        put_network(phone.store, Network.OFF)
        for position in (1, 2):
            record_visit(phone.handset, Visit(ROUND_ID, DAY, usrn_of(position), Outcome.COMPLETED))
        line = Line(phone.store, phone.log, HttpTransport(server.url), phone.clock, os.urandom)
        state, wait = sync_once(line, ClientState(app="test"))
        assert wait.trouble is None
        assert not server.taken
        assert count_ops(phone.store).pending == 2
        put_network(phone.store, Network.WIFI_PHOTOS)
        sync_once(line, state)
        assert count_ops(phone.store).pending == 0
        assert len(server.results) == 2
    phone.store.close()
