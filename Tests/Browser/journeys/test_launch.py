"""A package that we exported, imported and launched by ourselves: the learner goes through it, and it is satisfied."""

import base64
import io
import json
import urllib.request
import zipfile
from urllib.parse import parse_qs, urlsplit

from accessibility import violations
from people import sign_in
from test_packages import Learner, export  # noqa: F401

DESK = "/werk/leren/cmi5"


def desk(open_context, server, demo):
    """A page of the training desk."""
    page = open_context().new_page()
    sign_in(page, server.address, next(person for person in demo["signIns"] if "training" in person["tasks"]))
    return page


def bring_in(page, name, content):
    """Imports a package, and gives the link for learners; `None` when it is refused."""
    page.goto(DESK)
    page.locator("input[name=file]").set_input_files({"name": name, "mimeType": "application/zip", "buffer": content})
    page.locator("input[name=audience][value=hotel]").check()
    page.locator("main form[enctype] button").click()
    address = page.locator("dd.code")
    return address.inner_text() if address.count() else None


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return packed.getvalue()


def structure(url):
    return f"""<?xml version="1.0"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
<course id="urn:x-test:c"><title><langstring lang="nl">Spion</langstring></title>
<description><langstring lang="nl">Kijkt rond.</langstring></description></course>
<au id="urn:x-test:a"><title><langstring lang="nl">Spion</langstring></title>
<description><langstring lang="nl">Kijkt rond.</langstring></description><url>{url}</url></au></courseStructure>"""


def posted(address):
    with urllib.request.urlopen(urllib.request.Request(address, method="POST", data=b""), timeout=30) as answer:
        return json.load(answer)


def test_our_own_package_is_followed_to_the_end(export, open_context, server, demo, watch):  # noqa: F811
    # A unit asks for its own state before there is any.
    watch.expected.append("status of 404")
    trainer = desk(open_context, server, demo)
    address = bring_in(trainer, "alles.zip", export("alles", "cmi5").read_bytes())
    assert address.startswith(server.address + "/pakket/")
    assert not violations(trainer)

    page = open_context().new_page()
    page.goto(address)
    assert not violations(page)
    page.locator("main form button").click()
    page.wait_for_url("**/pakket-bestand/**")
    launched = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    learner = Learner(page, page.main_frame)
    learner.main.locator("h1").wait_for()
    assert learner.frame.evaluate("lms !== null") and page.evaluate("self.origin") == "null"
    # The address for the token is worth nothing any more.
    assert posted(launched["fetch"])["error-code"] == "1"
    learner.do("begin")
    learner.take()
    learner.do("stop")
    page.wait_for_url("**/terug")
    page.locator("main a.button").click()
    assert "Je hebt deze cursus afgerond" in page.locator("main").inner_text()

    trainer.reload()
    facts = trainer.locator("dl.facts").inner_text().split("\n")
    assert facts[facts.index("Begonnen") + 1] == "1" and facts[facts.index("Afgerond") + 1] == "1"
    # Once more, to look: it is a session of its own, and counted once.
    page.locator("main form button").click()
    page.wait_for_url("**/pakket-bestand/**")
    learner = Learner(page, page.main_frame)
    learner.main.locator("h1").wait_for()
    assert not learner.frame.evaluate("lms.records")
    trainer.reload()
    facts = trainer.locator("dl.facts").inner_text().split("\n")
    assert facts[facts.index("Afgerond") + 1] == "1"


def test_code_of_others_can_not_act_as_us(open_context, server, demo, watch):
    """A package that tries to read what is ours gets nothing, while its own files and the record store are open to it."""
    spy = """<!doctype html><title>Spion</title><h1>Spion</h1><img src="net.svg" alt=""><script src="spion.js"></script>"""
    script = """
const found = {}
const tried = async (name, attempt) => { try { found[name] = await attempt() } catch (error) { found[name] = 'refused' } }
;(async () => {
  await tried('cookie', () => document.cookie || 'empty')
  await tried('storage', () => String(localStorage.length))
  await tried('page', async () => (await fetch('/werk', { credentials: 'include' })).text())
  await tried('own', async () => (await fetch('spion.js')).ok)
  await tried('about', async () => (await fetch('/xapi/about')).ok)
  await tried('elsewhere', async () => (await fetch('https://ander.example/')).text())
  document.title = 'klaar'
  window.found = found
})()
"""
    trainer = desk(open_context, server, demo)
    files = {
        "cmi5.xml": structure("spion.html"), "spion.html": spy, "spion.js": script,
        "net.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    }  # fmt: skip
    address = bring_in(trainer, "spion.zip", zipped(files))
    watch.expected += ["Content Security Policy", "Content-Security-Policy", "Failed to load", "violates", "CORS"]
    # Signed in as the desk itself: what could be stolen is there.
    page = trainer
    page.goto(address)
    page.locator("main form button").click()
    page.wait_for_function("document.title === 'klaar'")
    found = page.evaluate("found")
    assert found == {
        "cookie": "refused", "storage": "refused", "page": "refused", "own": True, "about": True, "elsewhere": "refused",
    }  # fmt: skip
    assert page.evaluate("document.images[0].naturalWidth") == 9
    # It is still the desk's own session.
    page.goto(DESK)
    assert page.locator("h1").inner_text() == "Cursussen van anderen (cmi5)"


def test_bad_packages_are_refused_with_a_reason(open_context, server, demo):
    page = desk(open_context, server, demo)
    picture = base64.b64decode("iVBORw0KGgoAAAANSUhEUg==")
    bad = {
        "wijst buiten het pakket": zipped({"cmi5.xml": structure("x.html"), "../x.html": "x"}),
        "documenttype": zipped({"cmi5.xml": '<!DOCTYPE c [<!ENTITY e SYSTEM "file:///etc/passwd">]><c>&e;</c>'}),
        "om een computer te vullen": zipped({"cmi5.xml": structure("x.html"), "x.html": b"\0" * (16 << 20)}),
        "een foto": zipped({"cmi5.xml": structure("x.html"), "x.html": "x", "foto.txt": picture}),
        "geen zip": b"PK\x03\x04broken",
    }
    for reason, content in bad.items():
        assert bring_in(page, "pakket.zip", content) is None
        assert reason in page.locator(".summary").inner_text(), reason
    assert not violations(page)
