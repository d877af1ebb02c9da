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
    """A page: its name in pictures, its address, whose it is ("" for residents), and steps to take on it.

    The address may name what only the running council knows: {reference} and {token} of the disputed report.
    """

    name: str
    path: str
    who: str = ""
    steps: tuple[Step, ...] = ()

    def open(self, tab: Page, live: Live) -> None:
        """Go there."""
        tab.goto(live.url + self.path.format(**live.known))
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


def go_to(name: str) -> Step:
    """Follow the first link of that name in the page's main part."""

    def step(tab: Page) -> None:
        tab.locator("main").get_by_role("link", name=name).first.click()
        tab.wait_for_load_state()

    return step


def press_button(name: str) -> Step:
    """Press a button."""
    return lambda tab: press(tab, name)


def try_another_policy(tab: Page) -> None:
    """Sutton's, on a week's reports."""
    tab.fill("#policy", "base: sutton")
    press(tab, "Try it")


def write_nothing(tab: Page) -> None:
    """Send an empty message."""
    press(tab, "Send")


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
    Place("disputed", "/reports/{reference}/{token}"),
    Place("disputed-error", "/reports/{reference}/{token}", steps=(press_button("Add the photo"),)),
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
    Place("hub-report-story", "/hub/reports/{reference}", "erin"),
    Place("rounds", "/rounds", "mo"),
    Place("collection", "/rounds/collection?round=REF-B", "mo"),
    Place("street", "/rounds/street?round=REF-B&usrn=10000001", "mo"),
    Place("missed", "/rounds/missed", "mo"),
    Place("passing", "/rounds/passing?round=REF-B", "mo"),
    Place("passing-none", "/rounds/passing?round=REF-R", "mo"),
    Place("missed-open", "/rounds/missed?open=1", "mo"),
    Place("incident", "/rounds/missed", "mo", (go_to("Elm Street"),)),
    Place(
        "incident-error",
        "/rounds/missed",
        "mo",
        (go_to("Elm Street"), press_button("Close the incident")),
    ),
    Place("decisions", "/decisions", "mo"),
    Place("decide", "/decisions/{reference}/dispute", "mo"),
    Place("messages", "/messages?squad=ASH", "mo"),
    Place("messages-error", "/messages", "mo", (write_nothing,)),
    Place("policy", "/policy/try", "mo"),
    Place("policy-tried", "/policy/try", "mo", (try_another_policy,)),
    Place("squads", "/squads", "mo"),
    Place("device-lost", "/squads", "mo", (go_to("Lost"),)),
    Place("device-out", "/squads", "mo", (go_to("Take out of service"),)),
    Place("squads-photos", "/squads/photos", "mo"),
    Place("my-account", "/my-account", "mo"),
    Place("held-back", "/squads/held-back", "mo"),
    Place("enrolment-code", "/squads", "mo", (make_a_code,)),
    Place("wards", "/wards", "ada"),
    Place("accounts", "/accounts", "ada"),
    Place("account-new", "/accounts/new", "ada"),
    Place("account-change", "/accounts", "ada", (go_to("Change the account of Alice Example"),)),
)
