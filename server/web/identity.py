"""Who may use a route. Every view is marked with `open_to`; a test walks the URL map and fails on one that is not."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Who(StrEnum):
    """The kinds of caller."""

    ANYONE = "anyone"  # no sign-in: residents, other systems' public reading
    DEVICE = "device"
    MEMBER = "member"
    AGENT = "agent"
    MANAGER = "manager"
    ADMIN = "admin"


def open_to(*who: Who) -> Callable[[View], View]:
    """Mark a view with the callers that may use it. The check itself runs before the view (see `server.app`)."""

    def mark(view: View) -> View:
        view.open_to = frozenset(who)  # type: ignore[attr-defined]  # functions take attributes
        return view

    return mark


def callers_of(view: Callable[..., Any]) -> frozenset[Who]:
    """The callers a view was marked with; empty when it was forgotten, which refuses everybody."""
    found: frozenset[Who] = getattr(view, "open_to", frozenset())
    return found
