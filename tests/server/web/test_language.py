"""Every word of the pages can be translated: the extractor finds them, and sentences are filled safely."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from flask import Flask

from server.core.problems import PROBLEMS
from server.core.sentences import Sentence
from server.web.saying import clock, day, day_in_words, deadline, moment, say
from tests.server.web.town import NOW, People

pytestmark = pytest.mark.db
ROOT = Path(__file__).parent.parent.parent.parent
METHODS = [("server/web/templates/**.html", "jinja2"), ("server/**.py", "python")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "ProblemKind": (2,),
    "said": (1, 2, 3),
}


@pytest.fixture(scope="module")
def message_ids() -> set[str]:
    found: set[str] = set()
    for row in extract_from_dir(str(ROOT), METHODS, {}, KEYWORDS):
        found.update([row[2]] if isinstance(row[2], str) else row[2])
    return found


def test_the_extractor_finds_pages_problems_and_plurals(message_ids: set[str]) -> None:
    assert "Was your bin missed?" in message_ids
    assert "%(heard)s of %(num)s squads heard through %(time)s" in message_ids
    assert {kind.sentence for kind in PROBLEMS.values()} <= message_ids
    assert len(message_ids) > 250


CODE = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.S)
TAGS = re.compile(r"<[^>]*>", re.S)


def test_no_template_holds_words_outside_gettext() -> None:
    """What is left of a page without its code and tags is words nobody can translate."""
    loose = {}
    for file in sorted((ROOT / "server/web/templates").rglob("*.html")):
        words = re.findall(r"[A-Za-z]{2,}", TAGS.sub(" ", CODE.sub(" ", file.read_text())))
        if set(words) - {"UPRN", "USRN"}:
            loose[file.name] = words
    assert loose == {}


def test_times_are_said_in_the_councils_time(app: Flask, people: People) -> None:
    with app.test_request_context():
        assert clock(datetime(2026, 7, 1, 10, 3, tzinfo=UTC)) == "11:03"  # summer time
        assert moment(NOW) == "11:20 today"
        assert moment(datetime(2026, 11, 18, 9, 5, tzinfo=UTC)) == "09:05 on Wednesday 18 November"
        assert moment(datetime(2026, 11, 20, tzinfo=UTC)) == "the start of Friday 20 November"
        assert deadline(datetime(2026, 11, 24, tzinfo=UTC)) == "the end of Monday 23 November"
        assert deadline(datetime(2026, 11, 19, 23, 59, 59, tzinfo=UTC)) == "the end of today"
        assert deadline(datetime(2026, 11, 20, 16, tzinfo=UTC)) == "16:00 on Friday 20 November"
        assert day(date(2027, 1, 4)) == "Monday 4 January 2027"
        assert day_in_words(date(2026, 11, 20)) == "tomorrow"


def test_a_sentence_is_filled_and_never_filled_twice(app: Flask, people: People) -> None:
    with app.test_request_context():
        sentence = Sentence(
            "At %(noted_at)s: %(reason)s. You reported on %(made_at)s; we go back by %(due_at)s.",
            {
                "noted_at": NOW,
                "reason": "100 %(full)s %s",
                "made_at": NOW,
                "due_at": datetime(2026, 11, 24, tzinfo=UTC),
            },
        )
        assert say(sentence) == (
            "At 11:20 today: 100 %(full)s %s. You reported on Thursday 19 November at 11:20; "
            "we go back by the end of Monday 23 November."
        )
        assert say(Sentence("100 % sure")) == "100 % sure"
