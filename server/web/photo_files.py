"""Where this deployment keeps its photos."""

from flask import current_app

from server.store.photo_files import PhotoFiles


def photo_files() -> PhotoFiles:
    """The files below the deployment's data folder."""
    return PhotoFiles(current_app.config["SETTINGS"].data_dir / "photos")
