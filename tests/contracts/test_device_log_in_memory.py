"""The log in memory keeps what a device's log promises."""

from sync.memory_log import MemoryLog
from sync.op_json import body_of
from sync.ops import Op
from tests.contracts.device_logs import DeviceLogContract, Recording


class RecordingMemoryLog(MemoryLog):
    """The log in memory, with the contract's way of recording."""

    def record(self, op: Op) -> int:
        return self.append(op.id, body_of(op), op.h)


class TestMemoryLog(DeviceLogContract):
    def make(self, inc: str) -> Recording:
        return RecordingMemoryLog(inc)
