"""The pack: what a device needs for its days. Replaces its mirror, never its log.

A download that broke off goes on: with `Range` and `If-Range` the very bytes of before are handed out from there on.
"""

import gzip
import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Response, current_app, request

from server.actions.hand_out_pack import days_from, hand_out_pack
from server.core.problems import Problem
from server.db.devices import Device
from server.db.session import transaction
from server.store.pack_files import KeptPack, PackFiles
from server.web.api.bodies import answer_bytes
from server.web.api.device_identity import get_device_in_service
from server.web.clock import now
from server.web.identity import Who, open_to
from sync.packs import encode_pack

pack = Blueprint("pack", __name__)
_TAG = re.compile(r'"([0-9a-f]{64})"')
_START = re.compile(r"bytes=([0-9]{1,9})-")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which device asks, and for which days."""

    device: Device
    days: tuple[date, ...]

    @property
    def name(self) -> str:
        """What a pack is made for: the same name, and a pack of some minutes ago will do."""
        told = "|".join((self.device.scope, *(day.isoformat() for day in self.days)))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@pack.get("/v1/pack")
@open_to(Who.DEVICE)
def hand_out() -> Response:
    """The pack for `on` (YYYY-MM-DD) and, with `days`, the days after it."""
    days = days_from(_day(request.args.get("on", "")), _count(request.args.get("days", "1")))
    at = now()
    with transaction() as session:
        wanted = Wanted(get_device_in_service(session, at), days)
        begun = _find_begun(wanted, at)
        data = b"" if begun else encode_pack(hand_out_pack(session, wanted.device, days, at))
    if begun is not None:
        return _answer_rest(begun)
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return answer_bytes(data)
    return _answer_packed(_keep(wanted, data, at))


def _find_begun(wanted: Wanted, at: datetime) -> KeptPack | None:
    """The pack that the device has a part of. One of which it has all begins anew: it was of no use to it."""
    tag = _TAG.fullmatch(request.headers.get("If-Range", ""))
    start = _START.fullmatch(request.headers.get("Range", ""))
    if tag is None or start is None:
        return None
    kept = _pack_files().find(wanted.device.id, wanted.name, tag[1], at)
    return kept if kept is not None and int(start[1]) < len(kept.data) else None


def _keep(wanted: Wanted, data: bytes, at: datetime) -> KeptPack:
    packed = gzip.compress(data, 6, mtime=0)
    kept = KeptPack(packed, hashlib.sha256(packed).hexdigest())
    try:
        _pack_files().put(wanted.device.id, wanted.name, kept, at)
    except OSError:  # then a download that breaks off begins anew
        _log.warning("The pack of %s could not be kept.", wanted.device.id, exc_info=True)
    return kept


def _answer_rest(kept: KeptPack) -> Response:
    answer = _answer_packed(kept)
    answer.make_conditional(request, accept_ranges=True, complete_length=len(kept.data))
    return answer


def _answer_packed(kept: KeptPack) -> Response:
    response = Response(kept.data, mimetype="application/json")
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Accept-Ranges"] = "bytes"
    response.set_etag(kept.sha256)
    return response


def _pack_files() -> PackFiles:
    return PackFiles(current_app.config["SETTINGS"].data_dir / "packs")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem("request.unreadable", why="on is not a date") from error


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        raise Problem("request.unreadable", why="days is not a number")
    return int(text)
