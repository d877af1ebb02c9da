"""A phone's life: set up again without losing what waits, and what it cannot send carried to the server by hand."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from crew_app.net.enrol import enrol
from crew_app.presenters.handset import Place
from crew_app.presenters.not_collected import NotCollectedPresenter
from crew_app.presenters.outbox import OutboxPresenter
from crew_app.store.enrolment import KeptEnrolment, find_enrolment, put_enrolment
from crew_app.store.incarnation import read_incarnation
from crew_app.store.sending import count_ops
from crew_app.worker import sync_once
from server.actions.enrol_device import issue_enrolment_code
from server.actions.take_unsent import take_unsent
from server.db.session import transaction
from sync.client_state import ClientState, Trouble
from sync.words import Reason
from tests.flows.handset import Flow, at, enrolled_phone

pytestmark = pytest.mark.db
ELM, QUARRY = "10000002", "10000004"


@pytest.fixture
def flow(tmp_path: Path) -> Iterator[Flow]:
    with enrolled_phone(tmp_path, "rb_test_device_life") as flow:
        flow.sync()
        yield flow


def block(flow: Flow, usrn: str) -> None:
    presenter = NotCollectedPresenter(flow.phone.handset)
    presenter.enter(Place("not_collected", usrn))
    presenter.give(Reason.PARKED_VEHICLES)


def try_to_sync(flow: Flow) -> Trouble | None:
    flow.state, wait = sync_once(flow.line, ClientState(app="flow"))
    return wait.trouble


def set_up_again(flow: Flow, secret: str | None) -> KeptEnrolment:
    now = flow.live.app.config["CLOCK"]()
    with flow.live.app.app_context(), transaction() as session:
        code = issue_enrolment_code(session, "ASH", "a flow", now)
    told = enrol(flow.line.transport, code, "Handheld 7", secret)
    kept = KeptEnrolment(flow.live.url, told.device, told.secret, told.squad, told.council)
    put_enrolment(flow.phone.store, kept)
    return kept


def ask(flow: Flow, question: str) -> list[str]:
    with flow.live.app.app_context(), transaction() as session:
        return list(session.execute(text(question)).scalars())


def enrolment(flow: Flow) -> KeptEnrolment:
    kept = find_enrolment(flow.phone.store)
    assert kept is not None
    return kept


def run_rescue(flow: Flow, path: Path) -> str:
    """The command, run as people run it."""
    settings = flow.live.app.config["SETTINGS"]
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "ROUNDBOOK_SECRET_KEY": settings.secret_key,
        "ROUNDBOOK_DATA_DIR": str(settings.data_dir),
    }
    command = [sys.executable, "-m", "server", "rescue", str(path)]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_phone_whose_secret_ran_out_is_set_up_again_and_sends_what_waited(flow: Flow) -> None:
    before, inc = enrolment(flow), read_incarnation(flow.phone.store.connection)
    block(flow, ELM)
    flow.is_now(at(7) + timedelta(days=91))
    assert try_to_sync(flow) is Trouble.SECRET_REFUSED
    assert count_ops(flow.phone.store).pending == 1
    block(flow, QUARRY)
    again = set_up_again(flow, before.secret)
    assert again.device == before.device
    flow.sync()
    assert read_incarnation(flow.phone.store.connection) == inc, "the same log goes on"
    assert ask(
        flow, "select usrn from visit where usrn in ('10000002', '10000004') order by usrn"
    ) == [ELM, QUARRY]


def test_a_phone_that_lost_its_secret_becomes_another_device_and_nothing_is_lost_or_doubled(
    flow: Flow,
) -> None:
    before, inc = enrolment(flow), read_incarnation(flow.phone.store.connection)
    block(flow, ELM)
    again = set_up_again(flow, None)
    assert again.device != before.device
    flow.sync()
    assert read_incarnation(flow.phone.store.connection) != inc
    ids = ask(flow, "select id::text from op")
    mine = [row["id"] for row in flow.phone.store.connection.execute("select id from op")]
    assert sorted(ids) == sorted(mine)


def test_what_a_phone_cannot_send_is_carried_to_the_server_and_once_is_enough(flow: Flow) -> None:
    block(flow, ELM)
    kept = enrolment(flow)
    put_enrolment(flow.phone.store, replace(kept, secret="broken"))  # noqa: S106 - of nobody
    assert try_to_sync(flow) is Trouble.SECRET_REFUSED
    put_enrolment(flow.phone.store, kept)
    outbox = OutboxPresenter(flow.phone.handset)
    outbox.enter(Place("outbox"))
    assert outbox.state.save == "Save to a file"
    outbox.save_file()
    (path,) = (flow.phone.folder / "unsent").glob("roundbook-unsent-*.json")
    for _ in range(2):
        with flow.live.app.app_context(), transaction() as session:
            taken = take_unsent(session, path.read_bytes(), at(8))
        assert taken.by_status == {"accepted": 1}
    assert ask(flow, "select usrn from visit where usrn = '10000002'") == [ELM]
    assert run_rescue(flow, path) == "Handheld 7: 1 records (1 accepted)"
    flow.sync()
    assert count_ops(flow.phone.store).pending == 0
    assert len(ask(flow, "select id::text from visit where usrn = '10000002'")) == 1
