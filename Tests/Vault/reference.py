"""The format of the vault a second time, written from docs/guides/vault.md and from nothing in Sources/Vault.

It makes what the server makes, for one purpose: two implementations that give the same bytes are not both wrong in the same
way. Nothing here is used to keep a secret.
"""

import hashlib
import hmac
import unicodedata

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

VERSION = 1
SYMMETRIC, TO_PUBLIC_KEY, TO_PUBLIC_KEY_FROM_HERE = 1, 2, 3
KINDS = {
    "memberKeyByPassword": 1, "memberKeyByRecoveryCode": 2, "memberKeyBySession": 3, "deskKey": 4, "recordKey": 5,
    "identityKey": 6, "noteKey": 7, "attachmentKey": 8, "previousRecordKey": 9, "entry": 10, "identity": 11, "note": 12,
    "attachmentFacts": 13, "attachmentChunk": 14, "secondFactor": 15, "receiptKeyByVisit": 16, "identityRequest": 17, "badgeKey": 18,
    "attemptToken": 19,
}
KEY_KINDS = {"content": "recordKey", "identity": "identityKey", "notes": "noteKey"}


def canonical(*fields):
    """Each field with its length before it, in four bytes; texts as UTF-8, numbers in eight bytes."""
    written = b""
    for field in fields:
        if isinstance(field, str):
            field = field.encode()
        elif isinstance(field, int):
            field = field.to_bytes(8, "big", signed=True)
        written += len(field).to_bytes(4, "big") + field
    return written


# Primitives


def hkdf_extract(salt, secret):
    return hmac.digest(salt or bytes(32), secret, "sha256")


