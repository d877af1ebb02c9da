"""Every page in a real browser, on phone and desk: axe finds nothing, nothing scrolls sideways, nothing is blocked."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK, PHONE
from tests.browser.live import Live
from tests.browser.places import PLACES, Place, sign_in

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# buttons and fields are at least 38 pixels high; WCAG 2.2's least is 24
TOO_SMALL = """
() => [...document.querySelectorAll('button, .govuk-button, .govuk-input, select, .choice, .deed')]
  .filter(e => e.offsetParent !== null && e.getBoundingClientRect().height < 38)
  .map(e => e.outerHTML.slice(0, 120))
"""
SIZES = {"phone": PHONE, "desk": DESK}


@pytest.fixture(scope="module", params=sorted(SIZES))
def tabs(request: pytest.FixtureRequest, live: Live, browser: Browser) -> Iterator[dict[str, Page]]:
    """A page for each kind of person, signed in once."""
    opened = {}
    for who in sorted({place.who for place in PLACES}):
        context = browser.new_context(viewport=SIZES[request.param])
        opened[who] = context.new_page()
        if who:
            sign_in(opened[who], live, who)
    yield opened
    for tab in opened.values():
        tab.context.close()


@pytest.mark.parametrize("place", PLACES, ids=[place.name for place in PLACES])
def test_a_page_is_fit_for_everybody(live: Live, tabs: dict[str, Page], place: Place) -> None:
    tab = tabs[place.who]
    blocked: list[str] = []
    tab.on("console", lambda said: blocked.append(said.text) if "Security" in said.text else None)
    place.open(tab, live)
    found = Axe().run(tab, options={"runOnly": TAGS}).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
    too_wide = tab.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert too_wide == 0
    assert blocked == []
    assert tab.locator("h1").count() == 1
    assert tab.evaluate(TOO_SMALL) == []


def test_axe_sees_a_fault(page: Page) -> None:
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src=x></main>")
    found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
    assert [one["id"] for one in found] == ["image-alt"]
