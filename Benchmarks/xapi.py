"""The record store: statements a second beside bare inserts of the same rows, answers over a million statements, and memory.

Each engine by itself: first an empty store, then one with 1,000,000 statements. wrk sends the requests, on the same machine; the reference
(`XAPIRows`) inserts the rows that the store would have, through the same driver, one row at a time by a prepared statement. PostgreSQL is one of
its own that waits for the disk.
"""

import base64
import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from contextlib import contextmanager
from pathlib import Path

from floor import line
from server import BINARY, CHECKOUT, RESOURCES, Server

ROWS = CHECKOUT / ".build/release/XAPIRows"
STORED = 1_000_000
SMALL = 10_000
ACTORS = 1_000
SECONDS = 8


def statement(number):
    """A statement as an LMS sends it, without an id."""
    return {
        "actor": {"objectType": "Agent", "name": f"Learner {number % ACTORS}",
                  "account": {"homePage": "https://lms.example.org", "name": f"{number % ACTORS}"}},
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{['completed', 'answered', 'passed', 'failed'][number % 4]}",
                 "display": {"en-US": "did"}},
        "object": {"objectType": "Activity", "id": f"https://lms.example.org/course/{number % 50}",
                   "definition": {"name": {"nl": f"Cursus {number % 50}"}, "type": "http://adlnet.gov/expapi/activities/course"}},
        "result": {"success": True, "score": {"scaled": 0.8}},
        "context": {"registration": f"00000000-0000-4000-8000-{number % (ACTORS * 5):012d}",
                    "contextActivities": {"parent": [{"id": "https://lms.example.org/programme/1"}]}},
        "timestamp": "2026-11-26T12:00:00.000Z",
    }  # fmt: skip


def measure():
    with tempfile.TemporaryDirectory(prefix="vangnet-bench-") as folder:
        folder = Path(folder)
        yield from engine(folder / "sqlite", None)
        with postgres(folder / "postgres") as address:
            yield from engine(folder / "with-postgres", address)


@contextmanager
def postgres(folder):
    """A PostgreSQL of its own that waits for the disk; gives the address of its server."""
    script = CHECKOUT / "scripts/postgres"
    folder.parent.chmod(0o755)
    subprocess.run([script, "start", folder, "--durable"], check=True, stdout=subprocess.DEVNULL)
    try:
        yield (folder / "address").read_text().strip()
    finally:
        subprocess.run([script, "remove", folder], check=True, stdout=subprocess.DEVNULL)


class Place:
    """A data folder with its database."""

    def __init__(self, data, server_address, name):
        self.data = data
        self.address = f"sqlite:{data}/vangnet.sqlite"
        if server_address:
            subprocess.run(["psql", "-q", server_address, "-c", f"CREATE DATABASE {name}"], check=True)
            self.address = other(server_address, name)
        self.run("member", "add", "--name", "Sam", "--email", "sam@example.org", "--organisation", "Hotel", "--kind", "hotel")
        self.pair = self.run("xapi", "credential", "--organisation", "Hotel", "--format", "plain").strip()

    def arguments(self):
        return ("--database", self.address)

    def run(self, *arguments):
        command = [BINARY, *arguments, "--data", self.data, "--resources", RESOURCES, *self.arguments()]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def serve(self):
        return Server(self.data, command="serve", arguments=self.arguments(), patience=300)


def other(address, name):
    """The address of another database on the same server."""
    parts = urllib.parse.urlsplit(address)
    return urllib.parse.urlunsplit(parts._replace(path="/" + name))


def engine(folder, server_address):
    name = "PostgreSQL" if server_address else "SQLite"
    folder.mkdir(mode=0o755)
    store, sample = Place(folder / "store", server_address, "store"), Place(folder / "sample", server_address, "sample")
    bare = Place(folder / "bare", server_address, "bare")
    with sample.serve() as server:
        for first in range(0, 5000, 500):
            send(server, sample.pair, [statement(number) for number in range(first, first + 500)])
    with store.serve() as server:
        send(server, store.pair, [statement(0)])
        empty = {batch: per_second(server, store.pair, batch) for batch in (1, 100)}
    references = {batch: bare_per_second(sample, bare, batch) for batch in (1, 100)}
    yield line(
        f"{name}: statements in batches of 100, empty store", empty[100], "1/s", "at least 0.4 of the reference",
        empty[100] >= 0.4 * references[100], "bare inserts, 100 to a commit", references[100],
    )  # fmt: skip
    yield line(
        f"{name}: single statements, 8 at once, empty store", empty[1], "1/s", "at least the reference",
        empty[1] >= references[1], "bare inserts, one to a commit", references[1],
    )  # fmt: skip
    fill(sample, sample, SMALL)
    with sample.serve() as server:
        small = dict(answer_times(server, sample.pair))
    fill(sample, sample, STORED)
    with sample.serve() as server:
        highest = 0
        for question, time_ in answer_times(server, sample.pair):
            highest = max(highest, server.resident_bytes())
            yield line(
                f"{name}: GET limit=100 {question}, p99, {STORED:,} stored", time_, "ms",
                f"at most 15 ms, and 3 × that at {SMALL:,}", time_ <= 15 and time_ <= 3 * small[question],
                f"at {SMALL:,}", small[question],
            )  # fmt: skip
        full = {}
        for batch in (1, 100):
            full[batch] = per_second(server, sample.pair, batch)
            highest = max(highest, server.resident_bytes())
        for batch in (1, 100):
            yield line(
                f"{name}: {'batches of 100' if batch > 1 else 'single, 8 at once'}, {STORED:,} stored", full[batch], "1/s",
                "at least 0.8 of an empty store", full[batch] >= 0.8 * empty[batch], "empty store", empty[batch],
            )  # fmt: skip
        yield line(
            f"{name}: resident at most, meanwhile", highest / 1e6, "MB", "less than 150 MB", highest < 150e6,
        )  # fmt: skip


