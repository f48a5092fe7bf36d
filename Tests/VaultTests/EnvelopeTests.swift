import Core
import Crypto
import TestSupport
import Testing
import Vault

struct EnvelopeTests {
    private let random = seededRandomBytes(1)
    private let place = Place(
        .deskKey, record: "desk", object: "desk key", recipient: "member key", epoch: 7)

    /// The same place with one thing changed, for each thing.
    private var otherPlaces: [Place] {
        [
            Place(.memberKeyBySession, record: "desk", object: "desk key", recipient: "member key", epoch: 7),
            Place(.deskKey, record: "desK", object: "desk key", recipient: "member key", epoch: 7),
            Place(.deskKey, record: "desk", object: "desk keY", recipient: "member key", epoch: 7),
            Place(.deskKey, record: "desk", object: "desk key", recipient: "member keY", epoch: 7),
            Place(.deskKey, record: "desk", object: "desk key", recipient: "member key", epoch: 8),
            // The same letters, divided otherwise.
            Place(.deskKey, record: "des", object: "kdesk key", recipient: "member key", epoch: 7),
            Place(.deskKey, record: "desk", object: "desk keymember key", recipient: "", epoch: 7),
            Place(.deskKey, record: "desk key", object: "desk", recipient: "member key", epoch: 7),
        ]
    }

    @Test func opensWhatItSealed() throws {
        for count in [0, 1, 31, 32, 33, 1000] {
            let plain = random(count)
            let key = SymmetricKey(data: random(32))
            let sealed = try Envelope.seal(plain, under: key, for: place, random: random)
            #expect(try Envelope(sealed.bytes).open(under: key, at: place) == plain)
            let pair = KeyPair(random: random)
            let wrapped = try Envelope.seal(plain, to: pair.publicKey, for: place)
            #expect(try Envelope(wrapped.bytes).open(with: pair, at: place) == plain)
        }
    }

