"""The QR code a handheld scans to enrol: where the server is, and the one-time code."""

import io
import json

import segno
from markupsafe import Markup


def qr_svg(base_url: str, code: str) -> Markup:
    """An SVG drawing, to stand in the page itself: a one-time secret needs no address of its own."""
    content = json.dumps({"server": base_url, "code": code}, separators=(",", ":"))
    drawn = io.BytesIO()
    segno.make(content, error="m", micro=False).save(
        drawn,
        kind="svg",
        xmldecl=False,
        svgns=True,
        border=4,
        omitsize=True,
        title="QR",
        dark="#000",
        light="#fff",
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 - drawn by segno from our own values
