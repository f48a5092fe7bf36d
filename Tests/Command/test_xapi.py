"""`vangnet xapi credential` as it is run, and that the server takes what it prints."""

import base64
import http.client
import json
import re
import subprocess

import pytest

from server import BINARY, RESOURCES, Server

STATEMENT = {
    "actor": {"mbox": "mailto:anna@example.org"},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
    "object": {"id": "https://example.org/receptie"},
}


def credential(data, *arguments, database=None):
    """Runs the command; its status, what it printed and what it said."""
    command = [BINARY, "xapi", "credential", "--data", data, "--resources", RESOURCES, *arguments]
    if database:
        command += ["--database", database]
    run = subprocess.run(command, capture_output=True, text=True)
    return run.returncode, run.stdout, run.stderr


def ask(server, pair, method, path, body=None, version="1.0.3"):
    """The status and the JSON of one request."""
    headers = {"X-Experience-API-Version": version, "Content-Type": "application/json"}
    if pair:
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request(method, "/xapi" + path, json.dumps(body) if body else None, headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text) if answer.status == 200 else text.decode()


def test_a_credential_of_the_demo_opens_the_store_while_it_runs(tmp_path):
    with Server(tmp_path / "demo", command="demo") as server:
        status, pair, _ = credential(
            server.data, "--organisation", "demo-hotel", "--scope", "all", "--format", "plain"
        )
        assert status == 0
        pair = pair.removesuffix("\n")
        assert re.fullmatch(r"[0-9a-f-]{36}:[0-9a-f]{64}", pair)
        status, ids = ask(server, pair, "POST", "/statements", STATEMENT)
        assert status == 200 and len(ids) == 1
        status, answer = ask(server, pair, "GET", f"/statements?statementId={ids[0]}", version="2.0.0")
        assert status == 200 and answer["object"]["id"] == STATEMENT["object"]["id"]
        assert ask(server, pair[:-1] + "x", "GET", "/statements")[0] == 401
        # Nothing of it in the log.
        assert "anna" not in server.output() and pair.split(":")[1] not in server.output()


def test_a_credential_of_an_installation_opens_its_store(tmp_path):
    data = tmp_path / "data"
    subprocess.run(
        [BINARY, "member", "add", "--data", data, "--resources", RESOURCES, "--name", "Sam", "--email", "sam@example.org",
         "--organisation", "Hotel De Zon", "--kind", "hotel"], check=True, capture_output=True,
    )  # fmt: skip
    with Server(data, command="serve") as server:
        arguments = ["--organisation", "hotel de zon", "--scope", "statements/write", "--scope", "state"]
        status, pair, _ = credential(data, *arguments, "--format", "plain")
        assert status == 0
        assert ask(server, pair.strip(), "POST", "/statements", STATEMENT)[0] == 200
        assert ask(server, pair.strip(), "GET", "/statements")[0] == 403


@pytest.mark.parametrize("organisation", ["maan", "00000000-0000-7000-8000-000000000000"])
def test_an_unknown_organisation_is_named_as_such(tmp_path, organisation):
    status, printed, said = credential(tmp_path / "data", "--organisation", organisation)
    assert status == 1 and printed == "" and len(said.splitlines()) == 1


def test_an_unknown_scope_is_refused(tmp_path):
    status, printed, said = credential(tmp_path / "data", "--organisation", "x", "--scope", "everything")
    assert status != 0 and printed == "" and "statements/write" in said
