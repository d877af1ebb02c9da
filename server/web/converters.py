"""What may stand in an address: anything else is "not found" before a view is asked."""

from flask import Flask
from werkzeug.routing import BaseConverter


class UprnConverter(BaseConverter):
    """A UPRN: up to 12 digits."""

    regex = r"[0-9]{1,12}"


class CodeConverter(BaseConverter):
    """A code of a council's own making: a ward's, a squad's."""

    regex = r"[A-Za-z0-9][A-Za-z0-9 ._\-]{0,39}"


class ReferenceConverter(BaseConverter):
    """A report's reference, as read out on the phone."""

    regex = r"[A-Za-z0-9\-]{4,24}"


class TokenConverter(BaseConverter):
    """The secret of a report's link."""

    regex = r"[A-Za-z0-9_\-]{8,128}"


class Sha256Converter(BaseConverter):
    """A photo's name: its SHA-256 in hex."""

    regex = r"[0-9a-f]{64}"


def add_converters(app: Flask) -> None:
    """Make them known to the app's addresses."""
    app.url_map.converters.update(
        uprn=UprnConverter,
        code=CodeConverter,
        reference=ReferenceConverter,
        token=TokenConverter,
        sha256=Sha256Converter,
    )
