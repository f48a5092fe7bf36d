"""Commitments: the tracker's page over 10,000 commitments beside a bare route, and reading the House from a local server."""

import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from floor import bare_server, line, requests_per_second
from server import BINARY, RESOURCES, Server, free_port

TRACKER = "/toezeggingen"
COMMITMENTS = 10_000
CASES = 100_000
# Each case has a decision with so many votes.
VOTES = 3


def measure():
    with tempfile.TemporaryDirectory(prefix="vangnet-bench-") as folder:
        yield from tracker(Path(folder) / "tracker")
        yield from reading(Path(folder) / "reading")


def fill(database):
    """Adds commitments to the demo by copying one of them: as many rows as there could be, straight into the tables."""
    with sqlite3.connect(database, timeout=30) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(commitments_items)")]
        row = dict(zip(columns, connection.execute("SELECT * FROM commitments_items WHERE is_tracked = 1").fetchone()))
        copies = []
        for number in range(COMMITMENTS):
            day = f"{2015 + number % 10}-{number % 12 + 1:02}-{number % 28 + 1:02}"
            copy = row | {
                "id": f"00000000-0000-7000-8000-{number:012}", "slug": f"verzonnen-{number}", "happened": day, "first_day": day,
                "title": f'{{"nl":"Verzonnen toezegging {number}"}}', "reference": None,
            }  # fmt: skip
            copies.append([copy[name] for name in columns])
        connection.executemany(
            f"INSERT INTO commitments_items ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", copies
        )
        connection.execute("UPDATE commitments_revision SET number = number + 1")


def tracker(data):
    with Server(data) as server:
        fill(data / "vangnet.sqlite")
        # What another process changed is seen within a quarter of a second.
        time.sleep(1)
        page = urllib.request.urlopen(server.address + TRACKER).read()
        body = data.parent / "tracker.html"
        body.write_bytes(page)
        with bare_server(body) as bare:
            ours, theirs = [], []
            for _ in range(3):
                ours.append(requests_per_second(server.address + TRACKER))
                theirs.append(requests_per_second(bare + "/page"))
            filtered = requests_per_second(f"{server.address}{TRACKER}?stand=open&jaar=2020&pagina=2")
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    reference = "bare Hummingbird route, same bytes"
    yield line(
        f"requests per second of {TRACKER} over 10,000 commitments", ours, "1/s", "at least 0.5 of the reference",
        ours >= 0.5 * theirs, reference, theirs,
    )  # fmt: skip
    yield line("the same with a filter, made anew each time", filtered, "1/s", "only told", True, reference, theirs)


def memory(process, most, stop):
    """Notes the most memory that a process had, in MB."""
    while not stop.wait(0.05):
        try:
            status = Path(f"/proc/{process.pid}/status").read_text()
        except FileNotFoundError:
            return
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        if found:
            most.append(int(found[1]) / 1024)


def reading(data):
    port = free_port()
    here = Path(__file__).resolve().parent
    house = subprocess.Popen(
        [sys.executable, here / "house_server.py", "--cases", str(CASES), "--votes", str(VOTES), "--port", str(port)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        house.stdout.readline()
        command = [
            BINARY, "import", "house", "--dossier", "99001", "--from", f"http://127.0.0.1:{port}/OData/v4/2.0",
            "--data", data, "--resources", RESOURCES,
        ]  # fmt: skip
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        most, stop = [], threading.Event()
        watching = threading.Thread(target=memory, args=(process, most, stop))
        watching.start()
        said = process.communicate()[0]
        took = time.monotonic() - began
        stop.set()
        watching.join()
        assert process.returncode == 0, said
    finally:
        house.kill()
        house.wait()
    with sqlite3.connect(data / "vangnet.sqlite") as connection:
        counts = [
            connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
            for table in ("commitments_records", "commitments_votes")
        ]
    yield line(
        "rows read from the House, cases with decisions and votes", sum(counts) / took, "1/s", "at least 5000",
        sum(counts) / took >= 5000,
    )  # fmt: skip
    yield line("memory while reading, at most", max(most), "MB", "below 150", max(most) < 150)
