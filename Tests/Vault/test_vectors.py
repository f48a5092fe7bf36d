"""Two implementations of the vault, one in Swift and one here, agree about every byte of Tests/Vault/vectors.json."""

import json

import pytest
from cryptography.exceptions import InvalidTag

import make_vectors
import reference as vault

VECTORS = json.loads(make_vectors.FILE.read_text())


@pytest.mark.parametrize("part", sorted(VECTORS))
def test_the_vectors_are_what_the_description_gives(part):
    assert make_vectors.make()[part] == VECTORS[part]


def test_no_part_is_missing():
    assert sorted(make_vectors.make()) == sorted(VECTORS)


@pytest.mark.parametrize("number", range(4))
def test_a_wrapped_key_opens_the_entries(number):
    wrap = VECTORS["content"]["wraps"][number]
    private, generation = bytes.fromhex(wrap["private"]), wrap["generation"]
    place = vault.wrap_place(
        VECTORS["content"]["record"], "content", generation, vault.public_key(private), wrap["holder"], wrap["epoch"])
    sealed = bytes.fromhex(wrap["wrapped"])
    key = vault.open_from_here(sealed, private, place, make_vectors.SITE)
    assert key.hex() == VECTORS["content"]["random"][0 if generation == 1 else 3]
    with pytest.raises(InvalidTag):
        vault.open_from_here(sealed, private, place, bytes(32))


# RFC 9180, appendix A.2: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305; the first message of A.2.1 and A.2.2.
BASE = {
    "ephemeral": "f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600",
    "recipient": "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a",
    "psk": "",
    "psk_id": "",
    "sealed": "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
}
PSK = {
    "ephemeral": "0c35fdf49df7aa01cd330049332c40411ebba36e0c718ebc3edf5845795f6321",
    "recipient": "13640af826b722fc04feaa4de2f28fbd5ecc03623b317834e7ff4120dbe73062",
    "psk": "0247fd33b913760fa1fa51e1892d9f307fbe65eb171e8132c2af18555a738b82",
    "psk_id": "456e6e796e20447572696e206172616e204d6f726961",
    "sealed": "4a177f9c0d6f15cfdf533fb65bf84aecdc6ab16b8b85b4cf65a370e07fc1d78d28fb073214525276f4a89608ff",
}


@pytest.mark.parametrize("case", [BASE, PSK], ids=["base", "psk"])
def test_hpke_is_that_of_the_standard(case):
    ephemeral, recipient, psk, psk_id, sealed = (
        bytes.fromhex(case[name]) for name in ("ephemeral", "recipient", "psk", "psk_id", "sealed"))
    shared = vault.shared_secret(ephemeral, recipient)
    cipher, nonce = vault.HPKE.cipher(
        shared, vault.public_key(ephemeral), recipient, b"Ode on a Grecian Urn", psk, psk_id)
    assert cipher.encrypt(nonce, b"Beauty is truth, truth beauty", b"Count-0") == sealed
