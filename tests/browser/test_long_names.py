"""Names as long as they come, Irish ones among them: no page of a phone scrolls sideways or cuts a name off."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import text

from server.db.session import transaction
from tests.browser.conftest import PHONE
from tests.browser.live import Live
from tests.browser.places import PLACES, Place, sign_in

pytestmark = pytest.mark.browser
STREET = "Bóthar Bhaile an Chaisleáin Uachtarach"
RENAMES = (
    "update street set name = 'Bóthar Bhaile an Chaisleáin Uachtarach', locality = 'Muineachán Theas' "
    "where usrn = '10000002'",
    "update premises set address = house || ' ' || 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch, "
    "Baile Átha an Urchair' where usrn in ('10000001', '10000002')",
    "update squad set name = 'Scuad Bhóthar na gCloch agus an Oirthir' where code = 'ASH'",
    "update round set name = 'Bruscar neamh-inathchúrsáilte, Déardaoin, taobh thoir na cathrach' where id = 'REF-B'",
    "update stream set name = 'Athchúrsáil agus bruscar inbhithmhillte', bin_name = 'araid bhruscair dhubh'",
    "update ward set name = 'Carraig an Chaisleáin agus Baile na Mónadh Uachtarach' where code = 'BEE'",
    "update account set name = 'Caoimhe Ní Mhaolchatha-Featherstonehaugh' where role = 'manager'",
    "update device set label = 'Gléas-na-gcloch-0123456789-ABCDEF' where squad = 'ASH'",
)
WALKED = (
    "find-choose", "premises", "report", "report-made", "disputed", "ward", "my-reports", "hub-premises",
    "hub-report-story", "rounds", "collection", "street", "missed", "incident", "decisions", "decide", "messages",
    "policy-tried", "squads", "squads-photos", "my-account", "accounts", "account-change",
)  # fmt: skip


@pytest.fixture(scope="module")
def renamed(live: Live) -> Live:
    with live.app.app_context(), transaction() as session:
        for statement in RENAMES:
            session.execute(text(statement))
    return live


@pytest.fixture(scope="module")
def tabs(renamed: Live, browser: Browser) -> Iterator[dict[str, Page]]:
    """A phone for each kind of person."""
    opened = {}
    for who in sorted({place.who for place in PLACES}):
        opened[who] = browser.new_context(viewport=PHONE).new_page()
        if who:
            sign_in(opened[who], renamed, who)
    yield opened
    for tab in opened.values():
        tab.context.close()


def called(name: str) -> Place:
    place = next(place for place in PLACES if place.name == name)
    if name != "incident":
        return place
    return Place(name, place.path, place.who, (lambda tab: _follow(tab, STREET),))


def _follow(tab: Page, name: str) -> None:
    tab.locator("main").get_by_role("link", name=name).first.click()
    tab.wait_for_load_state()


@pytest.mark.parametrize("name", WALKED)
def test_long_names_fit_a_phone(renamed: Live, tabs: dict[str, Page], name: str) -> None:
    place = called(name)
    tab = tabs[place.who]
    place.open(tab, renamed)
    too_wide = tab.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    wide = tab.evaluate(
        """() => [...document.querySelectorAll('main :not(thead, thead *, caption)')]
        .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
          && e.offsetParent !== null && getComputedStyle(e).position !== 'absolute')
        .slice(0, 3).map(e => e.outerHTML.slice(0, 160))"""
    )
    assert (too_wide, wide) == (0, [])
