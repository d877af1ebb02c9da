"""Sends spoilt requests to the real app and checks every answer and, batch by batch, what the database then holds."""

import gzip
import logging
import random
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from server.actions.enrol_device import enrol_device, hash_of_secret, issue_enrolment_code
from server.core.problems import PROBLEMS
from server.db.devices import find_device
from server.db.session import transaction
from sync.exchange import ExchangeReply, decode_refusal, decode_reply
from sync.refusals import WireError
from tests.server.round_book import NOW
from tests.sync.fuzz.bodies import Sender, Spoilt

BATCH = 100
NEW_INCARNATION_EVERY = 400
REFUSALS = {"exchange.gap", "exchange.seq_reused"}
REPLIES = ("/v1/exchange", "/v1/opaque")
MOST_GROWTH_MB = 250
PAGE_BYTES = 4096
WRONG = {
    "an accepted visit has no row, or another has one": """
        select count(*) from op o full join visit v on v.id = o.id
        where (o.kind = 'visit' and o.status in ('accepted', 'superseded')) is distinct from (v.id is not null)""",
    "have is no true prefix": """
        select count(*) from (select i.inc from incarnation i left join op o on o.inc = i.inc group by i.inc, i.have
        having i.have < count(o.id) or i.have < coalesce(max(o.seq), 0)) x""",
    "changes are not numbered 1 to head": """
        select count(*) from (select 1 from change having count(*) <> (select head from change_stream)
        or max(n) <> count(*)) x""",
    "a rejected or quarantined operation made a change": """
        select count(*) from change c join op o on o.id = c.op where o.status in ('rejected', 'quarantined')""",
}


class FoundError(AssertionError):
    """An input that does what none may do; the text says which, so that it can be sent again."""


class LastFailure(logging.Handler):
    """Keeps the traceback of the last failure that the server logged."""

    trace = ""

    def emit(self, record: logging.LogRecord) -> None:
        """See logging."""
        if record.exc_info and record.exc_info[1] is not None:
            self.trace = "".join(traceback.format_exception(record.exc_info[1]))[-3_000:]


