"""What the outbox offers when sending does not help: a file; and what it says after the database was made anew."""

import hashlib
from pathlib import Path

from crew_app.presenters.handset import Place
from crew_app.presenters.outbox import OutboxPresenter
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.rebuilt import find_rebuilt, note_rebuilt
from crew_app.store.sending import LastTry, count_ops, put_last_try
from sync.client_state import Trouble
from sync.unsent import decode_unsent
from tests.crew_app.phone import Phone

SECRET = "a secret of forty letters"  # noqa: S105 - of nobody
HOUR_MS = 3_600_000
DEVICE = "0d4ad2c5-6f3a-4a2f-9f4e-0c5b1c1f0a11"


def outbox(phone: Phone) -> OutboxPresenter:
    put_enrolment(phone.store, KeptEnrolment("http://server", DEVICE, SECRET, "S3", "Millbrook"))
    presenter = OutboxPresenter(phone.handset)
    presenter.enter(Place("outbox"))
    return presenter


def test_a_file_is_offered_when_nothing_was_sent_for_a_day(working: Phone) -> None:
    presenter = outbox(working)
    assert presenter.state.save == ""
    working.clock.pass_time(25 * HOUR_MS)
    presenter.refresh()
    assert presenter.state.save == "Save to a file"


def test_a_file_is_offered_when_only_the_depot_can_help(working: Phone) -> None:
    presenter = outbox(working)
    put_last_try(working.store, LastTry(0, None, Trouble.SECRET_REFUSED, None))
    presenter.refresh()
    assert presenter.state.save == "Save to a file"


def test_the_file_holds_what_waits_and_leaves_it_waiting(working: Phone) -> None:
    presenter = outbox(working)
    waiting = count_ops(working.store).pending
    presenter.save_file()
    (path,) = (working.folder / "unsent").iterdir()
    assert presenter.state.warning == f"Saved as {path.name}. The depot can take it in."
    unsent = decode_unsent(path.read_bytes(), hashlib.sha256(SECRET.encode()).hexdigest())
    assert len(unsent.ops) == waiting > 0
    assert [op.seq for op in unsent.ops] == list(range(1, waiting + 1))
    assert unsent.device == DEVICE
    assert count_ops(working.store).pending == waiting


def test_a_folder_that_cannot_be_written_is_told(working: Phone) -> None:
    presenter = outbox(working)
    Path(working.folder / "unsent").write_text("in the way")
    presenter.save_file()
    assert "could not be saved" in presenter.state.warning


def test_that_the_database_was_made_anew_is_told_until_it_is_read(working: Phone) -> None:
    presenter = outbox(working)
    assert presenter.state.notice == ""
    note_rebuilt(working.store, 12)
    presenter.refresh()
    assert presenter.state.notice.startswith(
        "This phone's records were damaged. 12 records were brought back"
    )
    presenter.put_notice_away()
    assert (presenter.state.notice, presenter.state.noticed) == ("", "")
    assert find_rebuilt(working.store) is None
