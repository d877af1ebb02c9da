"""A return and a message on their way: made by the server, seen by the squad, answered, read on a manager's page."""

import io
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from crew_app.device.camera import FolderCamera
from crew_app.device.line import HandLine
from crew_app.net.photos import HttpPhotoTransport
from crew_app.photo_worker import PhotoLine, PhotoPause, photos_once
from crew_app.presenters.camera import CameraPresenter
from crew_app.presenters.handset import Handset, Place
from crew_app.presenters.message import MessagePresenter
from crew_app.presenters.messages import MessagesPresenter
from crew_app.presenters.not_collected import NotCollectedPresenter
from crew_app.presenters.return_one import ReturnPresenter
from crew_app.presenters.returns import ReturnsPresenter
from crew_app.presenters.round import RoundPresenter
from crew_app.store.photo_book import list_photos_by
from server.actions.judge_report import NewReport, make_report
from server.db.blobs import list_missing_photos
from server.db.session import transaction
from sync.words import Reason
from tests.crew_app.scenes import write_camera_folder
from tests.flows.handset import Flow, at, enrolled_phone
from tests.server.web.forms import send_form, sign_in, words_of
from tests.server.web.town import uprn_of

pytestmark = pytest.mark.db
ELM = "10000002"
INCIDENT = re.compile(r'href="(/incidents/[0-9a-f-]{36})"')
PHOTO = re.compile(r"/photos/[0-9a-f]{64}/large")


@pytest.fixture
def flow(tmp_path: Path) -> Iterator[Flow]:
    with enrolled_phone(tmp_path, "rb_test_errands") as flow:
        yield flow


@pytest.fixture
def handset(flow: Flow, tmp_path: Path) -> Handset:
    """The squad's phone with a camera."""
    camera = FolderCamera(write_camera_folder(tmp_path / "pictures"))
    return replace(flow.phone.handset, camera=camera)


@pytest.fixture
def manager(flow: Flow) -> FlaskClient:
    client = flow.live.app.test_client()
    sign_in(client, flow.live.people.mo.email)
    return client


def block(handset: Handset) -> None:
    presenter = NotCollectedPresenter(handset)
    presenter.enter(Place("not_collected", ELM))
    presenter.give(Reason.STREET_WORKS)


def send_photos(flow: Flow) -> None:
    phone = flow.phone
    transport = HttpPhotoTransport(flow.live.url)
    photos_once(
        PhotoLine(phone.store, transport, phone.clock, HandLine(), os.urandom, lambda: False),
        PhotoPause(),
    )


def ask_to_go_back(flow: Flow, handset: Handset) -> ReturnPresenter:
    """The street is blocked; the server asks for a return; the squad opens it."""
    flow.is_now(at(9, 40))
    block(handset)
    flow.sync()
    flow.is_now(at(9, 50))
    flow.sync()
    rounds = RoundPresenter(handset)
    rounds.refresh()
    assert {tool.place: tool.number for tool in rounds.state.tools}["returns"] == "1"
    listed = ReturnsPresenter(handset)
    listed.enter(Place("returns"))
    [row] = listed.state.rows
    assert (row.address, row.why, row.sign.word) == ("Elm Street", "Street works", "To do")
    opened = ReturnPresenter(handset)
    opened.enter(Place("return", what=row.return_id))
    return opened


def report(flow: Flow) -> str:
    """A resident of the street reports it too; gives the reference."""
    with flow.live.app.app_context(), transaction() as session:
        new = NewReport("refuse", at(10), uprn_of(ELM, 1))
        return make_report(session, new, at(10)).reference


def test_a_return_is_asked_for_answered_with_a_photo_and_shown_to_the_manager(
    flow: Flow, handset: Handset, manager: FlaskClient
) -> None:
    opened = ask_to_go_back(flow, handset)
    reported = report(flow)
    flow.is_now(at(13, 15))
    opened.finish()
    opened.finish()
    camera = CameraPresenter(handset)
    camera.enter(Place("camera", what=opened.state.photo.op_id))
    assert len(camera.state.thumbs) == 1
    flow.is_now(at(13, 30))
    flow.sync()
    send_photos(flow)
    missed = manager.get("/rounds/missed")
    assert "Gone back 13:15 today" in words_of(missed)
    found = INCIDENT.search(missed.text)
    assert found is not None
    incident = manager.get(found.group(1))
    assert "Gone back 13:15 today" in words_of(incident)
    shown = PHOTO.search(incident.text)
    assert shown is not None
    with Image.open(io.BytesIO(manager.get(shown.group(0), buffered=True).data)) as picture:
        assert picture.size == (768, 1024)  # the street, upright
    story = manager.get(f"/hub/reports/{reported}")
    assert "Going back" in words_of(story)
    assert shown.group(0) in story.text
    listed = ReturnsPresenter(handset)
    listed.enter(Place("returns"))
    assert [row.sign.word for row in listed.state.rows] == ["Done"]


def test_a_return_that_failed_again_says_why_on_the_managers_page(
    flow: Flow, handset: Handset, manager: FlaskClient
) -> None:
    opened = ask_to_go_back(flow, handset)
    flow.is_now(at(13, 15))
    opened.give_up()
    opened.give(Reason.PARKED_VEHICLES)
    flow.is_now(at(13, 30))
    flow.sync()
    page = words_of(manager.get("/rounds/missed"))
    assert "Return failed 13:15 today, Parked vehicles" in page


def test_a_photo_deleted_before_it_was_sent_is_awaited_by_nobody(
    flow: Flow, handset: Handset
) -> None:
    opened = ask_to_go_back(flow, handset)
    opened.finish()
    opened.finish()
    answer = opened.state.photo.op_id
    camera = CameraPresenter(handset)
    camera.enter(Place("camera", what=answer))
    camera.shoot()
    flow.sync()  # the server knows of both photos, and has neither
    camera.delete()
    camera.delete()
    [kept] = list_photos_by(handset.store, answer)
    flow.is_now(at(14))
    flow.sync()
    with flow.live.app.app_context(), transaction() as session:
        missing = list_missing_photos(session, at(15))
    assert [photo.sha256 for photo in missing] == [kept.sha256]
    send_photos(flow)
    with flow.live.app.app_context(), transaction() as session:
        assert list_missing_photos(session, at(15)) == []


def test_a_message_is_sent_read_and_known_as_read(
    flow: Flow, handset: Handset, manager: FlaskClient
) -> None:
    text = "The gate of Elm Street is open from noon. Code 4482."
    form = {"squads": "ASH", "text": text, "needs_reading": "yes"}
    send_form(manager, "/messages", form)
    flow.is_now(at(9, 30))
    flow.sync()
    listed = MessagesPresenter(handset)
    listed.enter(Place("messages"))
    [row] = listed.state.rows
    assert row.state == "Please confirm"
    opened = MessagePresenter(handset)
    opened.enter(Place("message", what=row.message_id))
    assert opened.state.text == text
    flow.sync()
    assert "Read by Squad Ash" not in words_of(manager.get("/messages"))
    flow.is_now(at(9, 45))
    opened.confirm()
    flow.sync()
    opened.refresh()
    assert opened.state.standing == "Marked as read. The server has it"
    assert "Read by Squad Ash: 09:45 today" in words_of(manager.get("/messages"))
