"""The floor: starting, idling, the page that is read most, the draft of a review, and what a first visit costs."""

import os
import re
import statistics
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

import completions
from server import BINARY, CHECKOUT, RESOURCES, Server, free_port, wait_until_answered
from weight import transferred

BARE_SERVER = CHECKOUT / ".build/release/BareServer"
REVIEW = "/terugblik/2020-H1"
# The period in which the completions are made up; no review of it is published, so that its review is a draft.
PERIOD = "2021-H1"


def line(name, value, unit, goal, holds, reference=None, reference_value=None):
    """One measurement in the shape that `run` prints."""
    ratio = value / reference_value if reference_value else None
    return {
        "name": name, "value": value, "unit": unit, "reference": reference, "reference_value": reference_value,
        "ratio": ratio, "goal": goal, "holds": holds,
    }  # fmt: skip


def measure():
    with tempfile.TemporaryDirectory(prefix="vangnet-bench-") as folder:
        folder = Path(folder)
        million, ten_million = folder / "million", folder / "ten-million"
        completions.fill(million, 1_000_000)
        yield from start_and_idle(million)
        yield from page_speed(folder / "demo")
        yield from first_visit(folder / "demo")
        one = draft_seconds(million)
        yield line("draft of a review over 1,000,000 completions", one, "s", "at most 0.2 s", one <= 0.2)
        completions.fill(ten_million, 10_000_000)
        ten = draft_seconds(ten_million)
        yield line(
            "draft of a review over 10,000,000 completions", ten, "s", "at most 1.5 × that over 1,000,000",
            ten <= 1.5 * one, "over 1,000,000", one,
        )  # fmt: skip


def start_and_idle(data):
    """Seconds from starting the process to the first page, and what it then holds in memory."""
    seconds, resident = [], []
    for _ in range(5):
        with Server(data, command="serve", first_path="/") as server:
            seconds.append(server.seconds_to_start)
            resident.append(server.resident_bytes() / 1e6)
    first, idle = statistics.median(seconds), statistics.median(resident)
    yield line("first page after start, 1,000,000 completions", first, "s", "at most 0.3 s", first <= 0.3)
    yield line("resident when idle, 1,000,000 completions", idle, "MB", "less than 64 MB", idle < 64)


def page_speed(data):
    """Requests per second of the review, beside a bare route that answers with the same bytes; in turns, same run."""
    with Server(data, command="demo") as server:
        page = urllib.request.urlopen(server.address + REVIEW).read()
        body = data.parent / "page.html"
        body.write_bytes(page)
        with bare_server(body) as bare:
            ours, theirs = [], []
            for _ in range(3):
                ours.append(requests_per_second(server.address + REVIEW))
                theirs.append(requests_per_second(bare + "/page"))
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    yield line(
        f"requests per second of {REVIEW} ({len(page)} bytes)", ours, "1/s", "at least 0.5 of the reference",
        ours >= 0.5 * theirs, "bare Hummingbird route, same bytes", theirs,
    )  # fmt: skip


@contextmanager
def bare_server(body):
    """Hummingbird with one route, running on a free port; gives its address."""
    port = free_port()
    process = subprocess.Popen([BARE_SERVER, str(port), body], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_answered(process, address + "/healthz", patience=20)
        yield address
    finally:
        process.terminate()
        process.wait()


def requests_per_second(address):
    """What wrk counts in five seconds over 32 connections."""
    command = ["wrk", "--threads", "2", "--connections", "32", "--duration", "5s", address]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise RuntimeError(f"not every request was answered well:\n{output}")
    return float(re.search(r"Requests/sec:\s+([0-9.]+)", output).group(1))


def draft_seconds(data):
    """Median seconds of `vangnet review` over the period that the completions are in, its start included."""
    command = [BINARY, "review", PERIOD, "--format", "json", "--data", data, "--resources", RESOURCES]
    seconds = []
    for _ in range(5):
        before = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.monotonic() - before)
    return statistics.median(seconds)


def first_visit(data):
    """Bytes that a browser with nothing in its cache fetches for the home page."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with Server(data, command="demo") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=arguments)
        total = transferred(browser.new_page(), server.address + "/")
        browser.close()
    yield line("first visit of the home page", total, "bytes", "at most 60,000 bytes", total <= 60_000)
