"""A learner takes the course: joins with a code, without an account, and has a certificate that anybody can check."""

import pytest

import course
from accessibility import too_wide, violations
from keyboard import press, tab_to
from routes import LANGUAGES, prefixed


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_from_code_to_certificate(open_context, demo, language):
    page = open_context(java_script_enabled=False).new_page()
    course.join(page, demo, language)
    course.take_course(page)
    assert page.url.endswith(prefixed(f"/leren/{course.SLUG}/klaar", language))
    code = course.make_certificate(page, "Noor van den Berg")

    # An employer checks it: with the name on it, and with another.
    for name, is_real in [("Noor van den Berg", True), ("Iemand Anders", False)]:
        page.goto(prefixed("/bewijs", language))
        page.locator("main input[name=code]").fill(code)
        page.locator("main form button").click()
        page.locator("main input[name=name]").fill(name)
        page.locator("main form button").click()
        assert (page.locator(".notice.success").count() == 1) == is_real, page.locator("main").inner_text()


def walk_with_keys(page):
    """From the first step to the end of the course, without a mouse."""
    for _ in range(course.MANY):
        if page.url.endswith("/klaar"):
            break
        if course.is_open_exercise(page):
            course.solve_with_keys(page)
        tab_to(page, "main button[name=doe][value=verder]")
        press(page, "Enter")
    assert page.url.endswith("/klaar")


def test_with_the_keyboard_only(open_context, demo):
    page = open_context().new_page()
    page.goto("/doe-mee")
    tab_to(page, "input[name=code]")
    page.keyboard.type(course.join_code(demo))
    press(page, "Enter")
    tab_to(page, "input[name=role]")
    page.keyboard.press("Space")
    tab_to(page, "main form button")
    press(page, "Enter")
    walk_with_keys(page)


def test_every_kind_with_the_keyboard_only(open_context):
    page = open_context().new_page()
    course.begin(page, course.EVERY_KIND)
    walk_with_keys(page)
    assert page.locator("main a.button[href$='/bewijs']").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", course.some(course.slugs()))
def test_every_course_to_its_end_without_javascript(open_context, slug, language):
    page = open_context(java_script_enabled=False).new_page()
    course.begin(page, slug, language)
    course.take_course(page)
    assert page.url.endswith(prefixed(f"/leren/{slug}/klaar", language))
    assert page.locator("main a.button[href$='/bewijs']").is_visible()


def test_steps_that_were_put_in_a_wrong_order_stand_as_they_were_put(open_context):
    page = open_context().new_page()
    course.begin(page, course.EVERY_KIND)
    while course.screen(page)[0] != "order":
        if course.is_open_exercise(page):
            course.solve(page)
        course.go_on(page)
    steps = page.locator("[data-order] > li")
    before = [step.locator("select").get_attribute("id") for step in steps.all()]
    steps.first.locator("[data-down]").click()
    assert page.evaluate("document.activeElement.dataset.down") == ""
    assert page.locator("[data-order] + [role=status]").inner_text().strip()
    page.locator("main button[name=doe][value=antwoord]").click()
    after = [step.locator("select").get_attribute("id") for step in steps.all()]
    assert after == [before[1], before[0], *before[2:]]


def test_a_sentence_is_gone_after_the_page(open_context):
    page = open_context().new_page()
    course.begin(page, course.EVERY_KIND)
    while course.screen(page)[0] != "rewrite":
        if course.is_open_exercise(page):
            course.solve(page)
        course.go_on(page)
    place = page.url
    course.solve(page)
    assert course.SENTENCE in page.locator("textarea[name=zin]").input_value()
    course.go_on(page)
    page.goto(place)
    assert course.SENTENCE not in page.content()


@pytest.mark.parametrize("slug", [course.SLUG, course.EVERY_KIND])
def test_every_step_is_for_everybody(open_context, demo, slug):
    """The steps differ much in what is on them, and the route table names only one."""
    page = open_context(viewport={"width": 320, "height": 640}).new_page()
    if slug == course.SLUG:
        course.join(page, demo)
    else:
        course.begin(page, slug)
    mistakes = []

    def look():
        mistakes.extend(f"{page.url}: {line}" for line in violations(page) + too_wide(page, 320))

    course.take_course(page, on_step=look)
    look()
    course.make_certificate(page, "Noor van den Berg")
    look()
    assert not mistakes, "\n".join(mistakes)


def test_a_wrong_answer_explains_and_may_be_mended(open_context, demo):
    page = open_context(java_script_enabled=False).new_page()
    course.join(page, demo)
    while not course.is_open_exercise(page):
        course.go_on(page)
    values = [choice.get_attribute("value") for choice in page.locator("input[name=keuze]").all()]
    right = course.right_answers(page)
    wrong = next(value for value in values if value not in right)
    course.answer(page, [wrong])
    assert page.locator("#uitleg").inner_text().strip()
    assert course.is_open_exercise(page)
    for box in page.locator("input[name=keuze][type=checkbox]:checked").all():
        box.uncheck()
    course.answer(page, right)
    assert page.locator("main button[name=doe][value=verder]").is_visible()


def test_goes_on_at_another_moment(open_context, demo):
    context = open_context()
    page = context.new_page()
    course.join(page, demo)
    for _ in range(3):
        course.go_on(page)
    place = page.url
    # Another day, another window. Not `page.close()`: now and then the browser never answers that, and nothing limits the wait.
    page = open_context(storage_state=context.storage_state()).new_page()
    page.goto(f"/leren/{course.SLUG}")
    page.locator(f"main a[href*='/leren/{course.SLUG}/stap/']").first.click()
    assert page.url == place
    page.go_back()
    page.go_forward()
    assert page.url == place


def test_a_wrong_code_is_told_and_kept(open_context):
    page = open_context().new_page()
    page.goto("/doe-mee")
    page.locator("main input[name=code]").fill("geen code")
    page.locator("main form button").first.click()
    assert page.locator("[role=alert]").inner_text().strip()
    assert page.locator("main input[name=code]").input_value() == "geen code"
