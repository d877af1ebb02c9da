"""How a phone is set outlives the app; off means off; a guessed PIN gets slower."""

from dataclasses import replace
from pathlib import Path

import pytest

from crew_app.store.admin_lock import (
    FIRST_WAIT_MS,
    FREE_TRIES,
    LONGEST_WAIT_MS,
    AdminLock,
    after_wrong,
    drop_pin,
    find_lock,
    put_pin,
    try_pin,
    wait_ms,
)
from crew_app.store.database import Store, connect
from crew_app.store.photos import find_wish, put_wish
from crew_app.store.preferences import (
    Network,
    Preferences,
    find_network,
    find_preferences,
    is_cut_off,
    put_network,
    put_preference,
)
from sync.clock import Reading
from sync.photos import SendPhotos

NOW = Reading(1_000_000, 500_000, "boot-1")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return connect(tmp_path)


def test_a_phone_fresh_from_the_box_has_no_choices(store: Store) -> None:
    assert find_preferences(store) == Preferences()
    assert find_network(store) is Network.ANY


def test_choices_are_there_after_the_app_was_closed(store: Store) -> None:
    put_preference(store, "language", "lt")
    put_preference(store, "hand", "left")
    folder = store.folder
    store.close()
    assert find_preferences(connect(folder)) == Preferences(language="lt", hand="left")


def test_a_choice_of_a_newer_app_is_left_alone(store: Store) -> None:
    from crew_app.store.database import transaction  # noqa: PLC0415
    from crew_app.store.settings import put_setting  # noqa: PLC0415

    with transaction(store) as connection:
        put_setting(connection, "preferences", {"language": "pl", "shoe_size": "44"})
    assert find_preferences(store).language == "pl"


@pytest.mark.parametrize(
    ("network", "wish"),
    [
        (Network.ANY, SendPhotos.FREE_FIRST),
        (Network.WIFI_PHOTOS, SendPhotos.FREE_ONLY),
        (Network.OFF, SendPhotos.OFF),
    ],
)
def test_what_may_be_sent_holds_for_photos_too(
    store: Store, network: Network, wish: SendPhotos
) -> None:
    put_network(store, network)
    assert find_network(store) is network
    assert find_wish(store) is wish
    assert is_cut_off(store) is (network is Network.OFF)


def test_a_wish_for_photos_made_before_there_were_settings_still_counts(store: Store) -> None:
    put_wish(store, SendPhotos.FREE_ONLY)
    assert find_network(store) is Network.WIFI_PHOTOS


def test_the_right_pin_opens_and_a_wrong_one_does_not(store: Store) -> None:
    put_pin(store, "2468", bytes(16))
    lock = find_lock(store)
    assert lock is not None
    assert not try_pin(store, lock, "2467", NOW)
    assert try_pin(store, find_lock(store) or lock, "2468", NOW)


def test_the_pin_itself_is_nowhere_in_the_files(store: Store) -> None:
    put_pin(store, "97531864", bytes(range(16)))
    store.connection.execute("pragma wal_checkpoint(truncate)")
    held = b"".join(path.read_bytes() for path in store.folder.rglob("*") if path.is_file())
    assert b"97531864" not in held


def test_the_same_pin_hashes_differently_on_another_phone(store: Store) -> None:
    put_pin(store, "2468", bytes(16))
    one = find_lock(store)
    put_pin(store, "2468", bytes(range(16)))
    other = find_lock(store)
    assert one is not None
    assert other is not None
    assert one.digest != other.digest


def test_wrong_pins_wait_longer_and_longer(store: Store) -> None:
    lock, waits = AdminLock("", ""), []
    for _ in range(12):
        lock = after_wrong(lock, NOW)
        waits.append(wait_ms(lock, NOW))
    assert waits[: FREE_TRIES - 1] == [0, 0]
    assert waits[FREE_TRIES - 1 : FREE_TRIES + 2] == [
        FIRST_WAIT_MS,
        2 * FIRST_WAIT_MS,
        4 * FIRST_WAIT_MS,
    ]
    assert waits[-1] == LONGEST_WAIT_MS
    assert waits == sorted(waits)


def test_neither_the_clock_nor_a_restart_shortens_the_wait() -> None:
    lock = AdminLock("", "")
    for _ in range(FREE_TRIES):
        lock = after_wrong(lock, NOW)
    assert wait_ms(lock, replace(NOW, wall_ms=NOW.wall_ms + 10**9)) == FIRST_WAIT_MS
    assert wait_ms(lock, Reading(NOW.wall_ms, 1_000, "boot-2")) == FIRST_WAIT_MS - 1_000
    assert wait_ms(lock, replace(NOW, boot_ms=NOW.boot_ms + FIRST_WAIT_MS)) == 0


def test_wrong_pins_are_counted_over_a_restart_of_the_app(store: Store) -> None:
    put_pin(store, "2468", bytes(16))
    for _ in range(FREE_TRIES):
        lock = find_lock(store)
        assert lock is not None
        try_pin(store, lock, "0000", NOW)
    folder = store.folder
    store.close()
    lock = find_lock(connect(folder))
    assert lock is not None
    assert wait_ms(lock, NOW) == FIRST_WAIT_MS


def test_a_lock_taken_off_is_gone(store: Store) -> None:
    put_pin(store, "2468", bytes(16))
    drop_pin(store)
    assert find_lock(store) is None
