"""Care: gaps of 100,000 young people as a pure function, and rules that changed over 10,000 sealed plans in a member's sitting."""

import re
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from commitments import memory
from floor import line
from server import CHECKOUT, Server
from signals import sign_in

CARE_GAPS = CHECKOUT / ".build/release/CareGaps"
PLANS = 10_000
# As many as a case list holds.
LINES = 2_000


def measure():
    yield from gaps()
    with tempfile.TemporaryDirectory(prefix="vangnet-bench-") as folder:
        yield from renewal(Path(folder) / "demo")


def gaps():
    process = subprocess.Popen([CARE_GAPS], stdout=subprocess.PIPE, text=True)
    most, stop = [], threading.Event()
    watching = threading.Thread(target=memory, args=(process, most, stop))
    watching.start()
    seconds, found = process.communicate()[0].split()
    stop.set()
    watching.join()
    yield line(
        f"gaps of 100,000 young people with 10 spells each ({int(found):,} gaps)", float(seconds), "s",
        "at most 2 s on one core", float(seconds) <= 2,
    )  # fmt: skip
    yield line("memory of that, at most", max(most), "MB", "below 200", max(most) < 200)


def renewal(data):
    with Server(data) as server:
        member = sign_in(server, "zorg")
        member.get("/werk/zorg/inlezen")
        token = ("csrf", re.search(r'name="csrf" value="([^"]+)"', member.html)[1])
        began = time.monotonic()
        for part in range(PLANS // LINES):
            lines = ["naam,geboren,gemeente,kenmerk,soort_hulp,wet,aanbieder,betaler,van,tot"]
            for number in range(part * LINES, (part + 1) * LINES):
                born = f"{2004 + number % 5}-{number % 12 + 1:02}-{number % 28 + 1:02}"
                lines.append(f"Verzonnen {number},{born},Voorbeeldstad,B-{number},stay,jeugdwet,Huis,Stad,2025-01-01,")
            assert member.post("/werk/zorg/inlezen/overnemen", [token, ("list", "\n".join(lines))]) == 303, member.html[:500]
        took = time.monotonic() - began
        yield line("plans taken in from a case list", PLANS / took, "1/s", "only told", True)

        most, stop = [], threading.Event()
        watching = threading.Thread(target=memory, args=(server.process, most, stop))
        watching.start()
        began, steps, fields = time.monotonic(), 0, [token]
        while True:
            assert member.post("/werk/zorg/bijwerken", fields) == 200, member.status
            steps += 1
            after = re.search(r'name="na" value="([^"]+)"', member.html)
            if not after:
                break
            fields = [token, ("na", after[1])]
        took = time.monotonic() - began
        stop.set()
        watching.join()
    yield line(
        f"rules that changed, over {PLANS:,} sealed plans in {steps} steps", took, "s", "at most 60 s", took <= 60
    )
    yield line("memory while that runs, at most", max(most), "MB", "below 200", max(most) < 200)
