"""A course in the learning platform of somebody else: packages as the command exports them, in small platforms of our own."""

import csv
import io
import json
import re
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from accessibility import too_wide, violations
from course import slugs, some
from keyboard import tab_to
from people import sign_in
from platforms import CMI5Platform, Platform
from server import BINARY, RESOURCES

HERE = Path(__file__).resolve().parents[1]
SCORM = ["scorm12", "scorm2004"]
# More steps than any course has.
MANY = 200
# How a sentence that somebody types can be found back wherever it should not be.
OWN_SENTENCE = "Een man met een hoed belde aan"
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"


@pytest.fixture(scope="session")
def export(tmp_path_factory):
    """Exports a course; beside those of the project there is `alles`, with every kind of screen."""
    folder = tmp_path_factory.mktemp("packages")
    resources = folder / "Resources"
    (resources / "courses").mkdir(parents=True)
    for entry in ["strings", "packages", "offline", "public", "routes.yaml"]:
        (resources / entry).symlink_to(RESOURCES / entry)
    for course in [*(RESOURCES / "courses").iterdir(), *(HERE / "courses").iterdir()]:
        if course.is_dir():
            (resources / "courses" / course.name).symlink_to(course)

    def export(course, form, *more):
        package = folder / (re.sub(r"\W+", "-", "-".join([course, form, *more])) + ".zip")
        if not package.exists():
            line = [BINARY, "export", "course", course, "--format", form, "-o", package, "--resources", resources, *more]
            subprocess.run(line, check=True, capture_output=True)
        return package

    return export


@pytest.fixture
def open_page(browser):
    """Opens pages on a platform; fails the test when one of them asks anything of somebody else or breaks a script.

    `reports` is the one other address that a package may ask something of.
    """
    complaints, contexts = [], []

    def open_page(platform, reports=None, **options):
        context = browser.new_context(**({"base_url": platform.address, "locale": "nl-NL", "reduced_motion": "reduce"} | options))
        context.set_default_timeout(15_000)
        contexts.append(context)
        context.on("weberror", lambda error: complaints.append(f"script error: {error.error}"))

        def look(request):
            if not request.url.startswith(platform.address + "/") and request.url != reports:
                complaints.append(f"asked of another: {request.url}")

        context.on("request", look)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


class Learner:
    """Somebody who takes a packaged course, in a page or in the frame of a platform's page."""

    def __init__(self, page, frame):
        self.page, self.frame = page, frame
        self.main = frame.locator("main")

    def do(self, action):
        """Presses the button that does this."""
        self.main.locator(f"button[data-do={action}]").first.click()

    def press(self, wish):
        """Presses the button of the form that means this."""
        self.main.locator(f"form button[name=doe][value={wish}]").first.click()

    def has(self, wish):
        return self.main.locator(f"form button[name=doe][value={wish}]").count() > 0

    @property
    def screen(self):
        """The screen as it is in the package, right answers and all."""
        return self.frame.evaluate("attempt.screen(attempt.position)")

    @property
    def is_at_the_end(self):
        return self.frame.evaluate("view") == "end"

    def step(self):
        return self.frame.evaluate("attempt.index(attempt.position) + 1")

    def right(self, screen):
        exercise = screen["exercise"]
        right = [choice["id"] for choice in exercise["choices"] if choice["verdict"] == "right"]
        return right[:1] if exercise["kind"] == "one" else right

    def check(self, values):
        for box in self.main.locator("input[name=keuze]").all():
            wanted = box.get_attribute("value") in values
            if box.is_checked() != wanted and (wanted or box.get_attribute("type") == "checkbox"):
                box.set_checked(wanted)

    def order(self, wanted):
        for place, step in enumerate(wanted):
            while self.frame.evaluate("id => draft(attempt.screen(attempt.position)).order.indexOf(id)", step) > place:
                self.main.locator(f"button[data-step='{step}'][data-by='-1']").click()

    def tell_story(self, screen, seen=lambda moment: moment["signal"], look=lambda: None):
        for moment in screen["moments"]:
            look()
            self.press("signaal" if seen(moment) else "gewoon")

    def answer(self, values=None, look=lambda: None):
        """Answers the exercise, rightly when no values are given."""
        screen = self.screen
        values = self.right(screen) if values is None else values
        if screen["kind"] == "story" and self.has("signaal"):
            self.tell_story(screen, look=look)
            look()
        if screen["kind"] == "rewrite" and self.has("vergelijk"):
            self.main.locator("textarea").fill(OWN_SENTENCE)
            self.press("vergelijk")
            look()
        if screen["kind"] == "order":
            self.order(values)
        else:
            self.check(values)
        self.press("antwoord")

    def go_on(self, steps=1, look=lambda: None):
        """From the screen that is shown some steps further, all of them done rightly."""
        for _ in range(steps):
            look()
            if self.screen.get("exercise") and not self.frame.evaluate("attempt.isDone(attempt.screen(attempt.position))"):
                self.answer(look=look)
                look()
            self.press("verder")

    def take(self, look=lambda: None):
        """To the end of the course."""
        for _ in range(MANY):
            if self.is_at_the_end:
                return
            self.go_on(look=look)
        raise AssertionError("the course has no end")


