"""A course on somebody's phone: opened once it works without network, what was done arrives once, and it goes on elsewhere."""

import json

import pytest

import course
from accessibility import too_wide, violations
from routes import LANGUAGES, prefixed

# The shortest course with the longest list of kinds of exercise in it.
SLUG = course.EVERY_KIND

STORED = """async () => {
    const kept = []
    for (const name of await caches.keys()) {
        for (const request of await (await caches.open(name)).keys()) kept.push([name, new URL(request.url).pathname])
    }
    return kept
}"""

WAITING = """() => new Promise((done) => {
    const opening = indexedDB.open('vangnet-leren')
    opening.onsuccess = () => {
        const database = opening.result
        if (!database.objectStoreNames.contains('deeds')) { database.close(); return done(-1) }
        const count = database.transaction('deeds').objectStore('deeds').count()
        count.onsuccess = () => { database.close(); done(count.result) }
    }
})"""


@pytest.fixture
def phone(open_context, watch):
    """A phone whose network can be taken away; what fails for that is no complaint."""
    watch.may_be_offline = True
    return open_context(viewport={"width": 320, "height": 640})


def until(page, is_so):
    """Waits for what the browser keeps; `wait_for_function` does not wait for a promise."""
    for _ in range(100):
        if is_so():
            return
        page.wait_for_timeout(100)
    pytest.fail("it did not come to that within ten seconds")


def open_course(context, language="nl"):
    """Begins the course and waits until it is on the phone."""
    page = context.new_page()
    course.begin(page, SLUG, language)
    page.locator("[data-kept] a:visible").wait_for()
    return page


def solve(page):
    """Does the exercise that the player shows, rightly."""
    kind, exercise = course.screen(page)

    def button(wish):
        return page.locator(f"#screen button[name=doe][value={wish}]")

    if kind == "order":
        for place, step in enumerate(exercise["steps"]):
            for _ in exercise["steps"]:
                item = page.locator("#screen .order > li").nth(place)
                if item.locator(f"[data-step='{step['id']}']").count():
                    break
                page.locator(f"#screen [data-step='{step['id']}'][data-by='-1']").click()
    if kind == "story":
        for moment in exercise["moments"]:
            button("signaal" if moment["signal"] else "gewoon").click()
    if kind == "rewrite":
        page.locator("#screen textarea[name=zin]").fill(course.SENTENCE)
        button("vergelijk").click()
    if kind != "order":
        for value in course.right_answers(page):
            page.locator(f"#screen input[name=keuze][value='{value}']").check()
    button("antwoord").click()
    page.locator("#uitleg").wait_for()


def on_with_it(page, steps):
    """Goes at most so many steps on in the player; gives how many there were before the end."""
    for number in range(steps):
        if page.url.endswith("/klaar"):
            return number
        if page.locator("#screen button[name=doe]:is([value=antwoord], [value=signaal], [value=vergelijk]):visible").count():
            solve(page)
        page.locator("#screen button[name=doe][value=verder]").click()
    return steps


