"""The hostile suite shares server, browser and members with the browser tests."""

from fixtures import browser, demo, people, server  # noqa: F401
