"""How much a page costs to fetch."""


def transferred(page, address):
    """Bytes that came over the line for `address` and everything that it loads, headers included."""
    session = page.context.new_cdp_session(page)
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.on(
        "Network.requestWillBeSent",
        lambda event: sizes.append(event.get("redirectResponse", {}).get("encodedDataLength", 0)),
    )
    session.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    return int(sum(sizes))
