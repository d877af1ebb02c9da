"""All tables. Importing this module registers every one of them on `TableBase.metadata`."""

from server.db.tables.accounts import AccountRow, AuditRow, SignInRow
from server.db.tables.base import TableBase
from server.db.tables.council import BankHolidayRow, CouncilRow, ImportRunRow, PolicyRow, ReasonRow
from server.db.tables.devices import DeviceRow, EnrolmentCodeRow, HeardRow, IncarnationRow
from server.db.tables.photos import BlobRow, OpPhotoRow, PhotoDayRow, ReportPhotoRow
from server.db.tables.places import BinStoreRow, EntryRow, PremisesRow, StreetRow, WardRow
from server.db.tables.reports import (
    DecisionRow,
    DisputeRow,
    EscalationRow,
    IncidentRow,
    NotificationRow,
    ReportContactRow,
    ReportRow,
    ReturnRow,
    VerdictRow,
)
from server.db.tables.rounds import (
    CalendarMoveRow,
    CollectionRow,
    RoundRow,
    RoundStreetRow,
    ServiceRow,
    SquadRow,
    StreamRow,
)
from server.db.tables.sync import (
    ChangeRow,
    ChangeStreamRow,
    MessageRow,
    OpaquePayloadRow,
    OpRepairRow,
    OpRow,
    ShiftEndRow,
    TrackRow,
    VisitRow,
)

__all__ = [
    "AccountRow",
    "AuditRow",
    "BankHolidayRow",
    "BinStoreRow",
    "BlobRow",
    "CalendarMoveRow",
    "ChangeRow",
    "ChangeStreamRow",
    "CollectionRow",
    "CouncilRow",
    "DecisionRow",
    "DeviceRow",
    "DisputeRow",
    "EnrolmentCodeRow",
    "EntryRow",
    "EscalationRow",
    "HeardRow",
    "ImportRunRow",
    "IncarnationRow",
    "IncidentRow",
    "MessageRow",
    "NotificationRow",
    "OpPhotoRow",
    "OpRepairRow",
    "OpRow",
    "OpaquePayloadRow",
    "PhotoDayRow",
    "PolicyRow",
    "PremisesRow",
    "ReasonRow",
    "ReportContactRow",
    "ReportPhotoRow",
    "ReportRow",
    "ReturnRow",
    "RoundRow",
    "RoundStreetRow",
    "ServiceRow",
    "ShiftEndRow",
    "SignInRow",
    "SquadRow",
    "StreamRow",
    "StreetRow",
    "TableBase",
    "TrackRow",
    "VerdictRow",
    "VisitRow",
    "WardRow",
]
