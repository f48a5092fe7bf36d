"""A review printed to a PDF can be read by who does not see it: headings, tables with heads, drawings in words, a language."""

import pikepdf
import pytest

from routes import LANGUAGES, prefixed
from tagged import elements, elements_below, print_page

REVIEW = "/terugblik/2020-H1"
PASSPORT = "/terugblik/2020-H1/cijfer/e-learning.hotel"


def printed(open_context, path):
    page = open_context().new_page()
    page.goto(path)
    return print_page(page)


def attribute(node, name):
    """An attribute of an element, wherever in its attributes it stands."""
    held = node.get("/A", [])
    for each in held if isinstance(held, pikepdf.Array) else [held]:
        if isinstance(each, pikepdf.Dictionary) and name in each:
            return str(each[name])
    return None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [REVIEW, PASSPORT])
def test_it_has_structure_language_and_title(open_context, path, language):
    with printed(open_context, prefixed(path, language)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked), "the print is not tagged"
        assert str(pdf.Root.Lang).split("-")[0] == language
        assert str(pdf.docinfo["/Title"]).strip()
        kinds = [kind for kind, _ in elements(pdf)]
        headings = [int(kind[1:]) for kind in kinds if len(kind) == 2 and kind[0] == "H" and kind[1].isdigit()]
        assert headings[0] == 1 and headings.count(1) == 1, headings
        # No level is left out on the way down.
        assert all(below <= above + 1 for above, below in zip(headings, headings[1:])), headings
        assert "L" in kinds or "Table" in kinds


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_tables_have_heads_and_its_drawings_words(open_context, language):
    with printed(open_context, prefixed(REVIEW, language)) as pdf:
        found = elements(pdf)
        heads = [node for kind, node in found if kind == "TH"]
        scopes = {attribute(node, "/Scope") for node in heads}
        assert heads and scopes == {"/Column", "/Row"}, scopes
        drawings = [node for kind, node in found if kind == "Figure" and "/Alt" in node]
        words = " ".join(str(node["/Alt"]) for node in drawings)
        assert drawings and ("502" in words or "Wie" in words or "Who" in words), words
        # What only frames a drawing has the caption in it.
        frames = [node for kind, node in found if kind == "Figure" and "/Alt" not in node]
        assert all("Caption" in [kind for kind, _ in elements_below(frame)] for frame in frames), "a drawing without words"


def test_what_is_only_for_the_screen_is_not_printed(open_context):
    page = open_context().new_page()
    page.goto(REVIEW)
    page.emulate_media(media="print")
    assert not page.locator("#delen").is_visible()
    # The numbers of every drawing are on paper too.
    assert all(table.is_visible() for table in page.locator("figure.chart table").all())
