"""What a resident waits for: the report's form sent over real HTTP, beside the bare inserts that it leads to.

One connection each, turn about, so that both see the same machine. Every report is on a completed street: a confirmed
miss with a verdict, a return and a contact.
"""

import http.client
import os
import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import psycopg
import psycopg.rows
import psycopg.types.json
import pytest
from sqlalchemy import text

from server.db.session import db, transaction
from tests.bench.line import Took
from tests.bench.sides import conninfo_of
from tests.photos.real_server import RealServer
from tests.server.round_book import build_round_book

COUNT, WARM_UP = int(os.environ.get("REPORTS", "300")), 20
STREETS = 700
TOWN = """
update round set weekdays = '{1,2,3,4,5,6,7}', expected_end = null;
update squad set on_app_from = '2020-01-01';
insert into street (usrn, name, locality, name_terms)
select (30000000 + n)::text, 'Bench Street ' || n, '', '{}' from generate_series(1, :streets) n;
insert into premises (uprn, address, usrn, house, postcode, terms, assisted)
select (400000000 + n)::text, n || ' Bench Street', (30000001 + (n - 1) % :streets)::text, '1', '', '{}', false
from generate_series(1, :streets * 30) n;
insert into service (uprn, round_id, stream, from_on, state, container)
select (400000000 + n)::text, 'R1', 'refuse', '2020-01-01', 'active', '' from generate_series(1, :streets * 30) n;
insert into device (id, label, squad, secret_hash, enrolled_at, secret_expires_at, app_version, pending_after,
                    scope_version, heard_through, last_contact_at)
values ('00000000-0000-0000-0009-000000000001', 'b', 'S1', 'bench', '2026-01-01', '2040-01-01', '', 0, 1, :at, :at);
insert into visit (id, device, squad, round_id, on_date, usrn, outcome, saw, noted_wall_at, noted_at, clock_quality,
                   received_at)
select gen_random_uuid(), '00000000-0000-0000-0009-000000000001', 'S1', 'R1', :on, (30000000 + n)::text, 'completed',
       '{}', :at, :at, 'anchored', :at from generate_series(1, :streets) n
"""
COPIED = ("report", "report_contact", "verdict", '"return"')


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RealServer]:
    server = RealServer(f"rb_bench_report_{os.getpid()}", tmp_path)
    now = datetime.now(UTC) - timedelta(minutes=1)
    values = {"streets": STREETS, "at": now, "on": _local_date(now)}
    with server.app.app_context():
        with transaction() as session:
            build_round_book(session)
            for statement in TOWN.split(";\n"):
                wanted = {k: v for k, v in values.items() if f":{k}" in statement}
                session.execute(text(statement), wanted)
        db.engine.dispose()
    server.start()
    yield server
    server.remove()


def _local_date(at: datetime) -> date:
    return at.astimezone(ZoneInfo("Europe/London")).date()


@dataclass
class Browser:
    """One resident's browser on one connection; the form is fetched before, only its sending is timed."""

    port: int
    cookies: str = ""
    line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def report(self, uprn: str) -> float:
        path = f"/premises/{uprn}/report"
        page = self._get(path)
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        fields |= {"stream": "refuse", "note": "", "email": "a@example.org"}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookies,
            "Referer": f"http://127.0.0.1:{self.port}{path}",
        }
        began = time.perf_counter()
        self.line.request("POST", f"{path}/send", urlencode(fields), headers)
        answer = self.line.getresponse()
        said = answer.read()
        taken = time.perf_counter() - began
        assert answer.status == 303, (answer.status, said[:2000])
        return taken

    def _get(self, path: str) -> str:
        self.line.request("GET", path, headers={"Cookie": self.cookies})
        answer = self.line.getresponse()
        page = answer.read().decode()
        given = answer.headers.get_all("Set-Cookie")
        if given:
            self.cookies = "; ".join(one.split(";")[0] for one in given)
        return page


class Floor:
    """The rows of one report as they are, put in again under other keys by bare statements in one transaction."""

    def __init__(self, url: str) -> None:
        self.line = psycopg.connect(conninfo_of(url))
        self.rows = {table: self._row(table) for table in COPIED}

    def _row(self, table: str) -> dict[str, object]:
        key = "id" if table == "report" else "report"
        with self.line.cursor(row_factory=psycopg.rows.dict_row) as cursor:
            wanted = (
                "(select id from report where judge_again_at is null order by received_at limit 1)"
            )
            row = cursor.execute(f"select * from {table} where {key} = {wanted}").fetchone()  # noqa: S608 - names of this file
        self.line.rollback()
        assert row is not None, table
        return {k: v for k, v in row.items() if not (table == "verdict" and k == "id")}

    def insert(self, number: int) -> float:
        report = uuid.uuid4()
        fresh: dict[str, dict[str, object]] = {
            "report": {
                "id": report,
                "reference": f"F{number}",
                "link_hash": str(report),
                "external_id": str(report),
            },
            "report_contact": {"report": report},
            "verdict": {"report": report},
            '"return"': {"id": uuid.uuid4(), "report": report},
        }
        began = time.perf_counter()
        with self.line.cursor() as cursor:
            for table, row in self.rows.items():
                values = {
                    key: psycopg.types.json.Jsonb(value) if isinstance(value, dict) else value
                    for key, value in (row | fresh[table]).items()
                }
                names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
                insert = f"insert into {table} ({names}) values ({marks})"  # noqa: S608 - as above
                cursor.execute(insert, list(values.values()))
        self.line.commit()
        return time.perf_counter() - began


@pytest.mark.db
@pytest.mark.slow
def test_a_report_sent_over_http_beside_the_bare_inserts_it_makes(server: RealServer) -> None:
    browser = Browser(server.port)
    uprns = [str(400_000_001 + n) for n in range(COUNT + WARM_UP)]
    for uprn in uprns[:WARM_UP]:
        browser.report(uprn)
    floor = Floor(server.url_of_database)
    ours, bare = [], []
    for number, uprn in enumerate(uprns[WARM_UP:]):
        ours.append(browser.report(uprn))
        bare.append(floor.insert(number))
    words = floor.line.execute("select verdict, count(*) from verdict group by 1").fetchall()
    floor.line.close()
    browser.line.close()
    assert words == [("confirmed_missed", 2 * COUNT + WARM_UP)]
    sent, put = Took(sum(ours), tuple(ours)), Took(sum(bare), tuple(bare))
    for share in (0.5, 0.99):
        a, b = sent.quantile_ms(share), put.quantile_ms(share)
        print(
            f"\np{share * 100:.0f}: the form {a:.1f} ms, bare inserts {b:.1f} ms, ratio {a / b:.1f}"
        )
