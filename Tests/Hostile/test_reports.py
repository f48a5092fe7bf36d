"""Reports against a running server: killed, robbed, flooded and guessed at."""

import gzip
import re
import signal
import socket
import sqlite3
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import pytest

from forms import Visitor
from receipts import anybody, file_report, nobodys_receipt, report_fields, shown
from server import Server

# Words that nobody else writes: where they are found, they leaked.
CANARY = "KANARIE-7Q4ZV"
FIELDS = ["what", "place", "when", "who"]
# The receipts of everything that was filed here.
FILED = []


def report(named="no"):
    """What the last page of the report sends, with a canary in every field that is typed."""
    typed = {field: f"{CANARY} {field}" for field in FIELDS}
    if named == "yes":
        typed |= {field: f"{CANARY} {field}" for field in ("name", "safely")} | {"phone": "06 12 34 56 78"}
    return report_fields(named=named, **typed)


def file(port, fields=None):
    """Files a report with canaries in it; gives the receipt."""
    receipt = file_report(port, fields or report())
    FILED.append(receipt)
    return receipt


def follow_up(port, receipt):
    """Comes back with a receipt; gives the visitor, on the page of the conversation when it was good."""
    visitor = anybody(port)
    for _ in range(100):
        visitor.post("/m/code", [("receipt", receipt)])
        if visitor.status != 503:
            break
        time.sleep(0.1)
    if visitor.status == 303:
        visitor.get(visitor.answered["location"] if "location" in visitor.answered else visitor.answered["Location"])
    return visitor


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A demo behind a proxy that says where visitors come from."""
    with Server(tmp_path_factory.mktemp("reports") / "data", arguments=("--behind-proxy",)) as running:
        yield running
        # As a thief has it while the server runs, its log of writes included.
        found = leaks(running)
    assert not found + leaks(running)


def leaks(server, receipts=FILED):
    """Where the canary or one of `receipts` stands: in the database, its log of writes, the site key or what was printed."""
    needles = [CANARY, CANARY.lower(), CANARY.encode().hex(), "06 12 34 56 78"]
    for receipt in receipts:
        needles += [receipt, receipt.replace(" ", ""), urllib.parse.quote(receipt)]
    # `demo.json` is for who tries the demo, and no part of an installation.
    files = [path for path in server.data.rglob("*") if path.is_file() and path.name != "demo.json"]
    assert len(files) >= 2
    held = {path.name: path.read_bytes() for path in [*files, server.log]}
    return [name for name, content in held.items() for needle in needles if needle.encode() in content]


def test_sixty_four_at_once_get_sixty_four_receipts(desk):
    with ThreadPoolExecutor(64) as pool:
        receipts = list(pool.map(lambda _: file(desk.port), range(64)))
    assert len(set(receipts)) == 64
    for receipt in receipts[:8]:
        assert CANARY in follow_up(desk.port, receipt).html


def test_what_was_shown_survives_a_kill(tmp_path):
    data = tmp_path / "data"
    with Server(data) as server:
        receipt = file(server.port)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
    with Server(data) as server:
        assert f"{CANARY} what" in follow_up(server.port, receipt).html


def test_what_is_stolen_tells_nothing(tmp_path):
    """Database, its log, the site key, the data folder and what the server printed: no canary and no receipt."""
    data = tmp_path / "data"
    with Server(data) as server:
        receipts = [file(server.port), file(server.port, report("yes"))]
        for receipt in receipts:
            visitor = follow_up(server.port, receipt)
            visitor.post("/m/gesprek/bericht", Visitor.filled(visitor.form("text"), {"text": f"{CANARY} later"}))
        assert not leaks(server, receipts)
    assert not leaks(server, receipts)


def test_a_backup_tells_nothing(desk, tmp_path):
    file(desk.port)
    copy = sqlite3.connect(tmp_path / "copy")
    with sqlite3.connect(f"file:{desk.data}/vangnet.sqlite?mode=ro", uri=True) as database:
        database.backup(copy)
    dump = "\n".join(copy.iterdump())
    assert "signals_entries" in dump and CANARY not in dump and CANARY.encode().hex() not in dump.lower()
    assert not any(receipt in dump or receipt.replace(" ", "") in dump for receipt in FILED)


def test_a_form_sent_twice_files_once(desk):
    fields = report()
    first = file(desk.port, fields)
    assert file(desk.port, fields) == first
    with ThreadPoolExecutor(8) as pool:
        fields = report()
        assert len({receipt for receipt in pool.map(lambda _: file(desk.port, fields), range(8))}) == 1


def test_whoever_guesses_receipts_is_stopped_and_nobody_else(desk):
    """Thousands of wrong receipts from one address: none is good, the address is told to wait, and a reporter and a member of the
    desk elsewhere are not."""
    receipt = file(desk.port)
    guesser = Visitor(desk.port, forwarded_for="198.51.100.7")
    member = next(one for one in desk.demo()["signIns"] if one["email"].startswith("meldpunt@"))
    answers = []
    for number in range(10_000):
        guesser.post("/m/code", [("receipt", nobodys_receipt())])
        answers.append(guesser.status)
        assert guesser.status in (422, 429, 503), guesser.status
        if number % 2_000 == 1_000:
            elsewhere = anybody(desk.port)
            elsewhere.post("/inloggen", [("email", member["email"]), ("password", member["password"])])
            assert elsewhere.status == 303, elsewhere.status
            assert CANARY in follow_up(desk.port, receipt).html
    assert answers.count(429) > 9_900


def test_wrong_and_unknown_say_the_same(desk):
    """Whether there is such a receipt is not to be learnt from the words: they are those of any receipt that is not good."""
    pages = set()
    for _ in range(3):
        visitor = anybody(desk.port)
        visitor.post("/m/code", [("receipt", nobodys_receipt())])
        pages.add(re.sub(r'value="[^"]*"', "", visitor.html))
    assert len(pages) == 1


def test_the_receipt_is_in_no_address_and_no_title(desk):
    visitor = anybody(desk.port)
    visitor.post("/m/9", report())
    receipt = shown(visitor)
    digits = receipt.replace(" ", "")
    assert not visitor.answered.get("location") and "no-store" in visitor.answered["Cache-Control"]
    title = re.search(r"<title>(.*?)</title>", visitor.html, re.S).group(1)
    for address in re.findall(r'(?:href|src|action)="([^"]*)"', visitor.html) + [title]:
        assert receipt not in address and digits not in address
    visitor.post("/m/code", [("receipt", receipt)])
    assert visitor.status == 303
    assert digits not in str(visitor.answered) and receipt not in str(visitor.answered)
    assert digits not in desk.output() and "127.0.0.1" not in desk.output().split("\n", 20)[-1]


def test_another_reporter_sees_nothing_of_it(desk):
    """One visit's cookie opens one conversation; a made-up or finished one opens none."""
    first, second = (follow_up(desk.port, file(desk.port)) for _ in range(2))
    assert CANARY in first.html and CANARY in second.html
    name = next(name for name in first.cookies if "gesprek" in name)
    stale = dict(first.cookies)
    first.post("/m/gesprek/sluiten", Visitor.filled(first.form(), {}))
    first.cookies = dict(stale)
    first.get("/m/gesprek")
    assert CANARY not in first.html
    for made_up in ("", "0" * 64, "../../etc/passwd", stale[name][:-1] + ("0" if stale[name][-1] != "0" else "1")):
        visitor = anybody(desk.port)
        visitor.cookies[name] = made_up
        visitor.get("/m/gesprek")
        assert visitor.status in (303, 401, 403, 404, 410) or CANARY not in visitor.html


