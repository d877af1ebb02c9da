"""python -m server work: the background process."""

import logging
import signal
import threading
from datetime import UTC, datetime
from functools import partial

import click

from server.cli.context import app_from_environ
from server.jobs.due_work import keep_looking, look_once
from server.store.pack_files import PackFiles
from server.store.photo_files import PhotoFiles


@click.command()
@click.option(
    "--every", "every_s", default=5.0, show_default=True, help="Seconds between two looks."
)
@click.option("--once", is_flag=True, help="Look once and end.")
def work(every_s: float, *, once: bool) -> None:
    """Judge again what fell due, and delete what has passed its retention."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    app = app_from_environ()
    settings = app.config["SETTINGS"]
    photos = PhotoFiles(settings.data_dir / "photos")
    packs = PackFiles(settings.data_dir / "packs")
    look = partial(look_once, photos, settings.photos_kept, settings.tracks_kept)
    packs.drop_old(datetime.now(UTC))
    with app.app_context():
        if once:
            done = look()
            click.echo(
                f"judged again: {done.rejudged}, deleted: {done.purged.total}, photos: {done.photos.total}"
                if done
                else "Another process is at it."
            )
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        keep_looking(stop, every_s, lambda: (packs.drop_old(datetime.now(UTC)), look())[1])
