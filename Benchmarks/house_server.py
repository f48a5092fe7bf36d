#!/usr/bin/env python3
"""A local server in the shape of the House's open data (OData v4), for benchmarks and hostile tests.

    Benchmarks/house_server.py --cases 100000 --port 8123

Every row is made when it is asked for, from its number alone, so that the server needs no memory for them and two runs give
the same rows. Whatever they say is made up: "Verzonnen onderwerp 17". There is one file, 99001; each case has one decision,
which has `--votes` votes; every tenth decision is a roll call. It prints its address once it listens.

It understands what the importer asks: $filter with `ApiGewijzigdOp gt …`, `Nummer eq …`, $skip, $count, $expand of votes.
It answers with 250 rows a page and a link to the next one. Sets that it has: Kamerstukdossier, Zaak, Document, Besluit,
Stemming; others are empty. One row: `Zaak(…)`.

Beside it stands the SyncFeed, at /SyncFeed/2.0, with what drifts in the real one: prefixes that differ from entry to entry, times
without a zone, `True`.

Faults, for whoever wants to see them survived:
    --error-every N       every Nth answer is a 500
    --busy-every N        every Nth answer is a 429 with Retry-After: 1
    --cut-every N         every Nth answer ends in the middle
    --fail-from-page N    from the Nth page of a set on, every answer is a 500
    --elsewhere-at N      the link of the Nth answer points to another host
    --loop-at N           the link of the Nth answer points to itself
    --garbage-at N        the Nth answer is no JSON
    --huge-at N           the Nth answer has 200 MB
    --deleted-every N     every Nth case is a tombstone
    --ignore-filter       $filter is not honoured, and links use $skip
    --tokens              links use $skiptoken in place of $skip
"""

import argparse
import itertools
import re
import sys
import threading
import urllib.parse
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BASE = "/OData/v4/2.0/"
FEED = "/SyncFeed/2.0/Feed"
PAGE = 250
START = datetime(2024, 1, 1, tzinfo=timezone.utc)
PARTIES = [
    ("Partij Aster", 37), ("Partij Berk", 25), ("Partij Ceder", 24), ("Partij Den", 20), ("Partij Eik", 9), ("Partij Fluweel", 7),
    ("Partij Gagel", 5), ("Partij Hazel", 5), ("Partij Iep", 3), ("Partij Jasmijn", 3), ("Partij Klimop", 3), ("Partij Linde", 3),
    ("Partij Meidoorn", 3), ("Partij Netel", 2), ("Partij Olm", 1),
]
SUBJECTS = ["opvang", "een meldpunt", "scholing van medewerkers", "toezicht", "cijfers", "voorlichting", "samenwerking"]


