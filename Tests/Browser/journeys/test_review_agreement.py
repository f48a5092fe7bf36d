"""The coalition agrees to a draft: a secret link, a change that is asked for, and what is still missing; all without JavaScript."""

import re

import pytest

from people import sign_in

DRAFT = "/werk/terugblik/2020-H2"


@pytest.fixture
def member(open_context, demo, server):
    """Opens a page as a demo member of this name."""

    def member(name):
        page = open_context(java_script_enabled=False).new_page()
        sign_in(page, server.address, next(each for each in demo["signIns"] if each["email"].startswith(name + "@")))
        return page

    return member


def test_a_secret_link_opens_the_draft_for_a_visitor_until_it_is_withdrawn(open_context, member, server, watch):
    editor = member("redactie")
    editor.goto(DRAFT)
    editor.locator("form[action$='/link'] input[name=days]").fill("7")
    editor.locator("form[action$='/link'] button").click()
    link = editor.locator("#link").inner_text()
    path = "/" + link.split("/", 3)[3]
    assert re.fullmatch(r"/concept/[0-9a-f]{64}", path)

    visitor = open_context(java_script_enabled=False).new_page()
    answer = visitor.goto(path)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store" and "noindex" in answer.headers["x-robots-tag"]
    assert visitor.locator("main table").inner_text().count("nog niets gezegd") >= 1
    visitor.locator("main a[href$='/werk/terugblik/2020-H2']").click()
    assert "/inloggen" in visitor.url

    editor.goto(DRAFT)
    editor.locator("form[action$='/link/weg'] button").first.click()
    watch.expected.append("status of 404")
    assert visitor.goto(path).status == 404


def test_a_change_is_asked_for_and_then_agreed_to(member):
    reader = member("eindlezer")
    reader.goto(DRAFT)
    reader.locator("form[action$='/wijziging'] button").click()
    assert reader.locator(".summary a[href='#remark']").count() == 1
    reader.locator("form[action$='/wijziging'] textarea").fill("Noem ook de leerkringen.")
    reader.locator("form[action$='/wijziging'] button").click()
    assert "Noem ook de leerkringen." in reader.locator("main").inner_text()

    editor = member("redactie")
    editor.goto(DRAFT)
    missing = editor.locator("main").inner_text()
    assert "Fier vraagt eerst een wijziging" in missing and "Noem ook de leerkringen." in missing
    editor.locator("form[action$='/publiceer'] button").click()
    assert editor.locator(".summary").count() == 1, "published without anybody's approval"

    reader.locator("form[action$='/akkoord'] button").click()
    editor.goto(DRAFT)
    assert "Fier vraagt eerst een wijziging" not in editor.locator("main").inner_text()
