"""Every page of the route table, in every language: for everybody, at every width, and without JavaScript."""

import json

import pytest

from accessibility import too_wide, violations
from results import save_html
from routes import case_name, page_cases

# What somebody got at an address before: most pages share most of their links.
asked = {}

every_page = pytest.mark.parametrize("route, language", page_cases(), ids=case_name)


@pytest.fixture
def visit(open_context, people, demo, server):
    """Opens a page of the table as the first person who may see it; gives page and response."""

    def go(path, state, options):
        page = open_context(storage_state=state, **options).new_page()
        return page, page.goto(path)

    def visit(route, language, **options):
        path = route.address(language, demo)
        if state := people.who_saw(path):
            page, response = go(path, state, options)
            if response.status == 200 and page.url == server.address + path:
                return page, response
        page, response = go(path, people.who_sees(path), options)
        assert response.status == 200, f"{path}: {response.status}"
        assert page.url == server.address + path, f"{path} leads to {page.url}"
        return page, response

    return visit


@every_page
def test_has_no_barriers_and_fits_a_narrow_screen(route, language, visit, record_visit):
    page, _ = visit(route, language)
    mistakes = violations(page)
    record_visit("axe", route, language)
    page.set_viewport_size({"width": 320, "height": 640})
    mistakes += too_wide(page, 320)
    record_visit("320px", route, language)
    assert not mistakes, "\n".join(mistakes)


@every_page
def test_works_without_javascript_and_its_links_lead_somewhere(route, language, visit, record_visit, server):
    page, response = visit(route, language, java_script_enabled=False)
    record_visit("no-javascript", route, language)
    save_html(route, language, response.text())

    assert page.locator("html").get_attribute("lang") == language
    assert page.title().strip()
    wanted = [("main", "main part"), ("main h1", "heading"), ("body header", "header"), ("footer", "footer")]
    # What a young person opens with a code has a way out on top and nothing that says where one is.
    is_neutral = route.path == "/p" or route.path.startswith("/p/")
    for selector, what in wanted[: 3 if is_neutral else 4]:
        assert page.locator(selector).count() >= 1, f"there is no {what}"
    assert page.locator("h1").count() == 1, f"there are {page.locator('h1').count()} first headings"
    assert page.locator("h1").is_visible()
    for form in page.locator("form").all():
        submit = form.locator("button:not([type=button]), input[type=submit]")
        assert submit.count() >= 1, f"a form that cannot be sent without JavaScript: {form.inner_text()[:80]!r}"
        assert form.locator("button[disabled], input[type=submit][disabled]").count() == 0, "a disabled button"
    if is_neutral:
        assert page.locator(".exit").count() >= 1 and page.get_by_text("Vangnet").count() == 0
    # No CSP needs loosening for these, and none may creep in.
    for attribute in ("style", "onclick", "onchange", "onsubmit", "onload"):
        assert page.locator(f"[{attribute}]").count() == 0, f"an attribute {attribute}"

    dead = dead_links(page, server)
    assert not dead, "\n".join(dead)


def dead_links(page, server):
    """The links of a page that lead nowhere, with what is wrong with them."""
    dead = []
    who = json.dumps(page.context.cookies(), sort_keys=True)
    hrefs = page.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))")
    for href in sorted(set(hrefs)):
        address, _, fragment = href.partition("#")
        if not address:
            if fragment and page.locator(f"[id='{fragment}']").count() == 0:
                dead.append(f"{href}: not on the page")
        elif address.startswith("/") and not address.split("?")[0].endswith("/weg"):
            # Not /weg: it ends the visit.
            if (who, address) not in asked:
                asked[who, address] = page.context.request.get(server.address + address, max_redirects=0).status
            if asked[who, address] >= 400:
                dead.append(f"{href}: {asked[who, address]}")
    return dead
