"""Small learning platforms of our own: they serve an unpacked package, and play the part that SCORM and cmi5 give to a platform."""

import copy
import http.server
import json
import threading
import uuid
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

PAGES = Path(__file__).parent / "lms"
TYPES = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml", ".mp3": "audio/mpeg",
}  # fmt: skip
CMI5 = "https://w3id.org/xapi/cmi5/context/"


class Platform:
    """Serves the files of a package under `/course/`, and the pages of a platform beside them."""

    def __init__(self, package):
        with zipfile.ZipFile(package) as unpacked:
            self.files = {f"/course/{name}": unpacked.read(name) for name in unpacked.namelist()}
        for page in PAGES.iterdir():
            self.files[f"/{page.name}"] = page.read_bytes()
        self.lock = threading.Lock()
        # The paths that were asked for, so that a test can see that nothing else was.
        self.asked = []
        platform = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with platform.lock:
                    platform.asked.append(f"{self.command} {self.path}")
                    answer = platform.answer(self.command, self.path, self.headers, body)
                if answer is None:
                    # As when the network is gone: the connection ends without a word.
                    self.close_connection = True
                    return
                status, kind, content = answer
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = handle_any

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, method, address, headers, body):
        path = urlsplit(address).path
        content = self.files.get(path)
        if method != "GET" or content is None:
            return 404, "text/plain", b""
        return 200, TYPES[Path(path).suffix] if Path(path).suffix in TYPES else "application/xml", content


