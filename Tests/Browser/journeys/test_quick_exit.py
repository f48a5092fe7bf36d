"""Leaving at once: with the link, with Shift three times, and without a way back to what was read."""

import pytest

from routes import pages

ELSEWHERE = "<!doctype html><html lang=en><title>Weather</title><h1>Weather</h1></html>"


@pytest.fixture
def exit_page(people, demo, open_context):
    """The path of a page with a quick exit that a visitor may see."""
    request = open_context().request
    for route in pages():
        path = route.address("nl", demo)
        if 'class="exit"' in request.get(path, max_redirects=0).text():
            return path
    pytest.fail("no page has a quick exit")


@pytest.fixture
def exit_context(open_context, watch):
    """A context in which every other site is a stand-in, since leaving leads to one."""

    def exit_context(**options):
        context = open_context(**options)
        is_elsewhere = lambda address: not address.startswith(watch.address)  # noqa: E731
        context.route(is_elsewhere, lambda route: route.fulfill(body=ELSEWHERE, content_type="text/html"))
        # The one request to another site that is meant to be.
        watch.may_leave = True
        return context

    return exit_context


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_the_link_leads_away(exit_page, exit_context, watch, javascript):
    page = exit_context(java_script_enabled=javascript).new_page()
    page.goto(exit_page)
    page.locator(".exit a").click()
    page.wait_for_url(lambda address: not address.startswith(watch.address))
    assert page.title() == "Weather"


def test_shift_three_times_leads_away_and_back_does_not_return(exit_page, exit_context, watch):
    page = exit_context().new_page()
    page.goto("/")
    page.goto(exit_page)
    title = page.title()
    for _ in range(2):
        page.keyboard.press("Shift")
        assert page.url.endswith(exit_page)
        assert page.locator(".exit [role=status]").inner_text().strip()
    page.keyboard.press("Shift")
    page.wait_for_url(lambda address: not address.startswith(watch.address))
    page.go_back()
    assert not page.url.endswith(exit_page)
    assert page.title() != title


def test_typing_a_capital_does_not_leave(exit_page, exit_context, watch):
    page = exit_context().new_page()
    page.goto(exit_page)
    for letter in "Leeuw":
        page.keyboard.press(f"Shift+{letter}")
    assert page.url.endswith(exit_page)
    assert page.locator("h1").is_visible()
