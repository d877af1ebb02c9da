"""Clients: processes that send ready-made requests to a server and say how long each took. JSON work is not timed."""

import http.client
import multiprocessing
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

Fork = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `path` begins with a slash."""

    method: str
    path: str
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds from the first to the last answer, and of each request."""

    all_s: float
    each_s: tuple[float, ...]

    def quantile_ms(self, share: float) -> float:
        """Milliseconds within which that share was answered."""
        ordered = sorted(self.each_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def send_all(port: int, calls: Sequence[Call]) -> list[float]:
    """Send them one after the other over one connection. Raises RuntimeError on an answer that is no success."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    took = []
    for call in calls:
        began = time.perf_counter()
        line.request(call.method, call.path, call.body, dict(call.headers))
        answer = line.getresponse()
        data = answer.read()
        took.append(time.perf_counter() - began)
        if answer.status >= 400:
            raise RuntimeError(f"{call.method} {call.path}: {answer.status} {data[:300]!r}")
    line.close()
    return took


def race(port: int, clients: Sequence[Sequence[Call]], processes: int | None = None) -> Took:
    """All clients at once; each is a thread of one of so many processes (default: one process each)."""
    return race_work([partial(send_all, port, calls) for calls in clients], processes)


def race_work(works: Sequence[Callable[[], list[float]]], processes: int | None = None) -> Took:
    """The same for any work that gives the seconds of its parts."""
    count = processes or len(works)
    gate, answers = Fork.Barrier(count + 1), Fork.SimpleQueue()
    started = [
        Fork.Process(target=_process, args=(works[n::count], gate, answers)) for n in range(count)
    ]
    for one in started:
        one.start()
    gate.wait()
    began = time.perf_counter()
    given = [answers.get() for _ in started]
    all_s = time.perf_counter() - began
    for one in started:
        one.join()
    faults = [fault for _, found in given for fault in found]
    if faults:
        raise RuntimeError(f"{len(faults)} clients failed: {faults[0]}")
    return Took(all_s, tuple(s for each, _ in given for s in each))


def _process(works: Sequence[Callable[[], list[float]]], gate: Any, answers: Any) -> None:
    each: list[float] = []
    faults: list[str] = []

    def one(work: Callable[[], list[float]]) -> None:
        try:
            each.extend(work())
        except Exception as error:  # noqa: BLE001 - told to whoever waits
            faults.append(repr(error)[:300])

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    gate.wait()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put((each, faults))