def fill(sample, target, count):
    started = time.monotonic()
    subprocess.run([ROWS, "fill", sample.address, target.address, str(count)], check=True)
    print(f"{count:,} statements in {time.monotonic() - started:.0f} s", file=sys.stderr)


def bare_per_second(sample, target, batch):
    command = [ROWS, "bare", sample.address, target.address, str(batch), str(SECONDS)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def headers(pair):
    return {
        "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(), "Content-Type": "application/json",
        "X-Experience-API-Version": "1.0.3",
    }  # fmt: skip


def send(server, pair, statements):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", "/xapi/statements", json.dumps(statements), headers(pair))
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}: {answer.read().decode()}")
    answer.read()
    connection.close()


def per_second(server, pair, batch):
    """Statements that are acknowledged a second, sent in batches over 8 connections; the median of three times."""
    bodies = [json.dumps([statement(number * 7 + place) for place in range(batch)]) for number in range(200)]
    script = server.data.parent / "post.lua"
    quoted = ",\n".join("[==[" + body + "]==]" for body in bodies)
    fields = ", ".join(f'["{name}"] = "{value}"' for name, value in headers(pair).items())
    script.write_text(
        f"""local bodies = {{{quoted}}}
local fields = {{{fields}}}
local place = 0
request = function()
  place = place % #bodies + 1
  return wrk.format("POST", "/xapi/statements", fields, bodies[place])
end
"""
    )
    found = []
    for _ in range(3):
        command = ["wrk", "--threads", "1", "--connections", "8", "--duration", f"{SECONDS}s", "--timeout", "10s", "-s", script, server.address]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        if "Non-2xx" in output or "Socket errors" in output:
            raise RuntimeError(f"not every request was answered well:\n{output}")
        found.append(batch * float(re.search(r"Requests/sec:\s+([0-9.]+)", output).group(1)))
    return statistics.median(found)


def answer_times(server, pair):
    """For each kind of question, the time in milliseconds within which 99 of 100 answers came; one question at a time."""
    agent = json.dumps({"account": {"homePage": "https://lms.example.org", "name": "{}"}})
    now = time.time()
    questions = {
        "unfiltered": lambda number: {},
        "by agent": lambda number: {"agent": agent.replace("{}", str(number % ACTORS))},
        "by verb": lambda number: {"verb": "http://adlnet.gov/expapi/verbs/passed"},
        "by activity": lambda number: {"activity": f"https://lms.example.org/course/{number % 50}"},
        "since and until": lambda number: {"since": moment(now - 3600 - number), "until": moment(now + 60)},
        "by related agent": lambda number: {"agent": agent.replace("{}", str(number % ACTORS)), "related_agents": "true"},
        "by related activity": lambda number: {"activity": "https://lms.example.org/programme/1", "related_activities": "true"},
        "by agent and verb": lambda number: {"agent": agent.replace("{}", str(number % ACTORS)), "verb": "http://adlnet.gov/expapi/verbs/passed"},
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    for name, parameters in questions.items():
        times = []
        for number in range(520):
            query = urllib.parse.urlencode({"limit": 100} | parameters(number))
            began = time.monotonic()
            connection.request("GET", "/xapi/statements?" + query, headers=headers(pair))
            answer = connection.getresponse()
            body = answer.read()
            times.append((time.monotonic() - began) * 1000)
            if answer.status != 200:
                raise RuntimeError(f"{name}: {answer.status}: {body.decode()}")
        # The first answers find nothing prepared.
        yield name, statistics.quantiles(times[20:], n=100)[98]
    connection.close()


def moment(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
