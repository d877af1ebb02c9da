"""Decision records are numbered once each, from 1, and say their number at the top."""

from pathlib import Path

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"


def test_every_record_has_a_number_of_its_own_and_says_it() -> None:
    records = sorted(DECISIONS.glob("*.md"))
    assert [record.name[:4] for record in records] == [
        f"{number:04}" for number in range(1, len(records) + 1)
    ]
    for record in records:
        assert record.read_text().startswith(f"# {record.name[:4]}: "), record.name
