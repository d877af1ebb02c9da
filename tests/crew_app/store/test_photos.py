"""Photos on the phone: stored before any record names them, queued with their record, kept as long as needed."""

import resource
from pathlib import Path

import pytest

from crew_app.store.database import connect, has_ballast
from crew_app.store.photo_files import find_path, is_intact, keep_photo, read_slice
from crew_app.store.photos import (
    SENT_KEPT_MS,
    UNNAMED_KEPT_MS,
    drop_old_photos,
    list_failed,
    list_photos_of,
    list_queued,
    mark_failed,
    mark_sent,
    put_back,
    put_offset,
    read_progress,
)
from crew_app.store.problems import StoreBrokenError, StoreFullError
from crew_app.store.sending import count_ops
from sync.device_log import Effects, Requeue
from sync.exchange import OpResult
from sync.words import OpStatus
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import make_pack
from tests.photos.sender import settle_all, take_photo
from tests.pictures import make_photo, name_of

DATA = make_photo(500, 300, 200)


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    return phone


def test_a_photo_is_on_the_storage_whole_and_under_its_name(phone: Phone) -> None:
    photo = keep_photo(phone.store, DATA)
    assert (photo.sha256, photo.size, photo.mime) == (name_of(DATA), len(DATA), "image/jpeg")
    assert find_path(phone.store, photo.sha256).read_bytes() == DATA
    assert read_slice(phone.store, photo.sha256, 10, 20) == DATA[10:30]


def test_a_photo_is_queued_with_its_record_and_goes_once_that_is_settled(phone: Phone) -> None:
    op = take_photo(phone, DATA)
    assert list_photos_of(phone.store, op.id) == (name_of(DATA),)
    assert list_queued(phone.store) == ()
    assert read_progress(phone.store).waiting == 1
    settle_all(phone)
    queued = list_queued(phone.store)
    assert [(p.sha256, p.size, p.offset, p.made_ms) for p in queued] == [
        (name_of(DATA), len(DATA), 0, op.time.est_ms)
    ]


@pytest.mark.parametrize(
    ("status", "goes"),
    [(OpStatus.ACCEPTED, True), (OpStatus.QUARANTINED, True), (OpStatus.REJECTED, False)],
)
def test_what_became_of_the_record_decides_whether_its_photo_goes(
    phone: Phone, status: OpStatus, goes: bool
) -> None:
    take_photo(phone, DATA)
    run = phone.log.pending_run(10, 10**9)
    results = tuple(OpResult(op.id, status) for op in run)
    phone.log.apply(Effects(settled=results, settled_ms=phone.clock.read().wall_ms))
    assert bool(list_queued(phone.store)) is goes


def test_progress_failures_and_the_end_are_kept_through_a_restart(
    phone: Phone, tmp_path: Path
) -> None:
    take_photo(phone, DATA)
    settle_all(phone)
    photo = list_queued(phone.store)[0]
    put_offset(phone.store, photo.sha256, 1_000)
    put_back(phone.store, photo, 99)
    phone.store.close()
    store = connect(tmp_path)
    kept = list_queued(store)[0]
    assert (kept.offset, kept.tries, kept.not_before_ms) == (1_000, 1, 99)
    put_offset(store, photo.sha256, 2_000)
    assert list_queued(store)[0].tries == 0
    mark_sent(store, photo.sha256, phone.clock.read().wall_ms + 1)
    assert list_queued(store) == ()
    assert read_progress(store).percent == 100
    store.close()


def test_a_record_the_server_lost_brings_its_photo_again(phone: Phone) -> None:
    take_photo(phone, DATA)
    settle_all(phone)
    mark_sent(phone.store, name_of(DATA), phone.clock.read().wall_ms + 1)
    inc = phone.log.current_inc()
    phone.log.apply(Effects(requeued=(Requeue(inc, 0),)))
    assert list_queued(phone.store) == ()
    phone.clock.pass_time(60_000)
    settle_all(phone)
    assert [p.sha256 for p in list_queued(phone.store)] == [name_of(DATA)]


def test_a_refused_photo_is_listed_with_its_record_and_never_goes_again(phone: Phone) -> None:
    op = take_photo(phone, DATA)
    settle_all(phone)
    mark_failed(phone.store, name_of(DATA), "refused", "photo.not_an_image")
    assert list_queued(phone.store) == ()
    failed = list_failed(phone.store)
    assert [(f.state, f.code, f.op_ids) for f in failed] == [
        ("refused", "photo.not_an_image", (op.id,))
    ]


def test_a_damaged_file_is_noticed(phone: Phone) -> None:
    photo = keep_photo(phone.store, DATA)
    assert is_intact(phone.store, photo.sha256)
    find_path(phone.store, photo.sha256).write_bytes(DATA[:-1] + b"x")
    assert not is_intact(phone.store, photo.sha256)
    find_path(phone.store, photo.sha256).unlink()
    assert not is_intact(phone.store, photo.sha256)
    with pytest.raises(StoreBrokenError):
        read_slice(phone.store, photo.sha256, 0, 10)


def test_a_full_phone_gives_its_ballast_for_a_photo_and_then_says_so(phone: Phone) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = count_ops(phone.store)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(DATA) // 2, hard))
    try:
        with pytest.raises(StoreFullError):
            keep_photo(phone.store, DATA)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not has_ballast(phone.store)
    assert list(find_path(phone.store, name_of(DATA)).parent.iterdir()) == []
    assert count_ops(phone.store) == before
    assert take_photo(phone, DATA).photos[0].sha256 == name_of(DATA)


def test_files_go_when_sent_long_ago_or_never_named(phone: Phone) -> None:
    waiting, sent, unnamed = (make_photo(seed, 200, 100) for seed in (501, 502, 503))
    for data in (waiting, sent):
        take_photo(phone, data)
    keep_photo(phone.store, unnamed)
    settle_all(phone)
    now = phone.clock.read().wall_ms
    mark_sent(phone.store, name_of(sent), now)
    written_ms = find_path(phone.store, name_of(unnamed)).stat().st_mtime_ns // 1_000_000
    assert drop_old_photos(phone.store, now, written_ms) == 0
    assert drop_old_photos(phone.store, now, written_ms + UNNAMED_KEPT_MS + 1) == 1
    assert not find_path(phone.store, name_of(unnamed)).exists()
    assert drop_old_photos(phone.store, now + SENT_KEPT_MS + 1, written_ms) == 1
    assert not find_path(phone.store, name_of(sent)).exists()
    assert find_path(phone.store, name_of(waiting)).exists()


def test_the_queue_comes_back_with_a_rebuilt_database(phone: Phone, tmp_path: Path) -> None:
    take_photo(phone, DATA)
    phone.store.close()
    path = tmp_path / "roundbook.db"
    path.write_bytes(b"\x00" * 4096 + path.read_bytes()[4096:])
    for name in ("roundbook.db-wal", "roundbook.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    again = make_phone(tmp_path)
    again.take_pack(make_pack())
    settle_all(again)
    assert [p.sha256 for p in list_queued(again.store)] == [name_of(DATA)]
    assert is_intact(again.store, name_of(DATA))
