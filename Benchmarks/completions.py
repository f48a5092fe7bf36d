"""Fills an installation's SQLite database with made-up completions, as if so many people had followed courses.

The rows and the counts kept beside them (`learning_totals`, `learning_counts`) are the ones that the server itself would
have written; written at once, since answering ten million questions through the pages would take a day.
"""

import sqlite3
import subprocess
import sys
import time
from collections import Counter
from datetime import date, timedelta

from server import BINARY, RESOURCES

FIRST_DAY = date(2021, 1, 1)
DAYS = 181
AUDIENCES = ["hotel", "holiday-park", "tourism-student", "security", "municipality", "police"]
ROLES = ["reception", "cleaning", "security", "food-and-beverage", "technical", "management", "park"]
ORGANISATIONS = 500
BATCH = 500_000

COMPLETION = """INSERT INTO learning_completions (id, course, version, language, role, audience, organisation, day)
VALUES (?, 'reception', 1, 'nl', ?, ?, ?, ?)"""
TOTAL = """INSERT INTO learning_totals (kind, audience, course, day, slot, people)
VALUES ('completed', ?, 'reception', ?, 0, ?)"""
COUNT = """INSERT INTO learning_counts (organisation, month, course, audience, role, kind, slot, people)
VALUES (?, ?, 'reception', ?, ?, 'completed', 0, ?)"""


def fill(data, completions):
    """Makes the data folder `data` with a database that holds `completions` completions."""
    started = time.monotonic()
    subprocess.run([BINARY, "migrate", "--data", data, "--resources", RESOURCES], check=True, stdout=subprocess.DEVNULL)
    database = sqlite3.connect(data / "vangnet.sqlite", isolation_level=None)
    # A database that is made up anew after a crash needs no journal.
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    days = [str(FIRST_DAY + timedelta(number)) for number in range(DAYS)]
    organisations = [f"00000000-0000-7000-8000-{number:012d}" for number in range(ORGANISATIONS)]
    database.executemany(
        """INSERT INTO directory_organisations (id, code, name, kind, url, active, created_at, version)
        VALUES (?, NULL, ?, 'hotel', NULL, 1, 0, 1)""",
        ((organisation, f"Hotel {number}") for number, organisation in enumerate(organisations)),
    )
    totals, counts = Counter(), Counter()

    def rows(first, last):
        # Day, audience, role and organisation go round at different paces, so that they occur in many combinations.
        for number in range(first, last):
            role, audience = ROLES[number % len(ROLES)], AUDIENCES[number % len(AUDIENCES)]
            organisation, day = organisations[number % ORGANISATIONS], days[number % DAYS]
            totals[audience, day] += 1
            counts[organisation, day[:8] + "01", audience, role] += 1
            yield f"{number:011d}", role, audience, organisation, day

    for first in range(0, completions, BATCH):
        last = min(first + BATCH, completions)
        database.execute("BEGIN")
        database.executemany(COMPLETION, rows(first, last))
        database.execute("COMMIT")
        print(f"\r{last:,} of {completions:,} completions", end="", file=sys.stderr, flush=True)
    database.execute("BEGIN")
    database.executemany(TOTAL, (key + (people,) for key, people in totals.items()))
    database.executemany(COUNT, (key + (people,) for key, people in counts.items()))
    database.execute("COMMIT")
    database.execute("PRAGMA journal_mode = WAL")
    database.close()
    print(f" in {time.monotonic() - started:.0f} s", file=sys.stderr)