# SCORM


@contextmanager
def scorm(package, form, open_page, **options):
    with Platform(package) as platform:
        version = "1.2" if form == "scorm12" else "2004"
        page = open_page(platform, **options)

        def launch(more=""):
            page.goto(f"/scorm.html?version={version}{more}")
            frame = page.frame(url=re.compile("/course/"))
            frame.locator("h1").wait_for()
            return Learner(page, frame)

        yield launch, platform
        assert not page.evaluate("platform.wrong")
        assert {line for line in platform.asked if "/course/" in line} <= {f"GET {name}" for name in platform.files}


def saved(page):
    """What the platform keeps."""
    return json.loads(page.evaluate("localStorage.getItem('saved')"))


def standing(page, form):
    """Status, score and success as the platform knows them."""
    kept = saved(page)
    if form == "scorm12":
        return kept["cmi.core.lesson_status"], float(kept["cmi.core.score.raw"]), None
    assert float(kept["cmi.score.scaled"]) == float(kept["cmi.progress_measure"])
    return kept["cmi.completion_status"], float(kept["cmi.score.raw"]), kept["cmi.success_status"]


@pytest.mark.parametrize("form", SCORM)
def test_scorm_to_the_end_with_a_break(export, open_page, form):
    with scorm(export("receptie", form), form, open_page) as (launch, _):
        learner = launch()
        page = learner.page
        learner.do("begin")
        learner.go_on(7)
        status, score, success = standing(page, form)
        assert status == "incomplete" and 0 < score < 100 and success in (None, "unknown")
        step, heading = learner.step(), learner.main.locator("h1").inner_text()
        # The learner closes the window, and comes back another day.
        page.goto("/returned.html")
        kept = saved(page)
        assert kept["cmi.core.exit" if form == "scorm12" else "cmi.exit"] == "suspend"
        assert kept["cmi.core.session_time" if form == "scorm12" else "cmi.session_time"]
        learner = launch()
        assert page.evaluate("platform.sessions") == 2
        learner.do("begin")
        assert (learner.step(), learner.main.locator("h1").inner_text()) == (step, heading)
        learner.take()
        assert standing(page, form) == ("completed", 100, "passed" if form == "scorm2004" else None)
        learner.do("stop")
        assert page.evaluate("platform.isEnded")
        # Looking back makes nothing undone.
        learner = launch()
        learner.do("begin")
        assert standing(page, form)[:2] == ("completed", 100)
        assert not learner.frame.evaluate("attempt.open.length")


@pytest.mark.parametrize("course", some(slugs()))
def test_every_course_can_be_taken(export, open_page, course):
    with scorm(export(course, "scorm12"), "scorm12", open_page) as (launch, _):
        learner = launch()
        learner.do("begin")
        learner.take()
        assert standing(learner.page, "scorm12") == ("completed", 100, None)


