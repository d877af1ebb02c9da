"""The council's time zone, and its date at an instant."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from crew_app.store.database import Store
from crew_app.store.settings import find_setting

DEFAULT_ZONE = "Europe/London"


def find_zone(store: Store) -> ZoneInfo:
    """The zone of the pack; before the first pack Great Britain's and Northern Ireland's."""
    return ZoneInfo((find_setting(store, "pack") or {}).get("timezone", DEFAULT_ZONE))


def local_date(store: Store, ms: int) -> date:
    """The council's date at a Unix time in milliseconds."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(find_zone(store)).date()
