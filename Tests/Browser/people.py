"""Who visits: a visitor, a learner who joined with a code, or one of the demo's members who signed in."""

from routes import prefixed


def sign_in(page, address, person, language="nl"):
    """Signs a demo member in through the page, as a person does."""
    page.goto(address + prefixed("/inloggen", language))
    page.locator("main input[type=email]").fill(person["email"])
    page.locator("main input[type=password]").fill(person["password"])
    page.locator("main form button").first.click()
    assert "/inloggen" not in page.url, f"{person['email']} could not sign in: {page.locator('main').inner_text()}"


class People:
    """Signs people in once, and finds for every path who may see it."""

    def __init__(self, browser, server):
        self.browser = browser
        self.server = server
        self.sign_ins = server.demo()["signIns"]
        self.states = {}
        self.found = {}

    def state(self, index):
        """The cookies of the visitor (`None`) or of the demo member with this number."""
        if index is None:
            return None
        if index not in self.states:
            with self.browser.new_context(locale="nl-NL") as context:
                sign_in(context.new_page(), self.server.address, self.sign_ins[index])
                self.states[index] = context.storage_state()
        return self.states[index]

    def who_sees(self, path):
        """The cookies of the first who gets `path` with 200: the visitor, or else a member. Fails when nobody does."""
        if path not in self.found:
            answers = []
            for index in [None, *range(len(self.sign_ins))]:
                context = self.browser.new_context(storage_state=self.state(index), locale="nl-NL")
                response = context.request.get(self.server.address + path, max_redirects=0)
                answers.append(f"{self.sign_ins[index]['email'] if index is not None else 'visitor'}: {response.status}")
                context.close()
                if response.status == 200:
                    self.found[path] = index
                    break
            else:
                raise AssertionError(f"nobody gets {path}: " + ", ".join(answers))
        return self.state(self.found[path])
