"""A phone is set up by scanning: the manager's real page, photographed, read by the app, enrolled over HTTP."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from crew_app.device.camera import FolderCamera
from crew_app.store.enrolment import find_enrolment
from server.db.overview import list_squads
from server.db.session import transaction
from tests.browser.live import Live, running_council
from tests.browser.places import sign_in
from tests.crew_app.screens.test_whole_app import wait_for
from tests.pictures import make_jpeg

if TYPE_CHECKING:
    from tests.crew_app.screens.hand import Hand

pytestmark = [pytest.mark.db, pytest.mark.window, pytest.mark.browser]


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    """A council whose pages know the address they are reached at."""
    with running_council("rb_test_scan", tmp_path / "data") as live:
        settings = live.app.config["SETTINGS"]
        live.app.config["SETTINGS"] = replace(settings, base_url=live.url)
        yield live


def show_code(page: Page, live: Live) -> None:
    """The manager makes a code for Squad Ash."""
    sign_in(page, live, "mo")
    page.goto(f"{live.url}/squads")
    row = page.locator("form[action='/squads/ASH/enrolment-code']").first
    row.get_by_role("button").click()
    page.wait_for_url(re.compile("enrolment-code"))


def photograph(page: Page, folder: Path) -> None:
    """The screen as a handset held upright takes it, a little askew."""
    folder.mkdir()
    with Image.open(io.BytesIO(page.screenshot(full_page=True))) as shot:
        askew = shot.convert("RGB").rotate(4, expand=True, fillcolor=(60, 60, 64))
    (folder / "screen.jpg").write_bytes(make_jpeg(askew, orientation=6, noted=True))


def test_a_phone_is_set_up_from_the_managers_page_in_one_tap(
    live: Live, browser: Browser, tmp_path: Path
) -> None:
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    page = browser.new_page()
    show_code(page, live)
    photograph(page, tmp_path / "pictures")
    camera, elsewhere = FolderCamera(tmp_path / "pictures"), "http://127.0.0.1:9"
    with take_in_hand(tmp_path / "phone", elsewhere, camera=camera) as hand:
        hand.tap("Scan the code")
        assert hand.taps == 1
        wait_for(hand, lambda: hand.app.root.current == "shift_start")
        kept = find_enrolment(hand.app.store)
        assert kept is not None
        assert (kept.server_url, kept.squad) == (live.url, "ASH")
        assert not (tmp_path / "phone" / "scan.jpg").exists()
    with live.app.app_context(), transaction() as session:
        devices = next(squad.devices for squad in list_squads(session) if squad.code == "ASH")
    assert kept.device in {str(device.id) for device in devices}


def test_a_page_without_a_code_is_told_and_the_keys_stay(
    live: Live, browser: Browser, tmp_path: Path
) -> None:
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    page = browser.new_page()
    sign_in(page, live, "mo")
    page.goto(f"{live.url}/squads")
    photograph(page, tmp_path / "pictures")
    with take_in_hand(
        tmp_path / "phone", live.url, camera=FolderCamera(tmp_path / "pictures")
    ) as hand:
        hand.tap("Scan the code")
        hand.frames(4)
        assert "No code was found in the picture. Go closer, or type the code." in hand.texts()
        tap_sign(hand, "7")
        assert hand.state.code == "7"


def tap_sign(hand: "Hand", sign: str) -> None:
    """Tap a sign on the keys."""
    hand.touch(next(w for w in hand.walk() if getattr(w, "row", None) == sign))
