"""Choosing a language: by the browser's wish, by the link, and kept afterwards."""

import pytest


@pytest.mark.parametrize(
    "wish, language", [("nl", "nl"), ("en-GB,en;q=0.9", "en"), ("de,en;q=0.5", "en"), ("fr", "nl"), ("", "nl")]
)
def test_the_browser_asks(open_context, wish, language):
    answer = open_context().request.get("/", headers={"Accept-Language": wish})
    assert f'<html lang="{language}"' in answer.text()


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_a_choice_is_kept(open_context, javascript):
    page = open_context(java_script_enabled=javascript).new_page()
    page.goto("/leren")
    assert page.locator("html").get_attribute("lang") == "nl"
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/leren")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Nederlands").click()
    assert page.locator("html").get_attribute("lang") == "nl"
    # What is kept is the language and nothing that tells visitors apart.
    assert [cookie["value"] for cookie in page.context.cookies()] == ["nl"]
