"""A course is written in the workplace: with the screen beside the form, without JavaScript, and published by somebody else."""

import pytest
from playwright.sync_api import expect

from accessibility import too_wide, violations
from people import sign_in
from routes import LANGUAGES, prefixed

COURSE = "/werk/leren/maken/receptie"
SCREEN = f"{COURSE}/scherm/closing"


def person(demo, name):
    """A member of the demo by the beginning of the address."""
    return next(each for each in demo["signIns"] if each["email"].startswith(name))


@pytest.fixture
def trainer(open_context, demo, server):
    """A page of the trainer, as the options of a browser context say."""

    def trainer(**options):
        page = open_context(**options).new_page()
        sign_in(page, server.address, person(demo, "trainer"))
        return page

    return trainer


def discard(page):
    """Throws away what a test wrote."""
    page.goto(COURSE)
    panel = page.locator("#doe-weggooien")
    if panel.count():
        panel.locator("summary").click()
        panel.locator("input[name=sure-discard]").check()
        panel.locator("button").click()
        expect(page.locator("#doe-weggooien")).to_have_count(0)


def test_the_screen_follows_what_is_typed(trainer):
    """Without a press on a button; and looking keeps nothing."""
    page = trainer()
    page.goto(SCREEN)
    page.locator("[name='title.nl']").fill("Wat we <b>nu</b> weten")
    expect(page.locator("#voorbeeld h3").first).to_have_text("Wat we <b>nu</b> weten")
    assert page.locator("#voorbeeld h3 b").count() == 0
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(COURSE)
    assert page.locator("#doe-weggooien").count() == 0, "nothing was saved"


def test_without_javascript(trainer):
    """Save, see what is missing, add and take out an answer, and look."""
    page = trainer(java_script_enabled=False)
    page.goto(SCREEN)
    page.locator("[name='title.en']").fill("")
    page.locator("main button[name=doe][value=bewaar]").last.click()
    assert page.locator(".summary a[href='#title.en']").count() == 1
    page.locator("[name='title.en']").fill("To close")
    page.locator("main button[value=bekijk]").click()
    assert page.url.endswith("/voorbeeld")
    assert "To close" in page.locator("#voorbeeld").inner_text()
    page.goto(f"{COURSE}/scherm/room-214")
    entries = page.locator(".edit-entry").count()
    page.locator("button[value='erbij:choices']").click()
    assert page.locator(".edit-entry").count() == entries + 1
    page.locator(f"button[value='weg:choices.{entries}']").click()
    assert page.locator(".edit-entry").count() == entries
    discard_without_javascript(page)


def discard_without_javascript(page):
    page.goto(COURSE)
    panel = page.locator("#doe-weggooien")
    panel.locator("summary").click()
    panel.locator("input[name=sure-discard]").check()
    panel.locator("button").click()
    assert page.locator("#doe-weggooien").count() == 0


def test_the_default_button_saves(trainer):
    """Enter in a field saves, and does not move or remove anything."""
    page = trainer()
    page.goto(f"{COURSE}/scherm/room-214")
    entries = page.locator(".edit-entry").count()
    page.locator("[name='title.nl']").fill("Kamer 215")
    page.locator("[name='title.nl']").press("Enter")
    page.wait_for_url("**na=bewaren**")
    assert page.locator(".edit-entry").count() == entries
    assert page.locator("[name='title.nl']").input_value() == "Kamer 215"
    discard(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_mistakes_for_everybody(trainer, language):
    """Axe, and 320 pixels, on the pages as they are while something is missing."""
    page = trainer(viewport={"width": 320, "height": 640})
    page.goto(SCREEN)
    page.locator("[name='title.en']").fill("")
    page.locator("main button[name=doe][value=bewaar]").last.click()
    page.wait_for_url("**na=bewaren**")
    for path in [f"{SCREEN}?na=bewaren", COURSE, f"{COURSE}/feiten", f"{COURSE}/scherm/room-214"]:
        page.goto(prefixed(path, language))
        assert not too_wide(page, 320), path
        found = violations(page)
        assert not found, path + "\n" + "\n".join(found)
    discard(page)
