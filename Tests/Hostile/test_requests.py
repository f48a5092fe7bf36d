"""Requests that no browser makes: the server answers with a sentence or closes the connection, and goes on for the others."""

import http.client
import random
import re
import socket
import time
import urllib.parse

import pytest

from routes import pages, prefixed, table

# The same numbers in every run, so that what was found is found again.
SEED = 20200630
ROUNDS = 40
FORM = "application/x-www-form-urlencoded"

NASTY = [
    b"", b" ", b"\x00", b"\xff\xfe\xfd", b"\xc0\xaf", b"-1", b"0", b"9" * 400, b"1e309", b"NaN", b"<script>alert(1)</script>",
    b"\"'><img src=x onerror=alert(1)>", b"{{t.web}}", b"{{#a}}", b"'; DROP TABLE learning_joins; --", b"$1", b"%00", b"%s%n",
    b"../../../../etc/passwd", b"=1+1", b"\r\nSet-Cookie: a=b", "\u202e\u0000\ufeff\U0001f9e8".encode(), b"a" * 100_000,
    "é".encode() * 40_000, b"2020-H3", b"2020-02-30", b"00000000-0000-0000-0000-000000000000",
]  # fmt: skip


@pytest.fixture(autouse=True)
def still_well(server):
    """Whatever a test did, afterwards the server answers others as before, and has shown no mistake of its own."""
    yield
    assert server.process.poll() is None, server.output()
    assert server.answers("/readyz") and server.answers("/")
    assert "Fatal error" not in server.output()


def ask(server, method, path, body=None, headers=None):
    """One request outside any browser; gives status, headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def cookie_header(state):
    """The header with the cookies of somebody who came in."""
    return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in (state or {}).get("cookies", []))


def form_fields(html):
    """The names of the fields of all forms on a page, and the token that its forms carry."""
    names = sorted(set(re.findall(r'name="([^"]+)"', html)) - {"csrf", "viewport", "description", "color-scheme"})
    token = re.search(r'name="csrf" value="([^"]+)"', html)
    return names, token.group(1) if token else None


@pytest.mark.parametrize("route", [route for route in table() if route.method == "POST"], ids=lambda route: route.path)
def test_forms_with_nonsense(route, server, people):
    """Every form's destination, by every kind of person, with nonsense in the fields that its pages have and others."""
    chance = random.Random(f"{SEED} {route.path}")
    path = re.sub(r":\w+", "nonsense", route.sample or route.path)
    for who in people.ways:
        cookies = cookie_header(people.state(who))
        page = route.path if any(page.path == route.path for page in pages()) else "/werk"
        status, _, html = ask(server, "GET", re.sub(r":\w+", "nonsense", page), headers={"Cookie": cookies})
        names, token = form_fields(html.decode())
        if token is None:
            _, token = form_fields(ask(server, "GET", "/", headers={"Cookie": cookies})[2].decode())
        names = names or ["name", "email", "code", "password", "title", "people", "from", "to"]
        for _ in range(ROUNDS):
            fields = [("csrf", token or "")] + [(name, chance.choice(NASTY)) for name in names if chance.random() < 0.8]
            body = urllib.parse.urlencode(fields).encode()
            headers = {
                "Content-Type": FORM, "Cookie": cookies, "Origin": server.address,
            }  # fmt: skip
            status, _, answer = ask(server, "POST", path, body, headers)
            assert status < 500, f"{who} {path} {body[:300]}: {status} {answer[-400:]}"
            assert b"<script>alert(1)" not in answer and b"<img src=x" not in answer


@pytest.mark.parametrize("route", [route for route in table() if ":" in route.path], ids=lambda route: route.path)
def test_addresses_with_nonsense(route, server, people):
    """Every parameter in an address."""
    for who in ("visitor", *list(people.ways)[-2:]):
        cookies = cookie_header(people.state(who))
        for value in NASTY:
            path = re.sub(r":\w+", lambda _: urllib.parse.quote(value[:2000], safe=""), route.path)
            for language in ("nl", "en"):
                status, _, _ = ask(server, "GET", prefixed(path, language), headers={"Cookie": cookies})
                assert status < 500, f"{who} {path[:200]}: {status}"


@pytest.mark.parametrize(
    "path",
    ["/bestand/../../../../etc/passwd", "/bestand/%2e%2e/%2e%2e/Package.swift", "/bestand/..%2f..%2fstrings/web.nl.yaml",
     "/bestand/%00", "//etc/passwd", "/%ff%fe", "/%", "/en/en/en", "/leren/%2e%2e%2f", "/" + "a/" * 3000, "/?" + "a=b&" * 5000],
    ids=range(11),
)  # fmt: skip
def test_paths_that_lead_out(path, server):
    status, _, body = ask(server, "GET", path)
    assert status < 500
    assert b"root:" not in body and b"swift-tools-version" not in body


