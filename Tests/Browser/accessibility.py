"""What stands in the way of people: axe's rules, and pages wider than a phone."""

from pathlib import Path

import axe_playwright_python

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
# On top of axe's own choice: WCAG 2.2's minimum size of what one taps on is off by default.
ALL_RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# The rules that look at colours: all that a colour scheme can change.
COLOUR_RULES = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}


def violations(page):
    """What axe finds in the page in both colour schemes, one line per element; leaves the page in the light one."""
    # Evaluated by the debugger, so the page's content security policy stays as visitors have it.
    page.evaluate(AXE)
    page.emulate_media(color_scheme="dark")
    dark = _run(page, COLOUR_RULES, "dark")
    page.emulate_media(color_scheme="light")
    return _run(page, ALL_RULES, "light") + dark


def _run(page, options, scheme):
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [
        f"{scheme}: {rule['id']} ({rule['impact']}): {rule['help']}: "
        f"{node['target']} {node['html'][:200]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def too_wide(page, width):
    """Why the page scrolls sideways on a screen of `width` pixels; empty when it does not."""
    if page.evaluate("document.scrollingElement.scrollWidth") <= width:
        return []
    return page.evaluate(
        """width => [...document.querySelectorAll('body *')]
            .filter(element => element.getBoundingClientRect().right > width + 0.5)
            .map(element => 'too wide: ' + element.outerHTML.slice(0, 120))
            .slice(0, 5)""",
        width,
    ) or ["too wide"]
