"""Every text of the squads' app is in every catalogue, whole, with the same gaps; and no text is outside them."""

import ast
import gettext
import io
import re
from collections.abc import Iterator
from pathlib import Path

import kivy
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from PIL import ImageFont

from crew_app.presenters.language import CATALOGUES, LANGUAGES
from crew_app.presenters.settings import OWN_NAMES
from tests.habits.sources import ROOT, name_of, product_files, tree_of
from tests.habits.write_catalogues import (
    TEMPLATE,
    TRANSLATED,
    as_mo,
    extract,
    forms_of,
    path_of,
    read_catalogue,
)

AGAIN = "run `python -m tests.habits.write_catalogues`"
GAP = re.compile(r"%\((\w+)\)([\d.]*[sdf])")
SPEAKING = ("_", "ngettext")
# languages in themselves; letters that a font is measured by
NOT_SAID = (*OWN_NAMES.values(), "Ag")
SHADER = "\n#ifdef GL_ES"  # a program for the graphics card
# reads like words of a person: two words, or one that begins with a capital
WORDS = re.compile(r"[A-Za-z]{2,}[,.:;!?]? +[A-Za-z]|^[A-Z][a-z]+")


@pytest.fixture(params=TRANSLATED)
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def texts_of(catalogue: Catalog) -> dict[str, Message]:
    return {key_of(message): message for message in catalogue if message.id}


def test_the_template_holds_what_the_code_says() -> None:
    written = texts_of(read_po(io.BytesIO(TEMPLATE.read_bytes())))
    assert sorted(written) == sorted(texts_of(extract())), AGAIN


def test_a_catalogue_holds_every_text_and_none_that_is_gone(code: str) -> None:
    assert sorted(texts_of(read_catalogue(code))) == sorted(texts_of(extract())), AGAIN


def test_every_text_is_translated_in_every_plural_form(code: str) -> None:
    catalogue = read_catalogue(code)
    texts = texts_of(catalogue)
    assert [key for key, message in texts.items() if not all(forms_of(message))] == []
    many = [message for message in texts.values() if not isinstance(message.id, str)]
    assert many
    assert [m.id for m in many if len(forms_of(m)) != catalogue.num_plurals] == []


def test_a_translation_has_the_gaps_of_its_text(code: str) -> None:
    wrong = []
    for key, message in texts_of(read_catalogue(code)).items():
        said = [form for form in forms_of(message) if form]
        wrong += [one for one in said if sorted(GAP.findall(one)) != sorted(GAP.findall(key))]
        wrong += [one for one in said if "%" in GAP.sub("", one)]
    assert wrong == []


def test_a_translation_ends_as_its_text_does(code: str) -> None:
    """A sentence stays a sentence, a label a label."""
    wrong = []
    for key, message in texts_of(read_catalogue(code)).items():
        said = [form for form in forms_of(message) if form]
        wrong += [(key, one) for one in said if (key[-1] in ".?") != (one[-1] in ".?")]
        wrong += [(key, one) for one in said if one != one.strip()]
    assert [pair for pair in wrong if "%" not in pair[1][-3:] and pair[1][-2:] != "d."] == []


def test_the_phone_reads_what_people_read(code: str) -> None:
    assert path_of(code).with_suffix(".mo").read_bytes() == as_mo(read_catalogue(code)), AGAIN


def test_what_no_speaker_has_read_is_marked_and_used(code: str) -> None:
    catalogue = read_catalogue(code)
    marked = [message for message in texts_of(catalogue).values() if message.fuzzy]
    spoken = gettext.translation("crew_app", str(CATALOGUES), [code])
    once = [message for message in marked if isinstance(message.id, str)]
    unused = [m.id for m in once if spoken.gettext(key_of(m)) != m.string]
    assert unused == []


