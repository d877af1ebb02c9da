"""The phone's log in SQLite keeps what a device's log promises."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crew_app.store.database import transaction
from crew_app.store.device_log import StoredLog
from crew_app.store.incarnation import find_last_seq
from crew_app.store.opening import open_store
from crew_app.store.ops import insert_op
from sync.ops import Op
from tests.contracts.device_logs import DeviceLogContract, Recording


class RecordingStoredLog(StoredLog):
    """The log in SQLite, with the contract's way of recording."""

    def record(self, op: Op) -> int:
        with transaction(self._store) as connection:
            insert_op(connection, op)
            return find_last_seq(connection)


class TestStoredLog(DeviceLogContract):
    @pytest.fixture(autouse=True)
    def folder_of_its_own(self, tmp_path: Path) -> Iterator[None]:
        self.folder = tmp_path
        yield
        self.store.close()

    def make(self, inc: str) -> Recording:
        marker_folder = self.folder / "no-backup"
        self.store = open_store(self.folder, marker_folder, lambda: inc).store
        return RecordingStoredLog(self.store, marker_folder)
