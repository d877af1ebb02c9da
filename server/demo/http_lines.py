"""The ways to a running server over HTTP: a device's requests, its enrolment, a resident's report on the form."""

import gzip
import json
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit

import urllib3

from server.demo.planned_reports import PlannedReport
from sync.client_state import Answer, Request, Trouble
from sync.driver import NoAnswerError

CSRF_FIELD = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
TIMEOUT = urllib3.Timeout(connect=10.0, read=60.0)


class NotTakenError(Exception):
    """The server did not take what a person would have expected it to take."""


class HttpServer:
    """One server at a URL. Not for several threads at once."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._pool = urllib3.PoolManager(retries=False, timeout=TIMEOUT)

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            return self._pool.request("GET", f"{self._url}/healthz").status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def carry(self, request: Request, secret: str, at: datetime) -> Answer:  # noqa: ARG002 - the clock is the server's
        """A device's request and its answer. Raises NoAnswerError."""
        headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "gzip"}
        body = None
        if request.body is not None:
            headers |= {"Content-Type": "application/json", "Content-Encoding": "gzip"}
            body = gzip.compress(request.body, 6, mtime=0)
        try:
            response = self._pool.request(
                request.method, f"{self._url}{request.path}", body=body, headers=headers
            )
        except urllib3.exceptions.HTTPError as error:
            raise NoAnswerError(Trouble.NO_SIGNAL) from error
        wait = response.headers.get("Retry-After", "")
        return Answer(response.status, response.data, int(wait) if wait.isdigit() else None)

    def enrol(self, code: str, label: str) -> tuple[str, str]:
        """Enrol a device with a one-time code; gives its id and its secret. Raises NotTakenError."""
        asked = {"code": code, "label": label, "app": "demo-1"}
        response = self._pool.request("POST", f"{self._url}/v1/enrol", json=asked)
        if response.status != 200:
            raise NotTakenError(
                f"the server did not enrol {label}: {response.status} {response.data[:200]!r}"
            )
        answer = json.loads(response.data)
        return answer["device"], answer["secret"]

    def report(self, planned: PlannedReport) -> str:
        """Report as a resident does, with the form of the premises' page; gives the reference. Raises NotTakenError."""
        visit = _FormVisit(self._pool, self._url)
        path = f"/premises/{planned.uprn}/report" if planned.uprn else "/report"
        page = visit.get(path)
        found = CSRF_FIELD.search(page)
        if found is None:
            raise NotTakenError(f"there is no form at {path}")
        fields = {
            "csrf_token": found.group(1),
            "stream": planned.stream,
            "note": planned.note,
            "address": planned.address_given,
        }
        return _reference_of(visit.send(f"{path}/send", fields))


@dataclass
class _FormVisit:
    """One resident's browser: keeps its cookies."""

    pool: urllib3.PoolManager
    url: str
    cookies: str = ""

    def get(self, path: str) -> str:
        response = self.pool.request("GET", f"{self.url}{path}")
        if response.status != 200:
            raise NotTakenError(f"{path} answered {response.status}")
        given = response.headers.getlist("Set-Cookie")
        self.cookies = "; ".join(cookie.split(";")[0] for cookie in given)
        return response.data.decode()

    def send(self, path: str, fields: dict[str, str]) -> str:
        """Post the form; gives where it leads."""
        response = self.pool.request(
            "POST",
            f"{self.url}{path}",
            body=urlencode(fields),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": self.cookies,
                "Referer": f"{self.url}{path}",
            },
            redirect=False,
        )
        if response.status != 303:
            raise NotTakenError(f"{path} answered {response.status}")
        return response.headers["Location"]


def _reference_of(location: str) -> str:
    """The reference in a report's address: /report/RB-7KQ4-2M/..."""
    for part in urlsplit(location).path.split("/"):
        if part.startswith("RB-"):
            return part
    raise NotTakenError(f"no reference in {location}")
