"""Leaving at once: with the link, with Shift three times, and without a way back to what was read."""

import pytest

from routes import pages

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
def leaving(open_context, watch):
    """A page in which leaving for another site is allowed, and how to wait for that."""

    def leaving(**options):
        watch.may_leave = True
        page = open_context(**options).new_page()
        return page, lambda: page.expect_request(lambda request: not request.url.startswith(watch.address))

    return leaving


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_the_link_leads_away(exit_page, leaving, javascript):
    page, expect_leaving = leaving(java_script_enabled=javascript)
    page.goto(exit_page)
    with expect_leaving() as request:
        page.locator(".exit [data-exit]").click()
    assert request.value.is_navigation_request()
    assert request.value.redirected_from.url.endswith("/weg")


def test_shift_three_times_leads_away_and_back_does_not_return(exit_page, leaving):
    page, _ = leaving()
    # A page in the place of the other site, which is out of reach here; that `/weg` leads there is tested above.
    page.route("**/weg", lambda route: route.fulfill(content_type="text/html", body="<title>elsewhere</title>"))
    page.goto("/inloggen")
    page.goto(exit_page)
    for _ in range(2):
        page.keyboard.press("Shift")
        assert page.url.endswith(exit_page)
        assert page.locator(".exit [role=status]").inner_text().strip()
    with page.expect_navigation(url="**/weg"):
        page.keyboard.press("Shift")
    page.go_back()
    assert page.url.endswith("/inloggen")


def test_typing_a_capital_does_not_leave(exit_page, open_context):
    page = open_context().new_page()
    page.goto(exit_page)
    for letter in "Leeuw":
        page.keyboard.press(f"Shift+{letter}")
    assert page.url.endswith(exit_page)
    assert page.locator("h1").is_visible()


def test_the_way_out_says_nothing_of_where_it_was(open_context):
    answer = open_context().request.get("/weg", max_redirects=0)
    assert answer.status == 303
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "cache" in answer.headers["clear-site-data"]


def test_leaving_closes_a_young_persons_list(people, open_context):
    state = people.state("young")
    request = open_context(storage_state=state).request
    assert request.get("/p/1", max_redirects=0).status == 200
    request.get("/weg", max_redirects=0)
    # The cookie as it was opens nothing any more either.
    assert open_context(storage_state=state).request.get("/p/1", max_redirects=0).status == 303