@pytest.mark.parametrize(
    ("code", "count", "said"),
    [
        ("ga", 1, "1 sráid"),
        ("ga", 2, "2 shráid"),
        ("ga", 6, "6 shráid"),
        ("ga", 7, "7 sráid"),
        ("ga", 42, "42 sráid"),
        ("pl", 1, "1 ulica"),
        ("pl", 3, "3 ulice"),
        ("pl", 5, "5 ulic"),
        ("pl", 12, "12 ulic"),
        ("pl", 22, "22 ulice"),
        ("lt", 1, "1 gatvė"),
        ("lt", 2, "2 gatvės"),
        ("lt", 10, "10 gatvių"),
        ("lt", 11, "11 gatvių"),
        ("lt", 21, "21 gatvė"),
        ("pt", 1, "1 rua"),
        ("pt", 0, "0 ruas"),
        ("pt", 2, "2 ruas"),
    ],
)
def test_a_count_takes_the_form_of_its_language(code: str, count: int, said: str) -> None:
    spoken = gettext.translation("crew_app", str(CATALOGUES), [code])
    assert spoken.ngettext("%(n)d street", "%(n)d streets", count) % {"n": count} == said


def test_the_apps_font_has_every_letter_of_every_language() -> None:
    font = Path(kivy.__file__).parent / "data" / "fonts" / "Roboto-Regular.ttf"
    drawn = ImageFont.truetype(str(font), 32)
    letters: set[str] = set()
    for code in TRANSLATED:
        letters |= set(path_of(code).read_text(encoding="utf-8"))
    unknown = bytes(drawn.getmask("\U0010fffe"))
    missing = [
        one for one in sorted(letters) if one.isalpha() and bytes(drawn.getmask(one)) == unknown
    ]
    assert missing == []


def test_every_language_has_a_catalogue_and_english_none() -> None:
    found = {path.parent.parent.name for path in CATALOGUES.rglob("*.po")}
    assert found == set(LANGUAGES) - {"en"}


def screens_and_presenters() -> Iterator[Path]:
    for file in product_files():
        if "crew_app" in file.parts and {"presenters", "screens"} & set(file.parts):
            yield file


def test_no_text_is_outside_the_catalogues() -> None:
    found = [
        f"{name_of(file)}:{line} {text!r}"
        for file in screens_and_presenters()
        for line, text in spoken_outside(tree_of(file))
        if WORDS.search(text) and text not in NOT_SAID and not text.startswith(SHADER)
    ]
    assert found == []


def spoken_outside(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every string that is neither said through gettext nor a docstring, an annotation or an error for developers."""
    quiet: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            quiet.add(id(node.value))
        elif isinstance(node, ast.Raise | ast.arg) or is_call_of(
            node, (*SPEAKING, "TypeVar", "getLogger")
        ):
            quiet |= {id(inner) for inner in ast.walk(node)}
        elif isinstance(node, ast.AnnAssign):
            quiet |= {id(inner) for inner in ast.walk(node.annotation)}
        elif isinstance(node, ast.FunctionDef) and node.returns is not None:
            quiet |= {id(inner) for inner in ast.walk(node.returns)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            yield node.lineno, node.value


def is_speaking(node: ast.AST) -> bool:
    return is_call_of(node, SPEAKING)


def test_gettext_is_given_a_text_that_can_be_extracted() -> None:
    given = [
        f"{name_of(file)}:{node.lineno}"
        for file in screens_and_presenters()
        for node in ast.walk(tree_of(file))
        if is_speaking(node) and isinstance(node, ast.Call)
        for argument in node.args[: 1 if ast.unparse(node.func) == "_" else 2]
        if not isinstance(argument, ast.Constant)
    ]
    assert given == []


def test_rules_of_kv_hold_no_words() -> None:
    """Every quoted string of a rule is a name of the code: an icon, a look, a property, never a word of a person."""
    found = []
    for file in sorted((ROOT / "crew_app").rglob("*.kv")):
        for quoted in re.findall(r"'([^']*)'|\"([^\"]*)\"", file.read_text(encoding="utf-8")):
            text = quoted[0] or quoted[1]
            if WORDS.search(text) and not re.fullmatch(
                r"[A-Z]\w+(Tile|Key|View|Row|Cell)\w*", text
            ):
                found.append(f"{name_of(file)}: {text!r}")
    assert found == []


def is_call_of(node: ast.AST, names: tuple[str, ...]) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
