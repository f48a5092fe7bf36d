"""Reading the House from a local server that misbehaves: what came stays, a sentence says why, and the next run goes on."""

import sqlite3
import subprocess
import sys

import pytest

from server import BINARY, CHECKOUT, RESOURCES

sys.path.append(str(CHECKOUT / "Benchmarks"))

import house_server  # noqa: E402

CASES = 600


@pytest.fixture
def house():
    """Starts the made-up House with options such as `--error-every 3`; gives its address."""
    running = []

    def start(*options):
        server, address = house_server.serve(house_server.parse(["--cases", str(CASES), "--votes", "3", *options]))
        running.append(server)
        return address

    yield start
    for server in running:
        server.shutdown()


def read(data, address, dossier="99001", feed=False):
    """Runs the import; gives the exit status and what it said."""
    command = [BINARY, "import", "house", "--dossier", dossier, "--from", address, "--data", data, "--resources", RESOURCES]
    if feed:
        command += ["--feed", "--feed-from", address.replace("/OData/v4/2.0", "/SyncFeed/2.0")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    return done.returncode, done.stdout + done.stderr


def counts(data):
    with sqlite3.connect(data / "vangnet.sqlite") as connection:
        return {
            table: connection.execute(f"SELECT COUNT(*) FROM commitments_{table}").fetchone()[0]
            for table in ("records", "decided", "votes", "items")
        }


def test_everything_comes_although_answers_fail(tmp_path, house):
    status, said = read(tmp_path / "data", house("--error-every", "4", "--busy-every", "5", "--cut-every", "7", "--garbage-at", "3"))
    assert status == 0, said
    found = counts(tmp_path / "data")
    # A case and a decision each; of what was read nothing is followed by itself.
    assert found["records"] == 2 * CASES and found["decided"] == CASES and found["items"] == 0
    assert found["votes"] >= CASES


@pytest.mark.parametrize("fault", [("--elsewhere-at", "2"), ("--loop-at", "2"), ("--fail-from-page", "2")])
def test_what_cannot_be_trusted_ends_with_a_sentence_and_keeps_what_came(tmp_path, house, fault):
    status, said = read(tmp_path / "data", house(*fault))
    assert status == 1, said
    assert said.strip().startswith("vangnet: ") and "house." not in said and "Error" not in said
    status, said = read(tmp_path / "data", house())
    assert status == 0, said
    assert counts(tmp_path / "data")["records"] == 2 * CASES


def test_the_feed_gives_the_same_although_answers_fail(tmp_path, house):
    address = house("--cases", "300", "--error-every", "150", "--cut-every", "251")
    status, said = read(tmp_path / "feed", address, feed=True)
    assert status == 0, said
    status, said = read(tmp_path / "data", address)
    assert status == 0, said

    def rows(data):
        with sqlite3.connect(data / "vangnet.sqlite") as connection:
            return [
                connection.execute(f"SELECT {columns} FROM commitments_{table} ORDER BY 1, 2").fetchall()
                for table, columns in [
                    ("records", "id, kind, number, reference, title, day, is_deleted"),
                    ("decided", "decision_id, case_id"),
                    ("votes", "id, decision_id, party, seats, choice"),
                ]
            ]

    assert rows(tmp_path / "feed") == rows(tmp_path / "data")
    # From its mark on the feed has nothing new.
    status, said = read(tmp_path / "feed", address, feed=True)
    assert status == 0 and " 0 " in said, said


def test_a_file_that_does_not_exist_is_named(tmp_path, house):
    status, said = read(tmp_path / "data", house(), dossier="99999")
    assert status == 1 and "99999" in said
