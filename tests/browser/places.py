"""Every page of the service, who looks at it and how they get there: for the tests of all pages and their pictures."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.live import Live
from tests.server.web.town import PASSWORD, uprn_of

ASH_1 = uprn_of("10000001", 1)
ASH_4 = uprn_of("10000001", 4)
ELM_1 = uprn_of("10000002", 1)
Step = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its name in pictures, its address, whose it is ("" for residents), and steps to take on it."""

    name: str
    path: str
    who: str = ""
    steps: tuple[Step, ...] = ()

    def open(self, tab: Page, live: Live) -> None:
        """Go there."""
        tab.goto(live.url + self.path)
        for step in self.steps:
            step(tab)


def sign_in(tab: Page, live: Live, who: str) -> None:
    """Sign in as one of the council's people."""
    tab.goto(f"{live.url}/sign-in")
    tab.fill("#email", getattr(live.people, who).email)
    tab.fill("#password", PASSWORD)
    press(tab, "Sign in")


def press(tab: Page, name: str) -> None:
    """Press the button of that name in the page's main part, and wait for what comes."""
    tab.locator("main").get_by_role("button", name=name, exact=True).first.click()
    tab.wait_for_load_state()


def choose_bin(tab: Page) -> None:
    """The first bin of the form."""
    tab.check("#stream")


def go_on(tab: Page) -> None:
    """From the form to the answers."""
    press(tab, "Continue")


def send(tab: Page) -> None:
    """From the answers to the report."""
    press(tab, "Send the report")


def make_a_code(tab: Page) -> None:
    """A code for the first squad."""
    tab.locator("main").get_by_role("button", name="Code for a new device").first.click()
    tab.wait_for_load_state()


PLACES = (
    Place("first", "/"),
    Place("find-choose", "/bins?q=Ash+Road"),
    Place("find-nothing", "/bins?q=Nowhere+Crescent"),
    Place("find-error", "/bins?q="),
    Place("premises", f"/premises/{ELM_1}"),
    Place("premises-done", f"/premises/{ASH_4}"),
    Place("report", f"/premises/{ASH_1}/report?stream=refuse"),
    Place("report-error", f"/premises/{ASH_1}/report", steps=(go_on,)),
    Place("report-check", f"/premises/{ASH_1}/report", steps=(choose_bin, go_on)),
    Place("report-made", f"/premises/{ELM_1}/report", steps=(choose_bin, go_on, send)),
    Place("report-unlisted", "/report?address=The+Boathouse"),
    Place("sign-in", "/sign-in"),
    Place("privacy", "/privacy"),
    Place("accessibility", "/accessibility"),
    Place("squads-app", "/squads-app"),
    Place("not-found", "/nowhere"),
    Place("ward", "/wards/BEE", "alice"),
    Place("ward-silent", "/wards/ROW", "bob"),
    Place("ward-refused", "/wards/ROW", "alice"),
    Place("my-reports", "/my-reports?q=Ash+Road", "alice"),
    Place("my-report", f"/my-reports/new/{ELM_1}", "alice", (choose_bin, go_on, send)),
    Place("hub", "/hub", "erin"),
    Place("hub-premises", f"/hub/premises/{ELM_1}", "erin"),
    Place("hub-report", f"/hub/premises/{ASH_1}/report?stream=refuse", "erin"),
    Place("hub-check", f"/hub/premises/{ASH_1}/report", "erin", (choose_bin, go_on)),
    Place("rounds", "/rounds", "mo"),
    Place("collection", "/rounds/collection?round=REF-B", "mo"),
    Place("missed", "/rounds/missed", "mo"),
    Place("squads", "/squads", "mo"),
    Place("held-back", "/squads/held-back", "mo"),
    Place("enrolment-code", "/squads", "mo", (make_a_code,)),
    Place("wards", "/wards", "ada"),
    Place("accounts", "/accounts", "ada"),
    Place("account-new", "/accounts/new", "ada"),
)
