"""Response headers that keep browsers strict: no foreign or inline scripts, no framing, no guessing of types."""

from flask import Flask, Response, request
from flask_talisman import Talisman

from server.settings import Settings

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def harden(app: Flask, settings: Settings) -> None:
    """Set the headers and the session cookie's flags. HSTS and secure cookies only behind https."""
    app.config.update(
        SESSION_COOKIE_NAME="roundbook",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
    )
    Talisman(
        app,
        content_security_policy=POLICY,
        force_https=False,  # the proxy in front does that
        frame_options="DENY",
        referrer_policy="same-origin",  # a secret link must not leave with a click
        session_cookie_secure=settings.secure_cookies,
        strict_transport_security=settings.secure_cookies,
        permissions_policy={"geolocation": "()", "camera": "()", "microphone": "()"},
    )
    app.after_request(forbid_keeping)


def forbid_keeping(response: Response) -> Response:
    """Pages speak of people and change by the minute: no cache keeps them. Static files may be kept."""
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