@pytest.mark.parametrize("form", SCORM)
def test_wrong_answers_and_what_is_put_aside(export, open_page, form):
    with scorm(export("alles", form), form, open_page) as (launch, _):
        learner = launch()
        page = learner.page
        learner.do("begin")
        learner.press("verder")
        # A wrong answer explains itself and may be mended.
        learner.answer(["politie"])
        assert "Er is niets te melden" in learner.main.locator("#uitleg").inner_text()
        assert learner.frame.evaluate("document.activeElement.id") == "uitleg"
        learner.answer()
        assert "Je meldt hier niets" in learner.main.locator("#uitleg").inner_text()
        learner.press("verder")
        # No answer is told, and the place of the mistake is a link.
        learner.press("antwoord")
        assert learner.frame.evaluate("document.activeElement.id") == "errors-title"
        learner.main.locator(".summary a").click()
        assert learner.frame.evaluate("document.activeElement.id") == "keuze-1"
        # A question about danger stays open when it is put aside, and when it is answered wrongly.
        learner.press("overslaan")
        learner.press("overslaan")
        learner.answer(["bellen", "zien", "noteren", "overleggen"])
        assert learner.main.locator("#uitleg p", has_text="Nog niet op zijn plek").count() == 4
        learner.press("verder")
        learner.tell_story(learner.screen, seen=lambda moment: moment["id"] in ("deur", "contant"))
        tags = [tag.inner_text() for tag in learner.main.locator("#moment .tag").all()]
        assert tags == ["Gewoon, je stopte hier", "Signaal, gezien", "Signaal, gemist", "Gewoon"]
        learner.answer(["nee"])
        learner.press("opnieuw")
        assert learner.has("signaal")
        learner.press("gewoon")
        learner.main.locator("button[data-do=back]").click()
        learner.press("verder")
        learner.frame.evaluate("attempt.go('zin'); show()")
        learner.press("vergelijk")
        assert learner.main.locator(".summary").count() == 1
        learner.answer(["uur"])
        assert OWN_SENTENCE in learner.main.locator(".typed").inner_text()
        learner.press("verder")
        learner.press("overslaan")
        assert learner.is_at_the_end
        links = learner.main.locator("button[data-do=go]").all()
        assert [link.inner_text().split(":")[0] for link in links] == ["Stap 3", "Stap 5"]
        status, score, _ = standing(page, form)
        assert (status, score) == ("incomplete", 75)
        # What the platform keeps holds no answer: the place, the screens seen, and those done.
        text = json.dumps(saved(page))
        state = saved(page)["cmi.suspend_data"]
        assert re.fullmatch(r"1;[\w-]{4};([\w-]{4}){8};([\w-]{4}){5};nl", state)
        for word in ["politie", "nee", "deur", "uur", "klok", OWN_SENTENCE, "hoed"]:
            assert not re.search(rf"\b{word}\b", text)
        for link in range(2):
            learner.main.locator("button[data-do=go]").first.click()
            learner.answer()
            learner.frame.evaluate("view = 'end'; show()")
        assert learner.main.locator("h1").inner_text() == "Je bent klaar"
        assert standing(page, form)[:2] == ("completed", 100)


@pytest.mark.parametrize("form", SCORM)
def test_a_platform_that_can_not_save(export, open_page, form):
    with scorm(export("alles", form), form, open_page) as (launch, _):
        learner = launch()
        learner.do("begin")
        learner.page.evaluate("platform.isDown = true")
        learner.press("verder")
        assert "kon je plek nu niet bewaren" in learner.frame.locator("#notice").inner_text()
        learner.page.evaluate("platform.isDown = false")
        learner.answer()
        assert learner.frame.locator("#notice").inner_text() == ""
        assert standing(learner.page, form)[1] == 25


@pytest.mark.parametrize("form", SCORM)
def test_in_a_window_of_its_own(export, open_page, form):
    with scorm(export("alles", form), form, open_page) as (launch, platform):
        learner = launch()
        with learner.page.expect_popup() as opened:
            learner.page.goto(learner.page.url.replace("scorm.html?", "scorm.html?window&"))
        popup = opened.value
        popup.locator("h1").wait_for()
        alone = Learner(popup, popup.main_frame)
        alone.do("begin")
        alone.take()
        assert standing(learner.page, form)[:2] == ("completed", 100)
        alone.do("stop")
        assert learner.page.evaluate("platform.isEnded")


@pytest.mark.parametrize("form", SCORM)
def test_where_somebody_only_looks_around(export, open_page, form):
    with scorm(export("alles", form), form, open_page) as (launch, _):
        learner = launch()
        mode = "cmi.core.lesson_mode" if form == "scorm12" else "cmi.mode"
        learner.page.evaluate("mode => { platform.saved[mode] = 'browse'; platform.keep() }", mode)
        learner = launch()
        before = saved(learner.page)
        learner.do("begin")
        learner.take()
        # Only that a session ends like that, which every session says.
        assert {name for name, value in saved(learner.page).items() if before.get(name) != value} <= {
            "cmi.core.session_time", "cmi.session_time"
        }  # fmt: skip


# For everybody


def test_every_screen_is_for_everybody(export, open_page):
    with Platform(export("alles", "scorm12")) as platform:
        page = open_page(platform, viewport={"width": 320, "height": 640})
        page.goto("/course/index.html")
        page.locator("h1").wait_for()
        learner = Learner(page, page.main_frame)
        mistakes = []

        def look():
            heading = page.locator("h1").inner_text()
            assert page.title().startswith(heading)
            mistakes.extend(f"{heading}: {line}" for line in violations(page) + too_wide(page, 320))

        look()
        for language in ["en", "nl"]:
            page.locator(f"button[data-tag={language}]").click()
            assert page.evaluate("document.documentElement.lang") == language
            look()
        learner.do("begin")
        # Every exercise with a mistake, too.
        while not learner.is_at_the_end:
            if learner.has("antwoord") and learner.screen["kind"] in ("scenario", "question"):
                learner.press("antwoord")
                look()
            elif learner.has("vergelijk"):
                learner.press("vergelijk")
                look()
            learner.go_on(look=look)
        look()
        learner.do("stop")
        look()
        assert page.locator("a.now[href='tel:112']").is_visible()
        assert not mistakes, "\n".join(mistakes)


