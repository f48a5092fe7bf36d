"""A dossier's CASE bundle holds to CASE and UCO, says case_validate, and its hashes are those of what it carries.

`dossier.jsonld` is what the Swift code writes today: DossierTests compares it byte by byte.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

BUNDLE = Path(__file__).with_name("dossier.jsonld")
# The version that the bundle says it is of, and the newest that case-utils brings.
VERSIONS = ["case-1.4.0", "case-1.5.0"]


def validate(path, version):
    """What case_validate says of a file, with warnings and advice counted as violations."""
    command = Path(sys.executable).with_name("case_validate")
    return subprocess.run([command, "--built-version", version, path], capture_output=True, text=True)


@pytest.fixture(scope="module")
def bundle():
    return json.loads(BUNDLE.read_text())


def of_type(bundle, name):
    return [node for node in bundle["@graph"] if node["@type"] == name]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_bundle_is_valid(version):
    result = validate(BUNDLE, version)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Conforms: True" in result.stdout
    # A concept that the ontology does not know is a warning beside the report.
    assert "not in the ontology" not in result.stderr and "NonExistentCDOConcept" not in result.stderr, result.stderr


def without_hash_value(bundle):
    del of_type(bundle, "uco-types:Hash")[0]["uco-types:hashValue"]


def relation_without_target(bundle):
    del of_type(bundle, "uco-observable:ObservableRelationship")[0]["uco-core:target"]


def time_that_is_no_time(bundle):
    of_type(bundle, "uco-observable:MessageFacet")[0]["uco-observable:sentTime"] = "yesterday"


def exhibit_with_two_numbers(bundle):
    of_type(bundle, "case-investigation:ProvenanceRecord")[0]["case-investigation:exhibitNumber"] = ["1", "2"]


@pytest.mark.parametrize(
    "breaks", [without_hash_value, relation_without_target, time_that_is_no_time, exhibit_with_two_numbers])
def test_a_broken_bundle_is_not_valid(bundle, breaks, tmp_path):
    broken = json.loads(json.dumps(bundle))
    breaks(broken)
    path = tmp_path / "broken.jsonld"
    path.write_text(json.dumps(broken))
    result = validate(path, VERSIONS[0])
    assert result.returncode != 0 and "Conforms: False" in result.stdout


def test_the_hashes_are_of_what_it_carries(bundle):
    nodes = {node["@id"]: node for node in bundle["@graph"]}
    lines = []
    for content in of_type(bundle, "uco-observable:ContentData"):
        facet = nodes[content["uco-core:hasFacet"][0]["@id"]]
        text = facet["uco-observable:dataPayload"]
        found = nodes[facet["uco-observable:hash"][0]["@id"]]["uco-types:hashValue"]["@value"]
        assert found == hashlib.sha256(text.encode()).hexdigest()
        assert facet["uco-observable:sizeInBytes"] == len(text.encode())
        # Any program that sorts the keys writes the same text.
        assert json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False) == text
        lines.append(f"{found}  {content['uco-core:name']}\n")
    # The list of hashes, as sha256sum reads it, has the dossier's own hash.
    whole = hashlib.sha256("".join(lines).encode()).hexdigest()
    assert whole in of_type(bundle, "uco-core:Bundle")[0]["uco-core:description"][0]


def test_everything_that_is_named_is_there(bundle):
    nodes = {node["@id"] for node in bundle["@graph"]}

    def references(value):
        if isinstance(value, dict):
            if set(value) == {"@id"}:
                yield value["@id"]
            for each in value.values():
                yield from references(each)
        elif isinstance(value, list):
            for each in value:
                yield from references(each)

    assert set(references(bundle["@graph"])) <= nodes
    assert len(nodes) == len(bundle["@graph"])


@pytest.mark.parametrize(
    "name", [
        "case-investigation:Investigation", "case-investigation:Authorization", "case-investigation:InvestigativeAction",
        "case-investigation:ProvenanceRecord", "uco-observable:DigitalAccountFacet", "uco-observable:AccountFacet",
        "uco-observable:ApplicationAccountFacet", "uco-observable:PhoneAccountFacet", "uco-observable:MessageFacet",
        "uco-observable:URLFacet", "uco-observable:ContentDataFacet", "uco-observable:ObservableRelationship",
    ])
def test_what_the_police_look_for_is_there(bundle, name):
    assert of_type(bundle, name)
