"""A page of the change feed for a device, from its cursor on."""

from sqlalchemy.orm import Session

from server.actions.op_changes import COLLECTIONS
from server.db.changes import ReadPage, read_page
from server.db.devices import Device
from sync.cursor import Cursor, decode_cursor, encode_cursor, find_misfit
from sync.exchange import Change, FeedPage
from sync.refusals import WireError

PAGE = 500


def list_changes(session: Session, device: Device, cursor: str | None) -> FeedPage:
    """The next changes of the device's squad, with the cursor behind them. A cursor that does not fit: `bootstrap`."""
    if cursor is None:
        return FeedPage(head=read_page(session, 0, device.squad, 0).head)
    try:
        at = decode_cursor(cursor)
    except WireError:
        return FeedPage(head=0, bootstrap="diverged")
    read = read_page(session, at.n, device.squad, PAGE + 1)
    misfit = find_misfit(at, read.stream(device.scope))
    if misfit is not None:
        return FeedPage(head=read.head, bootstrap=misfit)
    if any(change.kind == COLLECTIONS for change in read.changes[:PAGE]):
        return FeedPage(head=read.head, bootstrap="scope_changed")
    return _page_of(read, device)


def _page_of(read: ReadPage, device: Device) -> FeedPage:
    """Up to the head of the same snapshot where the page is the last, not only to the last change of the squad."""
    more = len(read.changes) > PAGE
    changes: tuple[Change, ...] = read.changes[:PAGE]
    n, tag = (changes[-1].n, read.page_tags[PAGE - 1]) if more else (read.head, read.head_tag)
    cursor = encode_cursor(Cursor(read.epoch, n, tag, device.scope))
    return FeedPage(read.head, changes, cursor, more)