def test_with_the_keyboard_only(export, open_page):
    with Platform(export("alles", "scorm12")) as platform:
        page = open_page(platform)
        page.goto("/course/index.html")
        page.locator("h1").wait_for()
        learner = Learner(page, page.main_frame)

        def press(selector):
            tab_to(page, selector)
            page.keyboard.press("Enter")

        def choose(values):
            for value in values:
                box = f"input[name=keuze][value='{value}']"
                if page.locator(box).get_attribute("type") == "radio":
                    tab_to(page, "input[name=keuze]")
                    page.keyboard.press("Space")
                    while not page.locator(box).is_checked():
                        page.keyboard.press("ArrowDown")
                else:
                    tab_to(page, box)
                    page.keyboard.press("Space")

        press("button[data-do=begin]")
        for _ in range(MANY):
            if learner.is_at_the_end:
                break
            screen = learner.screen
            # Whoever listens or tabs goes on where the new page begins.
            assert page.evaluate("document.activeElement.tagName") == "H1"
            if screen["kind"] == "order":
                for place, step in enumerate(learner.right(screen)):
                    while page.evaluate("id => draft(attempt.screen(attempt.position)).order.indexOf(id)", step) > place:
                        button = f"button[data-step='{step}'][data-by='-1']"
                        if not page.locator(button).evaluate("element => element === document.activeElement"):
                            tab_to(page, button)
                        page.keyboard.press("Enter")
            elif screen["kind"] == "story":
                for moment in screen["moments"]:
                    press(f"button[value={'signaal' if moment['signal'] else 'gewoon'}]")
                choose(learner.right(screen))
            elif screen["kind"] == "rewrite":
                tab_to(page, "textarea")
                page.keyboard.type(OWN_SENTENCE)
                press("button[value=vergelijk]")
                choose(learner.right(screen))
            elif screen.get("exercise"):
                choose(learner.right(screen))
            if screen.get("exercise"):
                press("button[value=antwoord]")
                assert page.evaluate("document.activeElement.id") == "uitleg"
            press("button[value=verder]")
        assert page.locator("h1").inner_text() == "Je bent klaar"


def test_without_a_platform(export, open_page):
    for form in [*SCORM, "cmi5"]:
        with Platform(export("alles", form, "--language", "en")) as platform:
            page = open_page(platform)
            page.goto("/course/index.html")
            page.locator("#notice p").wait_for()
            assert "No learning platform was found" in page.locator("#notice").inner_text()
            assert page.locator("button[data-do=language]").count() == 0
            learner = Learner(page, page.main_frame)
            learner.do("begin")
            learner.take()
            assert page.locator("h1").inner_text() == "You are done"


def test_without_javascript_it_says_so(export, open_page):
    with Platform(export("alles", "scorm12")) as platform:
        page = open_page(platform, java_script_enabled=False)
        page.goto("/course/index.html")
        assert "JavaScript" in page.locator("main").inner_text()
        assert page.locator("a.now[href='tel:112']").is_visible()


def test_links_leave_the_course_alone(export, open_page):
    with Platform(export("alles", "scorm12")) as platform:
        page = open_page(platform)
        page.goto("/course/index.html")
        page.locator("h1").wait_for()
        Learner(page, page.main_frame).do("begin")
        page.locator("main a[href='#source-boek']").first.click()
        assert page.locator("#source-boek").is_visible()
        for link in page.locator("main a[href^=http]").all():
            assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener noreferrer")


# The rules

REPLAY = """
({ courses, cases }) => cases.map((steps) => {
  let attempt = new Attempt(courses[0])
  return steps.map(({ step }) => {
    let error, outcome
    const sorted = (ids) => [...ids].sort()
    try {
      switch (step.do) {
        case 'resume': {
          const packed = attempt.packed
          attempt = new Attempt(courses[step.course])
          attempt.resume(packed)
          break
        }
        case 'answer': {
          attempt.answer(step.id, step.given)
          const told = attempt.outcome(step.id)
          outcome = { ...told, chosen: told.chosen.map((choice) => choice.id), inPlace: sorted(told.inPlace) }
          break
        }
        case 'judge': attempt.judge(step.id, step.moment, step.signal); break
        case 'putAside': attempt.putAside(step.id); break
        case 'retell': attempt.retell(step.id); break
        case 'go': attempt.go(step.id); break
        case 'forward': attempt.forward(); break
        case 'back': attempt.back(); break
      }
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused
      error = refused.message
    }
    const ids = attempt.course.screens.map((screen) => screen.id)
    const after = {
      position: attempt.position, seen: ids.filter((id) => attempt.seen.has(id)).join(' '),
      open: attempt.open.map((screen) => screen.id).join(' '), isComplete: attempt.isComplete,
    }
    return { step: { ...step, error, outcome }, after }
  })
})
"""


