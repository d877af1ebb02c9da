"""python -m server policy: try another policy on real reports before it is put in force."""

from datetime import UTC, datetime
from pathlib import Path

import click

from server.actions.try_policy import Answer, Trial, Tried, try_policy
from server.cli.context import app_from_environ, at_work
from server.cli.progress import StageBar
from server.core.policy import PRESETS
from server.core.policy_check import checked_policy
from server.db.session import transaction


@click.group()
def policy() -> None:
    """Policies: what they would have answered."""


@policy.command("try")
@click.argument("file")
@click.option("--weeks", type=click.IntRange(1, 520), default=4, show_default=True)
@click.option("--most", default=20, show_default=True, help="List so many reports that flip.")
def try_(file: str, weeks: int, most: int) -> None:
    """Replay the last weeks' reports under the policy in FILE (YAML, or a preset's name) and show what flips."""
    found, errors = checked_policy(file if file in PRESETS else _text_of(Path(file)))
    if found is None:
        lines = "\n".join(f"  {field}: {why}" for field, why in errors.items())
        raise click.ClickException(f"The policy cannot be used:\n{lines}")
    app = app_from_environ()
    with at_work(app), transaction() as session, StageBar() as bar:
        tried = try_policy(session, Trial(found, weeks), datetime.now(UTC), bar.show)
    _echo(tried, most)


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        known = ", ".join(sorted(PRESETS))
        raise click.ClickException(
            f"{file} is neither a file that can be read nor a preset ({known})."
        ) from wrong


def _echo(tried: Tried, most: int) -> None:
    before, after = tried.before, tried.after
    click.echo(f"{tried.reports} reports, {len(tried.flips)} would be answered otherwise")
    click.echo(f"accepted: {before.accepted} now, {after.accepted} under this policy")
    click.echo(f"leading to a return: {before.returns} now, {after.returns} under this policy")
    for was, would_be, count in tried.kinds:
        click.echo(f"{count:>7}  {was} -> {would_be}")
    for flip in tried.flips[:most]:
        made = flip.made_at.isoformat(timespec="minutes")
        click.echo(f"  {flip.reference}  {made}  {_words(flip.before)} -> {_words(flip.after)}")
    if len(tried.flips) > most:
        click.echo(f"  and {len(tried.flips) - most} more (--most)")


def _words(answer: Answer) -> str:
    said = str(answer.word) if answer.reason is None else f"{answer.word} ({answer.reason})"
    return said if answer.accepted else f"{said}, not accepted"
