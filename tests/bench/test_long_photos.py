"""Photos a second over loopback, ours beside @tus/server, in interleaved rounds. Never fails on a time."""

import hashlib
import http.client
import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from PIL import Image

from tests.bench.sides import Ours
from tests.bench.tus_peer import TUS, TusServer, ask, is_tus_installed, send_parts
from tests.pictures import make_jpeg, make_noisy

pytestmark = [pytest.mark.db, pytest.mark.slow]
ROUNDS, PHOTOS = 3, 60
PARTS = (32 * 1024, 256 * 1024)
SIZE, GRAIN = (1600, 1200), (45, 34)  # as a handheld makes them: some 250 kB

Send = Callable[[http.client.HTTPConnection, bytes, int], None]


def photo_of(seed: int) -> bytes:
    coarse = make_noisy(*GRAIN, seed=seed)
    return make_jpeg(coarse.resize(SIZE, Image.Resampling.BICUBIC))


def test_photos_in_parts_beside_tus(tmp_path: Path) -> None:
    ours = Ours(tmp_path / "ours", squads=1)
    ours.enrol_all([0])
    make_folders(ours.server.files.folder / "whole")
    floor = Floor(tmp_path / "floor")
    sides: list[tuple[str, int, Send]] = [
        ("ours", ours.server.port, sender_of(ours)),
        ("floor", ours.server.port, floor.send),
    ]
    peer = TusServer(tmp_path / "tus") if is_tus_installed() else None
    if peer is None:
        print("\n@tus/server is not installed, so left out")
    else:
        sides.append((peer.name, peer.port, peer.send))
    found: dict[tuple[str, int], list[float]] = {}
    cpu: dict[tuple[str, int], float] = {}
    pids = {"ours": ours.list_pids(), "@tus/server": [] if peer is None else [peer.process.pid]}
    try:
        for turn in range(ROUNDS):
            for part in PARTS:
                for name, port, send in sides:
                    first = (turn * len(PARTS) + PARTS.index(part)) * PHOTOS
                    photos = [photo_of(first + n) for n in range(PHOTOS)]
                    before = cpu_s(pids.get(name, []))
                    found.setdefault((name, part), []).append(rate_of(port, send, photos, part))
                    spent = cpu_s(pids.get(name, [])) - before
                    cpu[name, part] = cpu.get((name, part), 0) + spent / (PHOTOS + 1) / ROUNDS
    finally:
        ours.close()
        if peer is not None:
            peer.close()
    show(found, cpu, len(photos[0]))
    assert all(rate > 0 for rates in found.values() for rate in rates)


def make_folders(whole: Path) -> None:
    """As they are after the first few hundred thousand photos: to make one costs two waits for the disk."""
    for number in range(1 << 16):
        (whole / f"{number >> 8:02x}" / f"{number & 255:02x}").mkdir(parents=True, exist_ok=True)


class Floor:
    """No server at all: each part into the file, waited for, and the whole under its name, waited for."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder

    def send(self, _line: http.client.HTTPConnection, photo: bytes, part: int) -> None:
        path = self.folder / "part"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT)
        for offset in range(0, len(photo), part):
            os.pwrite(handle, photo[offset : offset + part], offset)
            os.fsync(handle)
        os.close(handle)
        path.rename(self.folder / hashlib.sha256(photo).hexdigest())
        above = os.open(self.folder, os.O_RDONLY)
        os.fsync(above)
        os.close(above)


def sender_of(ours: Ours) -> Send:
    """As a handheld does: ask how far the photo is, then part by part."""
    bearer = {"Authorization": f"Bearer {ours.secrets[0]}", "Tus-Resumable": TUS}

    def send(line: http.client.HTTPConnection, photo: bytes, part: int) -> None:
        path = f"/v1/blobs/{hashlib.sha256(photo).hexdigest()}"
        ask(line, "HEAD", path, None, bearer)
        send_parts(line, path, photo, part, bearer | {"Upload-Length": str(len(photo))})

    return send


def rate_of(port: int, send: Send, photos: list[bytes], part: int) -> float:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    send(line, photo_of(int(time.time_ns() % 1_000_000_007)), part)  # warm
    began = time.perf_counter()
    for photo in photos:
        send(line, photo, part)
    took = time.perf_counter() - began
    line.close()
    return len(photos) / took


def cpu_s(pids: list[int]) -> float:
    """Processor time that processes have used so far, in their own code and the system's for them."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


def show(
    found: dict[tuple[str, int], list[float]], cpu: dict[tuple[str, int], float], size: int
) -> None:
    print(f"\nphotos/s of {size:,} bytes, one client, median of {ROUNDS} rounds [least-most]")
    for part in PARTS:
        for name in dict.fromkeys(key[0] for key in found):
            rates = found[name, part]
            ratio = median(found["ours", part]) / median(rates)
            spread = f"{min(rates):.0f}-{max(rates):.0f}"
            own = f"{1000 * cpu[name, part]:.1f} ms of processor a photo"
            what = f"{part // 1024:4} KiB parts  {name:12} {median(rates):6.1f}"
            print(f"  {what} [{spread}] ({ratio:.2f})  {own}")