def test_the_rules_are_those_of_the_server(browser):
    """`PackageAttemptTests` wrote down what the server makes of many sequences of steps."""
    table = json.loads((HERE / "attempt-cases.json").read_text())
    with browser.new_context() as context:
        page = context.new_page()
        page.add_script_tag(content=(RESOURCES / "packages/attempt.js").read_text())
        replayed = page.evaluate(REPLAY, table)
    kinds = set()
    for number, (case, again) in enumerate(zip(table["cases"], replayed, strict=True)):
        for place, (expected, found) in enumerate(zip(case, again, strict=True)):
            found["step"] = {name: value for name, value in found["step"].items() if value is not None}
            assert found == expected, f"case {number}, step {place}"
            kinds.add((expected["step"]["do"], expected["step"].get("error", ""), expected["after"]["isComplete"]))
    # The table does not go past what matters.
    for wanted in [("answer", "", True), ("resume", "", False), ("judge", "", False), ("putAside", "", False)]:
        assert wanted in kinds
    refusals = {error for _, error, _ in kinds}
    assert refusals >= {"courses.answer.nothing", "courses.answer.one", "exercises.error.step-missing", "exercises.error.story"}


# cmi5


def launch(platform, page):
    page.goto(platform.launch())
    page.locator("h1").wait_for()
    return Learner(page, page.main_frame)


def wait_for(page, condition):
    """Waits until the platform has heard it; the page goes on meanwhile."""
    for _ in range(600):
        if condition():
            return
        page.wait_for_timeout(25)
    raise AssertionError("the platform never heard it")


def test_cmi5_to_the_end_with_a_break(export, open_page):
    with CMI5Platform(export("receptie", "cmi5"), returns=True) as platform:
        page = open_page(platform)
        learner = launch(platform, page)
        learner.do("begin")
        learner.go_on(7)
        step = learner.step()
        page.goto("/returned.html")
        wait_for(page, lambda: platform.verbs() == ["initialized", "terminated"])
        assert 0 < platform.statements[-1]["result"]["extensions"][PROGRESS] < 100
        learner = launch(platform, page)
        learner.do("begin")
        assert learner.step() == step
        learner.take()
        learner.do("stop")
        page.wait_for_url("**/returned.html")
        assert platform.verbs() == ["initialized", "terminated", "initialized", "completed", "passed", "terminated"]
        assert "extensions" not in platform.statements[-1]["result"]
        # Again, to look back: nothing is told twice.
        learner = launch(platform, page)
        learner.do("begin")
        learner.go_on()
        learner.do("stop")
        page.wait_for_url("**/returned.html")
        assert platform.verbs()[6:] == ["initialized", "terminated"]
        assert not platform.wrong
        assert page.evaluate("localStorage.length") == 0


def test_cmi5_tells_no_answers(export, open_page):
    with CMI5Platform(export("alles", "cmi5")) as platform:
        page = open_page(platform)
        learner = launch(platform, page)
        learner.do("begin")
        learner.take()
        learner.do("stop")
        wait_for(page, lambda: "terminated" in platform.verbs())
        assert "Je plek is bewaard" in page.locator("main").inner_text()
        told = json.dumps([platform.statements, platform.states["vangnet"].decode()])
        for word in ["politie", "inchecken", "contant", "jurk", OWN_SENTENCE]:
            assert word not in told
        assert set(json.loads(platform.states["vangnet"])) == {"state", "reported"}
        assert not platform.wrong


def test_cmi5_mastery_and_language_of_the_platform(export, open_page):
    with CMI5Platform(export("alles", "cmi5"), mastery=0.8, languages="fr-FR,en-US,nl-NL") as platform:
        page = open_page(platform)
        learner = launch(platform, page)
        assert page.evaluate("document.documentElement.lang") == "en"
        learner.do("begin")
        learner.take()
        wait_for(page, lambda: "passed" in platform.verbs())
        assert not platform.wrong