@dataclass
class Fuzz:
    """One run from one seed. `app` is on a database of its own with the small council in it."""

    app: Flask
    seed: int
    tally: Counter[str] = field(default_factory=Counter)
    named: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    first_mb: float = 0.0

    def __post_init__(self) -> None:
        self.sender = Sender(random.Random(self.seed))
        self.sender.begin_incarnation()
        self.client: FlaskClient = self.app.test_client()
        self.failure = LastFailure()
        logging.getLogger("server").addHandler(self.failure)
        with self.app.app_context(), transaction() as session:
            code = issue_enrolment_code(session, "S1", "fuzz", NOW)
            enrolled = enrol_device(session, code, "fuzz", NOW)
            device = find_device(session, hash_of_secret(enrolled.secret))
            self.sender.epoch = (
                session.execute(text("select epoch from change_stream")).scalar() or ""
            )
            self.sender.codes = [
                issue_enrolment_code(session, "S1", "fuzz", NOW) for _ in range(20)
            ]
        if device is None:
            raise AssertionError("the handheld is not known")
        self.sender.scope = device.scope
        self.secret = enrolled.secret
        self.enrolled = 1

    def run(self, inputs: int) -> None:
        """Send so many, or a few more. Raises FoundError."""
        sent = number = 0
        while sent < inputs:
            if number % NEW_INCARNATION_EVERY == 0:
                self.sender.begin_incarnation()
            spoilt = self.sender.draw()
            wrong = self._judge(spoilt, self._send(spoilt))
            sent, number = sent + spoilt.inputs, number + 1
            if wrong is None and (number % BATCH == 0 or sent >= inputs):
                wrong = "; ".join(self._look()) or None
            if wrong is not None:
                raise FoundError(self._tell(number, spoilt, wrong))
            if not self.first_mb and sent >= min(2_000, inputs // 2):
                self.first_mb = _resident_mb()
        self.tally["requests"] += number
        self.tally["inputs"] += sent
        if _resident_mb() > self.first_mb + MOST_GROWTH_MB:
            raise FoundError(f"memory grew from {self.first_mb:.0f} to {_resident_mb():.0f} MB")

    def _send(self, spoilt: Spoilt) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        body = spoilt.body
        if spoilt.form != "plain":
            headers["Content-Encoding"] = "gzip"
        if spoilt.form == "gzip":
            body = gzip.compress(body or b"", 1)
        return self.client.open(spoilt.path, method=spoilt.method, data=body, headers=headers)

    def _judge(self, spoilt: Spoilt, answer: TestResponse) -> str | None:
        self.tally[f"{spoilt.what}: {answer.status_code}"] += 1
        if answer.status_code == 200:
            return self._judge_taken(spoilt, answer)
        if answer.status_code == 409 and answer.mimetype == "application/json":
            return self._judge_refusal(answer)
        if answer.mimetype != "application/problem+json":
            return f"{answer.status_code} as {answer.mimetype}"
        code = (answer.json or {}).get("code")
        if code not in PROBLEMS or PROBLEMS[code].status != answer.status_code:
            return f"{answer.status_code} with the code {code}"
        if answer.status_code >= 500 and code != "exchange.newer_protocol":
            return f"{answer.status_code}\n{self.failure.trace}"
        self.tally[f"refused: {code}"] += 1
        return None

    def _judge_taken(self, spoilt: Spoilt, answer: TestResponse) -> str | None:
        if spoilt.path == "/v1/enrol":
            self.enrolled += 1
        if spoilt.path not in REPLIES:
            return None
        try:
            reply = decode_reply(answer.data)
        except WireError as error:
            return f"an answer that no handheld can read: {error}"
        return self._note_results(reply)

    def _note_results(self, reply: ExchangeReply) -> str | None:
        for inc, have, _ in reply.haves:
            if inc == self.sender.inc:
                self.sender.have = have
        for one in reply.results:
            told = (one.status.value, one.n)
            self.tally[f"operations {one.status.value}"] += 1
            if one.reason == "content_changed":
                continue  # of an operation that is there with other content
            if self.named.setdefault(one.id, told) != told:
                return f"{one.id} was {self.named[one.id]} and is {told}"
        return None

    def _judge_refusal(self, answer: TestResponse) -> str | None:
        try:
            refusal = decode_refusal(answer.data)
        except WireError as error:
            return f"a refusal that no handheld can read: {error}"
        if refusal.code not in REFUSALS:
            return f"refused with {refusal.code}"
        self.tally[f"refused: {refusal.code}"] += 1
        for inc, have, _ in refusal.haves:
            if inc == self.sender.inc:
                self.sender.have = have
        if refusal.code == "exchange.seq_reused":
            self.sender.begin_incarnation()
        return None

    def _look(self) -> list[str]:
        """All or nothing: the database holds what answers named, with the status they gave, and nothing else."""
        with self.app.app_context(), transaction() as session:
            rows = session.execute(text("select id::text, status from op")).all()
            held = {row[0]: row[1] for row in rows}
            found = [
                f"{name}: {count}"
                for name, query in WRONG.items()
                if (count := session.execute(text(query)).scalar())
            ]
            devices = session.execute(text("select count(*) from device")).scalar()
        if devices != self.enrolled:
            found.append(f"{devices} devices of {self.enrolled} enrolments")
        named = {op_id: status for op_id, (status, _) in self.named.items()}
        if held != named:
            differing = dict(list(held.items() ^ named.items())[:6])
            found.append(
                f"the answers named {len(named)}, the database holds {len(held)}: {differing}"
            )
        return found

    def list_faults(self) -> list[str]:
        """What was kept quarantined because applying it raised: nothing is lost by it, but no rule foresaw it."""
        with self.app.app_context(), transaction() as session:
            faults = session.execute(text("select fault from op where fault is not null")).scalars()
            lines = Counter(_gist_of(fault) for fault in faults)
        return [f"{count} x {line}" for line, count in lines.most_common()]

    def _tell(self, number: int, spoilt: Spoilt, wrong: str) -> str:
        body = spoilt.body or b""
        return (
            f"seed {self.seed}, input {number} ({spoilt.what}): {wrong}\n"
            f"{spoilt.method} {spoilt.path[:300]} {spoilt.form}, {len(body)} bytes: {body[:3_000]!r}"
        )


def summary(fuzz: Fuzz) -> str:
    """What was sent and answered, and what was kept aside."""
    lines = [f"{count:8} {what}" for what, count in sorted(fuzz.tally.items())]
    lines += [f"kept aside: {line}" for line in fuzz.list_faults()]
    lines.append(f"memory {fuzz.first_mb:.0f} MB early, {_resident_mb():.0f} MB at the end")
    return "\n".join(lines)


def _gist_of(trace: str) -> str:
    """The line that names the error; SQLAlchemy puts the statement after it."""
    named = [line for line in trace.splitlines() if line[:1].isalpha() and "Error" in line]
    return (named or [trace])[-1][:200]


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * PAGE_BYTES / 1e6
