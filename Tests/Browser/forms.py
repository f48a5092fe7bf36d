"""A visitor without a browser: fetches pages, reads their forms, fills them in and sends them. For what has to happen thousands
of times, or at the same moment."""

import http.client
import urllib.parse
from html.parser import HTMLParser


class Forms(HTMLParser):
    """The forms of a page: method, action, and their fields in order with type, name, value and whether chosen."""

    def __init__(self, html):
        super().__init__()
        self.forms = []
        self.textarea = self.select = None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self.forms.append({"method": values.get("method", "get"), "action": values.get("action", ""), "fields": []})
        if not self.forms:
            return
        fields = self.forms[-1]["fields"]
        if tag == "input":
            fields.append({
                "type": values.get("type", "text"), "name": values.get("name"), "value": values.get("value", ""),
                "checked": "checked" in values,
            })  # fmt: skip
        elif tag == "textarea":
            self.textarea = {"type": "textarea", "name": values.get("name"), "value": "", "checked": False}
            fields.append(self.textarea)
        elif tag == "select":
            self.select = {"type": "select", "name": values.get("name"), "value": "", "checked": False, "options": []}
            fields.append(self.select)
        elif tag == "option" and self.select is not None:
            self.select["options"].append(values.get("value", ""))
            if "selected" in values:
                self.select["value"] = values.get("value", "")
        elif tag == "button" and values.get("type", "submit") == "submit":
            fields.append({
                "type": "button", "name": values.get("name"), "value": values.get("value", ""),
                "action": values.get("formaction"), "checked": False,
            })  # fmt: skip

    def handle_data(self, data):
        if self.textarea is not None:
            self.textarea["value"] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.textarea = None
        elif tag == "select":
            self.select = None


class Visitor:
    """Keeps cookies, and the last page that was answered."""

    def __init__(self, port, forwarded_for=None):
        self.port = port
        self.cookies = {}
        self.headers = {"X-Forwarded-For": forwarded_for} if forwarded_for else {}
        self.status, self.body, self.html, self.answered = 0, b"", "", {}

    def ask(self, method, path, body=None, headers=None):
        """One request; redirects are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            sent = self.headers | (headers or {})
            if self.cookies:
                sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            self.status, self.body = response.status, response.read()
            self.html = self.body.decode(errors="replace")
            self.answered = dict(response.getheaders())
            for cookie in response.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.split(";")[0].partition("=")
                if value:
                    self.cookies[name] = value
                else:
                    self.cookies.pop(name, None)
        finally:
            connection.close()
        return self.status

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, fields):
        """`fields` is a list of pairs or a dictionary."""
        body = urllib.parse.urlencode(fields).encode()
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def form(self, having=None):
        """The last form of the page, or the first that has a field with this name."""
        forms = [form for form in Forms(self.html).forms if form["method"].lower() == "post"]
        if having:
            forms = [form for form in forms if any(field["name"] == having for field in form["fields"])]
        assert forms, f"no such form on the page (status {self.status}): {self.html[:300]}"
        return forms[0] if having else forms[-1]

    @staticmethod
    def filled(form, values, button=None):
        """The pairs that a browser would send: what the form holds, with `values` in place of it."""
        pairs, chosen = [], set()
        for field in form["fields"]:
            name, kind = field["name"], field["type"]
            if not name:
                continue
            if kind == "button":
                continue
            if kind in ("radio", "checkbox"):
                wanted = values.get(name)
                is_chosen = field["checked"] if wanted is None else field["value"] in wanted if isinstance(wanted, (list, set)) else field["value"] == wanted
                if is_chosen and (kind == "checkbox" or name not in chosen):
                    pairs.append((name, field["value"]))
                    chosen.add(name)
            elif kind != "file":
                pairs.append((name, values.get(name, field["value"])))
        if button:
            pairs.append(button)
        return pairs
