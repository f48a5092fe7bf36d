"""From a doubt to advice: without JavaScript, with it, by keyboard only, and with nothing that leaves the browser or stays in it."""

import re

import pytest
from playwright.sync_api import expect

from accessibility import too_wide, violations
from routes import LANGUAGES, prefixed


def go_on(page):
    """The first button of the step, and the page that answers."""
    page.locator("main form .button").first.click()


def step(page, number):
    """Waits until the page shows step `number` of the checklist."""
    # The title, since "4 of 5" has the number of the last step in it too.
    expect(page).to_have_title(re.compile(rf" {number}\s*$"))


def to_the_signals(page, language="nl", setting="hotel", role="reception"):
    """From the start to the first page of signals; yields at every step."""
    page.goto(prefixed("/m", language))
    yield
    go_on(page)
    step(page, 1)
    yield
    page.locator(f"input[name=setting][value={setting}]").check()
    go_on(page)
    step(page, 2)
    yield
    page.locator(f"input[name=role][value={role}]").check()
    go_on(page)
    step(page, 3)
    yield
    page.locator("input[type=radio][name=now][value=no]").check()
    go_on(page)
    step(page, 4)
    yield


def to_the_advice(page, language="nl"):
    """From the start to an advice; yields at every step."""
    yield from to_the_signals(page, language)
    page.locator("#V05-seen").check()
    page.locator("#V06-seen").check()
    page.locator("main form button[formaction$='/m/5']").click()
    step(page, 5)
    yield
    page.locator("button[name=easy]").click()
    page.locator(".easy").wait_for()
    yield


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_every_step_is_for_everybody(open_context, language, javascript):
    """Axe in light and dark, and 320 pixels, on every step up to and including the easy advice."""
    page = open_context(java_script_enabled=javascript, viewport={"width": 320, "height": 640}).new_page()
    seen = []
    for _ in to_the_advice(page, language):
        seen.append(page.title())
        assert page.locator("h1").count() == 1
        assert page.locator(".danger-box a[href='tel:112']").is_visible()
        if not javascript:
            continue
        assert not too_wide(page, 320), page.title()
        found = violations(page)
        assert not found, page.title() + "\n" + "\n".join(found)
    assert len(seen) == 7
    assert page.locator("main a[href='tel:08002000']").is_visible()


def test_back_leaves_the_checklist(open_context):
    """With JavaScript the steps replace each other: one entry in the history, and Back leads to where one came from."""
    page = open_context().new_page()
    page.goto("/leren")
    page.goto("/m")
    entries = page.evaluate("history.length")
    for _ in to_the_advice_from_here(page):
        assert page.evaluate("history.length") == entries
    assert page.url.endswith("/m/5")
    page.go_back()
    page.wait_for_url("**/leren")
    page.go_forward()
    page.wait_for_url("**/m")
    assert page.locator("input[name^=signal-]").count() == 0


def to_the_advice_from_here(page):
    """As `to_the_advice`, from the start that is shown."""
    shown = page.goto
    page.goto = lambda *_: None
    try:
        yield from to_the_advice(page)
    finally:
        page.goto = shown


def test_focus_goes_to_the_heading_of_the_next_step(open_context):
    page = open_context().new_page()
    for place, _ in enumerate(to_the_signals(page)):
        if place:
            assert page.evaluate("document.activeElement === document.querySelector('h1')")


def test_reloading_a_step_begins_anew(open_context):
    page = open_context().new_page()
    for _ in to_the_signals(page):
        pass
    page.reload()
    page.wait_for_url("**/m")
    assert page.locator("input[type=radio]").count() == 0


def test_it_goes_on_when_the_script_cannot_fetch(open_context):
    """The step is sent as a form when fetching fails."""
    page = open_context().new_page()
    page.add_init_script("window.fetch = () => Promise.reject(new Error('no'))")
    for _ in to_the_advice(page):
        pass
    assert page.locator("#kaart").is_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_danger_now_leads_to_112_and_on_afterwards(open_context, javascript):
    page = open_context(java_script_enabled=javascript).new_page()
    for place, _ in enumerate(to_the_signals(page)):
        if place == 3:
            break
    page.locator("input[type=radio][name=now][value=seen]").check()
    go_on(page)
    page.locator("h1:has-text('112')").wait_for()
    assert page.locator("main input[type=radio]").count() == 0
    assert page.locator("main a[href='tel:112']").first.is_visible()
    go_on(page)
    step(page, 4)


def test_going_back_keeps_what_was_answered(open_context):
    page = open_context(java_script_enabled=False).new_page()
    for _ in to_the_signals(page):
        pass
    page.locator("#V05-heard").check()
    go_on(page)
    page.locator("#V13-seen").wait_for()
    page.locator("main button[name=back]:not([lang])").click()
    assert page.locator("#V05-heard").is_checked()
    for number, field, value in [(3, "now", "no"), (2, "role", "reception"), (1, "setting", "hotel")]:
        page.locator(f"main button[formaction$='/m/{number}']:not([lang])").click()
        step(page, number)
        assert page.locator(f"input[type=radio][name={field}][value={value}]").is_checked()


def test_the_other_language_keeps_what_was_answered(open_context):
    page = open_context().new_page()
    for _ in to_the_signals(page):
        pass
    page.locator("#V05-heard").check()
    page.locator("main button[lang=en]").click()
    page.wait_for_url("**/en/m/4")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#V05-heard").is_checked()


def test_the_fact_card_never_leaves_the_browser(open_context):
    """What is typed in the card is in no request, in no storage, and in what is copied."""
    context = open_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    sent = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    for _ in to_the_advice(page):
        pass
    for name in ("wie", "wat", "waar", "wanneer"):
        page.locator(f"#kaart-{name}").fill(f"kanarie {name}")
    page.locator("button[data-copy=kaart]").click()
    page.locator("button[data-copy=kaart]:has-text('Gekopieerd')").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.split("\n") == [
        "Wie: kanarie wie", "Wat: kanarie wat", "Waar: kanarie waar", "Wanneer: kanarie wanneer"
    ]  # fmt: skip
    page.locator("main button[name=back]:not([lang])").click()
    step(page, 4)
    assert not any("kanarie" in each for each in sent)
    assert page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])") == "[{},{}]"
    assert context.cookies() == []


def test_by_keyboard_only(open_context):
    """Tab, arrows, space and Enter lead to the advice."""
    page = open_context().new_page()
    page.goto("/m")

    def tab_to(selector):
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
                return
        raise AssertionError(f"Tab does not come to {selector}")

    tab_to("main form .button")
    page.keyboard.press("Enter")
    step(page, 1)
    tab_to("input[name=setting]")
    page.keyboard.press("Space")
    tab_to("main form .button")
    page.keyboard.press("Enter")
    step(page, 2)
    tab_to("input[name=role]")
    page.keyboard.press("ArrowDown")
    tab_to("main form .button")
    page.keyboard.press("Enter")
    step(page, 3)
    tab_to("input[type=radio][name=now]")
    page.keyboard.press("ArrowDown")
    tab_to("main form .button")
    page.keyboard.press("Enter")
    step(page, 4)
    tab_to("input[type=radio]")
    page.keyboard.press("Space")
    tab_to("main form .button")
    page.keyboard.press("Enter")
    step(page, 5)
    assert page.locator("h1").inner_text() == "Bel 112"


def test_a_page_of_the_checklist_is_light(open_context):
    from weight import transferred

    assert transferred(open_context().new_page(), "/m") <= 60_000
