"""Taking a course in the browser: joining with a code, and the right answers from the course's own files."""

from functools import cache

import yaml

from routes import prefixed
from server import RESOURCES

SLUG = "receptie"
# More steps than any course has.
MANY = 200


def join_code(demo):
    """The demo's first join code, as it stands on paper."""
    code = demo["joinCodes"][0]
    return code if isinstance(code, str) else code["code"]


@cache
def _right_answers():
    """For every exercise of the course: the set of all its choices → those that are right."""
    answers = {}
    for folder in ("scenarios", "questions"):
        for file in sorted((RESOURCES / "courses" / SLUG / folder).glob("*.yaml")):
            choices = yaml.safe_load(file.read_text())["choices"]
            answers[frozenset(choice["id"] for choice in choices)] = [
                choice["id"] for choice in choices if choice["verdict"] == "right"
            ]
    return answers


def right_answers(page):
    """The right choices of the exercise that is on the page."""
    values = [choice.get_attribute("value") for choice in page.locator("input[name=keuze]").all()]
    return _right_answers()[frozenset(values)]


def join(page, demo, language="nl"):
    """Comes in by typing the code, as somebody with a poster in the staff room does, and chooses the first role."""
    page.goto(prefixed("/doe-mee", language))
    page.locator("main input[name=code]").fill(join_code(demo))
    page.locator("main form button").first.click()
    page.locator("main input[name=role]").first.check()
    page.locator("main form button").first.click()
    assert page.url.endswith(prefixed(f"/leren/{SLUG}/stap/1", language)), page.locator("main").inner_text()


def is_open_exercise(page):
    """Whether the page asks something that was not answered rightly yet."""
    button = page.locator("main button[name=doe][value=antwoord]")
    return button.count() > 0 and button.is_visible()


def answer(page, values):
    """Chooses `values` and sends them."""
    for value in values:
        page.locator(f"input[name=keuze][value='{value}']").check()
    page.locator("main button[name=doe][value=antwoord]").click()


def go_on(page):
    """To the next step."""
    page.locator("main button[name=doe][value=verder]").click()


def take_course(page, on_step=lambda: None):
    """From the step that is shown to the end of the course, with the right answers."""
    for _ in range(MANY):
        if page.url.split("?")[0].endswith("/klaar"):
            return
        on_step()
        if is_open_exercise(page):
            answer(page, right_answers(page))
            on_step()
        go_on(page)
    raise AssertionError("the course has no end")


def make_certificate(page, name):
    """From the end of the course to the certificate with `name` on it; gives its code."""
    page.locator("main a.button[href$='/bewijs']").click()
    page.locator("main input[name=name]").fill(name)
    page.locator("main form button").click()
    assert name in page.locator("main").inner_text()
    return page.locator("main .code").inner_text().strip()
