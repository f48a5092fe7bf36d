"""One demo server and one browser per process, for every test that needs them."""

import os

import pytest
from playwright.sync_api import sync_playwright

from people import People
from server import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A demo of this process alone."""
    with Server(tmp_path_factory.mktemp("demo") / "data") as running:
        yield running


@pytest.fixture(scope="session")
def demo(server):
    """What `demo.json` says."""
    return server.demo()


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium without its window; as root it runs without its own sandbox, which root cannot have."""
    with sync_playwright() as playwright:
        # No name but this machine's is found: a test that leaves for another site never waits for a network.
        arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        running = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=arguments)
        yield running
        running.close()


@pytest.fixture(scope="session")
def people(browser, server):
    """The demo's members, signed in when first needed."""
    return People(browser, server)
