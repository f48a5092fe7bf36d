"""Taking a course in the browser: joining with a code, and the right answers from the course's own files."""

import re
from functools import cache

import pytest
import yaml

from keyboard import choose, press, tab_to
from routes import prefixed
from server import RESOURCES

SLUG = "receptie"
# A course with every kind of exercise in it.
EVERY_KIND = "basis"
# More steps than any course has.
MANY = 200
# The folder of each kind of exercise, by its word in the list of screens.
FOLDERS = {
    "scenario": "scenarios",
    "question": "questions",
    "order": "orders",
    "story": "stories",
    "rewrite": "rewrites",
    "cross-out": "cross-outs",
}
SENTENCE = "Om 22.10 uur kwamen er vier mensen binnen."


def some(slugs):
    """All courses, of which only the one with every kind of screen is followed each time: the others take minutes."""
    return [slug if slug == EVERY_KIND else pytest.param(slug, marks=pytest.mark.long) for slug in slugs]


def slugs():
    """The courses, by the names of their folders."""
    return sorted(file.parent.name for file in (RESOURCES / "courses").glob("*/course.yaml"))


def join_code(demo):
    """The demo's first join code, as it stands on paper."""
    code = demo["joinCodes"][0]
    return code if isinstance(code, str) else code["code"]


@cache
def _read(path):
    return yaml.safe_load((RESOURCES / "courses" / path).read_text())


@cache
def screens(slug):
    """The screens of a course in order: their kind, and for an exercise what its file holds."""
    found = []
    for chapter in _read(f"{slug}/course.yaml")["chapters"]:
        for entry in chapter["screens"]:
            kind = next(word for word in ["lesson", *FOLDERS] if word in entry)
            folder = entry.get("from", slug)
            exercise = _read(f"{folder}/{FOLDERS[kind]}/{entry[kind]}.yaml") if kind in FOLDERS else None
            found.append((kind, exercise))
    return found


def screen(page):
    """Kind and file of the screen that is on the page."""
    slug, step = re.search(r"/leren/([a-z0-9-]+)/stap/([0-9]+)", page.url).groups()
    return screens(slug)[int(step) - 1]


def right_answers(page):
    """The right choices of the exercise that is on the page: what is to be chosen, crossed out or ticked."""
    kind, exercise = screen(page)
    if kind == "cross-out":
        return [line["id"] for line in exercise["lines"] if line["strike"]]
    if kind == "rewrite":
        return [check["id"] for check in exercise["checks"]]
    right = [choice["id"] for choice in exercise["choices"] if choice["verdict"] == "right"]
    return right if kind == "question" and exercise.get("several") else right[:1]


def join(page, demo, language="nl"):
    """Comes in by typing the code, as somebody with a poster in the staff room does, and chooses the first role."""
    page.goto(prefixed("/doe-mee", language))
    page.locator("main input[name=code]").fill(join_code(demo))
    page.locator("main form button").first.click()
    page.locator("main input[name=role]").first.check()
    page.locator("main form button").first.click()
    assert page.url.endswith(prefixed(f"/leren/{SLUG}/stap/1", language)), page.locator("main").inner_text()


def begin(page, slug, language="nl"):
    """Begins a course from its own page, without a code."""
    page.goto(prefixed(f"/leren/{slug}", language))
    page.locator("main input[name=role]").first.check()
    if page.locator("main input[name=audience]").count():
        page.locator("main input[name=audience]").first.check()
    page.locator(f"main form[action$='/leren/{slug}'] button").click()
    assert page.url.endswith(prefixed(f"/leren/{slug}/stap/1", language)), page.locator("main").inner_text()


def is_open_exercise(page):
    """Whether the page asks something that was not answered rightly yet."""
    return any(
        _button(page, wish).count() > 0 and _button(page, wish).is_visible()
        for wish in ("antwoord", "vergelijk", "signaal")
    )


def _button(page, wish):
    return page.locator(f"main button[name=doe][value={wish}]")


def answer(page, values):
    """Chooses `values` and sends them."""
    for value in values:
        page.locator(f"input[name=keuze][value='{value}']").check()
    _button(page, "antwoord").click()


def solve(page, on_step=lambda: None):
    """Does the exercise that is on the page rightly, whatever kind it is."""
    kind, exercise = screen(page)
    if kind == "order":
        place_steps(page, exercise)
        _button(page, "antwoord").click()
        return
    if kind == "story":
        for moment in exercise["moments"]:
            on_step()
            _button(page, "signaal" if moment["signal"] else "gewoon").click()
    if kind == "rewrite":
        page.locator("main textarea[name=zin]").fill(SENTENCE)
        _button(page, "vergelijk").click()
        page.locator("#voorbeelden").wait_for()
    on_step()
    answer(page, right_answers(page))
    page.locator("#uitleg").wait_for()


def place_steps(page, exercise):
    """Numbers the steps of an ordering, or moves them where a script made buttons for that."""
    steps = exercise["steps"]
    for place, step in enumerate(steps):
        select = page.locator(f"#plek-{step['id']}")
        if select.is_visible():
            select.select_option(str(place + 1))
            continue
        item = page.locator("[data-order] > li").filter(has=page.locator(f"#plek-{step['id']}"))
        for _ in steps:
            if page.locator("[data-order] > li").nth(place).locator(f"#plek-{step['id']}").count():
                break
            item.locator("[data-up]").click()


def solve_with_keys(page):
    """The same with the keyboard alone."""
    kind, exercise = screen(page)
    if kind == "order":
        for place, step in enumerate(exercise["steps"]):
            for _ in exercise["steps"]:
                if page.locator("[data-order] > li").nth(place).locator(f"#plek-{step['id']}").count():
                    break
                tab_to(page, f"li:has(#plek-{step['id']}) [data-up]")
                page.keyboard.press("Enter")
    if kind == "story":
        for moment in exercise["moments"]:
            tab_to(page, f"main button[name=doe][value={'signaal' if moment['signal'] else 'gewoon'}]")
            press(page, "Enter")
    if kind == "rewrite":
        tab_to(page, "main textarea[name=zin]")
        page.keyboard.type(SENTENCE)
        tab_to(page, "main button[name=doe][value=vergelijk]")
        page.keyboard.press("Enter")
        page.locator("#voorbeelden").wait_for()
    if kind != "order":
        choose(page, "keuze", right_answers(page))
    tab_to(page, "main button[name=doe][value=antwoord]")
    page.keyboard.press("Enter")
    page.locator("#uitleg").wait_for()


def go_on(page):
    """To the next step."""
    _button(page, "verder").click()


def take_course(page, on_step=lambda: None):
    """From the step that is shown to the end of the course, with the right answers."""
    for _ in range(MANY):
        if page.url.split("?")[0].endswith("/klaar"):
            return
        on_step()
        if is_open_exercise(page):
            solve(page, on_step)
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
