"""`vangnet export course` as it is run: what stands in the packages, and what it says when it can not make one."""

import hashlib
import json
import subprocess
import zipfile
from xml.etree import ElementTree

import pytest

from server import BINARY, RESOURCES

COURSES = sorted(folder.name for folder in (RESOURCES / "courses").iterdir() if (folder / "course.yaml").exists())
FORMATS = {"scorm12": "imsmanifest.xml", "scorm2004": "imsmanifest.xml", "cmi5": "cmi5.xml"}
CP12 = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
MD12 = "{http://www.imsglobal.org/xsd/imsmd_rootv1p2p1}"
ADL12 = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
CP = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
LOM = "{http://ltsc.ieee.org/xsd/LOM}"
ADL = "{http://www.adlnet.org/xsd/adlcp_v1p3}"
SS = "{http://www.imsglobal.org/xsd/imsss}"
CMI5 = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"


def export(course, form, output, *more):
    line = [BINARY, "export", "course", course, "--format", form, "-o", output, "--resources", RESOURCES, *more]
    return subprocess.run(line, capture_output=True, text=True, env={"LANG": "en_GB.UTF-8"})


@pytest.fixture(params=[(course, form) for course in COURSES for form in FORMATS], ids="-".join)
def package(request, tmp_path):
    course, form = request.param
    file = tmp_path / "package.zip"
    run = export(course, form, file)
    assert run.returncode == 0, run.stderr
    assert course in run.stderr and not run.stdout
    return course, form, file


def children(element):
    """The names of the children, in order, each once when it repeats."""
    names = [child.tag for child in element]
    return [name for place, name in enumerate(names) if place == 0 or names[place - 1] != name]


def test_the_zip(package):
    course, form, file = package
    again = file.with_name("again.zip")
    export(course, form, again)
    assert hashlib.sha256(file.read_bytes()).digest() == hashlib.sha256(again.read_bytes()).digest()
    with zipfile.ZipFile(file) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        assert names[0] == FORMATS[form] and "index.html" in names and len(set(names)) == len(names)
        for name in names:
            assert not name.startswith("/") and ".." not in name and "\\" not in name and ":" not in name
        for text in [name for name in names if not name.endswith(".mp3")]:
            opened.read(text).decode()
        script = opened.read("course.js").decode()
    read = json.loads(script.removeprefix("const course = "))
    assert read["slug"] == course and read["languages"][:2] == ["nl", "en"]
    assert len({screen["key"] for screen in read["screens"]}) == len(read["screens"])
    # A language is complete: no text is missing in any place that has texts.
    gaps = []

    def look(value, path):
        if isinstance(value, dict):
            if "nl" in value and set(value) != set(read["languages"]) and path[-1] != "audio":
                gaps.append("/".join(path))
            for name, inner in value.items():
                look(inner, [*path, name])
        elif isinstance(value, list):
            for place, inner in enumerate(value):
                look(inner, [*path, str(place)])

    look(read, [])
    assert not gaps


def manifest(file, form):
    with zipfile.ZipFile(file) as opened:
        return ElementTree.fromstring(opened.read(FORMATS[form])), opened.namelist()


def test_the_manifest(package):
    """The elements that the schema of each format asks for, in its order, and the attributes with their values."""
    _, form, file = package
    root, names = manifest(file, form)
    if form == "cmi5":
        return cmi5(root, names)
    cp, adl = (CP12, ADL12) if form == "scorm12" else (CP, ADL)
    assert root.tag == cp + "manifest" and set(root.attrib) == {"identifier", "version"}
    assert children(root) == [cp + "metadata", cp + "organizations", cp + "resources"]
    metadata = root.find(cp + "metadata")
    md = MD12 if form == "scorm12" else LOM
    assert children(metadata) == [cp + "schema", cp + "schemaversion", md + "lom"]
    assert metadata.findtext(cp + "schema") == "ADL SCORM"
    assert metadata.findtext(cp + "schemaversion") == ("1.2" if form == "scorm12" else "2004 4th Edition")
    general = metadata.find(f"{md}lom/{md}general")
    named = [md + "title", md + "language", md + "description"]
    assert children(general) == (named if form == "scorm12" else [md + "identifier", *named])
    organizations = root.find(cp + "organizations")
    organization = organizations.find(cp + "organization")
    assert organizations.get("default") == organization.get("identifier")
    item = organization.find(cp + "item")
    extra = [] if form == "scorm12" else [SS + "sequencing"]
    assert children(organization) == [cp + "title", cp + "item", *extra]
    assert children(item) == [cp + "title", *extra]
    resource = root.find(f"{cp}resources/{cp}resource")
    assert item.get("identifierref") == resource.get("identifier")
    assert resource.get("type") == "webcontent" and resource.get("href") == "index.html"
    assert resource.get(adl + ("scormtype" if form == "scorm12" else "scormType")) == "sco"
    assert [entry.get("href") for entry in resource] == names[1:]
    identifiers = [element.get("identifier") for element in root.iter() if element.get("identifier")]
    assert len(set(identifiers)) == len(identifiers)


