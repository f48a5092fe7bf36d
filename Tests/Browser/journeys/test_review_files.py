"""The review's files are what they say, and it follows what is recorded and what the demo's facts say."""

import hashlib
import io
import json
import shutil
import subprocess

import docx
import pytest
from frictionless import Package
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Namespace

from people import sign_in
from server import BINARY, CHECKOUT, RESOURCES, Server

NAME = "2020-H1"
NUMBERS = {
    "e-learning.hotel": 502,
    "e-learning.tourism-student": 58,
    "e-learning.holiday-park": 51,
    "training.municipalities": 23,
    "motions.adopted": 4,
}
HEADER = "activity,audience,people,from,to,organisation,source"


def review(data, format="json", resources=RESOURCES):
    """What `vangnet review` prints."""
    command = [BINARY, "review", NAME, "--format", format, "--data", data, "--resources", resources]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def numbers(text):
    return {figure["id"]: figure["value"] for figure in json.loads(text)["figures"]}


def editor(demo):
    """The sign-in of a demo member of the communication desk."""
    return next(person for person in demo["signIns"] if person["email"].startswith("redactie@"))


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_table_is_a_valid_data_package(open_context, tmp_path, prefix):
    requests = open_context().request
    for name in ("datapackage.json", "cijfers.csv"):
        (tmp_path / name).write_bytes(requests.get(f"{prefix}/terugblik/{NAME}/{name}").body())
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])
    rows = Package(str(tmp_path / "datapackage.json")).get_resource("cijfers").read_rows()
    assert {row["id"]: row["value"] for row in rows}.items() >= NUMBERS.items()


def test_the_catalogue_holds_what_the_european_profile_asks(open_context, server):
    """DCAT-AP 3: what is mandatory of a catalogue, a dataset, a distribution and an agent, and that every address works."""
    answer = open_context().request.get("/terugblik/catalogus.jsonld")
    graph = Graph().parse(data=answer.text(), format="json-ld")
    spdx = Namespace("http://spdx.org/rdf/terms#")

    def some(subject, predicate, kind=None):
        values = list(graph.objects(subject, predicate))
        assert values, f"{subject} has no {predicate}"
        assert kind is None or all(value.datatype == kind for value in values), values
        return values

    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    for subject in [catalogue, *graph.subjects(RDF.type, DCAT.Dataset)]:
        for predicate in (DCTERMS.title, DCTERMS.description):
            assert {value.language for value in some(subject, predicate)} == {"nl", "en"}
        (publisher,) = some(subject, DCTERMS.publisher)
        assert (publisher, RDF.type, FOAF.Agent) in graph and some(publisher, FOAF.name)
    datasets = some(catalogue, DCAT.dataset)
    assert any(f"/terugblik/{NAME}#" in dataset for dataset in datasets)
    for dataset in datasets:
        assert (dataset, RDF.type, DCAT.Dataset) in graph
        (period,) = some(dataset, DCTERMS.temporal)
        assert some(period, DCAT.startDate, XSD.date) and some(period, DCAT.endDate, XSD.date)
        some(dataset, DCTERMS.issued, XSD.dateTime)
        for distribution in some(dataset, DCAT.distribution):
            assert (distribution, RDF.type, DCAT.Distribution) in graph
            for address in some(distribution, DCAT.accessURL):
                path = "/" + str(address).split("/", 3)[3]
                file = open_context().request.get(path)
                assert file.status == 200, address
                for checksum in graph.objects(distribution, spdx.checksum):
                    assert hashlib.sha256(file.body()).hexdigest() == str(some(checksum, spdx.checksumValue)[0]).lower()
    assert list(graph.subject_objects(spdx.checksum)), "nothing can be checked"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_other_sites_get_a_picture_and_words(open_context, prefix):
    page = open_context().new_page()
    page.goto(f"{prefix}/terugblik/{NAME}")
    held = {
        meta.get_attribute("property"): meta.get_attribute("content") for meta in page.locator("meta[property]").all()
    }
    assert "502" in held["og:description"] and "<" not in held["og:title"]
    path = "/" + held["og:image"].split("/", 3)[3]
    picture = page.request.get(path).body()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    size = [int.from_bytes(picture[at : at + 4], "big") for at in (16, 20)]
    assert size == [1200, 630] == [int(held["og:image:width"]), int(held["og:image:height"])]


def test_the_word_file_opens_in_word(open_context, demo, server):
    page = open_context().new_page()
    sign_in(page, server.address, editor(demo))
    document = docx.Document(io.BytesIO(page.request.get(f"/werk/terugblik/{NAME}/word").body()))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "502 hotelmedewerkers" in text
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]


def test_the_text_for_a_website_brings_its_charts_along(open_context, demo, server):
    page = open_context().new_page()
    sign_in(page, server.address, editor(demo))
    html = page.request.get(f"/werk/terugblik/{NAME}/plakken").text()
    assert "data:image/png;base64," in html
    assert "<script" not in html and "style=" not in html


def test_ten_more_add_up_and_both_sources_are_named(tmp_path):
    file = tmp_path / "more.csv"
    file.write_text(f"{HEADER}\ne-learning,hotel,10,2020-02-01,2020-02-29,,Lijst van hotel De Linde\n")
    with Server(tmp_path / "data") as server:
        command = [BINARY, "import", "participations", file, "--data", server.data, "--resources", RESOURCES]
        subprocess.run(command, check=True, capture_output=True)
        hotel = next(each for each in json.loads(review(server.data))["figures"] if each["id"] == "e-learning.hotel")
        assert hotel["value"] == 512
        titles = [source["title"] for source in hotel["sources"]]
        assert "Lijst van hotel De Linde" in titles and len(titles) == 2
        assert all(title in hotel["source"]["title"] for title in titles)


def test_another_number_in_a_copy_of_the_facts_shows_everywhere(tmp_path):
    resources = tmp_path / "Resources"
    shutil.copytree(RESOURCES, resources)
    facts = resources / "demo/first-half-2020.yaml"
    facts.write_text(facts.read_text().replace("people: 502", "people: 777"))
    with Server(tmp_path / "data", resources=resources) as server:
        assert numbers(review(server.data, resources=resources))["e-learning.hotel"] == 777
        for format in ("csv", "markdown", "html"):
            text = review(server.data, format, resources)
            assert "777" in text and "502" not in text


def test_a_wrong_period_says_what_exists(server):
    command = [BINARY, "review", "2020-H3", "--data", server.data, "--resources", RESOURCES]
    result = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT)
    assert result.returncode == 1
    assert "2020-H3" in result.stderr and "2020-H1" in result.stderr
