"""A certificate as a file: saved by a learner, checked by whoever gets it, and revoked by the training desk."""

import pytest

import course
from accessibility import too_wide, violations
from people import sign_in
from routes import LANGUAGES, prefixed
from tagged import elements, print_page

NARROW = {"width": 320, "height": 640}


def barriers(page):
    return "\n".join(violations(page) + too_wide(page, 320))


@pytest.mark.parametrize("language", LANGUAGES)
def test_saved_checked_and_revoked(open_context, demo, server, language, tmp_path):
    page = open_context(java_script_enabled=False).new_page()
    course.join(page, demo, language)
    course.take_course(page)
    code = course.make_certificate(page, "Noor van den Berg")
    with print_page(page) as pdf:
        # On paper: one sheet, tagged, with the QR code in words.
        assert len(pdf.pages) == 1 and bool(pdf.Root.MarkInfo.Marked)
        found = elements(pdf)
        headings = [kind for kind, _ in found if kind in ("H1", "H2", "H3")]
        assert headings == ["H1", "H2"], headings
        words = [str(node["/Alt"]) for kind, node in found if kind == "Figure" and "/Alt" in node]
        assert any("/bewijs/" in each for each in words), words
    files = []
    for format in ("png", "svg"):
        with page.expect_download() as waiting:
            page.locator(f"main button[name=als][value={format}]").click()
        files.append(tmp_path / f"certificate.{format}")
        waiting.value.save_as(files[-1])

    # An employer has the file only.
    checking = open_context(viewport=NARROW).new_page()
    for file in files:
        checking.goto(prefixed("/bewijs/bestand", language))
        checking.locator("main input[type=file]").set_input_files(file)
        checking.locator("main form button").click()
        assert checking.locator(".notice.success").count() == 1, checking.locator("main").inner_text()
        assert "Noor van den Berg" in checking.locator("main").inner_text()
        assert not (found := barriers(checking)), found
    checking.goto(prefixed("/bewijs/bestand", language))
    checking.locator("main textarea").fill("geen bewijs")
    checking.locator("main form button").click()
    assert checking.locator("main textarea").input_value() == "geen bewijs"
    assert not (found := barriers(checking)), found

    trainer = next(person for person in demo["signIns"] if "trainer" in str(person).lower())
    desk = open_context(viewport=NARROW).new_page()
    sign_in(desk, server.address, trainer, language)
    desk.goto(prefixed("/werk/leren/bewijzen", language))
    desk.locator("main input[name=code]").fill(code)
    desk.locator("main input[name=reason]").first.check()
    desk.locator("main form:has(input[name=code]) button").click()
    assert code in desk.locator("main").inner_text()
    assert not (found := barriers(desk)), found
    desk.locator("main button[name=doe]").click()
    assert not (found := barriers(desk)), found

    checking.goto(prefixed("/bewijs/bestand", language))
    checking.locator("main input[type=file]").set_input_files(files[0])
    checking.locator("main form button").click()
    assert checking.locator(".notice.warning").count() == 1, checking.locator("main").inner_text()
    assert checking.locator(".notice.success").count() == 0
    assert not (found := barriers(checking)), found