class CMI5Platform(Platform):
    """Launches the one unit of a cmi5 package for one learner, and is the record store; checks what a unit must keep to.

    `wrong` holds what the unit did against the specification.
    """

    ACTOR = {"objectType": "Agent", "account": {"homePage": "https://lms.example", "name": "4711"}}
    PUBLISHER = "urn:uuid:00000000-0000-5000-8000-000000000000"

    def __init__(self, package, mode="Normal", mastery=None, returns=False, languages=None):
        self.registration = str(uuid.uuid4())
        self.activity = f"https://lms.example/activity/{uuid.uuid4()}"
        self.mode, self.mastery, self.returns, self.languages = mode, mastery, returns, languages
        self.statements = []
        self.states = {}
        self.tokens = {}
        self.sessions = []
        self.wrong = []
        # Set by a test: requests to the store fail like this. "silent": no answer at all; "deaf": done, but the answer is lost.
        self.trouble = None
        super().__init__(package)

    def launch(self):
        """The address of a new session."""
        session = {"id": str(uuid.uuid4()), "fetch": uuid.uuid4().hex, "token": None, "over": False, "statements": []}
        with self.lock:
            for other in self.sessions:
                other["over"] = True
            self.sessions.append(session)
            self.states["LMS.LaunchData"] = json.dumps(self.launch_data(session)).encode()
        query = {
            "endpoint": f"{self.address}/xapi/", "fetch": f"{self.address}/fetch/{session['fetch']}",
            "actor": json.dumps(self.ACTOR), "registration": self.registration, "activityId": self.activity,
        }  # fmt: skip
        return f"{self.address}/course/index.html?" + "&".join(f"{k}={quote(v, safe='')}" for k, v in query.items())

    def launch_data(self, session):
        data = {
            "contextTemplate": {
                "contextActivities": {"grouping": [{"objectType": "Activity", "id": self.PUBLISHER}]},
                "extensions": {CMI5 + "extensions/sessionid": session["id"]},
                "platform": "A small platform",
            },
            "launchMode": self.mode, "moveOn": "Completed",
        }  # fmt: skip
        if self.mastery is not None:
            data["masteryScore"] = self.mastery
        if self.returns:
            data["returnURL"] = f"{self.address}/returned.html"
        return data

    def verbs(self):
        """The verbs that arrived, in order."""
        return [statement["verb"]["id"].rsplit("/", 1)[1] for statement in self.statements]

    def answer(self, method, address, headers, body):
        parts = urlsplit(address)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path.startswith("/fetch/"):
            return self.fetch(method, parts.path.removeprefix("/fetch/"))
        if not parts.path.startswith("/xapi/"):
            return super().answer(method, address, headers, body)
        if self.trouble == "silent":
            return None
        if isinstance(self.trouble, int):
            return self.trouble, "text/plain", b""
        answer = self.store(method, parts.path.removeprefix("/xapi/"), query, headers, body)
        return None if self.trouble == "deaf" and method != "GET" else answer

    def fetch(self, method, key):
        session = next((session for session in self.sessions if session["fetch"] == key), None)
        if method != "POST" or session is None:
            self.wrong.append(f"{method} fetch")
            return 400, "application/json", b"{}"
        if session["token"]:
            return 200, "application/json", b'{"error-code": "1", "error-text": "Used before."}'
        session["token"] = uuid.uuid4().hex
        self.tokens[f"Basic {session['token']}"] = session
        return 200, "application/json", json.dumps({"auth-token": session["token"]}).encode()

    def store(self, method, resource, query, headers, body):
        session = self.tokens.get(headers.get("Authorization"))
        if session is None or headers.get("X-Experience-API-Version") != "1.0.3":
            self.wrong.append(f"{method} {resource} without the right headers")
            return 401, "text/plain", b""
        if resource == "activities/state":
            return self.state(method, query, body)
        if resource == "agents/profile" and method == "GET":
            if query["profileId"] != "cmi5LearnerPreferences" or json.loads(query["agent"]) != self.ACTOR:
                self.wrong.append("another profile")
            if not self.languages:
                return 404, "text/plain", b""
            return 200, "application/json", json.dumps({"languagePreference": self.languages}).encode()
        if resource == "statements" and method == "GET":
            found = [statement for statement in self.statements if statement["verb"]["id"] == query["verb"]]
            return 200, "application/json", json.dumps({"statements": found[: int(query["limit"])], "more": ""}).encode()
        if resource == "statements":
            if session["over"]:
                return 403, "text/plain", b""
            given = json.loads(body)
            if method == "PUT" and given["id"] != query["statementId"]:
                self.wrong.append("another statement id")
            for statement in [given] if method == "PUT" else given:
                self.take(statement, session)
            return 204, "text/plain", b""
        self.wrong.append(f"{method} {resource}")
        return 400, "text/plain", b""

    def state(self, method, query, body):
        right = {"activityId": self.activity, "registration": self.registration}
        if any(query[name] != value for name, value in right.items()) or json.loads(query["agent"]) != self.ACTOR:
            self.wrong.append(f"another state: {query}")
        name = query["stateId"]
        if method == "GET":
            kept = self.states.get(name)
            return (404, "text/plain", b"") if kept is None else (200, "application/json", kept)
        if name == "LMS.LaunchData":
            self.wrong.append("the launch data were changed")
        self.states[name] = body
        return 204, "text/plain", b""

    def take(self, statement, session):
        known = next((other for other in self.statements if other["id"] == statement["id"]), None)
        if known:
            if {**known, "stored": None} != {**statement, "stored": None}:
                self.wrong.append("one id for two statements")
            return
        self.wrong += list(self.mistakes(statement, session))
        self.statements.append(statement)
        session["statements"].append(statement)

    def mistakes(self, statement, session):
        """What a statement does against chapters 7 and 9 of the specification."""
        verb = statement["verb"]["id"].rsplit("/", 1)[1]
        before = [other["verb"]["id"].rsplit("/", 1)[1] for other in session["statements"]]
        template = self.launch_data(session)["contextTemplate"]
        context = copy.deepcopy(statement["context"])
        result = statement.get("result", {})
        if verb not in ("initialized", "completed", "passed", "terminated") or verb in before:
            yield f"{verb} after {before}"
        if (verb == "initialized") != (not before) or "terminated" in before:
            yield f"{verb} after {before}"
        if verb in ("completed", "passed") and (verb in self.verbs() or self.mode != "Normal"):
            yield f"{verb} once more, or in {self.mode}"
        if statement["actor"] != self.ACTOR or statement["object"]["id"] != self.activity:
            yield "another actor or object"
        if context.pop("registration", None) != self.registration or not statement["timestamp"].endswith("Z"):
            yield "no registration or time"
        category = {activity["id"] for activity in context["contextActivities"].pop("category", [])}
        judged = "success" in result or "completion" in result
        if category != {CMI5 + "categories/cmi5"} | ({CMI5 + "categories/moveon"} if judged else set()):
            yield f"{verb}: categories {category}"
        if verb == "passed" and self.mastery is not None:
            if context["extensions"].pop(CMI5 + "extensions/masteryscore", None) != self.mastery:
                yield "passed without the mastery score"
            if result["score"]["scaled"] < self.mastery:
                yield "passed below the mastery score"
        if context != template:
            yield f"{verb}: the context is not the template: {context}"
        expected = {
            "initialized": set(), "completed": {"completion", "duration"}, "passed": {"success", "score", "duration"},
            "terminated": {"duration"},
        }  # fmt: skip
        if set(result) - {"extensions"} != expected.get(verb) or ("score" in result and verb != "passed"):
            yield f"{verb}: result {result}"