    @Test func anyFlippedBitIsRefused() throws {
        let key = SymmetricKey(data: random(32))
        let pair = KeyPair(random: random)
        let sealed = try Envelope.seal(random(32), under: key, for: place, random: random).bytes
        let wrapped = try Envelope.seal(random(32), to: pair.publicKey, for: place).bytes
        for position in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[position] ^= 1 << UInt8(bit)
                #expect(throws: SealError.self) { try Envelope(changed).open(under: key, at: place) }
            }
        }
        for position in wrapped.indices {
            var changed = wrapped
            changed[position] ^= 1 << UInt8(position % 8)
            // X25519 ignores the highest bit of a public key (RFC 7748, section 5), but HPKE binds it.
            if position == 38 { changed[position] = wrapped[position] ^ 0x80 }
            #expect(throws: SealError.self) { try Envelope(changed).open(with: pair, at: place) }
        }
    }

    @Test func anyOtherPlaceIsRefused() throws {
        let key = SymmetricKey(data: random(32))
        let pair = KeyPair(random: random)
        let sealed = try Envelope.seal(random(32), under: key, for: place, random: random)
        let wrapped = try Envelope.seal(random(32), to: pair.publicKey, for: place)
        for other in otherPlaces {
            #expect(throws: SealError.refused) { try sealed.open(under: key, at: other) }
            #expect(throws: SealError.refused) { try wrapped.open(with: pair, at: other) }
        }
    }

    @Test func anyOtherKeyIsRefused() throws {
        let pair = KeyPair(random: random)
        let sealed = try Envelope.seal([1], under: SymmetricKey(data: random(32)), for: place, random: random)
        let wrapped = try Envelope.seal([1], to: pair.publicKey, for: place)
        for _ in 0..<50 {
            #expect(throws: SealError.refused) { try sealed.open(under: SymmetricKey(data: random(32)), at: place) }
            #expect(throws: SealError.refused) { try wrapped.open(with: KeyPair(random: random), at: place) }
        }
        #expect(throws: SealError.refused) { try sealed.open(with: pair, at: place) }
        #expect(throws: SealError.refused) { try wrapped.open(under: SymmetricKey(data: random(32)), at: place) }
    }

    @Test func anyOtherFormIsMalformed() throws {
        let key = SymmetricKey(data: random(32))
        let sealed = try Envelope.seal([], under: key, for: place, random: random).bytes
        for count in 0..<sealed.count {
            #expect(throws: SealError.malformed) { try Envelope(Array(sealed.prefix(count))) }
        }
        #expect(throws: SealError.refused) { try Envelope(sealed + [0]).open(under: key, at: place) }
        for version in [UInt8(0), 2, 255] {
            #expect(throws: SealError.malformed) { try Envelope([version] + sealed.dropFirst()) }
        }
        for suite in [UInt8(0), 3, 255] {
            #expect(throws: SealError.malformed) { try Envelope([1, suite] + sealed.dropFirst(2)) }
        }
        for kind in [UInt8(0), 18, 255] {
            #expect(throws: SealError.malformed) { try Envelope([1, 1, kind] + sealed.dropFirst(3)) }
        }
        for count in [0, 1, 31, 33, 64] { #expect(throws: SealError.malformed) { try PublicKey(random(count)) } }
    }

    /// The points of small order on Curve25519 and its twist, as far as X25519 reads them.
    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ])
    func aPublicKeyOfLowOrderIsRefused(text: String) {
        #expect(throws: SealError.malformed) { try PublicKey([UInt8](hex: text)!) }
    }

    @Test func aKeyPairOpensOnlyAsItself() throws {
        let pair = KeyPair(random: random)
        let other = KeyPair(random: random)
        let key = SymmetricKey(data: random(32))
        let sealed = try pair.sealed(under: key, for: place, random: random)
        #expect(try KeyPair(opening: sealed, under: key, at: place, of: pair.publicKey).publicKey == pair.publicKey)
        #expect(throws: SealError.refused) {
            try KeyPair(opening: sealed, under: key, at: place, of: other.publicKey)
        }
        let wrapped = try pair.wrapped(to: other.publicKey, for: place)
        #expect(try KeyPair(opening: wrapped, with: other, at: place, of: pair.publicKey).publicKey == pair.publicKey)
        #expect(throws: SealError.refused) {
            try KeyPair(opening: wrapped, with: other, at: place, of: other.publicKey)
        }
    }

    @Test func sealedTwiceIsTwoDifferentThings() throws {
        let pair = KeyPair(random: random)
        let key = SymmetricKey(data: random(32))
        let sealed = try (0..<2).map { _ in try Envelope.seal([1], under: key, for: place, random: random) }
        #expect(sealed[0] != sealed[1])
        let wrapped = try (0..<2).map { _ in try Envelope.seal([1], to: pair.publicKey, for: place) }
        #expect(wrapped[0] != wrapped[1])
    }
}

/// What was sealed once opens for as long as there are installations: made with another implementation (Python's hashlib,
/// hmac and cryptography, HPKE by hand after RFC 9180), never with this one.
struct VectorTests {
    private let pair = KeyPair { _ in Array(32..<64) }

    @Test func keysAndFingerprint() {
        let key = "358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254"
        #expect(pair.publicKey.bytes.hex == key)
        #expect(pair.publicKey.id == "d8a4e4e7e568c8abde48e3bbf3ac1055")
        #expect(pair.publicKey.fingerprint == "31277 70497 15696 96627 14769 78013")
    }

