"""Signals: filing reports beside the key derivation alone, health meanwhile, memory over 10,000 filings, the inbox over them, the
pages of the checklist, and what an unknown name or receipt takes beside a known one.

The server is the demo, whose intake is open: what it takes in is not counted, which spares it some small rows per report.
"""

import http.client
import multiprocessing
import os
import re
import statistics
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from floor import BARE_SERVER, bare_server, line
from forms import Forms, Visitor
from receipts import anybody, file_report, nobodys_receipt, report_fields, shown
from server import Server

FILINGS = 10_000
FORM = "application/x-www-form-urlencoded"


def measure():
    with tempfile.TemporaryDirectory(prefix="vangnet-bench-") as folder:
        with Server(Path(folder) / "demo", arguments=("--behind-proxy",)) as server:
            yield from filing_speed(server)
            yield from overload(server)
            yield from memory_and_inbox(server)
            yield from side_by_side(server)
        yield from checklist_speed(Path(folder) / "checklist")


def file_one(port):
    """Files one report; gives the status, the receipt when there is one, and whether a refusal says when to come back."""
    visitor = anybody(port)
    visitor.post("/m/9", report_fields())
    return visitor.status, shown(visitor), "Retry-After" in visitor.answered


def derivations():
    """Receipts a second that this machine derives with nothing else to do."""
    return float(subprocess.run([BARE_SERVER, "derive", "5"], check=True, capture_output=True, text=True).stdout)


