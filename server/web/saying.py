"""How pages say times, days and the sentences of verdicts: the words of the rules, put into a language."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo

from flask import Flask
from flask_babel import format_date, get_timezone, gettext

from server.core.sentences import Sentence
from server.web.clock import now
from server.web.verdict_names import NAMES

_ON_A_TIME = re.compile(r"\bon %\((\w+)\)s")


def add_filters(app: Flask) -> None:
    """Give templates the filters below and the names of verdicts and roles."""
    filters = (clock, day, day_in_words, moment, say, short_day, sentence_case, typed_day)
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
    """11:03 today; 11:03 on Thursday 19 November."""
    on = _local(at).date()
    if on == _today():
        return str(gettext("%(time)s today", time=clock(at)))
    return str(gettext("%(time)s on %(day)s", time=clock(at), day=day(on)))


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


def say_words(template: str, values: Mapping[str, object]) -> str:
    """A template translated, then filled; values are made readable, nothing in them is a template again."""
    dated = set(_ON_A_TIME.findall(template))
    said = {name: _readable(value, name in dated) for name, value in values.items()}
    translated: str = gettext(template)
    return translated % said if said else translated


def _readable(value: object, is_dated: bool) -> object:  # noqa: FBT001 - a private step
    if isinstance(value, datetime):
        return dated_moment(value) if is_dated else moment(value)
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
