"""A resident disputes with a photo on a phone, with scripts and without; the manager decides between both sides."""

from collections.abc import Iterator
from datetime import time

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from server.actions.judge_report import MadeReport, NewReport, make_report
from server.db.session import transaction
from tests.browser.conftest import PHONE
from tests.browser.live import Live
from tests.browser.places import press, sign_in
from tests.pictures import make_jpeg
from tests.server.web.town import NOW, Statement, add_statements, uprn_of

pytestmark = pytest.mark.browser
HOUSES = {"with scripts": 2, "without scripts": 3}


@pytest.fixture(params=sorted(HOUSES))
def scripts(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def resident(scripts: str, browser: Browser) -> Iterator[Page]:
    """A resident's phone."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=scripts == "with scripts")
    yield context.new_page()
    context.close()


def report_of_a_bin_not_out(live: Live, house: int) -> MadeReport:
    """The squad recorded that the bin was not out; the resident reported it all the same."""
    uprn = uprn_of("10000001", house)
    said = Statement(
        "REF-B", "10000001", time(9, 30 + house), "not_collected", "not_out", uprn=uprn
    )
    with live.app.app_context(), transaction() as session:
        add_statements(session, (said,))
        return make_report(session, NewReport("refuse", NOW, uprn), NOW)


def file_of(data: bytes) -> FilePayload:
    """A file as a phone offers it."""
    return FilePayload(name="IMG_1.jpg", mimeType="image/jpeg", buffer=data)


def test_a_photo_goes_from_the_residents_phone_to_the_managers_desk(
    live: Live, scripts: str, resident: Page, page: Page
) -> None:
    made = report_of_a_bin_not_out(live, HOUSES[scripts])
    link = f"{live.url}/reports/{made.reference}/{made.link_token}"
    resident.goto(link)
    resident.fill("#words", "It was out at six.")
    resident.set_input_files("#photos", file_of(b"no picture"))
    press(resident, "I disagree")
    expect(resident.locator(".govuk-error-summary")).to_contain_text("no JPEG, PNG or WebP")
    expect(resident.locator("#words")).to_have_value("It was out at six.")

    resident.set_input_files("#photos", file_of(make_jpeg(orientation=6, noted=True)))
    press(resident, "I disagree")
    expect(resident.locator(".notice")).to_contain_text("A manager looks at both sides")
    expect(resident.locator(".thumbs__photo")).to_have_count(1)

    sign_in(page, live, "mo")
    page.goto(f"{live.url}/decisions")
    page.get_by_role("link", name=made.reference).click()
    sides = page.locator("section", has_text="What the resident says")
    expect(sides.locator("blockquote")).to_contain_text("It was out at six.")
    expect(page.locator(".thumbs__photo").first).not_to_have_js_property("naturalWidth", 0)
    page.get_by_label("The squad's record stands").check()
    page.fill("#why", "There is no bin in the photo.")
    press(page, "Decide")
    expect(page.locator("main")).not_to_contain_text(made.reference)

    resident.goto(link)
    expect(resident.locator(".timeline")).to_contain_text("There is no bin in the photo.")
    expect(resident.locator("#photos")).to_have_count(0)
