"""A reader follows a figure from the home page to its source; what is published is the same in every form."""

import csv
import io

import pytest

from routes import LANGUAGES, prefixed

REVIEW = "/terugblik/2020-H1"
# What the coalition published about the first half of 2020.
PUBLISHED = {
    "e-learning.hotel": 502, "e-learning.tourism-student": 58, "e-learning.holiday-park": 51,
    "training.municipalities": 23, "motions.adopted": 4,
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_home_page_to_the_source_of_502(open_context, language):
    page = open_context(java_script_enabled=False).new_page()
    page.goto(prefixed("/", language))
    page.locator(f"main a[href^='{prefixed(REVIEW, language)}']").first.click()
    if not page.url.endswith(REVIEW):
        page.goto(prefixed(REVIEW, language))
    figure = page.locator(".figure", has_text="502").first
    figure.locator("a").click()
    passport = page.locator("main").inner_text()
    assert "502" in passport
    # The article's address is not known, so its title is what a reader can look for.
    assert "Terugblik eerste helft 2020, Defence for Children – ECPAT" in passport


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_the_published_figures(open_context, language):
    page = open_context().new_page()
    page.goto(prefixed(REVIEW, language))
    shown = page.locator("main").inner_text()
    for value in PUBLISHED.values():
        assert str(value) in shown


def test_the_open_data_holds_the_same(open_context):
    request = open_context().request
    review = request.get(REVIEW + ".json").json()
    assert review["state"] == "published"
    figures = {figure["id"]: figure for figure in review["figures"]}
    assert {name: figures[name]["value"] for name in PUBLISHED} == PUBLISHED
    for figure in figures.values():
        assert {"id", "value", "from", "to", "unit", "source"} <= figure.keys()
        assert figure["source"]["title"] and figure["source"]["kind"] in ("computed", "taken-over", "imported")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(request.get(REVIEW + ".csv").text()))}
    assert {name: int(rows[name]["value"]) for name in PUBLISHED} == PUBLISHED
    markdown = request.get(REVIEW + ".md").text()
    assert all(str(value) in markdown for value in PUBLISHED.values())
    feed = request.get("/terugblik.atom")
    assert "2020-H1" in feed.text() and feed.headers["content-type"].startswith("application/atom+xml")


def test_it_prints(open_context, tmp_path):
    page = open_context().new_page()
    page.goto(REVIEW)
    page.emulate_media(media="print")
    for part in (".skips", "header nav", "footer nav"):
        assert not any(element.is_visible() for element in page.locator(part).all()), f"{part} is printed"
    assert page.locator("h1").is_visible()
