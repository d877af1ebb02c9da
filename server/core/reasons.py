"""The reasons with their default flags, as data. A council's own flags live in its database."""

from functools import lru_cache
from importlib.resources import files

import msgspec
import yaml

from server.core.facts import ReasonFlags


@lru_cache(maxsize=1)
def default_reasons() -> tuple[ReasonFlags, ...]:
    """Every reason, in the order in which a squad is shown them."""
    text = files("server.core").joinpath("default_reasons.yaml").read_text(encoding="utf-8")
    rows = [{"code": code, **flags} for code, flags in yaml.safe_load(text).items()]
    return tuple(msgspec.convert(rows, list[ReasonFlags]))