@pytest.mark.parametrize("mode", ["Browse", "Review"])
def test_cmi5_where_somebody_only_looks_around(export, open_page, mode):
    with CMI5Platform(export("alles", "cmi5"), mode=mode) as platform:
        page = open_page(platform)
        learner = launch(platform, page)
        assert "Je kijkt alleen rond" in page.locator("main").inner_text()
        learner.do("begin")
        learner.take()
        learner.do("stop")
        wait_for(page, lambda: platform.verbs() == ["initialized", "terminated"])
        assert not platform.wrong and "vangnet" not in platform.states


@pytest.mark.parametrize("trouble", ["silent", "deaf", 503])
def test_cmi5_when_the_platform_is_out_of_reach(export, open_page, trouble):
    """What was done meanwhile arrives once, whether the requests or only their answers were lost."""
    with CMI5Platform(export("alles", "cmi5")) as platform:
        page = open_page(platform)
        learner = launch(platform, page)
        wait_for(page, lambda: platform.verbs() == ["initialized"])
        learner.do("begin")
        wait_for(page, lambda: "vangnet" in platform.states)
        platform.trouble = trouble
        learner.take()
        page.locator("#notice p").wait_for()
        assert "niet te bereiken" in page.locator("#notice").inner_text()
        platform.trouble = None
        wait_for(page, lambda: "passed" in platform.verbs() and b"reported" in platform.states["vangnet"])
        page.locator("#notice p").wait_for(state="detached")
        learner.do("stop")
        wait_for(page, lambda: platform.verbs() == ["initialized", "completed", "passed", "terminated"])
        assert not platform.wrong


@pytest.mark.parametrize("trouble", ["silent", "deaf"])
def test_cmi5_closed_while_out_of_reach(export, open_page, trouble):
    """The window was closed before the end arrived: the next session tells what was not told, and no more than that."""
    with CMI5Platform(export("alles", "cmi5")) as platform:
        page = open_page(platform)
        learner = launch(platform, page)
        learner.do("begin")
        wait_for(page, lambda: "vangnet" in platform.states)
        platform.trouble = trouble
        learner.take()
        page.locator("#notice p").wait_for()
        page.goto("/returned.html")
        platform.trouble = None
        learner = launch(platform, page)
        wait_for(page, lambda: b"reported" in platform.states["vangnet"])
        assert sorted(verb for verb in platform.verbs() if verb in ("completed", "passed")) == ["completed", "passed"]
        learner.do("begin")
        assert not learner.frame.evaluate("attempt.open.length")
        assert not platform.wrong


def test_cmi5_launched_elsewhere_meanwhile(export, open_page):
    """A session that the platform ended takes nothing more, and the learner hears what to do."""
    with CMI5Platform(export("alles", "cmi5")) as platform:
        page = open_page(platform)
        learner = launch(platform, page)
        wait_for(page, lambda: platform.verbs() == ["initialized"])
        learner.do("begin")
        platform.launch()
        learner.take()
        page.locator("#notice p").wait_for()
        assert "Sluit deze pagina" in page.locator("#notice").inner_text()
        assert platform.verbs() == ["initialized"] and not platform.wrong


def test_cmi5_token_once(export, open_page):
    with CMI5Platform(export("alles", "cmi5")) as platform:
        page = open_page(platform)
        launch(platform, page)
        address = page.url
        wait_for(page, lambda: platform.verbs() == ["initialized"])
        assert sum("/fetch/" in line for line in platform.asked) == 1
        # Reloading is a new session to a platform, and this address has none left.
        page.goto(address)
        page.reload()
        page.locator("#notice p").wait_for()
        assert "geen leerplatform" in page.locator("#notice").inner_text()
        wait_for(page, lambda: "terminated" in platform.verbs())
        assert not platform.wrong


def test_the_workplace_offers_the_same_file(open_context, server, demo, export):
    page = open_context().new_page()
    sign_in(page, server.address, demo["signIns"][0])
    page.goto("/werk/leren")
    page.locator("main a[href='/werk/leren/pakketten']").click()
    for form in [*SCORM, "cmi5"]:
        with page.expect_download() as download:
            page.locator(f"main a[href='/werk/leren/pakketten/receptie/{form}']").click()
        assert download.value.suggested_filename.endswith(f"-{form}.zip")
        assert Path(download.value.path()).read_bytes() == export("receptie", form).read_bytes()


# Packages that report


