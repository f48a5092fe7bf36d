"""What leaves a study as a table is read by the programs that it is for. The files are those that the tests of Coaches compare with."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from frictionless import Resource, Schema, validate

FOLDER = Path(__file__).resolve().parent.parent / "Snapshots" / "Coaches"
TYPES = {"number": "integer", "flag": "integer", "text": "string"}


def rows(name):
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def folder(tmp_path):
    """The files in a folder of their own, as somebody unpacks them."""
    shutil.copytree(FOLDER, tmp_path / "data")
    return tmp_path / "data"


def test_every_column_is_in_the_codebook_and_holds_what_it_says():
    codebook = rows("codebook.csv")
    fields = []
    for line in codebook:
        constraints = {"enum": line["values"].split("|")} if line["values"] and line["type"] == "text" else {}
        if line["type"] == "flag":
            constraints = {"minimum": 0, "maximum": 1}
        fields.append({"name": line["variable"], "type": TYPES[line["type"]], "constraints": constraints})
    schema = Schema.from_descriptor({"fields": fields})
    report = validate(Resource(path="data.csv", basepath=str(FOLDER), schema=schema))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
    assert list(rows("data.csv")[0]) == [line["variable"] for line in codebook]
    assert all(line["label_nl"] and line["label_en"] for line in codebook)


def test_pspp_reads_the_syntax_with_labels_and_finds_the_same_numbers(folder):
    syntax = (folder / "data.sps").read_text(encoding="utf-8")
    (folder / "run.sps").write_text(
        syntax + "\nSAVE OUTFILE='data.sav'.\nDISPLAY DICTIONARY.\nFREQUENCIES /VARIABLES=code_offer setting month.\n"
        "SAVE TRANSLATE /OUTFILE='back.csv' /TYPE=CSV /FIELDNAMES /REPLACE.\n", encoding="utf-8")  # fmt: skip
    run = subprocess.run(
        ["pspp", "--batch", "-o", "out.txt", "run.sps"], cwd=folder, capture_output=True, text=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(folder)})  # fmt: skip
    output = (folder / "out.txt").read_text(encoding="utf-8")
    problems = [line for line in (run.stdout + run.stderr + output).splitlines() if "error" in line.lower() or "warning" in line.lower()]
    assert run.returncode == 0 and not problems, problems
    assert (folder / "data.sav").exists()
    assert "Waar het gebeurde" in output and "Aanbod coaching (zoals nu)" in output and "Chatapp" in output
    with (folder / "back.csv").open(newline="", encoding="utf-8") as file:
        back = list(csv.DictReader(file))
    ours = rows("data.csv")
    assert len(back) == len(ours)
    for theirs, line in zip(back, ours, strict=True):
        assert {name: value.strip() for name, value in theirs.items()} == line


def test_the_syntax_is_one_that_spss_takes():
    """PSPP is more lenient than SPSS in a few things: lines of at most 256 bytes, and labels within their lengths."""
    for line in (FOLDER / "data.sps").read_text(encoding="utf-8").splitlines():
        assert len(line.encode()) <= 256, line
        assert line.count("'") % 2 == 0, line


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed: too large to ask of everybody who runs the tests")
def test_r_reads_the_script_with_labels(folder):
    check = (
        'source("data.R", encoding = "UTF-8"); cat(nrow(data), ncol(data), sum(data$code_offer), attr(data$month, "label"), '
        'sum(is.na(data$r2_offer)), levels(data$setting), sep = "|")'
    )
    run = subprocess.run(
        ["Rscript", "--vanilla", "-e", check], cwd=folder, capture_output=True, text=True, check=True,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(folder)})  # fmt: skip
    ours = rows("data.csv")
    assert run.stdout == "|".join([
        str(len(ours)), str(len(ours[0])), str(sum(int(line["code_offer"]) for line in ours)), "Maand",
        str(sum(line["r2_offer"] == "" for line in ours)), "Forum", "Chatapp", "Sociale media", "Anders"])  # fmt: skip
