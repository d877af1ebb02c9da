"""Every route says who may use it."""

import pytest
from flask import Flask

from server.web.identity import callers_of

pytestmark = pytest.mark.db


def test_every_route_states_who_may_use_it(app: Flask) -> None:
    open_to_nobody = [
        str(rule)
        for rule in app.url_map.iter_rules()
        if not callers_of(app.view_functions[rule.endpoint])
    ]
    assert open_to_nobody == []
