"""Haste for a process that does nothing but play schedules: values stored plainly, garbage looked for seldom.

A frozen dataclass stores each field through a check that nobody changes it, a quarter of all the time. The tests play
with that check in place; what is decided is the same either way, and a test compares the two.
"""

import gc
import sys
from dataclasses import MISSING, Field, field, fields, is_dataclass, make_dataclass
from typing import Any

import tests.sync.sim.play  # noqa: F401 - so that all there is to hasten is there

HASTENED = ("sync.", "server.actions.", "server.db.", "tests.sync.sim.")
OBJECTS_BETWEEN = 50_000


def make_haste() -> None:
    """Hasten this process, for good."""
    for cls in list_frozen():
        store_plainly(cls)
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN, 20, 100)


def list_frozen() -> list[type]:
    """Every frozen dataclass of the protocol and the simulator."""
    names = [name for name in sorted(sys.modules) if name.startswith(HASTENED)]
    found = [one for name in names for one in vars(sys.modules[name]).values()]
    return [
        one
        for one in dict.fromkeys(one for one in found if isinstance(one, type))
        if is_dataclass(one) and "__setattr__" in vars(one) and not hasattr(one, "__post_init__")
    ]


def store_plainly(cls: type) -> None:
    """Give a frozen dataclass the `__init__` it would have if it were not frozen."""
    own = [(one.name, one.type, _as_declared(one)) for one in fields(cls)]
    plain = make_dataclass(cls.__name__, own, eq=False, repr=False)
    delattr(cls, "__setattr__")
    delattr(cls, "__delattr__")
    cls.__init__ = plain.__init__  # type: ignore[misc]  # that is what it is for


def _as_declared(one: "Field[Any]") -> Any:
    if one.default_factory is not MISSING:
        return field(default_factory=one.default_factory)
    return field() if one.default is MISSING else field(default=one.default)
