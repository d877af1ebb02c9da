"""Reads the form of a report: what was typed, cleaned, and what is wrong with it. Decides nothing about the report."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask_babel import gettext

LONGEST_NOTE = 1000
LONGEST_ADDRESS = 200
LONGEST_CONTACT = 200
OLDEST_CONTACT = timedelta(days=60)
CHANNELS = ("phone", "counter", "email", "social")

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"\+?[0-9 ()\-]{7,25}")


@dataclass(frozen=True, slots=True)
class Asks:
    """What a form asks for: one of these streams; a typed address; when and how an agent was told."""

    streams: tuple[str, ...]
    address: bool = False
    contact_made: bool = False


@dataclass(frozen=True, slots=True)
class ReportForm:
    """A form as filled in, cleaned."""

    stream: str = ""
    note: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    channel: str = ""
    told_on: str = ""  # YYYY-MM-DD, local
    told_at: str = ""  # HH:MM, local
    attempt: str = ""  # the same for a form sent twice


def read_form(form: Mapping[str, str], asks: Asks) -> ReportForm:
    """What was typed, without control characters, cut to what is stored."""
    return ReportForm(
        stream=clean_line(form.get("stream", "")),
        note=clean_text(form.get("note", ""))[:LONGEST_NOTE],
        email=clean_line(form.get("email", ""))[:LONGEST_CONTACT],
        phone=clean_line(form.get("phone", ""))[:LONGEST_CONTACT],
        address=clean_line(form.get("address", ""))[:LONGEST_ADDRESS] if asks.address else "",
        channel=clean_line(form.get("channel", "")) if asks.contact_made else "",
        told_on=clean_line(form.get("told_on", "")) if asks.contact_made else "",
        told_at=clean_line(form.get("told_at", "")) if asks.contact_made else "",
        attempt=_uuid(form.get("attempt", "")),
    )


def check_form(form: ReportForm, asks: Asks, zone: ZoneInfo, now: datetime) -> dict[str, str]:
    """What is wrong, by field, in words that say what to do."""
    errors = {}
    if asks.address and not form.address:
        errors["address"] = gettext("Enter the address or the street")
    if form.stream not in asks.streams:
        errors["stream"] = gettext("Choose which bin was missed")
    if form.email and not _EMAIL.fullmatch(form.email):
        errors["email"] = gettext("Enter an email address like name@example.org, or leave it out")
    if form.phone and not _PHONE.fullmatch(form.phone):
        errors["phone"] = gettext("Enter a phone number like 028 9032 0202, or leave it out")
    if asks.contact_made:
        errors.update(_check_contact_made(form, zone, now))
    return errors


def told_at(form: ReportForm, zone: ZoneInfo) -> datetime | None:
    """When an agent was told, or None when that is no date and time."""
    try:
        local = datetime.strptime(f"{form.told_on} {form.told_at}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - made local next
    except ValueError:
        return None
    return local.replace(tzinfo=zone).astimezone(UTC)


def clean_line(text: str) -> str:
    """One line: no control characters, runs of blanks become one."""
    return " ".join(clean_text(text).split())


def clean_text(text: str) -> str:
    """No control characters but line ends."""
    kept = (c for c in text.replace("\r\n", "\n") if c == "\n" or unicodedata.category(c)[0] != "C")
    return "".join(kept).strip()


def _uuid(text: str) -> str:
    """The id of an attempt; a new one when there is none yet or it is no id."""
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid4())


def _check_contact_made(form: ReportForm, zone: ZoneInfo, now: datetime) -> dict[str, str]:
    errors = {}
    if form.channel not in CHANNELS:
        errors["channel"] = gettext("Choose how the resident got in touch")
    at = told_at(form, zone)
    if at is None:
        errors["told_on"] = gettext("Enter the day and the time the resident got in touch")
    elif at > now:
        errors["told_on"] = gettext("The time the resident got in touch is in the future")
    elif at < now - OLDEST_CONTACT:
        errors["told_on"] = gettext("The time the resident got in touch is too long ago")
    return errors