def test_a_body_that_is_too_large(server):
    body = b"code=" + b"a" * (64 << 20)
    try:
        status, _, _ = ask(server, "POST", "/doe-mee", body, {"Content-Type": FORM})
        assert status == 413
    except (ConnectionResetError, BrokenPipeError):
        pass  # Hanging up on 64 MB is an answer too.
    assert server.resident_bytes() < 300e6


@pytest.mark.parametrize("path", ["/m/9", "/m/code", "/inloggen", "/doe-mee"])
def test_a_body_without_an_end(path, server):
    """Chunk after chunk: the server hangs up on more than it reads, and keeps none of it."""
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    before, sent = server.resident_bytes(), 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        connection.sendall(head.encode() + b"Transfer-Encoding: chunked\r\n\r\nb\r\nwhat=endless\r\n")
        try:
            while sent < 512 << 20:
                connection.sendall(chunk)
                sent += 0x10000
        except (ConnectionError, TimeoutError):
            pass
    assert sent < 256 << 20, "it goes on reading"
    assert server.resident_bytes() - before < 100e6


@pytest.mark.parametrize(
    "raw",
    [b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
     b"GET / HTTP/1.1\r\n" + b"A: " + b"b" * 1_000_000 + b"\r\n\r\n",
     b"POST /doe-mee HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
     b"POST /doe-mee HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
     b"POST /doe-mee HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
     b"POST /doe-mee HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n"],
    ids=range(9),
)  # fmt: skip
def test_what_is_no_http(raw, server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.settimeout(3)
        try:
            connection.sendall(raw)
            answer = connection.recv(4096)
        except (TimeoutError, ConnectionError):
            answer = b""
    assert not answer or answer.startswith(b"HTTP/1."), answer
    assert b" 500 " not in answer[:20]


def test_many_who_send_nothing_keep_nobody_out(server):
    """A thousand connections that each begin a request and never end it."""
    idle = []
    try:
        for _ in range(1000):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-")
            idle.append(connection)
        began = time.monotonic()
        assert server.answers("/")
        assert time.monotonic() - began < 5
    finally:
        for connection in idle:
            connection.close()


def test_forms_from_another_site(server, people, demo):
    """A member's browser that is made to send a form from elsewhere: refused, whatever the form holds."""
    member = next(iter(demo["signIns"]))["email"]
    cookies = cookie_header(people.state(member))
    for route in table():
        if route.method != "POST":
            continue
        path = re.sub(r":\w+", "nonsense", route.sample or route.path)
        for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
            headers |= {"Cookie": cookies, "Content-Type": FORM}
            status, _, _ = ask(server, "POST", path, b"a=b", headers)
            assert status in (400, 403, 404), f"{path} {headers}: {status}"


def test_nothing_is_done_with_another_desks_report(server, people, demo):
    """Every action on a report that is there, by everybody who does not sit at its desk: as if there were none, and nothing has
    changed."""
    # Tests before this one may have signed members out.
    people.states = {who: state for who, state in people.states.items() if "@" not in who}
    report = demo["samples"]["{report}"]
    desk = {"meldpunt@demo.example", "meldcollega@demo.example"}
    actions = [route for route in table() if route.path.startswith(("/werk/meldingen/:id", "/werk/gegevens/:id"))]
    assert len([route for route in actions if route.method == "POST"]) > 15

    def seen():
        page = ask(server, "GET", f"/werk/meldingen/{report}", headers={"Cookie": cookie_header(people.state(min(desk)))})
        assert page[0] == 200
        main = page[2].decode().split("<main", 1)[1].split("</main>")[0]
        # How much time is left goes on, and so do the tokens of forms.
        return re.sub(r"nog \d+ \w+|value=\"[0-9a-f-]{20,}\"", "", main)

    before = seen()
    absent = report[:-1] + ("0" if report[-1] != "0" else "1")
    for who in people.ways:
        if who in desk:
            continue
        cookies = cookie_header(people.state(who))
        _, _, home = ask(server, "GET", "/werk", headers={"Cookie": cookies})
        token = form_fields(home.decode())[1]
        for route in actions:
            answers = []
            for id_ in (report, absent):
                path = route.path.replace(":id", id_).replace(":document", demo["samples"]["{document}"])
                fields = {"csrf": token or "", "text": "Van een ander", "note": "Van een ander", "until": "1-1-2028"}
                body = urllib.parse.urlencode(fields).encode() if route.method == "POST" else None
                headers = {"Content-Type": FORM, "Cookie": cookies, "Origin": server.address}
                status, answered, html = ask(server, route.method, path, body, headers)
                location = answered.get("Location", answered.get("location", ""))
                answers.append((status, location.replace(id_, "")))
                assert b"kamer 214" not in html.lower()
            assert answers[0] == answers[1], f"{who} {route.method} {route.path}: {answers}"
            # What lacks a field says so first, whichever report it is about.
            is_refused = status in (400, 401, 403, 404, 422) or status == 303 and "/inloggen" in location
            assert is_refused or route.kind == "redirect", f"{who} {route.method} {route.path}: {status} {location}"
    assert seen() == before
