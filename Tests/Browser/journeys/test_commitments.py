"""What was promised can be found and kept by everybody, and is judged by two members."""

import json
import xml.etree.ElementTree as xml

import pytest
from frictionless import Package

from people import sign_in

TRACKER = "/toezeggingen"
MOTION = f"{TRACKER}/motie-31015-197"
DESK = "/werk/toezeggingen"


def officers(demo):
    """The sign-ins of the demo's members at the policy desk."""
    return [person for person in demo["signIns"] if "policy" in person["tasks"]]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_table_is_a_valid_data_package(open_context, tmp_path, prefix):
    requests = open_context().request
    for name in ("datapackage.json", "toezeggingen.csv"):
        (tmp_path / name).write_bytes(requests.get(f"{prefix}{TRACKER}/{name}").body())
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])
    rows = Package(str(tmp_path / "datapackage.json")).get_resource("toezeggingen").read_rows()
    motions = [row for row in rows if row["kind"] == "motion"]
    assert {row["reference"] for row in motions} >= {"31015-197", "31015-198", "31015-199", "31015-200"}
    assert all(row["adopted"] is True and row["adopted_basis"] == "article" for row in motions)


def test_what_is_not_known_is_not_filled_in(open_context):
    requests = open_context().request
    motion = requests.get(f"{MOTION}.json").json()
    assert motion["adopted"] == {"value": True, "basis": "article"}
    assert motion["votes"] is None
    letter = requests.get(f"{TRACKER}/reactie-28638-181.json").json()
    assert letter["source"]["certainty"] == "unverified" and letter["source"]["note"]
    for item in requests.get(f"{TRACKER}.json").json()["commitments"]:
        assert item["source"]["title"] and item["source"]["certainty"] in ("verified", "reported", "unverified")


def test_filters_work_without_javascript(open_context):
    page = open_context(java_script_enabled=False).new_page()
    page.goto(TRACKER)
    page.get_by_label("Thema").select_option("hulp-na-18")
    page.get_by_role("button", name="Toon").click()
    assert page.url.endswith("?thema=hulp-na-18&ambt=&stand=&jaar=")
    assert page.get_by_role("heading", name="2 gevonden").is_visible()
    page.get_by_label("Stand").select_option("kept")
    page.get_by_role("button", name="Toon").click()
    assert page.get_by_text("Niets gevonden").is_visible()


def test_structured_data_can_be_read(open_context):
    page = open_context().new_page()
    for path, kind in ((TRACKER, "Dataset"), (MOTION, "CreativeWork")):
        page.goto(path)
        data = json.loads(page.locator("script[type='application/ld+json']").inner_text())
        assert data["@context"] == "https://schema.org" and data["@type"] == kind


def test_every_theme_has_its_feed(open_context):
    requests = open_context().request
    feed = xml.fromstring(requests.get(f"{TRACKER}/thema/pro-ana-coaches.atom").body())
    titles = [entry.findtext("{*}title") for entry in feed.iterfind("{*}entry")]
    assert any("opsporingsstrategie" in title for title in titles)
    assert not any("voortgangsbrief" in title for title in titles)


def test_two_members_judge_and_what_was_shown_stays(open_context, demo, server):
    first, second = officers(demo)[:2]
    visitor = open_context().new_page()
    visitor.goto(MOTION)
    before = visitor.get_by_role("link", name="Open het vaste adres").get_attribute("href")

    page = open_context().new_page()
    sign_in(page, server.address, first)
    page.goto(f"{DESK}/dossier/motie-31015-197/maatstaf")
    page.get_by_label("De maatstaf").fill("Verzonnen maatstaf: nagekomen als de strategie er is.")
    page.get_by_label("Op welke dag").fill("10-7-2020")
    page.get_by_role("button", name="Bewaar de maatstaf").click()
    page.goto(f"{DESK}/dossier/motie-31015-197/oordeel")
    page.get_by_label("Deels nagekomen").check()
    page.get_by_label("Wat is er gezien?").fill("Verzonnen waarneming voor deze test.")
    page.get_by_label("Van wanneer is dat?").fill("begin juli 2020")
    page.locator("[name='source.title']").fill("Verzonnen bron")
    page.get_by_label("Adres van de bron").fill("https://example.org/bron")
    page.get_by_role("button", name="Stel dit oordeel voor").click()
    # The evidence may be older than the criteria, so that it is refused, and what was typed is still there.
    assert page.get_by_text("De maatstaf is nieuwer dan het bewijs").first.is_visible()
    assert page.get_by_label("Wat is er gezien?").input_value() == "Verzonnen waarneming voor deze test."
    page.get_by_label("Van wanneer is dat?").fill("4 juli 2022")
    page.get_by_role("button", name="Stel dit oordeel voor").click()
    assert page.get_by_text("Een ander lid moet het hiermee eens zijn.").is_visible()
    assert page.get_by_role("button", name="Ik ben het eens").count() == 0
    visitor.goto(MOTION)
    assert visitor.get_by_text("Er is nog geen oordeel.").is_visible()

    other = open_context().new_page()
    sign_in(other, server.address, second)
    other.goto(DESK)
    other.get_by_role("link", name="Motie-Van der Graaf c.s. over een online opsporingsstrategie ontwikkelen").first.click()
    other.get_by_role("button", name="Ik ben het eens").click()
    visitor.goto(MOTION)
    assert visitor.get_by_text("Verzonnen waarneming voor deze test.").first.is_visible()
    visitor.goto(before)
    assert visitor.get_by_text("Zo stond het er eerder").is_visible()
    assert visitor.get_by_text("Er is nog geen oordeel.").is_visible()
