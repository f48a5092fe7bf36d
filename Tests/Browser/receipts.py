"""Receipts and who has them: what a page shows, ones that nobody has, and visitors from addresses of their own."""

import random
import re

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
