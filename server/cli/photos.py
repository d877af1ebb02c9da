"""python -m server photos: which photos have not arrived, and whether the files are what was kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from sqlalchemy.orm import Session

from server.actions.sweep_photos import check_photos, sweep_photos
from server.cli.context import app_from_environ
from server.core.photo_parts import MISSING_AFTER
from server.db.blobs import MissingPhoto, list_missing_photos
from server.db.session import transaction
from server.store.photo_files import PhotoFiles


@click.group()
def photos() -> None:
    """What became of the photos squads took."""


@photos.command()
@click.option(
    "--hours",
    default=int(MISSING_AFTER.total_seconds()) // 3600,
    show_default=True,
    help="Named so long ago.",
)
def missing(hours: int) -> None:
    """List photos that records name and that have not arrived."""
    with _opened() as (session, _files):
        found = list_missing_photos(session, datetime.now(UTC) - timedelta(hours=hours))
    for photo in found:
        click.echo(_line(photo))
    click.echo(f"{len(found)} missing after {hours} hours")


@photos.command()
def check() -> None:
    """Hash every photo again. Ends with 1 when one is not what was kept."""
    with _opened() as (session, files):
        checked = check_photos(session, files)
    for sha256 in checked.damaged:
        click.echo(f"damaged {sha256}")
    for sha256 in checked.stray:
        click.echo(f"stray   {sha256}")
    click.echo(
        f"{checked.looked_at} looked at, {len(checked.damaged)} damaged, {len(checked.stray)} stray"
    )
    if checked.damaged:
        raise SystemExit(1)


@photos.command()
@click.option("--days", type=click.IntRange(min=30), help="Instead of ROUNDBOOK_PHOTO_DAYS.")
def sweep(days: int | None) -> None:
    """Delete photos whose time is over, and what nobody names, as `work` does by itself."""
    app = app_from_environ()
    kept = app.config["SETTINGS"].photos_kept if days is None else timedelta(days=days)
    with app.app_context(), transaction() as session:
        swept = sweep_photos(session, _files_of(app), datetime.now(UTC), kept)
    click.echo(
        f"{swept.old} past their time, {swept.unnamed} that nobody names, {swept.unfinished} unfinished"
    )
    if swept.total:
        click.echo("Once more takes the next, if there are more.")


def _line(photo: MissingPhoto) -> str:
    percent = 100 * photo.got // photo.size
    why = photo.refused or f"{percent} % here"
    device = photo.device or "a device not known"
    return f"{photo.named_at:%Y-%m-%d %H:%M} {photo.sha256[:12]} {device}, squad {photo.squad}: {why}; {photo.ents[0]}"


@contextmanager
def _opened() -> Iterator[tuple[Session, PhotoFiles]]:
    app = app_from_environ()
    with app.app_context(), transaction() as session:
        yield session, _files_of(app)


def _files_of(app: Any) -> PhotoFiles:
    return PhotoFiles(app.config["SETTINGS"].data_dir / "photos")
