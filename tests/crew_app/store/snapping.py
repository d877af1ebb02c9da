"""A phone in a process of its own that takes photos until it is killed: `... snapping DIR`.

What a screen was shown as kept is written to DIR/shown first, safe from a kill: the photo's name.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from crew_app.device.camera import FolderCamera
from crew_app.device.clock import HandClock
from crew_app.presenters.camera import CameraPresenter, CameraState
from crew_app.presenters.handset import Place
from crew_app.presenters.not_collected import NotCollectedPresenter
from crew_app.presenters.photographing import attach_left_over
from crew_app.presenters.recording import record_shift
from crew_app.store.ops import find_last_visit
from sync.ops import ShiftStarted
from sync.words import Reason
from tests.crew_app.phone import make_phone
from tests.crew_app.sample import COLLECTION, DAY, ROUND_ID, START_MS, make_pack, usrn_of


def main(folder: Path) -> None:
    shown = os.open(folder / "shown", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    clock = HandClock(START_MS + int.from_bytes(os.urandom(3), "big"))
    phone = make_phone(folder, clock=clock, camera=FolderCamera(folder / "pictures"))
    handset = replace(phone.handset, draw=os.urandom)
    if phone.log.cursor() is None:
        phone.take_pack(make_pack())
        record_shift(handset, ShiftStarted(ROUND_ID, DAY, 3))
    attach_left_over(handset)
    presenter = CameraPresenter(handset)

    def show(state: CameraState) -> None:
        for thumb in state.thumbs:
            os.write(shown, f"{Path(thumb.picture).stem}\n".encode())
        os.fsync(shown)

    presenter.watch(show)
    for position in range(1, 19):
        clock.pass_time(60_000)
        blocked = NotCollectedPresenter(handset)
        blocked.enter(Place("not_collected", usrn_of(position)))
        blocked.give(Reason.PARKED_VEHICLES)
        visit = find_last_visit(phone.store, COLLECTION)
        assert visit is not None
        presenter.enter(Place("camera", what=visit.id))
        while presenter.state.can_shoot:
            presenter.shoot()


if __name__ == "__main__":
    while True:
        main(Path(sys.argv[1]))
