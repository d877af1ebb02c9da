"""From the shutter to the photo shown as kept, on a phone with a month of records: `python -m tests.bench.photo_shot`.

Prints medians of a 12-megapixel shot: preparing it, keeping and recording it, drawing its state. No test: no limits.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from crew_app.device.camera import FolderCamera
from crew_app.device.photos import prepare_photo
from crew_app.presenters.camera import CameraPresenter
from crew_app.presenters.handset import Place
from crew_app.presenters.recording import add_photos, record_shift, record_visit
from crew_app.presenters.round import RoundPresenter
from crew_app.store.messages import count_unread
from crew_app.store.photo_files import keep_photo
from crew_app.store.returns import count_open_returns
from sync.ops import ShiftStarted, Visit
from sync.words import Outcome, Reason
from tests.crew_app.errands import make_busy_pack
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import DAY, ROUND_ID, usrn_of
from tests.crew_app.scenes import make_scene
from tests.pictures import make_jpeg

SHOT = (3000, 4000)
RECORDS = 3_000
ROUNDS = 8


def main(folder: Path) -> None:
    """Measure and print."""
    pictures = folder / "pictures"
    pictures.mkdir()
    for seed in range(ROUNDS):
        data = make_jpeg(make_scene(seed).resize(SHOT), orientation=6, noted=True)
        (pictures / f"{seed}.jpg").write_bytes(data)
    phone = make_phone(folder / "phone", camera=FolderCamera(pictures))
    visit = work(phone)
    presenter = CameraPresenter(phone.handset)
    presenter.enter(Place("camera", what=visit))
    shot = pictures / "0.jpg"
    tell("prepare a shot of 12 megapixels", lambda: prepare_photo(shot))
    tell("keep and record it", lambda: keep(phone, visit))
    tell("shutter to shown", presenter.shoot)
    rounds = RoundPresenter(phone.handset)
    tell(
        "count returns and messages",
        lambda: (count_open_returns(phone.store), count_unread(phone.store)),
    )
    tell("the round's state anew", rounds.refresh)


def work(phone: Phone) -> str:
    """A month of records; gives the last, a blocked street."""
    phone.take_pack(make_busy_pack())
    record_shift(phone.handset, ShiftStarted(ROUND_ID, DAY, 3))
    op_id = ""
    for number in range(RECORDS):
        phone.clock.pass_time(1_000)
        missed = Outcome.NOT_COLLECTED, Reason.PARKED_VEHICLES
        outcome, reason = missed if number % 2 else (Outcome.COMPLETED, None)
        visit = Visit(ROUND_ID, DAY, usrn_of(number % 18 + 1), outcome, reason)
        op_id = record_visit(phone.handset, visit).id
    return op_id


def keep(phone: Phone, visit: str) -> None:
    """A prepared photo, never the same bytes twice."""
    data = make_jpeg(make_scene(phone.clock.read().boot_ms % 997).resize((90, 120)))
    phone.clock.pass_time(7)
    add_photos(phone.handset, visit, (keep_photo(phone.store, data),))


def tell(what: str, act: Callable[[], object]) -> None:
    """Time it some times."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - began))
    print(f"{what}: {median(taken):.2f} ms")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        main(Path(name))
