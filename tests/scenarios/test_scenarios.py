"""Every scenario beside this file passes, through the very command a waste manager uses."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from server.cli.judge import bank_holidays, judge
from server.core.policy import PRESETS
from server.core.scenario.trying import name_of, try_scenario

FILES = sorted(Path(__file__).parent.glob("*.yaml"))
SCENARIOS = [
    pytest.param(raw, id=f"{file.stem}: {name_of(raw)}")
    for file in FILES
    for raw in yaml.safe_load_all(file.read_text(encoding="utf-8"))
    if raw is not None
]


@pytest.mark.parametrize("raw", SCENARIOS)
def test_the_answers_are_as_expected(raw: object) -> None:
    assert try_scenario(raw, bank_holidays) == []


def test_every_scenario_has_a_name_of_its_own_and_expects_something() -> None:
    names = [name_of(p.values[0]) for p in SCENARIOS]
    assert len(set(names)) == len(names)
    assert all(isinstance(p.values[0], dict) and p.values[0].get("expect") for p in SCENARIOS)


def test_every_hole_of_todays_systems_is_a_scenario_and_the_table_names_it() -> None:
    readme = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| (hole \d+: [^|]+) \|$", readme, re.MULTILINE)
    assert {int(number) for number, _ in rows} == set(range(1, 18))
    assert all(name.startswith(f"hole {number}: ") for number, name in rows)
    names = {name_of(p.values[0]) for p in SCENARIOS}
    assert {name for _, name in rows} == {name for name in names if name.startswith("hole ")}


@pytest.mark.parametrize(
    ("file", "days"),
    [
        ("window_ends", {"2026-03-02", "2026-03-27", "2026-10-23", "2026-03-16", "2026-07-10"}),
        ("same_day_hours", {"2026-03-02", "2026-03-29", "2026-10-25", "2026-03-17", "2026-07-13"}),
    ],
)
def test_every_preset_has_both_sides_of_its_boundary_on_each_of_the_days(
    file: str, days: set[str]
) -> None:
    text = (Path(__file__).parent / f"{file}.yaml").read_text(encoding="utf-8")
    tried = [raw for raw in yaml.safe_load_all(text) if raw is not None]
    found = {(raw["policy"], str(raw["round_on"])) for raw in tried}
    assert found == {(preset, day) for preset in PRESETS for day in days}
    for raw in tried:
        before, after = raw["expect"]
        made = [str(report["made"]) for report in raw["reports"]]
        assert made == sorted(made)
        assert before["verdict"] != after["verdict"], raw["name"]


def test_the_command_says_what_differs_and_exits_1(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(
        "name: a wrong one\npolicy: belfast\nround_on: 2026-03-02\n"
        "reports: [{uprn: 5001, made: 2026-03-02T16:59}]\n"
        "expect: [{report: 1, as_known: 2026-03-02T16:59, verdict: too_early, accepted: true}]\n"
        "---\nname: a right one\npolicy: belfast\nround_on: 2026-03-02\n"
        "reports: [{uprn: 5001, made: 2026-03-02T16:59}]\n"
        "expect: [{report: 1, as_known: 2026-03-02T16:59, verdict: round_in_progress}]\n",
        encoding="utf-8",
    )
    ran = CliRunner().invoke(judge, [str(file)])
    assert ran.output.splitlines() == [
        "differs a wrong one: report 1 as known 2026-03-02T16:59: expected too_early, got round_in_progress; "
        "report 1 as known 2026-03-02T16:59: expected accepted true, got accepted false",
        "ok a right one",
        "1 passed, 1 failed",
    ]
    assert ran.exit_code == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: x\npolicy: nowhere\nround_on: 2026-03-02", "there is no preset 'nowhere'"),
        ("name: x\nround_on: soon", "round_on: 'soon' is not a date"),
        ("name: x\nround_on: 2026-03-02\ntimezone: Mars/Olympus", "there is no time zone"),
        (
            "name: x\nround_on: 2026-03-02\nvisits: [{at: now, outcome: completed}]",
            "visits.at: 'now'",
        ),
        (
            "name: x\nround_on: 2026-03-02\nvisits: [{at: 2026-03-02T09:00, outcome: done}]",
            "visits.outcome: 'done' is none of",
        ),
        (
            "name: x\nround_on: 2026-03-02\nreports: [{uprn: 1, made: 2026-03-02T09:00}]\n"
            "expect: [{report: 2, as_known: 2026-03-02T09:00}]",
            "there is no report 2",
        ),
        (
            "name: x\npolicy: {base: belfast, windows: 3}\nround_on: 2026-03-02",
            "unknown field `windows`",
        ),
        ("- a\n- list", "a scenario: ['a', 'list'] is not a mapping"),
    ],
)
def test_a_scenario_that_cannot_be_read_differs_and_says_why(text: str, words: str) -> None:
    (said,) = try_scenario(yaml.safe_load(text), bank_holidays)
    assert words in said


def test_a_file_that_is_no_yaml_is_said_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("name: [", encoding="utf-8")
    ran = CliRunner().invoke(judge, [str(file)])
    assert ran.exit_code == 1
    assert "broken.yaml is not YAML" in ran.output


def test_bank_holidays_are_of_the_division() -> None:
    irish, english = (
        bank_holidays("northern-ireland", 2026, 2026),
        bank_holidays("england-and-wales", 2026, 2026),
    )
    assert {date(2026, 3, 17), date(2026, 7, 13)} <= irish - english
    assert bank_holidays("atlantis", 2026, 2026) == frozenset()
