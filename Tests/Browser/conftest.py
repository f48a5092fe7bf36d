"""Shared by the browser tests: browser contexts that watch what they load, and a record of the pages that were visited."""

import json
import shutil

import pytest

from fixtures import browser, demo, people, server  # noqa: F401
from results import SAVED_HTML, VISITS


def pytest_configure(config):
    """Clears what an earlier run left; in the first process only, and not before `afterwards` reads it."""
    is_worker = hasattr(config, "workerinput")
    is_afterwards = any("afterwards" in str(argument) for argument in config.args)
    if not is_worker and not is_afterwards and not config.option.collectonly:
        for folder in (VISITS, SAVED_HTML):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)


class Watch:
    """What a page may not do: fetch from elsewhere, or write an error to the console."""

    def __init__(self, address):
        self.address = address
        self.complaints = []
        # Console messages that a test brings about on purpose contain one of these.
        self.expected = []
        # Whether the test leaves for another site, as the quick exit does.
        self.may_leave = False
        # Whether the test takes the network away.
        self.may_be_offline = False

    def follow(self, context):
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))

    def _request(self, request):
        if not self._is_ours(request.url) and not self._leaves(request):
            self.complaints.append(f"request to a third party: {request.url}")

    def _failed(self, request):
        # Leaving a page breaks off what it was loading; and where tests run, other sites may be out of reach.
        if request.failure != "net::ERR_ABORTED" and not self._leaves(request) and not self._is_offline(request.failure):
            self.complaints.append(f"request failed: {request.url}: {request.failure}")

    def _is_ours(self, url):
        return url.startswith((self.address + "/", "data:", "blob:", "about:"))

    def _is_offline(self, text):
        return self.may_be_offline and "net::ERR_INTERNET_DISCONNECTED" in text

    def _leaves(self, request):
        return self.may_leave and request.is_navigation_request() and not self._is_ours(request.url)

    def _console(self, message):
        # 422 is how a form comes back with its mistakes, and the browser notes it.
        is_expected = "status of 422" in message.text or any(text in message.text for text in self.expected)
        is_expected = is_expected or self._is_offline(message.text)
        if message.type == "error" and not is_expected and self._is_ours(message.location.get("url", "")):
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")


@pytest.fixture
def watch(server):
    """Fails the test when one of its pages did what a page may not do."""
    watching = Watch(server.address)
    yield watching
    assert not watching.complaints, "\n".join(watching.complaints)


@pytest.fixture
def open_context(browser, server, watch):
    """Opens browser contexts with `base_url` at the demo, all watched and closed at the end of the test."""
    opened = []

    def open_context(**options):
        options = {"base_url": server.address, "locale": "nl-NL", "reduced_motion": "reduce"} | options
        context = browser.new_context(**options)
        # Everything is on this machine: what takes longer than this hangs.
        context.set_default_timeout(15_000)
        watch.follow(context)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def record_visit(request):
    """Notes that a check visited a page in a language, in a file of this process."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "only")
    with (VISITS / f"{worker}.jsonl").open("a") as file:

        def record(check, route, language):
            file.write(json.dumps({"check": check, "path": route.path, "language": language}) + "\n")
            file.flush()

        yield record
