"""Working a page with the keyboard alone."""

# More than any page has places to stop at.
MANY = 120


def tab_to(page, selector):
    """Presses Tab until the focus is on the first element that fits `selector`; every stop on the way has to be seen."""
    for _ in range(MANY):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """selector => {
                const element = document.activeElement, box = element.getBoundingClientRect()
                // The middle of what is inside the window: a tall field may reach below it.
                const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight - 1)
                const shown = document.elementFromPoint(box.left + box.width / 2, (top + bottom) / 2)
                const covered = shown?.closest('.exit') && !element.closest('.exit')
                return {
                    there: element.matches(selector),
                    seen: element === document.body || (shown && box.width > 0 && !covered),
                    name: element.outerHTML.slice(0, 120),
                }
            }""",
            selector,
        )
        assert stop["seen"], f"the focus is out of sight: {stop['name']}"
        if stop["there"]:
            return
    raise AssertionError(f"Tab does not come to {selector} on {page.url}")


def press(page, key):
    """Presses a key that leads to another page, and waits for that page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def choose(page, name, values):
    """Makes the choice `values` among the radio buttons or checkboxes with this name."""
    first = page.locator(f"input[name={name}]").first
    if first.get_attribute("type") == "radio":
        tab_to(page, f"input[name={name}]")
        page.keyboard.press("Space")
        for _ in range(page.locator(f"input[name={name}]").count()):
            if page.evaluate("document.activeElement.value") == values[0]:
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"{values[0]} cannot be reached with the arrow keys")
    for box in page.locator(f"input[name={name}]").all():
        value = box.get_attribute("value")
        if box.is_checked() != (value in values):
            box.evaluate("element => element.blur()")
            page.evaluate("window.getSelection().removeAllRanges()")
            tab_to(page, f"input[name={name}][value='{value}']")
            page.keyboard.press("Space")