def hkdf_expand(key, info, length):
    made, block = b"", b""
    while len(made) < length:
        block = hmac.digest(key, block + info + bytes([len(made) // 32 + 1]), "sha256")
        made += block
    return made[:length]


def hkdf(secret, info, length=32, salt=b""):
    return hkdf_expand(hkdf_extract(salt, secret), info, length)


def scrypt(secret, salt, cost):
    name, n, r, p = cost.split(":")
    assert name == "scrypt"
    return hashlib.scrypt(secret, salt=salt, n=int(n), r=int(r), p=int(p), dklen=32, maxmem=1 << 28)


def public_key(private):
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def shared_secret(private, public):
    return X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public))


class HPKE:
    """RFC 9180 for one message: DHKEM(X25519, HKDF-SHA256) = 0x0020, HKDF-SHA256 = 0x0001, ChaCha20-Poly1305 = 0x0003."""

    KEM = b"KEM\x00\x20"
    SUITE = b"HPKE\x00\x20\x00\x01\x00\x03"

    @staticmethod
    def extract(suite, salt, label, secret):
        return hkdf_extract(salt, b"HPKE-v1" + suite + label + secret)

    @staticmethod
    def expand(suite, key, label, info, length):
        return hkdf_expand(key, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info, length)

    @classmethod
    def cipher(cls, shared, encapsulated, recipient, info, psk, psk_id):
        """The cipher of the first message, and its nonce. Base mode (0) without a pre-shared key, PSK mode (1) with one."""
        eae = cls.extract(cls.KEM, b"", b"eae_prk", shared)
        secret = cls.expand(cls.KEM, eae, b"shared_secret", encapsulated + recipient, 32)
        context = bytes([1 if psk else 0])
        context += cls.extract(cls.SUITE, b"", b"psk_id_hash", psk_id) + cls.extract(cls.SUITE, b"", b"info_hash", info)
        schedule = cls.extract(cls.SUITE, secret, b"secret", psk)
        key = cls.expand(cls.SUITE, schedule, b"key", context, 32)
        return ChaCha20Poly1305(key), cls.expand(cls.SUITE, schedule, b"base_nonce", context, 12)

    @classmethod
    def seal(cls, plain, recipient, bound, ephemeral, psk=b"", psk_id=b""):
        encapsulated = public_key(ephemeral)
        cipher, nonce = cls.cipher(shared_secret(ephemeral, recipient), encapsulated, recipient, bound, psk, psk_id)
        return encapsulated + cipher.encrypt(nonce, plain, bound)

    @classmethod
    def open(cls, sealed, private, bound, psk=b"", psk_id=b""):
        encapsulated, ciphertext = sealed[:32], sealed[32:]
        shared = shared_secret(private, encapsulated)
        cipher, nonce = cls.cipher(shared, encapsulated, public_key(private), bound, psk, psk_id)
        return cipher.decrypt(nonce, ciphertext, bound)


# Site key


def subkey(site, purpose):
    return hkdf(site, canonical("vangnet", "site key", "1", purpose))


def mac(site, purpose, message):
    return hmac.digest(subkey(site, purpose), message, "sha256")


def mix(site, purpose, secret, use):
    return hkdf(secret, canonical("vangnet", "mixed key", "1", purpose, use), salt=subkey(site, purpose))


# Envelopes


class Place:
    def __init__(self, kind, record, thing, recipient="", epoch=0, bound=()):
        self.number, self.epoch = KINDS[kind], epoch
        self.fields = [record, thing, recipient, *bound]

    def header(self, suite):
        return bytes([VERSION, suite, self.number]) + self.epoch.to_bytes(4, "big")

    def canonical(self, suite):
        return canonical("vangnet", "sealed", self.header(suite), *self.fields)


def seal(plain, key, place, nonce):
    sealed = ChaCha20Poly1305(key).encrypt(nonce, plain, place.canonical(SYMMETRIC))
    return place.header(SYMMETRIC) + nonce + sealed


def seal_to(plain, recipient, place, ephemeral):
    bound = place.canonical(TO_PUBLIC_KEY)
    return place.header(TO_PUBLIC_KEY) + HPKE.seal(plain, recipient, bound, ephemeral)


def psk(site):
    return {"psk": subkey(site, "wrap"), "psk_id": canonical("vangnet", "wrap", "1")}


def seal_from_here(plain, recipient, place, ephemeral, site):
    bound = place.canonical(TO_PUBLIC_KEY_FROM_HERE)
    return place.header(TO_PUBLIC_KEY_FROM_HERE) + HPKE.seal(plain, recipient, bound, ephemeral, **psk(site))


def open_from_here(sealed, private, place, site):
    bound = place.canonical(TO_PUBLIC_KEY_FROM_HERE)
    assert sealed[:7] == place.header(TO_PUBLIC_KEY_FROM_HERE)
    return HPKE.open(sealed[7:], private, bound, **psk(site))


def pad(plain):
    needed = len(plain) + 4
    largest = 64 << 10
    size = next((s for s in (256, 1 << 10, 4 << 10, 16 << 10, largest) if s >= needed), -(-needed // largest) * largest)
    return len(plain).to_bytes(4, "big") + plain + bytes(size - needed)


# People's secrets


def key_digest(use, public):
    return hashlib.sha256(canonical("vangnet", use, public)).digest()


def key_id(public):
    return key_digest("key id", public)[:16].hex()


def fingerprint(public):
    digest = key_digest("fingerprint", public)
    return " ".join(f"{int.from_bytes(digest[g * 5:g * 5 + 5], 'big') % 100_000:05}" for g in range(6))


def password_secrets(site, password, salt, cost):
    """What the database compares, and the key that opens the member's private key."""
    secret = scrypt(unicodedata.normalize("NFC", password).encode(), salt, cost)
    return mix(site, "password", secret, "auth value"), mix(site, "password", secret, "seal")


def damm(digits):
    """The check digit, as the field of H. M. Damm's dissertation gives it: the table is the format."""
    table = ("0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
             "3674209581", "5869720134", "8945362017", "9438617205", "2581436790")
    interim = 0
    for digit in digits:
        interim = int(table[interim][digit])
    return interim


def receipt_digits(stream):
    digits = [byte % 10 for byte in stream if byte < 250][:19]
    return bytes(digits) + bytes([damm(digits)])


def receipt_text(digits):
    text = "".join(map(str, digits))
    return " ".join(text[start:start + 4] for start in range(0, 20, 4))


def receipt_secrets(site, text, cost):
    """What the database knows the receipt by, and the private key that it gives."""
    digits = bytes(int(character) for character in text if character != " ")
    assert len(digits) == 20 and damm(digits) == 0
    salt = mac(site, "receipt", canonical("vangnet", "receipt salt", "1"))[:16]
    secret = scrypt(digits, salt, cost)
    return mix(site, "receipt", secret, "lookup"), mix(site, "receipt", secret, "key pair")


# Records


def wrap_place(record, use, generation, recipient, holder, epoch):
    return Place(KEY_KINDS[use], record, str(generation), key_id(recipient), epoch, [holder])


def content_place(kind, record, use, generation, thing, bound=()):
    return Place(kind, record, thing, "", generation, [use, *bound])


def entry_hash(record, use, owner, before, author, sequence, envelope):
    fields = canonical("vangnet", "record entry", "1", record, use, owner, before, author, sequence, envelope)
    return hashlib.sha256(fields).hexdigest()


def head_mac(site, record, use, owner, last, count, generation):
    return mac(site, "record", canonical("vangnet", "record head", "1", record, use, owner, last, count, generation))


def receipt_mac(site, record, lookup, public):
    return mac(site, "record", canonical("vangnet", "receipt key", "1", record, lookup, public))
