"""Run after the page tests: no page of the route table was left out."""

import json

from results import VISITS
from routes import pages

CHECKS = ["axe", "320px", "no-javascript"]


def test_every_page_was_visited_by_every_check():
    visited = set()
    for file in VISITS.glob("*.jsonl"):
        for line in file.read_text().splitlines():
            row = json.loads(line)
            visited.add((row["check"], row["path"], row["language"]))
    expected = {(check, route.path, language) for check in CHECKS for route in pages() for language in route.languages}
    assert expected, "the route table has no pages"
    missing = sorted(expected - visited)
    assert not missing, "not visited:\n" + "\n".join(" ".join(row) for row in missing)
