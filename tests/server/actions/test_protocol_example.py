"""The example of docs/protocol.md is run, as it stands there, against the real server over a real socket."""

import re
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from server.actions.enrol_device import issue_enrolment_code
from server.db.session import transaction
from sync.ids import is_uuid
from tests.server.round_book import NOW

pytestmark = pytest.mark.db
DOC = Path(__file__).parents[3] / "docs" / "protocol.md"


def test_the_example_runs(open_app: Flask) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", DOC.read_text(), re.DOTALL)
    with open_app.app_context(), transaction() as session:
        code = issue_enrolment_code(session, "S1", "test", NOW)
    server = make_server("127.0.0.1", 0, open_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        told: dict[str, Any] = {"SERVER": f"http://127.0.0.1:{server.server_port}", "CODE": code}
        exec(compile(example, str(DOC), "exec"), told)  # noqa: S102 - our own document
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert told["status"] == "accepted"
    assert is_uuid(told["op"]["id"])
    assert told["pack"]["squad"] == "S1"
    assert told["changes"]["head"] >= 1
    assert "changes" not in told["changes"], "nothing changed since the pack"
