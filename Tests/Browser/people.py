"""Who visits: a visitor, a learner under way, one who finished the course, a reporter with a receipt, a young person with a code,
or a member of the demo who signed in."""

import course
from receipts import file_report
from routes import prefixed

# Who sees pages that nobody else does, by how those begin. Such a visit lasts half an hour at most, so each begins anew.
BRIEF = {"/inloggen/code": "half", "/m/gesprek": "reporter", "/p/1": "young"}


def brief(path):
    """Who alone sees `path`; `None` for most."""
    return next((who for start, who in BRIEF.items() if path.removeprefix("/en").startswith(start)), None)


def give_password(page, address, person, language="nl"):
    """Gives a demo member's address and password on the page, as a person does."""
    page.goto(address + prefixed("/inloggen", language))
    page.locator("main input[type=email]").fill(person["email"])
    page.locator("main input[type=password]").fill(person["password"])
    page.locator("main form:has(input[type=password]) button").first.click()


def sign_in(page, address, person, language="nl"):
    """Signs a demo member in: with the password, and for a member of a desk with the code that the demo gives away."""
    give_password(page, address, person, language)
    if "/inloggen/code" in page.url:
        page.locator("#demo-enter").click()
    assert "/inloggen" not in page.url, f"{person['email']} could not sign in: {page.locator('main').inner_text()}"


def open_list(page, code):
    """Opens a young person's own list with its code."""
    page.goto("/p")
    page.locator("main input[name=code]").fill(code)
    page.locator("main form:has(input[name=code]) button").first.click()
    assert "/p/1" in page.url, page.locator("main").inner_text()


class People:
    """Brings people in once each, and finds for every path who may see it."""

    def __init__(self, browser, server):
        self.browser = browser
        self.server = server
        demo = server.demo()
        # How each comes in, from who needs least to who needs most.
        self.ways = {
            "visitor": lambda page: None,
            "learner": lambda page: course.join(page, demo),
            "graduate": lambda page: (course.join(page, demo), course.take_course(page)),
        }
        for person in demo["signIns"]:
            self.ways[person["email"]] = lambda page, person=person: sign_in(page, server.address, person)
        # Who gave the password and not yet the code is nobody, and sees one page more than a visitor.
        half = next(person for person in demo["signIns"] if person.get("secret"))
        self.brief = {
            "half": lambda page: give_password(page, server.address, half),
            "reporter": self.come_back,
            "young": lambda page: open_list(page, demo["samples"]["{code}"]),
        }
        self.receipt = None
        self.states = {}
        self.found = {}

    def context(self, **options):
        """A context at the demo, in Dutch unless the address says otherwise."""
        return self.browser.new_context(base_url=self.server.address, locale="nl-NL", **options)

    def state(self, who):
        """The cookies of somebody who has come in."""
        if who not in self.states or who in self.brief:
            with self.context() as context:
                (self.brief | self.ways)[who](context.new_page())
                self.states[who] = context.storage_state()
        return self.states[who]

    def come_back(self, page):
        """Comes back to a report with its receipt."""
        self.receipt = self.receipt or file_report(self.server.port)
        page.goto("/m/code")
        page.locator("main input[name=receipt]").fill(self.receipt)
        page.locator("main form:has(input[name=receipt]) button").first.click()
        assert "/m/gesprek" in page.url, page.locator("main").inner_text()

    def answer(self, who, path):
        """The status of `path` for somebody. Who is asked for the password again comes in anew."""
        for _ in range(2):
            with self.context(storage_state=self.state(who)) as context:
                response = context.request.get(path, max_redirects=0)
            if not response.headers.get("location", "").removeprefix("/en").startswith("/werk/bevestig"):
                break
            del self.states[who]
        return response.status

    def who_saw(self, path):
        """The cookies of who got `path` before; of whom it asks the password by now gets something else."""
        who = None if brief(path) else self.found.get(path)
        return self.states.get(who)

    def who_sees(self, path):
        """The cookies of the first who gets `path` with 200; fails when nobody does."""
        answers = {}
        # Who saw it before sees it again, if need be after giving the password again.
        known = brief(path) or self.found.get(path)
        for who in [known] if known else self.ways:
            answers[who] = self.answer(who, path)
            if answers[who] == 200:
                self.found[path] = who
                return self.state(who)
        raise AssertionError(f"nobody gets {path}: {answers}")
