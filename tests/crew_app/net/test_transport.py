"""The transport and enrolment over real sockets: what is an answer of our server, and what is not."""

import socket
from collections.abc import Iterator

import pytest

from crew_app.net.enrol import EnrolmentRefusedError, enrol
from crew_app.net.transport import Asked, HttpTransport, NoAnswerError, is_sign_in_page
from sync.client_state import Trouble
from tests.crew_app.net.small_server import SmallServer, running


@pytest.fixture
def server() -> Iterator[SmallServer]:
    with running() as server:
        yield server


@pytest.fixture
def transport(server: SmallServer) -> Iterator[HttpTransport]:
    transport = HttpTransport(server.url, connect_s=0.5, read_s=0.5)
    yield transport
    transport.close()


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ("sign_in_page", Trouble.SIGN_IN_PAGE),
        ("redirect", Trouble.SIGN_IN_PAGE),
        ("lose_reply", Trouble.TIMED_OUT),
        ("cut_reply", Trouble.TIMED_OUT),
        ("silent", Trouble.TIMED_OUT),
    ],
)
def test_what_is_no_answer_of_our_server_has_a_word(
    server: SmallServer, transport: HttpTransport, fault: str, trouble: Trouble
) -> None:
    server.faults.append(fault)
    with pytest.raises(NoAnswerError) as caught:
        transport.send(Asked("GET", "/v1/changes"))
    assert caught.value.trouble is trouble


def test_without_a_server_there_is_no_signal() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        transport = HttpTransport(f"http://127.0.0.1:{taken.getsockname()[1]}", connect_s=0.5)
        with pytest.raises(NoAnswerError) as caught:
            transport.send(Asked("GET", "/v1/changes"))
    assert caught.value.trouble is Trouble.NO_SIGNAL


def test_a_name_that_cannot_be_found_is_no_signal() -> None:
    transport = HttpTransport("http://roundbook.invalid", connect_s=1)
    with pytest.raises(NoAnswerError) as caught:
        transport.send(Asked("GET", "/v1/changes"))
    assert caught.value.trouble is Trouble.NO_SIGNAL


def test_an_answer_of_a_failing_server_is_still_an_answer(
    server: SmallServer, transport: HttpTransport
) -> None:
    server.faults.append("busy")
    answer = transport.send(Asked("GET", "/v1/changes"))
    assert (answer.status, answer.headers["retry-after"]) == (503, "7")


@pytest.mark.parametrize(
    ("status", "kind", "is_page"),
    [
        (200, "application/json", False),
        (200, "text/html", True),
        (302, "text/html", True),
        (511, "application/json", True),
        (304, "", False),
        (500, "text/html", False),
        (404, "text/html", False),
    ],
)
def test_a_sign_in_page_is_recognised(status: int, kind: str, is_page: bool) -> None:
    assert is_sign_in_page(status, {"content-type": kind}) is is_page


def test_a_code_becomes_an_identity(server: SmallServer, transport: HttpTransport) -> None:
    given = enrol(transport, "7KQ4M2XH9P", "Phone 3")
    assert (given.device, given.secret, given.squad) == ("d9", "s9", "S3")
    assert server.secrets == [None]


def test_a_refused_code_tells_its_problem(server: SmallServer, transport: HttpTransport) -> None:
    server.faults.append("refused_code")
    with pytest.raises(EnrolmentRefusedError) as caught:
        enrol(transport, "7KQ4M2XH9P", "Phone 3")
    assert caught.value.code == "enrolment.code_refused"


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ("failed", Trouble.SERVER_FAILED),
        ("garbage", Trouble.UNREADABLE),
        ("sign_in_page", Trouble.SIGN_IN_PAGE),
    ],
)
def test_a_code_is_not_spent_on_what_is_no_answer(
    server: SmallServer, transport: HttpTransport, fault: str, trouble: Trouble
) -> None:
    server.faults.append(fault)
    with pytest.raises(NoAnswerError) as caught:
        enrol(transport, "7KQ4M2XH9P", "Phone 3")
    assert caught.value.trouble is trouble
