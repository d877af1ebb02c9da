"""How often one address may ask, counted in each process's memory: this keeps floods off.

It is not what stops guessers of passwords: `server.actions.sign_in` does, in the database, wherever they come from.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

View = TypeVar("View", bound=Callable[..., Any])

# a council's own staff and a whole mobile network may share one address: generous, but not endless
SIGN_IN = "20 per minute"
SEARCH = "120 per minute"
REPORT = "30 per minute; 300 per hour"

_limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", strategy="moving-window")


def limit(app: Flask) -> None:
    """Make `limited` work in this app."""
    _limiter.init_app(app)


def limited(how_often: str) -> Callable[[View], View]:
    """Mark a view with how often one address may ask for it."""
    return cast("Callable[[View], View]", _limiter.limit(how_often, exempt_when=is_unlimited))


def is_unlimited() -> bool:
    """Whether this deployment has its limits off (load tests, simulators on one machine)."""
    return not current_app.config["SETTINGS"].rate_limits