def test_to_the_end_without_network_and_then_the_certificate(phone, server, watch):
    page = open_course(phone)
    last = len(course.screens(SLUG))
    mistakes = []
    sent = []
    phone.on("requestfinished", lambda request: sent.append(request.post_data) if "/stand?" in request.url else None)

    # A form of the server's page, sent when there is no network: the player takes it from there.
    phone.set_offline(True)
    page.locator("main button[name=doe][value=verder]").click()
    page.wait_for_url("**/stap/2")
    done = on_with_it(page, last // 2)
    assert done == last // 2
    mistakes += violations(page) + too_wide(page, 320)

    # Loaded again in the middle, and closed and opened again.
    place = page.url
    waiting = page.evaluate(WAITING)
    assert waiting > done
    page.reload()
    page.locator("#screen button[name=doe]").first.wait_for()
    assert page.url == place
    # Not `close`: now and then the browser never answers that.
    page.goto("about:blank")
    page = phone.new_page()
    page.goto(f"/leren/{SLUG}")
    page.locator("#screen button[name=doe]").first.wait_for()
    assert page.url == f"{server.address}/leren/{SLUG}/onderweg"
    assert page.evaluate(WAITING) >= waiting
    page.goto(place)
    page.locator("#screen button[name=doe]").first.wait_for()

    on_with_it(page, last)
    assert page.url.endswith("/klaar")
    assert page.locator("#screen h1").is_visible()
    mistakes += violations(page) + too_wide(page, 320)
    assert not mistakes, "\n".join(mistakes)

    # With network it goes to the server, and the certificate is the server's.
    phone.set_offline(False)
    page.locator("main a.button[href$='/bewijs']").wait_for()
    assert page.evaluate(WAITING) == 0
    events = [event["id"] for body in sent for event in json.loads(body)["events"]]
    assert len(set(events)) == len(events) > waiting
    asked = phone.request.post(f"/leren/{SLUG}/onderweg/stand", data={"version": 1, "events": []}).json()["place"]
    assert asked["isComplete"]
    assert len(asked["answers"]) == sum(exercise is not None for _, exercise in course.screens(SLUG))
    assert course.make_certificate(page, "Noor van den Berg")


def test_sent_twice_is_there_once(phone, server):
    page = open_course(phone)
    event = {"id": "0b5d5e00-0000-4000-8000-000000000001", "do": "go", "screen": page.url}
    first = {"version": 1, "events": [event]}
    answers = [phone.request.post(f"/leren/{SLUG}/onderweg/stand", data=first).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["outdated"] == [event["id"]]
    for body, status in [("{", 400), (json.dumps({"version": 1, "events": [event] * 10_000}), 413)]:
        answer = phone.request.post(
            f"/leren/{SLUG}/onderweg/stand?taal=en", data=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status == status
        assert "still on your device" in answer.json()["error"]
    foreign = phone.request.post(
        f"/leren/{SLUG}/onderweg/stand", data=first, headers={"Origin": "https://elsewhere.example"}
    )
    assert foreign.status == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_anybody_is_kept(phone, language):
    page = open_course(phone, language)
    # Visits to other pages leave nothing behind either.
    for path in ("/m", f"/leren/{SLUG}/klaar", f"/leren/{SLUG}/ander-toestel"):
        page.goto(prefixed(path, language))
    base = prefixed(f"/leren/{SLUG}/onderweg", language)
    page.goto(prefixed(f"/leren/{SLUG}/stap/1", language))
    kept = page.evaluate(STORED)
    assert kept
    for _, path in kept:
        assert path.startswith("/bestand/") or path in (base, f"{base}/cursus.js", f"{base}/lijst"), path
    # The page that is kept knows nobody: neither a cookie nor a form of a member is in it.
    text = page.evaluate("async (path) => (await caches.match(path)).text()", base)
    assert "csrf" not in text
    for scope in page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.map(({ scope }) => scope))"):
        assert scope.endswith(prefixed("/leren", language))


def test_an_older_one_gives_way(phone):
    page = open_course(phone)
    names = page.evaluate("caches.keys()")
    assert len(names) == 1
    # As after an update of the server: what is kept is of another version.
    page.evaluate(
        """async (name) => {
            const [current, older] = [await caches.open(name), await caches.open(`${name.slice(0, name.lastIndexOf(' '))} 000000000000`)]
            for (const request of await current.keys()) await older.put(request, await current.match(request))
            await caches.delete(name)
        }""",
        names[0],
    )
    page.reload()
    until(page, lambda: page.evaluate("caches.keys()") == names)
    assert f"/leren/{SLUG}/onderweg" in [path for _, path in page.evaluate(STORED)]


def test_the_sound_is_kept_when_asked(phone, watch):
    page = open_course(phone)
    page.locator("[data-keep-audio]").click()
    page.wait_for_function(
        """() => document.querySelector('[data-kept] [role=status]').textContent
            === document.querySelector('[data-word=done]').textContent"""
    )
    sounds = [path for _, path in page.evaluate(STORED) if path.endswith(".mp3")]
    assert sounds
    phone.set_offline(True)
    parts = page.evaluate(
        """async (path) => {
            const part = await fetch(path, { headers: { Range: 'bytes=10-19' } })
            return [part.status, (await part.arrayBuffer()).byteLength]
        }""",
        sounds[0],
    )
    assert parts == [206, 10]
    phone.set_offline(False)


def test_at_another_device_by_a_code(phone, open_context):
    page = phone.new_page()
    course.begin(page, SLUG)
    for _ in range(2):
        course.go_on(page)
    page.locator(f"main a[href$='/leren/{SLUG}/ander-toestel']").click()
    page.locator("main form button").click()
    assert not violations(page) and not too_wide(page, 320)
    assert page.locator("main .qr svg").is_visible()
    code = page.locator("main .figure .code").inner_text()

    other = open_context(java_script_enabled=False).new_page()
    other.goto("/doe-mee")
    other.locator("main input[name=code]").fill(code.lower())
    other.locator("main form button").click()
    assert other.locator("main input[name=code]").input_value() == code
    other.locator("main form button").click()
    assert f"/leren/{SLUG}/stap/3" in other.url

    # Both have it: what one does the other sees.
    course.go_on(other)
    page.goto(f"/leren/{SLUG}")
    assert page.locator(f"main a.button[href$='/leren/{SLUG}/stap/4']").is_visible()

    third = open_context(java_script_enabled=False).new_page()
    third.goto(f"/verder/{code}")
    third.locator("main form button").click()
    assert third.locator("[role=alert]").inner_text().strip()


def test_the_button_takes_everything_off(phone, watch):
    page = open_course(phone)
    phone.set_offline(True)
    page.locator("main button[name=doe][value=verder]").click()
    page.wait_for_url("**/stap/2")
    until(page, lambda: page.evaluate(WAITING) > 0)
    phone.set_offline(False)

    # Leaving in a hurry leaves all of it where it is.
    leaving = phone.new_page()
    leaving.goto("/onderweg")
    watch.may_leave = True
    with leaving.expect_request(lambda request: not request.url.startswith(watch.address)):
        leaving.locator(".exit [data-exit]").click()
    assert page.evaluate(WAITING) >= 0 and page.evaluate(STORED)

    page.goto("/onderweg")
    page.locator("[data-device] li").wait_for()
    page.locator("#plek").check()
    page.locator("[data-clear] button").click()
    page.locator(".notice.success").wait_for()
    assert page.evaluate(STORED) == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert "vangnet-leren" not in page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))")
    assert not [cookie for cookie in phone.cookies() if cookie["name"] == "__Host-leren"]

    # From now on nothing is kept unless somebody says so.
    course.begin(page, SLUG)
    page.locator("[data-keep]:visible").wait_for()
    assert page.evaluate(STORED) == []
    page.locator("[data-keep]").click()
    page.locator("[data-kept] a:visible").wait_for()
    assert page.evaluate(STORED)