def cmi5(root, names):
    assert root.tag == CMI5 + "courseStructure" and children(root) == [CMI5 + "course", CMI5 + "au"]
    course, unit = root
    assert children(course) == [CMI5 + "title", CMI5 + "description"] and set(course.attrib) == {"id"}
    assert children(unit) == [CMI5 + name for name in ["title", "description", "url", "launchParameters"]]
    assert unit.attrib == {"id": unit.get("id"), "moveOn": "Completed", "launchMethod": "AnyWindow"}
    assert course.get("id") != unit.get("id")
    for text in [*course, *unit][:4]:
        assert [string.get("lang") for string in text.findall(CMI5 + "langstring")][:2] in ([], ["nl", "en"])
    assert unit.findtext(CMI5 + "url") in names


def test_one_language(tmp_path):
    file = tmp_path / "package.zip"
    assert export("receptie", "cmi5", file, "--language", "en").returncode == 0
    root, _ = manifest(file, "cmi5")
    assert {string.get("lang") for string in root.iter(CMI5 + "langstring")} == {"en"}
    with zipfile.ZipFile(file) as opened:
        assert '<html lang="en" dir="ltr"' in opened.read("index.html").decode()


@pytest.mark.parametrize(
    ("course", "form", "more", "says"),
    [
        ("nergens", "cmi5", [], "receptie"),
        ("receptie", "aicc", [], "scorm12"),
        ("receptie", "cmi5", ["--language", "xx"], "nl, en"),
    ],
)
def test_what_can_not_be_made(tmp_path, course, form, more, says):
    file = tmp_path / "package.zip"
    run = export(course, form, file, *more)
    assert run.returncode != 0 and says in run.stderr and not file.exists()


def test_where_nothing_can_be_written(tmp_path):
    run = export("receptie", "cmi5", tmp_path / "nowhere" / "package.zip")
    assert run.returncode == 1 and "nowhere" in run.stderr


CODE = "HTN2-0208"


def test_a_package_that_reports(tmp_path):
    silent, telling, again = (tmp_path / name for name in ["silent.zip", "telling.zip", "again.zip"])
    options = ["--report-to", "https://vangnet.example/", "--code", CODE.lower()]
    assert export("receptie", "scorm12", silent).returncode == 0
    run = export("receptie", "scorm12", telling, *options)
    assert run.returncode == 0 and "https://vangnet.example" in run.stderr and CODE in run.stderr
    assert export("receptie", "scorm12", again, *options).returncode == 0
    assert telling.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(silent) as one, zipfile.ZipFile(telling) as other:
        assert set(other.namelist()) - set(one.namelist()) == {"report.js"}
        changed = {name for name in one.namelist() if one.read(name) != other.read(name)}
        assert changed == {"imsmanifest.xml", "index.html", "course.js"}
        read = json.loads(other.read("course.js").decode().removeprefix("const course = "))
        assert read["report"] == {"address": "https://vangnet.example/pakket-verslag", "code": CODE.replace("-", "")}
        assert "report" not in json.loads(one.read("course.js").decode().removeprefix("const course = "))
        assert b'src="report.js"' in other.read("index.html") and b"report" not in one.read("index.html")
    root, names = manifest(telling, "scorm12")
    resource = root.find(f"{CP12}resources/{CP12}resource")
    assert [entry.get("href") for entry in resource] == names[1:]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--report-to", "https://vangnet.example"], "--code"),
        (["--code", CODE], "--report-to"),
        (["--report-to", "http://vangnet.example", "--code", CODE], "http://vangnet.example"),
        (["--report-to", "vangnet.example", "--code", CODE], "https://"),
        (["--report-to", "https://vangnet.example/pad", "--code", CODE], "https://"),
        (["--report-to", "https://vangnet.example", "--code", "HTN2-0209"], "eight"),
    ],
)
def test_what_a_package_can_not_report_to(tmp_path, more, says):
    file = tmp_path / "package.zip"
    run = export("receptie", "scorm12", file, *more)
    assert run.returncode == 1 and says in run.stderr and not file.exists()
