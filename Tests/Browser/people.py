"""Who visits: a visitor, a learner under way, one who finished the course, or a member of the demo who signed in."""

import course
from routes import prefixed


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
        # Who gave the password and not yet the code is nobody, and sees one page more than a visitor. It lasts half an hour,
        # so each visit begins anew.
        half = next(person for person in demo["signIns"] if person.get("secret"))
        self.half = lambda page: give_password(page, server.address, half)
        self.states = {}
        self.found = {}

    def context(self, **options):
        """A context at the demo, in Dutch unless the address says otherwise."""
        return self.browser.new_context(base_url=self.server.address, locale="nl-NL", **options)

    def state(self, who):
        """The cookies of somebody who has come in."""
        if who not in self.states or who == "half":
            with self.context() as context:
                way = self.half if who == "half" else self.ways[who]
                way(context.new_page())
                self.states[who] = context.storage_state()
        return self.states[who]

    def answer(self, who, path):
        """The status of `path` for somebody. Who is asked for the password again comes in anew."""
        for _ in range(2):
            with self.context(storage_state=self.state(who)) as context:
                response = context.request.get(path, max_redirects=0)
            if "/werk/bevestig" not in response.headers.get("location", ""):
                break
            del self.states[who]
        return response.status

    def who_sees(self, path):
        """The cookies of the first who gets `path` with 200; fails when nobody does."""
        answers = {}
        if path.endswith("/inloggen/code"):
            candidates = ["half"]
        else:
            # Who saw it before sees it again, if need be after giving the password again.
            candidates = [self.found[path]] if path in self.found else self.ways
        for who in candidates:
            answers[who] = self.answer(who, path)
            if answers[who] == 200:
                self.found[path] = who
                return self.state(who)
        raise AssertionError(f"nobody gets {path}: {answers}")