def test_an_attempt_that_was_begun_anew_is_told_and_taken_along(phone, watch):
    page = open_course(phone)
    phone.set_offline(True)
    page.locator("main button[name=doe][value=verder]").click()
    page.wait_for_url("**/stap/2")
    on_with_it(page, 2)
    until(page, lambda: page.evaluate(WAITING) > 1)

    # The browser forgot who it was.
    phone.clear_cookies()
    watch.expected += ["status of 404", "status of 409"]
    phone.set_offline(False)
    page.locator(f"#notice a[href$='/leren/{SLUG}']").wait_for()
    course.begin(page, SLUG)
    page.goto(f"/leren/{SLUG}/onderweg")
    page.locator("[data-kept=along]").click()
    until(page, lambda: page.evaluate(WAITING) == 0)
    page.goto(f"/leren/{SLUG}")
    assert page.locator(f"main a.button[href$='/leren/{SLUG}/stap/4']").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_manifest_and_icons(phone, language):
    answer = phone.request.get(prefixed("/manifest.webmanifest", language))
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest = answer.json()
    assert manifest["start_url"] == manifest["scope"] == prefixed("/leren", language)
    assert manifest["lang"] == language and manifest["display"] == "standalone"
    purposes = [(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]]
    assert purposes == [("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")]
    for icon in manifest["icons"]:
        body = phone.request.get(icon["src"]).body()
        assert body[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = (int.from_bytes(body[at : at + 4], "big") for at in (16, 20))
        assert f"{width}x{height}" == icon["sizes"]
    page = phone.new_page()
    # Only where the courses are: other pages say nothing of an app.
    for path, has_manifest in [("/leren", True), (f"/leren/{SLUG}", True), ("/", False), ("/m", False), ("/p", False)]:
        page.goto(prefixed(path, language))
        assert (page.locator("link[rel=manifest]").count() == 1) == has_manifest, path
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
