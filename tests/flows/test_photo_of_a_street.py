"""A squad photographs what blocked a street: camera, record, exchange, upload and the hub's page in one walk."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from crew_app.device.line import HandLine
from crew_app.net.photos import HttpPhotoTransport
from crew_app.photo_worker import PhotoLine, PhotoPause, photos_once
from crew_app.presenters.handset import Place
from crew_app.presenters.not_collected import NotCollectedPresenter
from crew_app.presenters.photographing import attach_photo, show_photos
from crew_app.presenters.recording import take_back
from crew_app.store.ops import find_last_visit
from server.actions.sweep_photos import sweep_photos
from server.core.photo_parts import UNNAMED_KEPT
from server.db.blobs import list_photos_of
from server.db.session import transaction
from server.store.photo_files import PhotoFiles
from sync.ops import Op, entity_of_collection
from sync.photos import LineKind
from sync.words import Reason
from tests.flows.handset import Flow, at, enrolled_phone
from tests.pictures import make_jpeg, make_upright
from tests.server.web.forms import sign_in
from tests.server.web.town import ON

pytestmark = pytest.mark.db
ELM = "10000002"


@pytest.fixture
def flow(tmp_path: Path) -> Iterator[Flow]:
    with enrolled_phone(tmp_path, "rb_test_photo_flow") as flow:
        yield flow


@pytest.fixture
def photos(flow: Flow) -> PhotoLine:
    phone, transport = flow.phone, HttpPhotoTransport(flow.live.url)
    return PhotoLine(
        phone.store,
        transport,
        phone.clock,
        HandLine(),
        os.urandom,
        lambda: phone.log.count_pending() > 0,
    )


def block_with_photo(flow: Flow, folder: Path) -> Op:
    """The operative taps the reason and takes a photo, the handset held upright; gives the visit."""
    presenter = NotCollectedPresenter(flow.phone.handset)
    presenter.enter(Place("not_collected", ELM))
    presenter.give(Reason.PARKED_VEHICLES)
    visit = find_last_visit(flow.phone.store, entity_of_collection("REF-B", ON))
    assert visit is not None
    taken = folder / "camera.jpg"
    taken.write_bytes(make_jpeg(orientation=6, noted=True))
    assert attach_photo(flow.phone.handset, visit.id, taken) is not None
    return visit


def shas_of(flow: Flow, visit: Op) -> list[tuple[str, bool]]:
    with flow.live.app.app_context(), transaction() as session:
        return [(photo.sha256, photo.here) for photo in list_photos_of(session, [visit.id])]


def test_the_hub_sees_the_photo_of_a_blocked_street(
    flow: Flow, photos: PhotoLine, tmp_path: Path
) -> None:
    flow.is_now(at(9, 40))
    visit = block_with_photo(flow, tmp_path)
    photos_once(photos, PhotoPause())
    assert shas_of(flow, visit) == []
    flow.is_now(at(10, 30))
    flow.sync()
    [(sha256, here)] = shas_of(flow, visit)
    assert not here
    assert show_photos(flow.phone.handset).waiting == 1
    photos_once(photos, PhotoPause())
    assert shas_of(flow, visit) == [(sha256, True)]
    assert show_photos(flow.phone.handset).words == "All photos are sent."
    agent = flow.live.app.test_client()
    sign_in(agent, flow.live.people.erin.email)
    answer = agent.get(f"/photos/{sha256}/large", buffered=True)
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert shown.size == (640, 400)
        off = ImageStat.Stat(ImageChops.difference(shown.convert("RGB"), make_upright())).mean
        assert max(off) < 6
        assert not shown.getexif()


def test_a_photo_of_what_was_undone_is_kept_with_its_record(
    flow: Flow, photos: PhotoLine, tmp_path: Path
) -> None:
    flow.is_now(at(9, 40))
    visit = block_with_photo(flow, tmp_path)
    take_back(flow.phone.handset, visit.id)
    flow.is_now(at(9, 45))
    flow.sync()
    photos_once(photos, PhotoPause())
    [(sha256, here)] = shas_of(flow, visit)
    assert here
    files = PhotoFiles(flow.live.app.config["SETTINGS"].data_dir / "photos")
    with flow.live.app.app_context(), transaction() as session:
        sweep_photos(session, files, at(9, 45) + 2 * UNNAMED_KEPT)
    assert files.is_held(sha256)


def test_on_mobile_data_records_go_and_photos_wait(
    flow: Flow, photos: PhotoLine, tmp_path: Path
) -> None:
    flow.is_now(at(9, 40))
    visit = block_with_photo(flow, tmp_path)
    flow.sync()
    photos.watch.kind = LineKind.METERED  # type: ignore[attr-defined]  # set by hand
    photos_once(photos, PhotoPause())
    [(_, here)] = shas_of(flow, visit)
    assert not here
    words = show_photos(flow.phone.handset).words
    assert words == "Photos to send: 1 (0.1\u00a0MB). They wait for Wi-Fi."
