"""Makes Tests/Vault/vectors.json: everything that the vault writes down, from fixed keys and fixed "random" bytes.

    .venv/bin/python Tests/Vault/make_vectors.py

It was run once, at the release of the format. A difference afterwards is a mistake, or another version of the format.
"""

import hashlib
import json
from pathlib import Path

import reference as vault

FILE = Path(__file__).with_name("vectors.json")
SITE = bytes(range(32))
RECORD = "0197a1b2-0000-7000-8000-000000000001"
DESK = "0197a1b2-0000-7000-8000-00000000000d"
CHEAP = "scrypt:16:8:1"
REAL = "scrypt:32768:8:1"


class Random:
    """Bytes that stand for random ones: SHA-256 of a name and a number."""

    def __init__(self, name):
        self.name, self.calls = name, []

    def __call__(self, count):
        block, made = 0, b""
        while len(made) < count:
            made += hashlib.sha256(f"{self.name}:{len(self.calls)}:{block}".encode()).digest()
            block += 1
        self.calls.append(made[:count].hex())
        return made[:count]


def keys():
    private = bytes(range(32, 64))
    public = vault.public_key(private)
    return {
        "private": private.hex(), "public": public.hex(), "id": vault.key_id(public),
        "fingerprint": vault.fingerprint(public),
    }


def password(cost):
    text, salt = "e\u0301e\u0301n lang wachtwoord", bytes(range(16))
    auth, key = vault.password_secrets(SITE, text, salt, cost)
    nonce = bytes(range(100, 112))
    sealed = vault.seal(b"a private key", key, vault.Place("memberKeyByPassword", "member", "key"), nonce)
    return {"password": text, "salt": salt.hex(), "cost": cost, "authValue": auth.hex(), "sealed": sealed.hex()}


def token():
    secret = bytes(range(200, 232))

    def hashed(purpose, use):
        return vault.mac(SITE, purpose, vault.canonical("vangnet", "token", use, secret)).hex()

    return {
        "token": secret.hex(), "session": hashed("session", "hash"), "visit": hashed("visit", "hash"),
        "form": hashed("form-token", "form"), "sealingKey": vault.mix(SITE, "session", secret, "seal").hex(),
        "visitSealingKey": vault.mix(SITE, "visit", secret, "seal").hex(),
    }


def grant():
    """A desk's private key for one of its members."""
    desk, member, ephemeral = (Random(name)(32) for name in ("desk key", "member key", "grant"))
    public = vault.public_key(desk)
    place = vault.Place("deskKey", DESK, vault.key_id(public), vault.key_id(vault.public_key(member)), 7)
    sealed = vault.seal_to(desk, vault.public_key(member), place, ephemeral)
    return {"desk": DESK, "epoch": 7, "member": member.hex(), "publicKey": public.hex(), "wrapped": sealed.hex()}


def receipts():
    random = Random("receipt")
    stream = random(20)
    text = vault.receipt_text(vault.receipt_digits(stream))
    secret = Random("receipt secret")(32)
    again = vault.hkdf(secret, vault.canonical("vangnet", "receipt", "1"), 128)
    made = []
    for cost in (CHEAP, REAL):
        lookup, private = vault.receipt_secrets(SITE, text, cost)
        public = vault.public_key(private)
        made.append({
            "cost": cost, "lookup": lookup.hex(), "publicKey": public.hex(), "record": RECORD,
            "mac": vault.receipt_mac(SITE, RECORD, lookup.hex(), public).hex(),
        })
    return {
        "random": stream.hex(), "text": text, "derived": made,
        "secret": secret.hex(), "textOfSecret": vault.receipt_text(vault.receipt_digits(again)),
    }


def entries(record, use, owner, rows):
    """A row of entries: (generation, key, nonce, author, text) each."""
    last, written = "", []
    for sequence, (generation, key, nonce, author, text) in enumerate(rows, 1):
        place = vault.content_place("entry", record, use, generation, str(sequence), [owner, author, last])
        envelope = vault.seal(vault.pad(text.encode()), key, place, nonce)
        last = vault.entry_hash(record, use, owner, last, author, sequence, envelope)
        written.append({"author": author, "plain": text, "sealed": envelope.hex(), "hash": last})
    generation = rows[-1][0]
    mac = vault.head_mac(SITE, record, use, owner, last, len(rows), generation)
    return {"entries": written, "generation": generation, "mac": mac.hex()}


