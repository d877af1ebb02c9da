"""One running council and one Chromium for a file of tests; a fresh page for each."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.live import Live, running_council

PHONE = ViewportSize(width=360, height=800)
DESK = ViewportSize(width=1280, height=900)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, worker: str) -> Iterator[Live]:
    """The small council, with what its squads recorded this morning."""
    with running_council(f"rb_browser_{worker}", tmp_path_factory.mktemp("data")) as running:
        running.add_a_morning()
        yield running


@pytest.fixture(scope="session")
def worker() -> str:
    """A name that no other test process has."""
    return str(os.getpid())


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone's page."""
    context = browser.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()
