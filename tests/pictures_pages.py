"""Takes a picture of every page: python -m tests.pictures_pages DIR

Builds the small council of the pages' tests on a database of its own, serves it, and writes DIR/page-NAME-phone.png and
DIR/page-NAME-desk.png with the system's Chromium.
"""

import io
import logging
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, ViewportSize

from tests.browser.conftest import DESK, PHONE
from tests.browser.live import Live, running_council
from tests.browser.places import PLACES, sign_in
from tests.chromium import chromium


def main(folder: Path) -> int:
    """All pages in both sizes; gives how many pictures were taken."""
    folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    taken = 0
    with tempfile.TemporaryDirectory() as data, chromium() as browser:
        for name, size in (("phone", PHONE), ("desk", DESK)):
            # a council each, so that a report made for one picture is not a duplicate in the next
            with running_council("rb_pictures", Path(data)) as live:
                live.add_a_morning()
                taken += take_all(browser, live, folder, (name, size))
    return taken


def take_all(browser: Browser, live: Live, folder: Path, shape: tuple[str, ViewportSize]) -> int:
    """Every page in one size."""
    name, size = shape
    for who in dict.fromkeys(place.who for place in PLACES):
        context = browser.new_context(viewport=size, locale="en-GB", reduced_motion="reduce")
        tab = context.new_page()
        if who:
            sign_in(tab, live, who)
        for place in PLACES:
            if place.who == who:
                place.open(tab, live)
                keep(tab.screenshot(full_page=True), folder / f"page-{place.name}-{name}.png")
        context.close()
    return len(PLACES)


def keep(png: bytes, file: Path) -> None:
    """Write a picture with few colours: a third of the size, and no eye sees it on these pages."""
    Image.open(io.BytesIO(png)).convert("RGB").quantize(128).save(file, optimize=True)
    sys.stdout.write(f"{file.name}\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
