"""What a first visit costs, and the headers that protect it."""

import pytest

from routes import LANGUAGES, prefixed
from weight import transferred


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_home_page_is_light(language, open_context):
    total = transferred(open_context().new_page(), prefixed("/", language))
    assert 1_000 < total <= 60_000, f"{total} bytes"


def test_security_headers(open_context):
    headers = open_context().request.get("/").headers
    policy = {name: values for name, *values in (part.split() for part in headers["content-security-policy"].split(";"))}
    assert "'unsafe-inline'" not in sum(policy.values(), [])
    assert "'unsafe-eval'" not in sum(policy.values(), [])
    assert policy["default-src"] in (["'none'"], ["'self'"])
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("no-referrer", "same-origin", "strict-origin-when-cross-origin")


def test_a_visit_leaves_no_tracking_cookie(open_context):
    context = open_context()
    context.new_page().goto("/")
    assert [cookie["name"] for cookie in context.cookies()] == []