def record():
    """A report with two entries that then goes to another desk, and gets a third one under the key of the next generation."""
    random = Random("record")
    # In the order in which the server asks for random bytes.
    first, nonce1, nonce2, second, nonce_of_previous, nonce3 = (random(size) for size in (32, 12, 12, 32, 12, 12))
    rows = [
        (1, first, nonce1, "reporter", "Er zat een meisje alleen in de lobby."),
        (1, first, nonce2, "desk", "Dank je. " * 40),
        (2, second, nonce3, "reporter", "Zij is er weer."),
    ]
    place = vault.content_place("previousRecordKey", RECORD, "content", 2, "1")
    previous = vault.seal(first, second, place, nonce_of_previous)
    before = entries(RECORD, "content", "", rows[:2])
    moved = vault.head_mac(SITE, RECORD, "content", "", before["entries"][-1]["hash"], 2, 2)
    return {
        "record": RECORD, "random": random.calls, "before": before,
        "previous": previous.hex(), "macWhenMoved": moved.hex(), "after": entries(RECORD, "content", "", rows),
        "wraps": [
            wrap(holder, epoch, generation, key)
            for holder, epoch in (("receipt", 0), (DESK, 3)) for generation, key in ((1, first), (2, second))
        ],
    }


def wrap(holder, epoch, generation, key):
    """The key of a record for one holder. The server's own are different each time; this one it has to open."""
    private = Random(f"holder {holder}")(32)
    public = vault.public_key(private)
    place = vault.wrap_place(RECORD, "content", generation, public, holder, epoch)
    sealed = vault.seal_from_here(key, public, place, Random(f"wrap {holder} {generation}")(32), SITE)
    return {
        "holder": holder, "epoch": epoch, "generation": generation, "private": private.hex(), "wrapped": sealed.hex(),
    }


def notes():
    random = Random("notes")
    key, nonce = random(32), random(12)
    made = entries(RECORD, "notes", DESK, [(1, key, nonce, "desk", "Gebeld met de receptie.")])
    return {"record": RECORD, "owner": DESK, "random": random.calls, **made}


def identity():
    random = Random("identity")
    key = random(32)
    text = "Anna Voorbeeld, 06 00 00 00 00"
    place = vault.content_place("identity", RECORD, "identity", 1, "reporter")
    sealed = vault.seal(vault.pad(text.encode()), key, place, random(12))
    return {"record": RECORD, "random": random.calls, "object": "reporter", "plain": text, "sealed": sealed.hex()}


def attachment(size):
    random = Random(f"attachment {size}")
    record_key, key = random(32), random(32)
    identifier = "0197a1b2-0000-7000-8000-0000000000a1"
    sealed_key = vault.seal(
        key, record_key, vault.content_place("attachmentKey", RECORD, "content", 1, identifier), random(12))
    content = bytes(number * 7 % 251 for number in range(size))
    piece = (64 << 10) - 4
    pieces = [content[start:start + piece] for start in range(0, size, piece)] or [b""]
    chunks = []
    for number, part in enumerate(pieces):
        flag = "last" if number == len(pieces) - 1 else "more"
        place = vault.Place("attachmentChunk", RECORD, identifier, bound=[str(number), flag])
        chunks.append(vault.seal(vault.pad(part), key, place, random(12)))
    facts = vault.seal(vault.pad(b"name.pdf"), key, vault.Place("attachmentFacts", RECORD, identifier), random(12))
    return {
        "record": RECORD, "id": identifier, "size": size, "random": random.calls, "key": sealed_key.hex(),
        "facts": facts.hex(), "chunkHashes": [hashlib.sha256(chunk).hexdigest() for chunk in chunks],
    }


def make():
    return {
        "siteKey": SITE.hex(), "keyPair": keys(), "passwords": [password(CHEAP), password("scrypt:131072:8:1")],
        "token": token(), "grant": grant(), "receipt": receipts(), "content": record(), "notes": notes(),
        "identity": identity(),
        "attachments": [attachment(size) for size in (0, 300, (64 << 10) - 4, (64 << 10) - 3, 200_000)],
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(make(), indent=2, ensure_ascii=False) + "\n")