def moment(tick):
    """The time with this number of 100 nanoseconds after the start, with seven digits."""
    whole = START + timedelta(seconds=tick // 10_000_000)
    return f"{whole:%Y-%m-%dT%H:%M:%S}.{tick % 10_000_000:07d}Z"


def ticks(text):
    found = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z", text)
    whole = datetime.fromisoformat(found[1]).replace(tzinfo=timezone.utc) - START
    return (whole.days * 86_400 + whole.seconds) * 10_000_000 + int((found[2] or "0").ljust(7, "0"))


def identifier(kind, number):
    return f"{kind:08x}-0000-4000-8000-{number:012x}"


class House:
    """The rows of every set, by their number from 0. A case changes every 1.7 seconds; its decision a little later."""

    STEP = 17_000_003

    def __init__(self, options):
        self.options = options
        self.cases = options.cases
        self.votes = min(options.votes, len(PARTIES))

    def count(self, name):
        return {
            "Kamerstukdossier": 1, "Zaak": self.cases, "Document": self.cases if self.options.documents else 0,
            "Besluit": self.cases, "Stemming": self.cases * self.votes,
        }.get(name, 0)

    def tick(self, name, number):
        if name == "Stemming":
            return (number // self.votes) * self.STEP + 2000 + number % self.votes
        return number * self.STEP + {"Besluit": 1000}.get(name, 0)

    def first_after(self, name, tick):
        """The number of the first row that changed later: they are in order, so that halving finds it."""
        low, high = 0, self.count(name)
        while low < high:
            middle = (low + high) // 2
            if self.tick(name, middle) > tick:
                high = middle
            else:
                low = middle + 1
        return low

    def row(self, name, number, expand):
        tail = f'"GewijzigdOp":"2024-01-01T10:00:00.57+01:00","ApiGewijzigdOp":"{moment(self.tick(name, number))}"'
        return getattr(self, name.lower())(number, tail, expand)

    def kamerstukdossier(self, number, tail, expand):
        return (
            f'{{"Id":"{identifier(1, 0)}","Nummer":99001,"Toevoeging":null,"Titel":"Verzonnen dossier","Citeertitel":null,'
            f'"HoogsteVolgnummer":{self.cases},"Afgesloten":false,{tail},"Verwijderd":false}}')

    def zaak(self, number, tail, expand):
        every = self.options.deleted_every
        if every and number % every == every - 1:
            return (
                f'{{"Id":"{identifier(2, number)}","Nummer":null,"Soort":null,"Titel":null,"Onderwerp":null,"GestartOp":null,'
                f'"Volgnummer":null,"Afgedaan":null,"Kabinetsappreciatie":null,{tail},"Verwijderd":true}}')
        subject = f"Motie van het lid Voorbeeld{number % 150} over {SUBJECTS[number % len(SUBJECTS)]}, verzonnen onderwerp {number}"
        return (
            f'{{"Id":"{identifier(2, number)}","Nummer":"2024Z{number:06d}","Soort":"Motie","Titel":"Verzonnen dossier",'
            f'"Citeertitel":null,"Onderwerp":"{subject}","Status":"Vrijgegeven","GestartOp":"2024-01-01T00:00:00+01:00",'
            f'"Organisatie":"Tweede Kamer","Termijn":null,"Vergaderjaar":"2023-2024","Volgnummer":{number + 1},'
            f'"HuidigeBehandelstatus":null,"Afgedaan":true,"Kabinetsappreciatie":"Oordeel Kamer",{tail},"Verwijderd":false,'
            f'"ZaakActor":[{{"Id":"{identifier(3, number)}","Zaak_Id":"{identifier(2, number)}",'
            f'"ActorNaam":"A. Voorbeeld{number % 150}","ActorFractie":"{PARTIES[number % len(PARTIES)][0]}","ActorAfkorting":null,'
            f'"Functie":"Tweede Kamerlid","Relatie":"Indiener",{tail},"Verwijderd":false}}],'
            f'"Kamerstukdossier":[{{"Id":"{identifier(1, 0)}","Nummer":99001,"Toevoeging":null}}],"VervangenVanuit":[]}}')

    def document(self, number, tail, expand):
        return (
            f'{{"Id":"{identifier(5, number)}","Soort":"Motie","DocumentNummer":"2024D{number:06d}","Titel":"Verzonnen dossier",'
            f'"Onderwerp":"Verzonnen onderwerp {number}","Datum":"2024-01-01T00:00:00+01:00","Vergaderjaar":"2023-2024",'
            f'"Kamer":2,"Volgnummer":{number + 1},"Organisatie":"Tweede Kamer","ContentType":"application/pdf",'
            f'"ContentLength":21773,{tail},"Verwijderd":false,'
            f'"HuidigeDocumentVersie":{{"Id":"{identifier(6, number)}","ExterneIdentifier":"kst-99001-{number % 9999 + 1}",'
            f'"Status":"Vrijgegeven"}},"Zaak":[{{"Id":"{identifier(2, number)}","Nummer":"2024Z{number:06d}"}}],'
            f'"Kamerstukdossier":[{{"Id":"{identifier(1, 0)}","Nummer":99001,"Toevoeging":null}}]}}')

    def besluit(self, number, tail, expand):
        votes = ""
        if expand:
            rows = (self.row("Stemming", number * self.votes + index, False) for index in range(self.votes))
            votes = f'"Stemming":[{",".join(rows)}],'
        voor = sum(PARTIES[index][1] for index in range(self.votes) if self.is_for(number, index))
        tegen = sum(PARTIES[index][1] for index in range(self.votes)) - voor
        if self.is_roll_call(number):
            voor = sum(self.is_for(number, index) for index in range(self.votes))
            tegen = self.votes - voor
        outcome = "aangenomen" if voor > tegen else "verworpen"
        return (
            f'{{"Id":"{identifier(4, number)}","StemmingsSoort":"{"Hoofdelijk" if self.is_roll_call(number) else "Met handopsteken"}",'
            f'"BesluitSoort":"Stemmen - {outcome}","BesluitTekst":"{outcome.capitalize()} ({voor}-{tegen}).","Opmerking":null,'
            f'"Status":"Besluit","AgendapuntZaakBesluitVolgorde":{number % 20 + 1},{tail},"Verwijderd":false,'
            f'"Zaak":[{{"Id":"{identifier(2, number)}","Nummer":"2024Z{number:06d}"}}],{votes}'
            f'"Agendapunt":{{"Id":"{identifier(7, number // 20)}","Nummer":"2024P{number // 20:06d}","Onderwerp":"Verzonnen stemmingen",'
            f'"Activiteit":{{"Id":"{identifier(8, number // 500)}","Nummer":"2024A{number // 500:06d}",'
            f'"Datum":"2024-01-16T00:00:00+01:00"}}}}}}')

    def stemming(self, number, tail, expand):
        besluit, index = divmod(number, self.votes)
        party, size = PARTIES[index]
        is_roll_call = self.is_roll_call(besluit)
        name = f"B. Voorbeeld{index}" if is_roll_call else party
        person = f'"{identifier(9, index)}"' if is_roll_call else "null"
        return (
            f'{{"Id":"{identifier(10, number)}","Besluit_Id":"{identifier(4, besluit)}",'
            f'"Soort":"{"Voor" if self.is_for(besluit, index) else "Tegen"}","FractieGrootte":{size},"ActorNaam":"{name}",'
            f'"ActorFractie":"{party}","Vergissing":false,"Persoon_Id":{person},{tail},"Verwijderd":false}}')

    def entry(self, name, number):
        """A row as the SyncFeed has it: without what belongs to other rows but their identifiers."""
        deleted = name == "Zaak" and self.options.deleted_every and (number + 1) % self.options.deleted_every == 0
        besluit, index = divmod(number, self.votes)
        kind, fields = {
            "Kamerstukdossier": (1, {"nummer": "99001", "titel": "Verzonnen dossier"}),
            "Zaak": (2, {"nummer": f"2024Z{number:06d}", "kamerstukdossier": identifier(1, 0)}),
            "Document": (5, {"documentNummer": f"2024D{number:06d}", "zaak": identifier(2, number)}),
            "Besluit": (4, {"besluitSoort": "Stemmen", "zaak": identifier(2, number)}),
            "Stemming": (10, {
                "besluit": identifier(4, besluit), "soort": "Voor" if self.is_for(besluit, index) else "Tegen",
                "fractieGrootte": PARTIES[index][1], "actorFractie": PARTIES[index][0], "vergissing": "false",
            }),
        }[name]  # fmt: skip
        prefix = ("ns1", "tk", "a")[number % 3]
        tag = name[0].lower() + name[1:]
        inside = "".join(
            f'<{prefix}:{key} ref="{value}"/>'
            if key in ("kamerstukdossier", "zaak", "besluit")
            else f"<{prefix}:{key}>{value}</{prefix}:{key}>"
            for key, value in fields.items()
        )
        return (
            f'<entry><title>{number}</title><link rel="next" href="{FEED}?category={name}&amp;skiptoken={number + 1}"/>'
            f'<content type="application/xml"><{prefix}:{tag} xmlns:{prefix}="http://www.tweedekamer.nl/xsd/tkData/v1-0" '
            f'id="{identifier(kind, number)}" {prefix}:bijgewerkt="2024-01-01T10:00:00.57" '
            f'{prefix}:verwijderd="{"True" if deleted else "false"}">{"" if deleted else inside}</{prefix}:{tag}></content></entry>')

    @staticmethod
    def is_roll_call(number):
        return number % 10 == 9

    @staticmethod
    def is_for(besluit, index):
        return (besluit * 7 + index * 13) % 3 != 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body leave together: else each answer waits for the reader to say that it got the head.
    wbufsize = -1
    house = None
    options = None
    numbers = itertools.count(1)

    def do_GET(self):
        number = next(self.numbers)
        if self.options.log:
            print(f"{number} {urllib.parse.unquote(self.path)}", file=sys.stderr, flush=True)
        if not self.fault(number):
            self.page(number)

    def fault(self, number):
        options = self.options
        if options.busy_every and number % options.busy_every == 0:
            self.send(429, b"", [("Retry-After", "1")])
        elif options.error_every and number % options.error_every == 0:
            self.send(500, b"<html>500</html>")
        elif options.garbage_at == number:
            self.send(200, b"<html>Onderhoud</html>")
        elif options.huge_at == number:
            self.huge()
        else:
            return False
        return True

    def huge(self):
        size = 200_000_000
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        try:
            for _ in range(size // 1_000_000):
                self.wfile.write(b" " * 1_000_000)
        except OSError:
            self.close_connection = True

    def page(self, number):
        address = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(address.query))
        if address.path == FEED:
            return self.feed(number, query)
        if not address.path.startswith(BASE):
            return self.send(404, b"")
        name = address.path[len(BASE):]
        one = re.fullmatch(r"(\w+)\([0-9a-f-]{24}([0-9a-f]{12})\)", name)
        if one:
            return self.one(one[1], int(one[2], 16), "Stemming(" in query.get("$expand", ""))
        condition = query.get("$filter", "")
        wanted = re.search(r"Nummer eq (\d+)", condition)
        total = 0 if wanted and wanted[1] != "99001" else self.house.count(name)
        skip = int(query.get("$skip") or query.get("$skiptoken") or 0)
        after = re.search(r"ApiGewijzigdOp gt (\S+?)[ )]|ApiGewijzigdOp gt (\S+)$", condition)
        first = 0
        if after and total and not self.options.ignore_filter:
            first = self.house.first_after(name, ticks(after[1] or after[2]))
        start = min(first + skip, total)
        end = min(start + PAGE, total)
        if self.options.fail_from_page and start // PAGE + 1 >= self.options.fail_from_page:
            return self.send(500, b"<html>500</html>")
        expand = "Stemming(" in query.get("$expand", "")
        rows = ",".join(self.house.row(name, index, expand) for index in range(start, end))
        count = f'"@odata.count":{total - first},' if query.get("$count") == "true" else ""
        link = f',"@odata.nextLink":"{self.link(number, name, query, skip)}"' if end < total else ""
        body = f'{{"@odata.context":"$metadata#{name}",{count}"value":[{rows}]{link}}}'.encode()
        if self.options.cut_every and number % self.options.cut_every == 0:
            return self.cut(body)
        self.send(200, body)

    def one(self, name, number, expand):
        if number >= self.house.count(name):
            return self.send(404, b"")
        self.send(200, self.house.row(name, number, expand).encode())

    def feed(self, number, query):
        name = query.get("category", "")
        start = int(query.get("skiptoken") or 0)
        end = min(start + PAGE, self.house.count(name))
        entries = "".join(self.house.entry(name, index) for index in range(start, end))
        body = f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Verzonnen</title>{entries}</feed>'
        body = body.encode()
        if self.options.cut_every and number % self.options.cut_every == 0:
            return self.cut(body)
        self.send(200, body)

    def link(self, number, name, query, skip):
        if self.options.elsewhere_at == number:
            return f"http://voorbeeld.invalid{BASE}{name}?$skip={skip + PAGE}"
        if self.options.loop_at == number:
            return f"http://{self.headers['Host']}{self.path}"
        option = "$skiptoken" if self.options.tokens else "$skip"
        kept = [(key, value) for key, value in query.items() if key not in ("$skip", "$skiptoken", "$count")]
        rest = "&".join(f"{key}={urllib.parse.quote(value, safe='')}" for key, value in kept + [(option, str(skip + PAGE))])
        return f"http://{self.headers['Host']}{BASE}{name}?{rest}"

    def cut(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:len(body) // 2])
        self.close_connection = True

    def send(self, status, body, headers=()):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def parse(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--votes", type=int, default=len(PARTIES), help="votes of a decision, at most 15")
    parser.add_argument("--documents", action="store_true", help="a document for each case")
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--log", action="store_true", help="every request on standard error")
    for name in [
        "error-every", "busy-every", "cut-every", "fail-from-page", "elsewhere-at", "loop-at", "garbage-at", "huge-at",
        "deleted-every",
    ]:
        parser.add_argument(f"--{name}", type=int, default=0, metavar="N")
    parser.add_argument("--ignore-filter", action="store_true")
    parser.add_argument("--tokens", action="store_true")
    return parser.parse_args(arguments)


def serve(options):
    """Starts the server on a thread of its own.

    Returns the server, to `shutdown()`, and the address to import from.
    """
    handler = type("HouseHandler", (Handler,), {
        "house": House(options), "options": options, "numbers": itertools.count(1)})
    server = ThreadingHTTPServer(("127.0.0.1", options.port), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}{BASE.rstrip('/')}"


if __name__ == "__main__":
    running, where = serve(parse())
    print(where, flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        running.shutdown()
