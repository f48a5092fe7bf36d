"""What the page tests leave for the tests in `afterwards`, which run when they are all done."""

from server import CHECKOUT

RESULTS = CHECKOUT / ".build/test-results"
VISITS = RESULTS / "visits"
SAVED_HTML = RESULTS / "html"


def save_html(route, language, html):
    """Keeps a page's HTML as it came from the server, for the validator."""
    name = f"{language}{route.path.replace('/', '_').replace(':', '')}.html"
    (SAVED_HTML / name).write_text(html)