class Counter:
    """What the demo counts of the packages of its hotel, and where packages report."""

    def __init__(self, server, demo, context):
        self.address = server.address + "/pakket-verslag"
        self.code = next(code["code"] for code in demo["joinCodes"] if code["course"] == "receptie")
        self.options = ("--report-to", server.address, "--code", self.code)
        self.page = context.new_page()
        sign_in(self.page, server.address, next(each for each in demo["signIns"] if each["email"].startswith("opleider@")))
        self.before = self.all()

    def all(self):
        """Joined, started and completed, so far."""
        text = self.page.request.get("/werk/leren.csv").text().removeprefix("\ufeff")
        lines = [line for line in csv.DictReader(io.StringIO(text)) if line["course"] == "pakket"]
        return tuple(sum(int(line[name]) for line in lines) for name in ("joined", "started", "completed"))

    @property
    def now(self):
        """The same, since the test began."""
        return tuple(after - before for before, after in zip(self.before, self.all()))


@pytest.fixture
def counter(server, demo, open_context):
    return Counter(server, demo, open_context())


def told(page):
    """What the package noted of its reports in the state that a SCORM platform keeps: letters behind a random name."""
    return re.search(r";[0-9a-f]{32}([a-z]*)$", saved(page)["cmi.suspend_data"])


# As if everything was done, but for saying so.
ALL_DONE = """
for (const screen of screens) { attempt.seen.add(screen.id); if (screen.exercise) attempt.finished.add(screen.id) }
"""


def test_scorm_that_reports_counts_once_with_a_break(export, open_page, counter):
    package = export("receptie", "scorm12", *counter.options)
    with scorm(package, "scorm12", open_page, reports=counter.address) as (launch, _):
        learner = launch()
        page = learner.page
        assert "telt mee" in learner.main.inner_text() and "Wie je bent" in learner.main.inner_text()
        learner.do("begin")
        assert told(page)[1] == "" and counter.now == (0, 0, 0)
        learner.go_on(3)
        wait_for(page, lambda: told(page)[1] == "b")
        assert counter.now == (1, 1, 0)
        name = told(page)[0][:33]
        # The learner closes the window, and comes back another day.
        page.goto("/returned.html")
        learner = launch()
        learner.do("begin")
        learner.take()
        wait_for(page, lambda: told(page)[1] == "bc")
        assert told(page)[0].startswith(name) and counter.now == (1, 1, 1)
        assert standing(page, "scorm12") == ("completed", 100, None)
        learner.do("stop")
        learner = launch()
        learner.do("begin")
        assert told(page)[1] == "bc" and counter.now == (1, 1, 1)
        # No answer, and nothing else than that, is kept for it.
        assert len(saved(page)["cmi.suspend_data"]) < 400


def test_cmi5_that_reports_counts_once_with_a_break(export, open_page, counter):
    def state():
        return json.loads(platform.states.get("vangnet", b"{}")).get("state", "")

    with CMI5Platform(export("receptie", "cmi5", *counter.options)) as platform:
        page = open_page(platform, reports=counter.address, viewport={"width": 320, "height": 640})
        learner = launch(platform, page)
        assert "telt mee" in page.locator("main").inner_text()
        assert not violations(page) + too_wide(page, 320)
        learner.do("begin")
        learner.go_on(2)
        wait_for(page, lambda: state().endswith("b"))
        assert counter.now == (1, 1, 0)
        page.goto("/returned.html")
        learner = launch(platform, page)
        learner.do("begin")
        learner.frame.evaluate(ALL_DONE)
        learner.press("verder")
        wait_for(page, lambda: state().endswith("bc") and b"reported" in platform.states["vangnet"])
        assert counter.now == (1, 1, 1)
        learner.do("stop")
        wait_for(page, lambda: platform.verbs()[-1] == "terminated")
        assert not platform.wrong and platform.verbs().count("completed") == 1


@pytest.mark.parametrize("trouble", ["silent", "deaf", 429, 503])
def test_reports_when_the_site_that_counts_is_away(export, open_page, counter, trouble):
    """What did not arrive is told again at the next step and in the next session; the learner sees nothing of it."""
    asked = []

    def fail(route):
        asked.append(json.loads(route.request.post_data))
        if trouble == "deaf":
            route.fetch()
        if isinstance(trouble, str):
            route.abort()
        else:
            route.fulfill(status=trouble, headers={"Access-Control-Allow-Origin": "*"}, body="")

    package = export("receptie", "scorm12", *counter.options)
    with scorm(package, "scorm12", open_page, reports=counter.address) as (launch, _):
        learner = launch()
        page = learner.page
        page.context.route(counter.address, fail)
        learner.do("begin")
        learner.go_on(2)
        wait_for(page, lambda: len(asked) >= 1 and not learner.frame.evaluate("report.isBusy"))
        known = len(asked)
        learner.go_on(1)
        wait_for(page, lambda: len(asked) > known)
        assert learner.frame.locator("#notice").inner_text() == ""
        assert told(page)[1] == ""
        # Another session, in which it does not come back either, and a third.
        learner = launch()
        learner.do("begin")
        learner.frame.evaluate(ALL_DONE)
        wait_for(page, lambda: not learner.frame.evaluate("report.isBusy"))
        known = len(asked)
        learner.press("verder")
        wait_for(page, lambda: len(asked) > known)
        assert standing(page, "scorm12") == ("completed", 100, None)
        learner.do("stop")
        page.context.unroute(counter.address)
        learner = launch()
        wait_for(page, lambda: told(page)[1] == "bc")
        assert counter.now == (1, 1, 1)
        assert {report["event"] for report in asked} == {"begun"} and len({report["attempt"] for report in asked}) == 1
        assert set(asked[0]) == {"attempt", "event", "code", "course", "version", "language", "format"}


