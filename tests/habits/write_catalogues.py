"""Writes the app's catalogues of texts anew from its code: `python -m tests.habits.write_catalogues`.

The template (`crew_app.pot`) holds every text of the code; each language's `.po` gets what is new and loses what
is gone, and its `.mo`, which the phone reads, is compiled from it. Nothing is matched by likeness.
"""

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from crew_app.presenters.language import CATALOGUES, LANGUAGES
from tests.habits.sources import ROOT

TRANSLATED = tuple(code for code in LANGUAGES if code != "en")
TEMPLATE = CATALOGUES / "crew_app.pot"
# Standing still, so that a run that finds nothing new writes the same files.
_DATE = datetime(2026, 11, 21, tzinfo=UTC)
_SOURCES = [("**.py", "python")]
_WIDTH = 100
_HEAD = """# Roundbook, the squads' app: template of all its texts.
# Written by `python -m tests.habits.write_catalogues`; do not edit."""
_HEAD_OF_LANGUAGE = """# Roundbook, the squads' app: LANGUAGE.
# Translated by a machine. `fuzzy` marks what no speaker has read yet: it is used all the same, because half a
# screen in English helps nobody. Read it, mend it, take the mark away, run
# `python -m tests.habits.write_catalogues`."""


def main() -> None:
    """Write the template, and every language's catalogue in both forms."""
    template = extract()
    TEMPLATE.write_bytes(as_po(template))
    for code in TRANSLATED:
        catalogue = read_catalogue(code)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        path = path_of(code)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(catalogue))
        path.with_suffix(".mo").write_bytes(as_mo(catalogue))
        empty = [message.id for message in catalogue if message.id and not all(forms_of(message))]
        print(f"{code}: {len(catalogue)} texts, {len(empty)} not translated")  # noqa: T201 - a command's output


def extract() -> Catalog:
    """Every text of the app's code, with what the code says to translators."""
    template = Catalog(project="Roundbook", version="1", creation_date=_DATE)
    template.fuzzy, template.header_comment = False, _HEAD
    found = extract_from_dir(ROOT / "crew_app", _SOURCES, comment_tags=["Translators:"])
    for file, _line, text, comments, _context in sorted(found, key=lambda one: (one[0], one[1])):
        template.add(text, None, [(f"crew_app/{file}", 0)], auto_comments=comments)
    return template


def path_of(code: str) -> Path:
    """Where the catalogue of a language lies."""
    return CATALOGUES / code / "LC_MESSAGES" / "crew_app.po"


def read_catalogue(code: str) -> Catalog:
    """A language's catalogue; a new language begins with an empty one."""
    path = path_of(code)
    if not path.exists():
        catalogue = Catalog(locale=code, creation_date=_DATE, revision_date=_DATE, fuzzy=False)
        catalogue.header_comment = _HEAD_OF_LANGUAGE.replace("LANGUAGE", code)
        return catalogue
    return read_po(io.BytesIO(path.read_bytes()), locale=code)


def as_po(catalogue: Catalog) -> bytes:
    """The text of a catalogue for people, without line numbers: those change with every edit."""
    file = io.BytesIO()
    write_po(file, catalogue, width=_WIDTH, include_lineno=False, ignore_obsolete=True)
    return file.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """What the phone reads. What waits for review (`fuzzy`) is used all the same."""
    file = io.BytesIO()
    write_mo(file, catalogue, use_fuzzy=True)
    return file.getvalue()


def forms_of(message: Message) -> tuple[str, ...]:
    """A translation's plural forms, or its one form; an empty text where there is none."""
    said = message.string
    return tuple(said) if isinstance(said, tuple | list) else (said or "",)


if __name__ == "__main__":
    main()
