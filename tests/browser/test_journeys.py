"""A resident's report seen by the member, with scripts and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.live import Live
from tests.browser.places import press, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(params=["with scripts", "without scripts"])
def resident(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A resident's phone."""
    context = browser.new_context(
        viewport=PHONE, java_script_enabled=request.param == "with scripts"
    )
    yield context.new_page()
    context.close()


def test_a_resident_reports_a_bin_and_the_member_sees_the_street(
    live: Live, resident: Page, page: Page
) -> None:
    resident.goto(live.url)
    resident.fill("#q", "3 Elm Street")
    press(resident, "Check your bins")
    expect(resident.locator("h1")).to_contain_text("Bins at 3 Elm Street")
    expect(resident.locator(".card").first).to_contain_text("Street blocked")
    resident.locator(".card").first.locator(".card__deed a").click()
    resident.fill("#note", "By the gate")
    press(resident, "Continue")
    expect(resident.locator("h1")).to_contain_text("Check your answers")
    press(resident, "Send the report")
    expect(resident.locator(".made")).to_contain_text("We have your report")
    expect(resident.locator(".answer")).to_contain_text("10:12 today")
    link = resident.locator(".keep a").get_attribute("href")
    assert link is not None

    sign_in(page, live, "alice")
    page.goto(f"{live.url}/wards/BEE")
    street = page.locator("tr", has_text="Elm Street")
    expect(street).to_contain_text("10:12")
    expect(street).to_contain_text("report")
    expect(page.locator("main")).not_to_contain_text("3 Elm Street")
    expect(page.locator(".heard__line")).to_have_text("1 of 1 squad heard through 11:03.")

    resident.goto(live.url + link.removeprefix("http://127.0.0.1:8000"))
    press(resident, "Withdraw the report")
    expect(resident.locator(".answer")).to_contain_text("Withdrawn")


def test_the_error_summary_leads_to_the_field(live: Live, page: Page) -> None:
    page.goto(f"{live.url}/report")
    press(page, "Continue")
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    summary.get_by_role("link", name="Enter the address or the street").click()
    expect(page.locator("#address")).to_be_focused()


def test_a_keyboard_alone_finds_an_address(live: Live, page: Page) -> None:
    page.goto(live.url)
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    while page.evaluate("document.activeElement.id") != "q":
        page.keyboard.press("Tab")
    page.keyboard.type("1 Ash Road")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Bins at 1 Ash Road")


def test_the_menu_opens_on_a_phone(live: Live, page: Page) -> None:
    sign_in(page, live, "mo")
    link = page.get_by_role("link", name="Missed streets")
    expect(link).not_to_be_visible()
    page.get_by_role("button", name="Menu").click()
    link.click()
    expect(page.locator("h1")).to_contain_text("Missed streets")


def test_a_live_page_renews_itself_without_losing_the_place(live: Live, page: Page) -> None:
    sign_in(page, live, "mo")
    page.clock.install()
    page.goto(f"{live.url}/rounds?live=1")
    expect(page.locator("#live h1")).to_contain_text("11:20")
    at = live.app.config["CLOCK"]()
    live.set_clock(at.replace(minute=21))
    page.clock.run_for(31_000)
    expect(page.locator("#live h1")).to_contain_text("11:21")
    live.set_clock(at)
