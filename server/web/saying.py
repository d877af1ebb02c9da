"""How pages say times, days and the sentences of verdicts: the words of the rules, put into a language."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from flask import Flask
from flask_babel import format_date, get_timezone, gettext

from server.core.sentences import Sentence
from server.web.clock import now
from server.web.verdict_names import NAMES

MIDNIGHT = time(0)
LAST_MINUTE = (23, 59)
_AFTER_A_WORD = re.compile(r"\b(on|by|until|before) %\((\w+)\)s")


def add_filters(app: Flask) -> None:
    """Give templates the filters below and the names of verdicts and roles."""
    filters = (
        clock,
        day,
        day_in_words,
        deadline,
        is_ahead,
        is_past,
        moment,
        say,
        short_day,
        sentence_case,
        typed_day,
    )
    app.jinja_env.filters.update({one.__name__: one for one in filters})
    app.jinja_env.globals.update(NAMES)


def clock(at: datetime | time) -> str:
    """11:03, in the council's time."""
    return (_local(at) if isinstance(at, datetime) else at).strftime("%H:%M")


def day(on: date) -> str:
    """Thursday 19 November, with the year when it is another year than this one."""
    pattern = "EEEE d MMMM" if on.year == _today().year else "EEEE d MMMM y"
    return str(format_date(on, pattern))


def short_day(on: date) -> str:
    """19 Nov 2026."""
    return str(format_date(on, "d MMM y"))


def day_in_words(on: date) -> str:
    """today, tomorrow, yesterday; else as `day`."""
    away = (on - _today()).days
    if away in (-1, 0, 1):
        return str((gettext("yesterday"), gettext("today"), gettext("tomorrow"))[away + 1])
    return day(on)


def moment(at: datetime) -> str:
    """11:03 today; 11:03 on Thursday 19 November; the start of Friday 20 November for its midnight."""
    local = _local(at)
    if local.time() == MIDNIGHT:
        return str(gettext("the start of %(day)s", day=day(local.date())))
    if local.date() == _today():
        return str(gettext("%(time)s today", time=clock(at)))
    return str(gettext("%(time)s on %(day)s", time=clock(at), day=day(local.date())))


def deadline(at: datetime) -> str:
    """As `moment`, but midnight is the end of the day before: what follows "by" and "until"."""
    local = _local(at)
    if local.time() == MIDNIGHT or (local.hour, local.minute) == LAST_MINUTE:
        last = (local - timedelta(minutes=1)).date()
        if last == _today():
            return str(gettext("the end of today"))
        return str(gettext("the end of %(day)s", day=day(last)))
    return moment(at)


def is_ahead(on: date) -> bool:
    """Whether that day has not come yet for the council."""
    return on > _today()


def is_past(on: date) -> bool:
    """Whether that day is over for the council."""
    return on < _today()


def sentence_case(words: str) -> str:
    """The first letter large, the rest as it is."""
    return words[:1].upper() + words[1:]


def typed_day(text: str) -> str:
    """A day as a form holds it (2026-11-21), in words; what is no day stays as it is."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def dated_moment(at: datetime) -> str:
    """Thursday 19 November at 11:03: what follows "on"."""
    on = _local(at).date()
    return str(gettext("%(day)s at %(time)s", time=clock(at), day=day(on)))


def say(sentence: Sentence) -> str:
    """A verdict's sentence in the language of this request, its dates and times in the council's way."""
    return say_words(sentence.template, sentence.values)


WAYS = {"on": dated_moment, "by": deadline, "until": deadline, "before": deadline}


def say_words(template: str, values: Mapping[str, object]) -> str:
    """A template translated, then filled; values are made readable, nothing in them is a template again."""
    ways = {name: word for word, name in _AFTER_A_WORD.findall(template)}
    said = {name: _readable(value, ways.get(name, "")) for name, value in values.items()}
    translated: str = gettext(template)
    return translated % said if said else translated


def _readable(value: object, after: str) -> object:
    """A value in words that fit the word before it."""
    if isinstance(value, datetime):
        return WAYS.get(after, moment)(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return clock(value)
    return gettext(value) if isinstance(value, str) and value else value


def _local(at: datetime) -> datetime:
    zone: tzinfo = get_timezone() or UTC
    return at.astimezone(zone)


def _today() -> date:
    return _local(now()).date()
