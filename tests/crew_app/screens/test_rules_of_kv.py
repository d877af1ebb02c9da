"""Rules about kv: every rule file has its module, holds no words and no colours, and colours carry text legibly."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from crew_app.screens.widgets.icon_shapes import strokes_of
from crew_app.screens.widgets.looks import LOOKS, Look
from crew_app.screens.widgets.palettes import PALETTES, TEXT_PAIRS, Palette, contrast
from sync.words import Reason

SCREENS = Path(__file__).parents[3] / "crew_app" / "screens"
RULES = sorted(SCREENS.rglob("*.kv"))
LEAST_CONTRAST = 7.0


def name_of(path: Path) -> str:
    return str(path.relative_to(SCREENS))


@pytest.fixture(params=RULES, ids=name_of)
def rules(request: pytest.FixtureRequest) -> Path:
    path = request.param
    assert isinstance(path, Path)
    return path


def test_every_rule_file_has_its_module(rules: Path) -> None:
    assert rules.with_suffix(".py").exists()


def test_a_rule_file_is_loaded_by_name(rules: Path) -> None:
    loader = (SCREENS / "rules.py").read_text()
    assert f'"{rules.stem}"' in loader


def test_a_rule_file_holds_no_words_of_its_own(rules: Path) -> None:
    """Every word on a screen comes from a presenter, so that it can be translated."""
    literal = re.compile(r"^\s*(text|title|subtitle)\s*:\s*['\"][^'\"]+['\"]\s*$", re.MULTILINE)
    assert literal.findall(rules.read_text()) == []


def test_a_rule_file_takes_its_colours_from_the_theme(rules: Path) -> None:
    text = rules.read_text()
    assert re.findall(r"#[0-9A-Fa-f]{6}\b", text) == []
    painted = re.findall(r"^\s*(?:rgba|color|tint)\s*:\s*(.+)$", text, re.MULTILINE)
    assert [value for value in painted if not re.search(r"theme|root|self", value)] == []


def test_a_rule_file_reaches_nothing_but_its_root(rules: Path) -> None:
    text = rules.read_text()
    assert not re.search(r"\bapp\.", text)
    assert ".ids." not in text


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize(("ground", "ink"), TEXT_PAIRS)
def test_text_is_legible_in_the_sun_and_at_night(name: str, ground: str, ink: str) -> None:
    palette = PALETTES[name]
    assert contrast(getattr(palette, ground), getattr(palette, ink)) >= LEAST_CONTRAST


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize(("chosen", "other"), [("chosen", "plain"), ("here", "band")])
def test_what_is_chosen_is_told_by_more_than_the_colour_of_its_words(
    palette: Palette, chosen: str, other: str
) -> None:
    fills = (getattr(palette, LOOKS[look].fill) for look in (chosen, other))
    assert contrast(*fills) >= 3


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_every_look_uses_a_pair_that_is_measured(look: Look) -> None:
    assert (look.fill, look.ink) in TEXT_PAIRS


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_every_palette_colour_is_css_hex() -> None:
    for palette in PALETTES.values():
        for field in fields(Palette):
            assert re.fullmatch(r"#[0-9A-F]{6}", getattr(palette, field.name))


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_icon(reason: Reason) -> None:
    assert strokes_of(reason.value)
