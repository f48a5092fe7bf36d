"""Receipts and who has them: what a page shows, ones that nobody has, and visitors from addresses of their own."""

import random
import re
import time

from forms import Visitor

# The same in every run.
CHANCE = random.Random(20200630)
SHOWN = re.compile(r"\b\d{4} \d{4} \d{4} \d{4} \d{4}\b")
# Damm's check digit: the quasigroup of order 10 of his thesis (2004).
QUASIGROUP = [
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978", "3674209581", "5869720134", "8945362017",
    "9438617205", "2581436790",
]  # fmt: skip


def anybody(port):
    """A visitor from an address of their own, since what is limited per source is not what is asked here."""
    return Visitor(port, forwarded_for=".".join(str(CHANCE.randint(1, 254)) for _ in range(4)))


def shown(visitor):
    """The receipt on the page; `None` when there is none."""
    found = SHOWN.search(visitor.html)
    return found.group() if found else None


def nobodys_receipt():
    """Without a typing error, and nobody's as far as chance goes."""
    digits = "".join(CHANCE.choices("0123456789", k=19))
    check = 0
    for digit in digits:
        check = int(QUASIGROUP[check][int(digit)])
    return digits + str(check)


def report_fields(**others):
    """What the last page of a report sends: invented, of a usual length."""
    fields = {
        "setting": "hotel", "role": "reception", "signal-V22": "seen", "signal-V19": "seen", "now": "dont-know",
        "what": "Verzonnen. " + "Drie volwassenen gingen kort naar dezelfde kamer. " * 6, "place": "Tweede verdieping",
        "when": "Gisteravond", "who": "Een jongere en drie volwassenen", "age": "12-17", "province": "utrecht",
        "named": "no", "consent": "police", "token": CHANCE.randbytes(32).hex(),
    }  # fmt: skip
    return list((fields | others).items())


def file_report(port, fields=None):
    """Files a report, again when the server is busy; gives the receipt."""
    fields = fields or report_fields()
    for _ in range(200):
        visitor = anybody(port)
        visitor.post("/m/9", fields)
        if receipt := shown(visitor):
            return receipt
        assert visitor.status == 503 and "Retry-After" in visitor.answered, (visitor.status, visitor.html[:400])
        time.sleep(0.1)
    raise AssertionError("never accepted")
