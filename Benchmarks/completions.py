"""Fills an installation's SQLite database with made-up completions, as if so many people had followed courses.

The rows and the counts kept beside them (`learning_totals`, `learning_counts`) are the ones that the server itself would
have written; written at once, since answering ten million questions through the pages would take a day.
"""

import sqlite3
import subprocess
import sys
import time

from server import BINARY, RESOURCES

FIRST_DAY = "2021-01-01"
DAYS = 181
AUDIENCES = ["hotel", "holiday-park", "tourism-student", "security", "municipality", "police"]
ROLES = ["reception", "cleaning", "security", "food-and-beverage", "technical", "management", "park"]
ORGANISATIONS = 500
BATCH = 500_000

# Rows number $first up to $last. Day, audience, role and organisation go round at paces that have no common divisor, so that
# they occur in every combination.
COMPLETIONS = f"""
WITH RECURSIVE numbers (n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :last)
INSERT INTO learning_completions (id, course, version, language, role, audience, organisation, day)
SELECT printf('%011d', n), 'reception', 1, iif(n % 9, 'nl', 'en'),
    (SELECT name FROM bench_roles WHERE place = n % {len(ROLES)}),
    (SELECT name FROM bench_audiences WHERE place = n % {len(AUDIENCES)}),
    printf('00000000-0000-7000-8000-%012d', n % {ORGANISATIONS}),
    date('{FIRST_DAY}', '+' || (n % {DAYS}) || ' days')
FROM numbers
"""
COUNTS = [
    """INSERT INTO learning_totals (kind, audience, course, day, slot, people)
    SELECT 'completed', audience, course, day, 0, COUNT(*) FROM learning_completions GROUP BY audience, course, day""",
    """INSERT INTO learning_counts (organisation, month, course, audience, role, kind, slot, people)
    SELECT organisation, substr(day, 1, 8) || '01', course, audience, role, 'completed', 0, COUNT(*)
    FROM learning_completions GROUP BY 1, 2, 3, 4, 5""",
]


def fill(data, completions):
    """Makes the data folder `data` with a database that holds `completions` completions."""
    started = time.monotonic()
    subprocess.run([BINARY, "migrate", "--data", data, "--resources", RESOURCES], check=True, stdout=subprocess.DEVNULL)
    database = sqlite3.connect(data / "vangnet.sqlite", isolation_level=None)
    # A database that is made up anew after a crash needs no journal.
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    for table, names in (("bench_roles", ROLES), ("bench_audiences", AUDIENCES)):
        database.execute(f"CREATE TEMP TABLE {table} (place INTEGER PRIMARY KEY, name TEXT)")
        database.executemany(f"INSERT INTO {table} VALUES (?, ?)", enumerate(names))
    database.executemany(
        """INSERT INTO directory_organisations (id, code, name, kind, url, active, created_at, version)
        VALUES (?, NULL, ?, 'hotel', NULL, 1, 0, 1)""",
        ((f"00000000-0000-7000-8000-{number:012d}", f"Hotel {number}") for number in range(ORGANISATIONS)),
    )
    for first in range(0, completions, BATCH):
        last = min(first + BATCH, completions)
        database.execute(COMPLETIONS, {"first": first, "last": last})
        print(f"\r{last:,} of {completions:,} completions", end="", file=sys.stderr, flush=True)
    for statement in COUNTS:
        database.execute(statement)
    database.execute("PRAGMA journal_mode = WAL")
    database.close()
    print(f" in {time.monotonic() - started:.0f} s", file=sys.stderr)
