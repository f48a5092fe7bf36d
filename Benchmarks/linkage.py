"""Linkage: how well and how fast records are linked, beside Splink on DuckDB and the toolkit `recordlinkage`, on the same records.

All three learn from the records alone. Ours has no settings: they follow from the columns. The others get comparisons by kind of column and
blocking rules, as their manuals advise; handles and phone numbers are brought into a normal form for them first.
"""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import linkage_data
from floor import line

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
BINARY = CHECKOUT / ".build/release/vangnet"
RESOURCES = CHECKOUT / "Resources"
PYTHON = CHECKOUT / ".build/linkage-venv/bin/python"
# Bins of the calibration error, as in `Evaluation.expectedCalibrationError`.
BINS = 10
# Records of the sets on which time and memory are measured; LINKAGE_SIZES=10000,100000 for some.
SIZES = [int(size) for size in os.environ.get("LINKAGE_SIZES", "10000,100000,1000000").split(",")]

PERSON = {
    "given_name": "name", "surname": "name", "street_number": "category", "address_1": "name", "suburb": "name",
    "postcode": "code", "state": "category", "date_of_birth": "date", "soc_sec_id": "code",
}  # fmt: skip
FEBRL = {
    "identifier": "rec_id", "columns": PERSON,
    "blocking": [["soc_sec_id"], ["date_of_birth"], ["given_name", "surname"], ["postcode", "surname"], ["address_1"],
                 ["given_name", "postcode"], ["suburb", "street_number"], ["surname", "street_number"]],
    "deterministic": [["soc_sec_id"], ["given_name", "surname", "date_of_birth"]],
    "training": [["date_of_birth"], ["surname"]],
}  # fmt: skip
ACCOUNTS = {
    "identifier": "id",
    "columns": {
        "handle": "handle", "display_name": "name", "platform": "category", "phone": "phone", "city": "category",
        "age": "code", "languages": "array", "interests": "array", "bio": "text",
    },
    "blocking": [["phone"], ["substr(handle, 1, 5)"], ["display_name", "city"], ["bio"], ["interests", "city"]],
    "deterministic": [["phone"], ["handle"]], "training": [["phone"], ["display_name", "city"]],
}  # fmt: skip
PEOPLE = {
    "identifier": "id",
    "columns": {
        "first_name": "name", "surname": "name", "dob": "date", "birth_place": "name", "postcode": "code",
        "gender": "category", "occupation": "category",
    },
    "blocking": [["dob"], ["postcode"], ["first_name", "surname"], ["surname", "birth_place"], ["first_name", "birth_place"],
                 ["surname", "occupation"], ["substr(surname, 1, 4)", "substr(first_name, 1, 4)"]],
    "deterministic": [["first_name", "surname", "dob"]], "training": [["dob"], ["first_name", "surname"]],
}  # fmt: skip
# Where time and memory are measured everybody has these rules.
SAME_BLOCKING = [["dob", "first_name"], ["surname", "postcode"], ["first_name", "surname", "birth_place"]]
SAME_SETTINGS = """
comparisons:
- {column: first_name, term_frequency: true, levels: [{test: exact}, {test: jaro_winkler, threshold: 0.92}, {test: jaro_winkler, threshold: 0.88}, {test: jaro_winkler, threshold: 0.7}]}
- {column: surname, term_frequency: true, levels: [{test: exact}, {test: jaro_winkler, threshold: 0.92}, {test: jaro_winkler, threshold: 0.88}, {test: jaro_winkler, threshold: 0.7}]}
- {column: dob, levels: [{test: exact}, {test: damerau, threshold: 1}, {test: damerau, threshold: 2}]}
- {column: birth_place, term_frequency: true, levels: [{test: exact}, {test: jaro_winkler, threshold: 0.92}, {test: jaro_winkler, threshold: 0.88}, {test: jaro_winkler, threshold: 0.7}]}
- {column: postcode, term_frequency: true, levels: [{test: exact}, {test: damerau, threshold: 1}, {test: damerau, threshold: 2}]}
- {column: gender, term_frequency: true, levels: [{test: exact}]}
- {column: occupation, term_frequency: true, levels: [{test: exact}]}
blocking:
- keys: [{column: dob}, {column: first_name}]
- keys: [{column: surname}, {column: postcode}]
- keys: [{column: first_name}, {column: surname}, {column: birth_place}]
threshold: 0.001
"""


