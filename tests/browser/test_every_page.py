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


@pytest.mark.parametrize("place", PLACES, ids=[place.name for place in PLACES])
def test_what_one_touches_is_large_enough(live: Live, tabs: dict[str, Page], place: Place) -> None:
    """24 pixels is WCAG's least; buttons and fields here are 40 or more."""
    tab = tabs[place.who]
    place.open(tab, live)
    low = tab.evaluate(
        """() => [...document.querySelectorAll('button, .govuk-button, .govuk-input, select, .choice, .deed')]
        .filter(e => e.offsetParent !== null && e.getBoundingClientRect().height < 38)
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert low == []