@pytest.mark.parametrize("path", ["/m", "/m/1", "/m/2", "/m/3", "/m/4", "/m/5", "/m/6", "/m/7", "/m/8", "/m/9", "/m/code"])
def test_a_hundred_thousand_fields(desk, path):
    body = "&".join(f"f{number}=a" for number in range(100_000)).encode()
    visitor = anybody(desk.port)
    began = time.monotonic()
    visitor.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
    assert visitor.status < 500 and time.monotonic() - began < 10


def test_what_is_packed_is_not_unpacked(desk):
    bomb = gzip.compress(b"what=" + b"a" * (100 << 20))
    visitor = anybody(desk.port)
    before = desk.resident_bytes()
    visitor.ask(
        "POST", "/m/9", bomb, {"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip"}
    )
    assert visitor.status < 500 and not shown(visitor)
    assert desk.resident_bytes() - before < 50e6


def test_slow_reporters_keep_nobody_out(desk):
    """Two hundred forms that come a byte at a time; a report of somebody else is taken meanwhile."""
    slow, stop = [], threading.Event()
    for _ in range(200):
        connection = socket.create_connection(("127.0.0.1", desk.port), timeout=30)
        connection.sendall(
            b"POST /m/9 HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n"
        )
        slow.append(connection)

    def drip():
        while not stop.is_set():
            for connection in slow:
                try:
                    connection.sendall(b"a")
                except OSError:
                    pass
            stop.wait(0.2)

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        assert file(desk.port)
    finally:
        stop.set()
        dripping.join()
        for connection in slow:
            connection.close()