def measure():
    prepare()
    with tempfile.TemporaryDirectory(prefix="vangnet-linkage-") as folder:
        folder = Path(folder)
        for name, task, one_to_one in sets(folder):
            yield from quality(folder, name, task, one_to_one)
        for size in SIZES:
            yield from speed(folder, size)


def prepare():
    """An environment of its own for the tools that are compared with."""
    if not PYTHON.exists():
        venv.create(PYTHON.parents[1], with_pip=True)
    subprocess.run(
        [PYTHON, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements-linkage.txt"], check=True, stdout=sys.stderr)


def sets(folder):
    """The sets with a truth: name, what there is to do, and whether a record has one match at most."""
    subprocess.run([PYTHON, HERE / "linkage_peers.py", "febrl", folder], check=True)
    for number in (1, 2, 3):
        yield f"FEBRL {number}", task(folder, f"febrl{number}", [folder / f"febrl{number}.csv"], FEBRL), False
    yield "FEBRL 4", task(folder, "febrl4", [folder / "febrl4-left.csv", folder / "febrl4-right.csv"], FEBRL), False
    left, right, pairs = linkage_data.accounts(20_000)
    files = [folder / "accounts-left.csv", folder / "accounts-right.csv"]
    linkage_data.write(files[0], linkage_data.FIELDS, left)
    linkage_data.write(files[1], linkage_data.FIELDS, right)
    linkage_data.write_truth(folder / "accounts-truth.csv", pairs)
    yield "accounts", task(folder, "accounts", files, ACCOUNTS), False
    yield "accounts, one to one", task(folder, "accounts", files, ACCOUNTS), True
    rows, pairs = linkage_data.people(20_000)
    linkage_data.write(folder / "people.csv", linkage_data.PEOPLE, rows)
    linkage_data.write_truth(folder / "people-truth.csv", pairs)
    yield "people", task(folder, "people", [folder / "people.csv"], PEOPLE), False


def task(folder, name, files, what):
    return what | {"files": [str(file) for file in files], "truth": str(folder / f"{name}-truth.csv")}


def quality(folder, name, task, one_to_one):
    """F1 at a probability of one half and calibration of ours, beside the better of the two others."""
    truth = {frozenset(row) for row in rows(task["truth"])}
    found = {"ours": ours(folder, task, one_to_one)[0]}
    for peer in ("splink", "recordlinkage"):
        try:
            # They know no one-to-one linking: of the same set their answer is the same.
            found[peer] = scored(folder / f"{peer}.csv") if one_to_one else theirs(folder, task, peer)[0]
        except subprocess.CalledProcessError as error:
            print(f"{peer} failed on {name}: {error}", file=sys.stderr)
    scores = {tool: f1(pairs, truth, 0.5) for tool, pairs in found.items()}
    bests = {tool: max(f1(pairs, truth, at) for at in (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999))
             for tool, pairs in found.items()}  # fmt: skip
    peer = max((tool for tool in scores if tool != "ours"), key=lambda tool: scores[tool], default=None)
    yield line(
        f"{name}: F1 at 0.5", scores["ours"], "", "at least the better of the two", peer is None or scores["ours"] >= scores[peer],
        peer, scores.get(peer))  # fmt: skip
    peer = max((tool for tool in bests if tool != "ours"), key=lambda tool: bests[tool], default=None)
    yield line(
        f"{name}: F1 at the best threshold", bests["ours"], "", "at least the better of the two",
        peer is None or bests["ours"] >= bests[peer], peer, bests.get(peer))  # fmt: skip
    errors = {tool: calibration(pairs, truth) for tool, pairs in found.items()}
    yield line(
        f"{name}: calibration error", errors["ours"], "", "at most 0.05", errors["ours"] <= 0.05, "splink", errors.get("splink"))


def speed(folder, size):
    """Wall time and memory beside Splink's, with the same blocking rules and comparisons; training included."""
    people, _ = linkage_data.people(size)
    path = folder / f"people-{size}.csv"
    linkage_data.write(path, linkage_data.PEOPLE, people)
    del people
    # Learning is from the same blocks too.
    same = {"blocking": SAME_BLOCKING, "training": SAME_BLOCKING[:2], "deterministic": SAME_BLOCKING[2:]}
    what = task(folder, "people", [path], PEOPLE) | same
    settings = folder / "settings.yaml"
    settings.write_text(SAME_SETTINGS)
    _, seconds, megabytes = ours(folder, what, False, settings)
    _, peer_seconds, peer_megabytes = theirs(folder, what, "splink")
    yield line(
        f"{size:,} records: wall time", seconds, "s", "at most 1/3 of the reference", seconds <= peer_seconds / 3, "splink",
        peer_seconds)  # fmt: skip
    yield line(
        f"{size:,} records: memory", megabytes, "MB", "at most 1/2 of the reference", megabytes <= peer_megabytes / 2, "splink",
        peer_megabytes)  # fmt: skip


def rows(path):
    with Path(path).open(newline="") as file:
        reader = csv.reader(file)
        next(reader)
        return list(reader)


def ours(folder, task, one_to_one, settings=None):
    output = folder / "ours.csv"
    command = [BINARY, "link", *task["files"], "-o", output, "--threshold", "0.001", "--resources", RESOURCES]
    command += ["--one-to-one"] if one_to_one else []
    command += ["--settings", settings] if settings else []
    seconds, megabytes = timed(command)
    return scored(output), seconds, megabytes


def theirs(folder, task, peer):
    output = folder / f"{peer}.csv"
    what = folder / f"{peer}.json"
    what.write_text(json.dumps(task | {"output": str(output)}))
    seconds, megabytes = timed([PYTHON, HERE / "linkage_peers.py", peer, what])
    return scored(output), seconds, megabytes


def timed(command):
    """Wall time in seconds and the largest resident size in megabytes of one process.

    The size is read while it runs: what the system tells afterwards counts this process in, of which the other was born.
    """
    with tempfile.TemporaryFile() as messages:
        before = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=messages)
        largest = 0
        while process.poll() is None:
            largest = max(largest, resident_kilobytes(process.pid))
            time.sleep(0.01)
        seconds = time.monotonic() - before
        if process.returncode != 0:
            messages.seek(0)
            sys.stderr.buffer.write(messages.read()[-2000:])
            raise subprocess.CalledProcessError(process.returncode, command)
    return seconds, largest / 1000


def resident_kilobytes(pid):
    """The largest resident size so far; 0 when the process is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) if found else 0


def scored(path):
    return [(frozenset((row[0], row[1])), float(row[2])) for row in rows(path)]


def f1(pairs, truth, threshold):
    taken = [pair for pair, probability in pairs if probability >= threshold]
    right = sum(pair in truth for pair in taken)
    return 2 * right / (len(taken) + len(truth)) if taken or truth else 1


def calibration(pairs, truth):
    """Expected calibration error over pairs from 0.001 up."""
    sums = [[0, 0.0, 0] for _ in range(BINS)]
    for pair, probability in pairs:
        bin = sums[min(BINS - 1, int(probability * BINS))]
        bin[0] += 1
        bin[1] += probability
        bin[2] += pair in truth
    return sum(abs(bin[1] - bin[2]) for bin in sums) / max(1, sum(bin[0] for bin in sums))
