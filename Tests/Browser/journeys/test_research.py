"""A researcher and a colleague at the research desk: a sitting, an observation by keyboard, and a link that another decides."""

import pytest

from accessibility import violations
from routes import LANGUAGES, prefixed

RESEARCH = "/werk/onderzoek"


def member(demo, name):
    """The address of a demo member."""
    return next(person["email"] for person in demo["signIns"] if person["email"].startswith(f"{name}@"))


@pytest.fixture
def at_the_desk(open_context, people, demo):
    """Opens a page for a member of the research desk."""

    def at_the_desk(name, **options):
        return open_context(storage_state=people.state(member(demo, name)), **options).new_page()

    return at_the_desk


def begin_a_sitting(page, study, language):
    page.goto(prefixed(study, language))
    page.locator("#doe-sessie summary").click()
    form = page.locator("#doe-sessie form")
    form.locator("select[name=second-reader]").select_option(index=1)
    form.locator("[name=persona]").fill("P9")
    form.locator("[name=stated-age]").fill("15")
    form.locator("[name=platform]").fill("Voorbeeldchat")
    form.locator("button").click()
    page.wait_for_url("**melding=coaches.notices.session-begun")
    assert "/sessies/" in page.url, page.locator("main").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sitting_from_beginning_to_end(at_the_desk, demo, language):
    """Without a script; what was typed stays after a mistake, and who is not well stops."""
    study = RESEARCH + "/" + demo["samples"]["{study}"]
    page = at_the_desk("onderzoeker", java_script_enabled=False)
    begin_a_sitting(page, study, language)
    entry = page.locator("form[action$='/waarneming']")
    entry.locator("[name=handle]").fill(f"verzonnen_{language}")
    entry.locator("[name=text]").fill("Verzonnen voorbeeld.")
    entry.locator("button").click()
    page.locator(".summary").wait_for()
    assert page.locator("[name=text]").input_value() == "Verzonnen voorbeeld."
    entry.locator("[name=code-numbers]").fill("1 4")
    entry.locator("[name=initiator][value=coach]").check()
    entry.locator("[name=age-stated][value=yes]").check()
    entry.locator("button").click()
    page.wait_for_url("**melding=coaches.notices.entered")
    assert f"verzonnen_{language}" in page.locator("main").inner_text()
    page.locator("#doe-einde summary").click()
    form = page.locator("#doe-einde form")
    form.locator("[name=feeling-einde][value=not-well]").check()
    form.locator("[name=stays-einde][value=no]").check()
    form.locator("[name=talk-einde][value=no]").check()
    form.locator("button").click()
    page.wait_for_url("**melding=coaches.notices.stopped")
    assert page.locator("form[action$='/waarneming']").count() == 0
    # The second reader is told, on the page of the study.
    reader = at_the_desk("medeonderzoeker")
    reader.goto(prefixed(study, language))
    assert reader.locator(".notice.warning").count() > 0


def test_an_observation_by_keyboard_alone(at_the_desk, demo):
    """From the first field to the button with the tab key, in as few steps as the form asks."""
    page = at_the_desk("onderzoeker")
    begin_a_sitting(page, RESEARCH + "/" + demo["samples"]["{study}"], "nl")
    assert violations(page) == []
    page.locator("[name=handle]").focus()
    page.keyboard.type("met_toetsen")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Verzonnen voorbeeld, getypt.")
    # The rest of the form holds what is likely; Enter in a line sends it.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**melding=coaches.notices.entered")
    assert "met_toetsen" in page.locator("main").inner_text()


def test_another_member_decides_on_a_link(at_the_desk, demo):
    """Whoever had the accounts compared does not decide; a colleague does, and can take it back."""
    page = at_the_desk("onderzoeker")
    page.goto(RESEARCH + "/terug-gezien")
    waiting = page.locator("#proposed .card a")
    assert waiting.count() > 0
    link = waiting.first.get_attribute("href")
    page.goto(link)
    assert page.locator("#doe-bevestig").count() == 0
    colleague = at_the_desk("medeonderzoeker")
    colleague.goto(link)
    assert violations(colleague) == []
    colleague.locator("#doe-bevestig summary").click()
    colleague.locator("[name=reason-bevestig]").fill("Verzonnen reden.")
    colleague.locator("#doe-bevestig button").click()
    colleague.locator("#doe-herstel summary").click()
    colleague.locator("[name=reason-herstel]").fill("Verzonnen reden.")
    colleague.locator("#doe-herstel button").click()
    colleague.wait_for_url("**melding=coaches.notices.undone")
    assert colleague.locator("#doe-bevestig").count() == 1
