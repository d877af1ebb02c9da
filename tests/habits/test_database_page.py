"""docs/database.md tells of the tables as they are."""

from tests.habits.sources import ROOT
from tests.habits.write_database import page


def test_the_page_is_of_today() -> None:
    written = (ROOT / "docs" / "database.md").read_text()
    assert written == page(), "run python -m tests.habits.write_database"
