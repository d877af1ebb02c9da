"""Writes docs/problems.md from the catalogue: python -m tests.habits.write_problems."""

from server.core.problems import PROBLEMS
from tests.habits.sources import ROOT

HEAD = """# Problems: every error code

Made from `server/core/problems.py` by `python -m tests.habits.write_problems`. A code never changes its meaning.
Machines get them as `application/problem+json` (RFC 9457) in `code`; people get the sentence on a page.

| code | HTTP | what is said |
|---|---|---|
"""


def main() -> None:
    """Write the page."""
    rows = "".join(
        f"| `{code}` | {kind.status} | {kind.sentence.replace('|', '/')} |\n"
        for code, kind in sorted(PROBLEMS.items())
    )
    (ROOT / "docs" / "problems.md").write_text(HEAD + rows)


if __name__ == "__main__":
    main()
