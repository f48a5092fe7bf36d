"""The route table of the server, from which the browser tests take their pages: `vangnet routes --format json`."""

import json
import re
import subprocess
from dataclasses import dataclass
from functools import cache

from server import BINARY, RESOURCES

LANGUAGES = ["nl", "en"]


@dataclass(frozen=True)
class Route:
    """One row: a path pattern such as `/leren/:slug`, and how it is reached in the demo."""

    method: str
    path: str
    kind: str
    has_languages: bool
    # A path with its parameters filled in. Where that takes an identifier only the demo knows it: `samples` in `demo.json`.
    sample: str | None

    @property
    def languages(self):
        return LANGUAGES if self.has_languages else ["nl"]

    def address(self, language, demo):
        """The path to visit in the demo."""
        samples = demo["samples"]
        path = samples.get(self.path) or self.sample or self.path
        path = re.sub(r"\{\w+\}", lambda name: samples[name.group()], path)
        assert ":" not in path and "{" not in path, f"{self.path} has no sample, so that no browser test can visit it"
        return prefixed(path, language)


def prefixed(path, language):
    """`path` as it is addressed in `language`."""
    if language == "nl":
        return path
    return f"/{language}" if path == "/" else f"/{language}{path}"


@cache
def table():
    """All routes, in the order of the server."""
    command = [BINARY, "routes", "--format", "json", "--resources", RESOURCES]
    rows = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return [
        Route(row["method"], row["path"], row["kind"], row.get("hasLanguages", True), row.get("sample"))
        for row in rows
    ]


def pages():
    """The routes that are pages for people."""
    return [route for route in table() if route.kind == "page"]


def page_cases():
    """Every page in every language, for `pytest.mark.parametrize("route, language", …)`."""
    return [(route, language) for route in pages() for language in route.languages]


def case_name(value):
    """How a parameter reads in the name of a test."""
    return value.path if isinstance(value, Route) else str(value)