def test_reports_that_are_refused_stop(export, open_page, counter):
    asked = []
    package = export("receptie", "scorm12", *counter.options[:2], "--code", "GEEN-999D")
    with scorm(package, "scorm12", open_page, reports=counter.address) as (launch, _):
        learner = launch()
        page = learner.page
        page.context.on("response", lambda answer: answer.url == counter.address and asked.append(answer.status))
        learner.do("begin")
        learner.go_on(2)
        wait_for(page, lambda: told(page)[1] == "x")
        learner.go_on(3)
        learner = launch()
        assert "telt mee" not in learner.main.inner_text()
        learner.do("begin")
        learner.frame.evaluate(ALL_DONE)
        learner.press("verder")
        assert standing(page, "scorm12") == ("completed", 100, None) and told(page)[1] == "x"
        assert [status for status in asked if status != 204] == [404] and counter.now == (0, 0, 0)


def test_reports_are_not_made_of_who_only_looks_around(export, open_page, counter):
    package = export("receptie", "scorm12", *counter.options)
    with scorm(package, "scorm12", open_page) as (launch, _):
        learner = launch()
        learner.page.evaluate("platform.saved['cmi.core.lesson_mode'] = 'browse'; platform.keep()")
        learner = launch()
        assert "telt mee" not in learner.main.inner_text()
        learner.do("begin")
        learner.go_on(3)
    # Nor without a platform. The page itself sees to it that nothing is asked.
    with Platform(package) as platform:
        page = open_page(platform)
        page.goto("/course/index.html")
        page.locator("#notice p").wait_for()
        learner = Learner(page, page.main_frame)
        learner.do("begin")
        learner.go_on(3)
    assert counter.now == (0, 0, 0)


def test_reports_of_what_the_platform_could_not_keep_wait(export, open_page, counter):
    """An attempt whose name was not kept would be another one in the next session."""
    package = export("receptie", "scorm12", *counter.options)
    with scorm(package, "scorm12", open_page, reports=counter.address) as (launch, _):
        learner = launch()
        page = learner.page
        page.evaluate("platform.isDown = true")
        learner.do("begin")
        learner.go_on(2)
        assert counter.now == (0, 0, 0)
        page.evaluate("platform.isDown = false")
        learner.go_on(1)
        wait_for(page, lambda: told(page)[1] == "b")
        assert counter.now == (1, 1, 0)


def test_who_was_done_before_the_package_reported_is_not_told(export, open_page, counter):
    with scorm(export("receptie", "scorm12"), "scorm12", open_page) as (launch, platform):
        learner = launch()
        page = learner.page
        learner.do("begin")
        learner.frame.evaluate(ALL_DONE)
        learner.press("verder")
        learner.do("stop")
        # The same place in the platform, with the new file.
        with Platform(export("receptie", "scorm12", *counter.options)) as other:
            platform.files.update({name: content for name, content in other.files.items() if name.startswith("/course/")})
        learner = launch()
        learner.do("begin")
        learner.press("verder")
        assert told(page)[1] == "x" and counter.now == (0, 0, 0)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_workplace_offers_a_package_that_reports(open_context, server, demo, export, counter, scripts):
    page = open_context(java_script_enabled=scripts).new_page()
    sign_in(page, server.address, next(each for each in demo["signIns"] if each["email"].startswith("opleider@")))
    page.goto("/werk/leren/pakketten")
    written = f"{counter.code[:4]}-{counter.code[4:]}"
    assert page.locator("main select").input_value() == ""
    page.locator("main select").select_option(written)
    page.locator("main form button").click()
    assert written in page.locator("main .notice").inner_text()
    assert not scripts or not violations(page)
    with page.expect_download() as download:
        page.locator("main a[href*='/receptie/cmi5']").click()
    assert download.value.suggested_filename.endswith(f"-cmi5-{counter.code}.zip")
    assert Path(download.value.path()).read_bytes() == export("receptie", "cmi5", *counter.options).read_bytes()
