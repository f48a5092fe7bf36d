"""Certificates as Open Badges 3.0, from the course to an independent verifier: openbadgeslib takes them out of the picture, finds the
keys by the issuer's DID and checks signature and status. And `vangnet verify`, which does it without a network."""

import base64
import hmac
import json
import os
import re
import subprocess
import urllib.request
from urllib.parse import unquote

import jwt
import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from openbadgeslib.baking import ITXT_KEYWORD_OB3, SVG_ELEMENT_OB3, SVG_NS_OB3, bake_png, bake_svg
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from openbadgeslib.verify import verify_badge

from course import MANY, SLUG
from forms import Visitor
from server import BINARY, RESOURCES, Server

NAME = "Noor van den Berg"


class Issuer:
    """A running demo, and what somebody elsewhere can fetch of it."""

    def __init__(self, server):
        self.server = server
        self.did = "did:web:" + server.address.removeprefix("http://").replace(":", "%3A")

    def fetch(self, url, *_, **__):
        """What is at an address: `did:web` asks by https, and the demo has no certificate of its own."""
        assert url.split("://")[1].startswith(self.server.address.split("://")[1] + "/"), url
        with urllib.request.urlopen(url.replace("https://", "http://")) as response:
            return response.read()

    def did_document(self):
        return json.loads(self.fetch(self.server.address + "/.well-known/did.json"))

    def keys(self):
        return json.loads(self.fetch(self.server.address + "/.well-known/jwks.json"))["keys"]

    def rotate(self, *arguments):
        run("badge", "rotate", "--data", self.server.data, *arguments)

    def verify(self, picture):
        """What openbadgeslib says of a picture: it trusts whom the DID leads to, and asks for the status."""
        return verify_badge(picture, "3", resolve_did=True, check_status=True, download=self.fetch)


def run(*arguments, status=0, language="en"):
    """What a command prints."""
    command = [BINARY, *map(str, arguments), "--resources", RESOURCES]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"LC_ALL": f"{language}.UTF-8"})
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("badges") / "data") as server:
        yield Issuer(server)


def right_answers():
    """For every exercise of the courses (one takes screens over from another): all its choices, and those that are right."""
    for folder in ("scenarios", "questions"):
        for file in sorted((RESOURCES / "courses").glob(f"*/{folder}/*.yaml")):
            choices = yaml.safe_load(file.read_text())["choices"]
            yield {each["id"] for each in choices}, [each["id"] for each in choices if each["verdict"] == "right"]


def go(visitor, path):
    """Follows redirects, as a browser does; gives the path without the place on the page."""
    path = path.split("#")[0]
    visitor.get(path)
    while visitor.status == 303:
        path = visitor.answered["location"].split("#")[0]
        visitor.get(path)
    assert visitor.status == 200, (path, visitor.status)
    return path


class Learner(Visitor):
    """Somebody who goes through the course."""

    def ask(self, *arguments, **named):
        status = super().ask(*arguments, **named)
        self.answered = {name.lower(): value for name, value in self.answered.items()}
        return status

    def finish(self):
        path = go(self, f"/leren/{SLUG}")
        form = self.form()
        roles = [field["value"] for field in form["fields"] if field["name"] == "role"]
        fields = self.filled(form, {"role": roles[0]} if roles else {})
        self.post(form["action"], fields)
        path = go(self, self.answered["location"])
        answers = list(right_answers())
        for _ in range(MANY):
            if path.split("?")[0].endswith("/klaar"):
                return self
            form = self.form("doe")
            offered = {field["value"] for field in form["fields"] if field["name"] == "keuze"}
            right = next((right for choices, right in answers if choices == offered), None)
            if right is None and 'value="overslaan"' in self.html:
                # An exercise of another kind: not now, which is as good as an answer.
                self.post(form["action"] or path, [*self.filled(form, {}), ("doe", "overslaan")])
                path = go(self, self.answered["location"])
                continue
            if right:
                chosen = [("keuze", each) for each in right]
                rest = [pair for pair in self.filled(form, {}) if pair[0] != "keuze"]
                self.post(form["action"] or path, [*rest, *chosen, ("doe", "antwoord")])
                path = go(self, self.answered.get("location", path)) if self.status == 303 else path
                form = self.form("doe")
            self.post(form["action"] or path, [*self.filled(form, {}), ("doe", "verder")])
            path = go(self, self.answered["location"])
        raise AssertionError("the course has no end")

    def picture(self, format, name=NAME):
        self.post(f"/leren/{SLUG}/bewijs", {"name": name, "als": format})
        assert self.status == 200, self.html[:500]
        assert self.answered["content-disposition"].endswith(f'-{SLUG}.{format}"')
        return self.body


