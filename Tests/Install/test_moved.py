"""The release binary and its resources stand on their own: moved elsewhere they run, with nothing of the checkout in reach."""

import shutil
from contextlib import contextmanager

import pytest

from server import BINARY, CHECKOUT, RESOURCES, Server


@contextmanager
def out_of_reach(folder):
    """Puts a folder under another name for as long as the test lasts."""
    hidden = folder.with_name(folder.name + "-out-of-reach")
    folder.rename(hidden)
    try:
        yield
    finally:
        hidden.rename(folder)


@pytest.fixture
def moved(tmp_path):
    """A folder with the binary and `Resources` and nothing else, while the checkout's own are hidden."""
    home = tmp_path / "installed"
    home.mkdir()
    shutil.copy(BINARY, home / "vangnet")
    shutil.copytree(RESOURCES, home / "Resources")
    with out_of_reach(CHECKOUT / ".build"), out_of_reach(RESOURCES):
        yield home


def test_finds_its_resources_beside_itself(moved, tmp_path):
    with Server(tmp_path / "data", binary=moved / "vangnet", resources=None, cwd="/") as server:
        assert server.answers("/healthz")
        assert server.answers("/")


def test_takes_its_resources_from_where_it_is_told(moved, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (moved / "Resources").rename(elsewhere)
    with Server(tmp_path / "data", binary=moved / "vangnet", resources=elsewhere, cwd="/") as server:
        assert server.answers("/healthz")
        assert server.answers("/")