def filings(server, seconds, at_once):
    """Reports accepted a second by so many clients at once; and every answer."""
    answers, end = [], time.monotonic() + seconds

    def client():
        # Who reports does so on another machine: here the clients may not take the time of what is measured.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
        while time.monotonic() < end:
            answers.append(file_one(server.port))

    began = time.monotonic()
    threads = [threading.Thread(target=client) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(receipt is not None for _, receipt, _ in answers) / (time.monotonic() - began), answers


def filing_speed(server):
    alone, accepted = [], []
    for _ in range(3):
        alone.append(derivations())
        accepted.append(filings(server, seconds=8, at_once=16)[0])
    alone, accepted = statistics.median(alone), statistics.median(accepted)
    yield line(
        "reports accepted per second", accepted, "1/s", "at least 0.8 of the reference", accepted >= 0.8 * alone,
        "the key derivation alone, as many at once as cores", alone,
    )  # fmt: skip


def health(port, stop, seconds):
    """Asks again and again whether the server is well, on one connection as a watchdog does, until told to stop."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    took = []
    while not stop.wait(0.02):
        began = time.monotonic()
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() is not None
        took.append(time.monotonic() - began)
    seconds.put(took)


def overload(server):
    """More at once than can wait: refused with a time to come back, and the server is well meanwhile."""
    # In a process of its own: beside 96 threads it would measure how long it waits for them.
    own = multiprocessing.get_context("fork")
    stop, times = own.Event(), own.Queue()
    watching = own.Process(target=health, args=(server.port, stop, times))
    watching.start()
    _, answers = filings(server, seconds=8, at_once=96)
    stop.set()
    slowest = times.get()
    watching.join()
    bad = [status for status, _, comes_back in answers if status >= 500 and not (status == 503 and comes_back)]
    refused = sum(status == 503 for status, _, _ in answers)
    yield line(
        f"answers of 5xx but 503 with Retry-After, of {len(answers)} ({refused} of those)", len(bad), "answers", "none",
        not bad,
    )  # fmt: skip
    ordered = sorted(slowest)
    high = ordered[int(len(ordered) * 0.99)] * 1000
    yield line("health while 96 file at once, 99th of 100", high, "ms", "less than 50 ms", high < 50)


def memory_and_inbox(server):
    with ThreadPoolExecutor(24) as pool:
        list(pool.map(lambda _: file_report(server.port), range(FILINGS // 10)))
        early = server.resident_bytes() / 1e6
        list(pool.map(lambda _: file_report(server.port), range(FILINGS - FILINGS // 10)))
    late = server.resident_bytes() / 1e6
    yield line(
        f"resident after {FILINGS} filings", late, "MB", "at most 1.1 × that after a tenth", late <= 1.1 * early,
        f"after {FILINGS // 10}", early,
    )  # fmt: skip
    member = sign_in(server, "meldpunt")
    seconds = []
    for _ in range(5):
        began = time.monotonic()
        assert member.get("/werk/meldingen") == 200
        seconds.append(time.monotonic() - began)
    inbox = statistics.median(seconds)
    yield line(f"inbox of a desk with {FILINGS} open reports", inbox, "s", "at most 0.3 s", inbox <= 0.3)


def sign_in(server, name):
    """A member of the demo, signed in."""
    person = next(one for one in server.demo()["signIns"] if one["email"].startswith(name + "@"))
    visitor = anybody(server.port)
    visitor.post("/inloggen", [("email", person["email"]), ("password", person["password"])])
    if "/inloggen/code" in visitor.answered.get("Location", visitor.answered.get("location", "")):
        visitor.get("/inloggen/code")
        # The demo gives a code away; the form that sends it is the one that holds it already.
        form = next(form for form in Forms(visitor.html).forms if any(
            field["name"] == "backup" and field["value"] for field in form["fields"]))
        visitor.post("/inloggen/code", Visitor.filled(form, {}))
    return visitor


def side_by_side(server):
    """What a known and an unknown name take, and a right and a wrong receipt, in turns."""
    known = server.demo()["signIns"][0]["email"]
    receipt = file_report(server.port)

    def seconds(path, fields):
        visitor = anybody(server.port)
        began = time.monotonic()
        visitor.post(path, fields)
        return time.monotonic() - began

    names, receipts = [[], []], [[], []]
    for _ in range(7):
        for place, email in enumerate([known, "niemand@demo.example"]):
            names[place].append(seconds("/inloggen", [("email", email), ("password", "verkeerd wachtwoord")]))
        for place, text in enumerate([receipt, nobodys_receipt()]):
            receipts[place].append(seconds("/m/code", [("receipt", text)]))
    for what, (first, second) in {
        "an unknown name, wrong password": [statistics.median(one) for one in names],
        "a receipt that does not exist": [statistics.median(one) for one in receipts],
    }.items():
        yield line(
            what, second, "s", "0.8 to 1.25 of the reference", 0.8 <= second / first <= 1.25,
            "a known one", first,
        )  # fmt: skip


def checklist_speed(data):
    """Requests per second of the advice, posted with its answers, beside a bare route that answers with the same bytes."""
    fields = "setting=hotel&role=reception&now=no&signal-V22=seen&signal-V19=seen&signal-V13=seen"
    script, varied, body = (data.parent / name for name in ("advice.lua", "varied.lua", "advice.html"))
    head = 'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/x-www-form-urlencoded"\n'
    script.write_text(f'{head}wrk.body = "{fields}"\n')
    varied.write_text(
        f'{head}local count = 0\nfunction request()\n  count = count + 1\n'
        f'  return wrk.format(nil, nil, nil, "{fields}&other=" .. count)\nend\n'
    )
    with Server(data) as server:
        visitor = Visitor(server.port)
        assert visitor.ask("POST", "/m/5", fields.encode(), {"Content-Type": FORM}) == 200, visitor.status
        body.write_text(visitor.html)
        with bare_server(body) as bare:
            ours, different, theirs = [], [], []
            for _ in range(3):
                ours.append(wrk(server.address + "/m/5", script))
                different.append(wrk(server.address + "/m/5", varied))
                theirs.append(wrk(bare + "/page"))
    ours, different, theirs = (statistics.median(each) for each in (ours, different, theirs))
    what, reference = f"({len(visitor.html)} characters)", ("bare Hummingbird route, same bytes", theirs)
    yield line(
        f"advice per second, the same asked by all {what}", ours, "1/s", "at least 0.5 of the reference",
        ours >= 0.5 * theirs, *reference,
    )  # fmt: skip
    yield line(f"advice per second, no two alike {what}", different, "1/s", "none: for information", True, *reference)


def wrk(address, script=None):
    """What wrk counts in five seconds over 32 connections."""
    command = ["wrk", "--threads", "2", "--connections", "32", "--duration", "5s"]
    output = subprocess.run(
        command + (["--script", str(script)] if script else []) + [address], check=True, capture_output=True, text=True
    ).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise RuntimeError(f"not every request was answered well:\n{output}")
    return float(re.search(r"Requests/sec:\s+([0-9.]+)", output).group(1))