    @Test func passwordAndEnvelope() async throws {
        let secrets = try await DerivationQueue(slots: 1).secrets(
            of: "e\u{301}e\u{301}n lang wachtwoord", salt: Array(0..<16),
            cost: DerivationCost(rounds: 16, blockSize: 8, parallelism: 1)!, siteKey: siteKey, source: nil)
        let auth = "fe763f47c74003f181ab60bc845796b43171f630d4bfb4e4a35225eb45f774ba"
        #expect(secrets.authValue.hex == auth)
        let sealed =
            "010101000000006465666768696a6b6c6d6e6f935e3f8753c6d9069b37bf0917d49d7be33d9a15cd65e84196175250a5"
        let place = Place(.memberKeyByPassword, record: "member", object: "key")
        let plain = try Envelope([UInt8](hex: sealed)!).open(under: secrets.key, at: place)
        #expect(String(decoding: plain, as: UTF8.self) == "a private key")
    }

    /// The cost of a real password, once: memory limits show only here.
    @Test func passwordAtItsRealCost() async throws {
        let secrets = try await DerivationQueue(slots: 1).secrets(
            of: "één lang wachtwoord", salt: Array(0..<16), cost: .password, siteKey: siteKey, source: nil)
        let auth = "b83012aaf316917e741f0b57b4daf77c0da8134e328ddaf85a165977ee9de68e"
        #expect(secrets.authValue.hex == auth)
    }

    @Test func wrappedKey() throws {
        let wrapped =
            "0102040000000779a631eede1bf9c98f12032cdeadd0e7a079398fc786b88cc846ec89af85a51a"
            + "dd56171d7392b347af6795b80afce8b217e90fde4b665cd4330a"
        let place = Place(.deskKey, record: "desk", object: "desk key", recipient: "member key", epoch: 7)
        let plain = try Envelope([UInt8](hex: wrapped)!).open(with: pair, at: place)
        #expect(String(decoding: plain, as: UTF8.self) == "a desk key")
    }

    @Test func token() {
        let token = Token(Array(200..<232).hex)!
        let hash = "9b525845555728d9b9e5da0c5af67708ea6dd651a9edfb23cd5d18e0de95a3b0"
        #expect(token.hash(.session, siteKey) == hash)
        let form = "3b33e3c3cfbd3fdadaec26bf1675568bc019dc7ce50c93426ee8b0218871755d"
        #expect(token.formToken(siteKey) == form)
        #expect(token.accepts(formToken: form, siteKey))
        #expect(!token.accepts(formToken: String(form.dropLast()) + "e", siteKey))
        #expect(!token.accepts(formToken: "", siteKey))
    }

    @Test func recoveryCode() {
        let code = RecoveryCode { _ in Array(0..<16) }
        #expect(code.text == "000G-40R4-0M30-E209-185G-R38E-1WEC")
        let key = "0b626dcebdd11b11df17c83ac19accc67b674a8f49beeaf9a2cddfa9d5920b93"
        #expect(code.key(siteKey).withUnsafeBytes { Array($0) }.hex == key)
    }
}

struct TokenTests {
    @Test(arguments: ["", "00", String(repeating: "0", count: 63), String(repeating: "A", count: 64)])
    func refusesAnyOtherText(text: String) { #expect(Token(text) == nil) }

    @Test func readsWhatItWrites() {
        let token = Token(random: seededRandomBytes(2))
        #expect(Token(token.text)?.text == token.text)
        #expect(token.hash(.session, siteKey) != token.hash(.invitation, siteKey))
        #expect(token.hash(.session, siteKey) != token.hash(.session, SiteKey(Array(1..<33))!))
    }
}

struct CostTests {
    @Test(arguments: [DerivationCost.password, .trivial])
    func readsWhatItWrites(cost: DerivationCost) { #expect(DerivationCost(cost.text) == cost) }

    @Test(arguments: [
        "", "scrypt", "scrypt:16:8", "scrypt:16:8:1:1", "scrypt:15:8:1", "scrypt:016:8:1", "scrypt:+16:8:1",
        "scrypt:4194304:8:1", "scrypt:16:0:1", "scrypt:16:8:99", "bcrypt:16:8:1", "scrypt:16:8:1 ",
    ])
    func refusesAnythingElse(text: String) { #expect(DerivationCost(text) == nil) }
}