@pytest.fixture(scope="module")
def learner(issuer):
    return Learner(issuer.server.port).finish()


@pytest.fixture(params=["svg", "png"])
def picture(request, learner):
    return learner.picture(request.param)


def token_of(picture):
    extract = OB3Verifier.extract_token_from_png if picture[:1] == b"\x89" else OB3Verifier.extract_token_from_svg
    return extract(picture)


def rebaked(picture, token):
    """The same picture with another text in it."""
    if picture[:1] == b"\x89":
        # Without the chunk that is there.
        place = picture.index(b"iTXt" + ITXT_KEYWORD_OB3) - 4
        length = int.from_bytes(picture[place : place + 4], "big")
        return bake_png(picture[:place] + picture[place + 12 + length :], token, keyword=ITXT_KEYWORD_OB3)
    bare = re.sub(rb"<openbadges:credential[^>]*/>", b"", picture)
    return bake_svg(bare, token, element=SVG_ELEMENT_OB3, namespace=SVG_NS_OB3)


def encoded(value):
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def decoded(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def everybody_refuses(issuer, picture, ours, theirs, tmp_path, keys=None):
    """The independent verifier, our page and our command all refuse; ours says why."""
    result = issuer.verify(picture)
    assert not result.valid and theirs in result.reason, result.reason
    refused_by_us(issuer, picture, ours, tmp_path, keys)


def refused_by_us(issuer, picture, ours, tmp_path, keys=None):
    file = tmp_path / "badge"
    file.write_bytes(picture)
    saved = keys or saved_keys(issuer, tmp_path)
    assert ours in run("verify", file, "--keys", saved, status=1)
    assert ours in run("verify", file, "--data", issuer.server.data, status=1)
    visitor = Visitor(issuer.server.port)
    visitor.ask("POST", "/en/bewijs/bestand", *multipart(picture))
    assert visitor.status == 422 and ours in visitor.html, visitor.html
    assert "is real" not in visitor.html


def multipart(content):
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="b"\r\n\r\n' + content + b"\r\n--x--\r\n"
    return body, {"Content-Type": "multipart/form-data; boundary=x"}


def saved_keys(issuer, tmp_path):
    file = tmp_path / "did.json"
    file.write_bytes(issuer.fetch(issuer.server.address + "/.well-known/did.json"))
    return file


# In this order: each test leaves one issuer with one more key.


def test_an_independent_verifier_believes_it(issuer, picture):
    result = issuer.verify(picture)
    assert result.valid and result.trusted, result.reason
    assert (result.proof_format, result.issuer_did) == ("vc-jwt", issuer.did)
    credential = result.credential
    assert credential.identifiers[0].identity_hash == NAME and not credential.identifiers[0].hashed
    assert credential.achievement.achievement_type == "CertificateOfCompletion"
    assert jwt.get_unverified_header(token_of(picture))["alg"] == "RS256"
    # Whose name it is, is not in its addresses.
    assert "Noor" not in json.dumps([credential.id, credential.recipient_id, credential.achievement.id])


def test_another_library_verifies_the_signature(issuer, picture):
    """PyJWT with the key of the JWKS that the header names: the way of any JOSE library."""
    token = token_of(picture)
    header = jwt.get_unverified_header(token)
    keys = {key["kid"]: jwt.PyJWK(key) for key in issuer.keys()}
    claims = jwt.decode(token, keys[header["kid"]], algorithms=[header["alg"]])
    assert claims["iss"] == issuer.did and claims["jti"] == claims["id"]
    assert set(header) == {"alg", "kid", "typ"}


def test_the_addresses_in_it_lead_somewhere(issuer, learner):
    claims = decoded(token_of(learner.picture("svg")).split(".")[1])
    achievement = json.loads(issuer.fetch(claims["credentialSubject"]["achievement"]["id"]))
    assert achievement["name"] == claims["name"]
    assert NAME not in issuer.fetch(claims["id"]).decode()
    assert issuer.fetch(claims["credentialSubject"]["achievement"]["criteria"]["id"])
    assert issuer.did_document()["verificationMethod"][0]["publicKeyJwk"].keys() >= {"kty", "n", "e"}


def test_offline(issuer, picture, tmp_path):
    """What can be known without a network is said, and what cannot as well."""
    file = tmp_path / "badge"
    file.write_bytes(picture)
    keys = saved_keys(issuer, tmp_path)
    said = run("verify", file, "--keys", keys)
    assert f"Name: {NAME}" in said and "Real: the signature is of" in said
    list_address = re.search(r"Not checked: whether the certificate was revoked\. To do so, fetch (\S+)", said)[1]
    assert "does not say how well somebody recognises signals" in said
    status = tmp_path / "list"
    status.write_bytes(issuer.fetch(list_address))
    assert "Not revoked at 20" in run("verify", file, "--keys", keys, "--status", status)
    assert "Not revoked, according to this installation" in run("verify", file, "--data", issuer.server.data)
    assert "Niet gecontroleerd: of het bewijs is ingetrokken" in run("verify", file, "--keys", keys, language="nl")
    # The other document with the same keys.
    keys.write_bytes(issuer.fetch(issuer.server.address + "/.well-known/jwks.json"))
    assert "Real" in run("verify", file, "--keys", keys)


def test_how_the_command_is_asked(tmp_path, issuer, learner):
    file = tmp_path / "badge"
    file.write_bytes(learner.picture("png"))
    assert "--keys" in run("verify", file, status=1)
    assert "cannot be read" in run("verify", tmp_path / "nothing", "--keys", saved_keys(issuer, tmp_path), status=1)
    keys = tmp_path / "keys"
    keys.write_text("{}")
    assert "no keys that we know" in run("verify", file, "--keys", keys, status=1)


def test_a_changed_name(issuer, picture, tmp_path):
    header, payload, signature = token_of(picture).split(".")
    claims = decoded(payload)
    claims["credentialSubject"]["identifier"][0]["identityHash"] = "Iemand Anders"
    forged = rebaked(picture, f"{header}.{encoded(claims)}.{signature}")
    everybody_refuses(issuer, forged, "signature is wrong", "signature", tmp_path)


@pytest.mark.parametrize("name", ["none", "NONE", "nOnE"])
def test_no_signature(issuer, picture, tmp_path, name):
    header, payload, _ = token_of(picture).split(".")
    forged = rebaked(picture, f"{encoded(decoded(header) | {'alg': name})}.{payload}.")
    everybody_refuses(issuer, forged, "is not signed", "lgorithm", tmp_path)


def test_the_public_key_as_a_secret(issuer, picture, tmp_path):
    """HS256 with our public key, which everybody has. By hand: the libraries refuse to write such a thing."""
    header, payload, _ = token_of(picture).split(".")
    signed = f"{encoded(decoded(header) | {'alg': 'HS256'})}.{payload}"
    mac = hmac.digest(json.dumps(issuer.keys()[0]).encode(), signed.encode(), "sha256")
    token = f"{signed}.{encoded(mac)}"
    everybody_refuses(issuer, rebaked(picture, token), "in a way that we do not use", "lgorithm", tmp_path)


@pytest.mark.parametrize("name", ["XS256", "RS1", "EdDSA", ""])
def test_an_algorithm_that_nobody_knows(issuer, picture, tmp_path, name):
    header, payload, signature = token_of(picture).split(".")
    forged = rebaked(picture, f"{encoded(decoded(header) | {'alg': name})}.{payload}.{signature}")
    everybody_refuses(issuer, forged, "in a way that we do not use", "lgorithm", tmp_path)


@pytest.mark.parametrize("fragment", ["#another", ""])
def test_a_key_that_is_not_there(issuer, picture, tmp_path, fragment):
    _, payload, _ = token_of(picture).split(".")
    key = rsa.generate_private_key(65537, 2048)
    token = jwt.encode(decoded(payload), key, algorithm="RS256", headers={"kid": issuer.did + fragment})
    everybody_refuses(issuer, rebaked(picture, token), "does not belong to this issuer", "verificationMethod", tmp_path)


def test_our_name_for_another_key(issuer, picture, tmp_path):
    header, payload, _ = token_of(picture).split(".")
    for key, algorithm, ours in [
        (rsa.generate_private_key(65537, 2048), "RS256", "signature is wrong"),
        (ec.generate_private_key(ec.SECP256R1()), "ES256", "does not fit the key"),
    ]:
        token = jwt.encode(decoded(payload), key, algorithm=algorithm, headers={"kid": decoded(header)["kid"]})
        theirs = "signature" if algorithm == "RS256" else "lgorithm"
        everybody_refuses(issuer, rebaked(picture, token), ours, theirs, tmp_path)


def test_two_badges_in_one_picture(issuer, learner, tmp_path):
    """openbadgeslib takes the first; the standard allows one, and we believe neither."""
    twice = bake_png(learner.picture("png"), "a.b.c", keyword=ITXT_KEYWORD_OB3)
    refused_by_us(issuer, twice, "more than one certificate", tmp_path)


def test_no_picture_at_all(issuer, tmp_path):
    for content in [b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n", b"[" * 100_000]:
        refused_by_us(issuer, content, "no certificate in this", tmp_path)


def test_another_key_takes_over(issuer, learner, tmp_path):
    """After a rotation the new key signs, with the other algorithm, and what the old one signed stays good."""
    before = learner.picture("svg")
    issuer.rotate("--algorithm", "ES256")
    after = learner.picture("png")
    assert jwt.get_unverified_header(token_of(after))["alg"] == "ES256"
    for picture in (before, after):
        result = issuer.verify(picture)
        assert result.valid and result.trusted, result.reason
        file = tmp_path / "badge"
        file.write_bytes(picture)
        assert "Real" in run("verify", file, "--keys", saved_keys(issuer, tmp_path))
    listed = run("badge", "keys", "--data", issuer.server.data).splitlines()
    assert [line.split("\t")[1:2] + line.split("\t")[4:] for line in listed] == [["ES256", "signs"], ["RS256", "ended"]]


def test_a_date_after_the_end_of_the_key(issuer, learner, tmp_path):
    """Who got hold of a key that has ended can sign nothing new with it: here it is our own, taken while it still signed."""
    # openbadgeslib knows no end of a key: a DID document has no word for one that signs no more and whose signatures stay good.
    token = token_of(learner.picture("svg"))
    keys = json.loads(saved_keys(issuer, tmp_path).read_text())
    kid = jwt.get_unverified_header(token)["kid"]
    for method in keys["verificationMethod"]:
        if method["id"] == kid:
            method["publicKeyJwk"]["exp"] = decoded(token.split(".")[1])["nbf"]
    ended, file = tmp_path / "ended.json", tmp_path / "badge"
    ended.write_text(json.dumps(keys))
    file.write_text(token)
    assert "a date on which this key did not sign" in run("verify", file, "--keys", ended, status=1)


def sign_in(issuer, desk):
    """A member of the demo who sits at a desk."""
    person = next(each for each in issuer.server.demo()["signIns"] if desk in json.dumps(each).lower())
    visitor = Learner(issuer.server.port)
    visitor.get("/inloggen")
    form = visitor.form("password")
    visitor.post("/inloggen", visitor.filled(form, {"email": person["email"], "password": person["password"]}))
    while visitor.status == 303:
        path = visitor.answered["location"]
        visitor.get(path)
        if path.startswith("/inloggen/code"):
            # The demo gives away a code for who has no phone at hand.
            form = visitor.form("backup")
            visitor.post(form["action"], visitor.filled(form, {}))
    assert visitor.status == 200 and "/inloggen" not in path, visitor.html[:500]
    return visitor


def test_revoked(issuer, learner, tmp_path):
    other = Learner(issuer.server.port).finish()
    picture, others = learner.picture("png"), other.picture("png")
    claims = decoded(token_of(picture).split(".")[1])
    code = claims["id"].split("/")[-1]
    trainer = sign_in(issuer, "trainer")
    go(trainer, "/werk/leren/bewijzen")
    form = trainer.form("code")
    trainer.post(form["action"], trainer.filled(form, {"code": code, "reason": "other-name"}))
    assert trainer.status == 200 and code in trainer.html, trainer.html
    form = trainer.form("code")
    trainer.post(form["action"], trainer.filled(form, {}, ("doe", "intrekken")))
    assert trainer.status == 303

    result = issuer.verify(picture)
    assert not result.valid and "status 'revocation' is set" in result.reason, result.reason
    assert issuer.verify(others).valid
    file, status = tmp_path / "badge", tmp_path / "list"
    file.write_bytes(picture)
    status.write_bytes(issuer.fetch(claims["credentialStatus"]["statusListCredential"]))
    keys = saved_keys(issuer, tmp_path)
    assert "was revoked" in run("verify", file, "--keys", keys, "--status", status, status=1)
    assert "was revoked" in run("verify", file, "--data", issuer.server.data, status=1)
    # Without the list nobody knows, and that is said.
    assert "Not checked: whether the certificate was revoked" in run("verify", file, "--keys", keys)
    file.write_bytes(others)
    assert "Not revoked at" in run("verify", file, "--keys", keys, "--status", status)


def test_a_status_list_that_was_changed(issuer, tmp_path):
    """Who keeps the lists for us cannot take a name off them."""
    other = Learner(issuer.server.port).finish()
    token = token_of(other.picture("svg"))
    address = decoded(token.split(".")[1])["credentialStatus"]["statusListCredential"]
    header, payload, signature = issuer.fetch(address).decode().split(".")
    claims = decoded(payload)
    claims["validUntil"] = "2099-01-01T00:00:00Z"
    forged = f"{header}.{encoded(claims)}.{signature}"
    with pytest.raises(OB3VerificationError):
        OB3Verifier.for_issuer_did(issuer.did, download=issuer.fetch).verify(
            token, check_status=True, download=lambda url: forged.encode() if "status" in url else issuer.fetch(url)
        )
    file, status = tmp_path / "badge", tmp_path / "list"
    file.write_text(token)
    status.write_text(forged)
    assert "status list does not belong" in run(
        "verify", file, "--keys", saved_keys(issuer, tmp_path), "--status", status, status=1
    )


def test_a_withdrawn_key(issuer, tmp_path):
    other = Learner(issuer.server.port).finish()
    picture = other.picture("svg")
    keys = saved_keys(issuer, tmp_path)
    issuer.rotate("--withdraw")
    result = issuer.verify(picture)
    assert not result.valid and "verificationMethod" in result.reason
    file = tmp_path / "badge"
    file.write_bytes(picture)
    assert "key of this certificate was withdrawn" in run("verify", file, "--data", issuer.server.data, status=1)
    # Keys that were saved before do not know it, and the command says so.
    assert "newer and withdrawn keys are not in it" in run("verify", file, "--keys", keys)
    # Made anew it counts.
    assert issuer.verify(other.picture("svg")).valid


def test_the_name_is_nowhere(issuer):
    """Neither in the database nor in the log."""
    assert NAME not in issuer.server.output()
    for file in issuer.server.data.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert NAME.encode() not in content and b"van+den+Berg" not in content, file
    assert unquote(issuer.did).startswith("did:web:127.0.0.1:")
