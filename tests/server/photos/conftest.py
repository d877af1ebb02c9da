"""An empty folder for photos, the clock at NOW, and a device in service."""

import shutil
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from server.store.photo_files import PhotoFiles
from tests.server.photos.fleet import NOW, Handheld, add_handheld


@pytest.fixture
def files(app: Flask, session: Session) -> Iterator[PhotoFiles]:
    files = PhotoFiles(app.config["SETTINGS"].data_dir / "photos")
    shutil.rmtree(files.folder, ignore_errors=True)
    yield files
    app.config.pop("PHOTO_RULES", None)


@pytest.fixture
def held(app: Flask, session: Session, files: PhotoFiles) -> Iterator[Handheld]:
    app.config["CLOCK"] = lambda: NOW
    yield add_handheld(session)
    app.config.pop("CLOCK")
