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
        for suite in [UInt8(0), 4, 255] {
            #expect(throws: SealError.malformed) { try Envelope([1, suite] + sealed.dropFirst(2)) }
        }
        for kind in [UInt8(0), 20, 255] {
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

    /// Whoever can write to the database knows the public key, and can seal to it; but not what must come from here.
    @Test func whatMustComeFromHereTakesTheSiteKey() throws {
        let pair = KeyPair(random: random)
        let elsewhere = SiteKey(random(32))!
        let sealed = try Envelope.seal([1, 2, 3], to: pair.publicKey, for: place, siteKey: siteKey)
        #expect(try Envelope(sealed.bytes).open(with: pair, at: place, siteKey: siteKey) == [1, 2, 3])
        #expect(throws: SealError.refused) { try sealed.open(with: pair, at: place, siteKey: elsewhere) }
        #expect(throws: SealError.refused) { try sealed.open(with: pair, at: place) }
        let other = KeyPair(random: random)
        #expect(throws: SealError.refused) { try sealed.open(with: other, at: place, siteKey: siteKey) }
        for otherPlace in otherPlaces {
            #expect(throws: SealError.refused) { try sealed.open(with: pair, at: otherPlace, siteKey: siteKey) }
        }
        for position in sealed.bytes.indices {
            var changed = sealed.bytes
            changed[position] ^= 1 << UInt8(position % 8)
            #expect(throws: SealError.self) { try Envelope(changed).open(with: pair, at: place, siteKey: siteKey) }
        }
        // Sealed by somebody else, and called ours.
        let forged = try Envelope.seal([1, 2, 3], to: pair.publicKey, for: place)
        #expect(throws: SealError.refused) { try forged.open(with: pair, at: place, siteKey: siteKey) }
        var renamed = forged.bytes
        renamed[1] = Envelope.Suite.toPublicKeyFromHere.rawValue
        #expect(throws: SealError.refused) { try Envelope(renamed).open(with: pair, at: place, siteKey: siteKey) }
    }

    @Test func anEncapsulatedKeyOfLowOrderIsRefused() throws {
        let pair = KeyPair(random: random)
        let wrapped = try Envelope.seal([1], to: pair.publicKey, for: place).bytes
        let fromHere = try Envelope.seal([1], to: pair.publicKey, for: place, siteKey: siteKey).bytes
        for point in [0, 1] as [UInt8] {
            let low = [point] + [UInt8](repeating: 0, count: 31)
            let changed = try Envelope(wrapped.prefix(7) + low + wrapped.dropFirst(39))
            #expect(throws: SealError.refused) { try changed.open(with: pair, at: place) }
            let changedFromHere = try Envelope(fromHere.prefix(7) + low + fromHere.dropFirst(39))
            #expect(throws: SealError.refused) { try changedFromHere.open(with: pair, at: place, siteKey: siteKey) }
        }
    }

    /// What else a place is bound to is a list: no two lists look the same, nor does a list and a place without one.
    @Test func noTwoPlacesAreTheSame() throws {
        let key = SymmetricKey(data: random(32))
        func place(_ record: String, _ object: String, _ recipient: String, _ bound: [String]) -> Place {
            Place(.entry, record: record, object: object, recipient: recipient, bound: bound)
        }
        let places = [
            place("a", "b", "c", ["d", "e"]), place("a", "b", "c", ["e", "d"]), place("a", "b", "c", ["de"]),
            place("a", "b", "c", ["d", "e", ""]), place("a", "b", "c", ["", "d", "e"]), place("a", "b", "c", []),
            place("a", "b", "", ["c", "d", "e"]), place("", "a", "b", ["c", "d", "e"]),
            place("a", "b", "c", ["d\u{0}\u{0}\u{0}\u{1}e"]), place("a", "b", "c", [""]),
        ]
        for (number, one) in places.enumerated() {
            let sealed = try Envelope.seal([], under: key, for: one, random: random)
            for (other, place) in places.enumerated() where other != number {
                #expect(throws: SealError.refused) { try sealed.open(under: key, at: place) }
            }
            #expect(try sealed.open(under: key, at: one) == [])
        }
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
    @Test(arguments: [DerivationCost.password, .receipt, .trivial])
    func readsWhatItWrites(cost: DerivationCost) { #expect(DerivationCost(cost.text) == cost) }

    @Test(arguments: [
        "", "scrypt", "scrypt:16:8", "scrypt:16:8:1:1", "scrypt:15:8:1", "scrypt:016:8:1", "scrypt:+16:8:1",
        "scrypt:4194304:8:1", "scrypt:16:0:1", "scrypt:16:8:99", "bcrypt:16:8:1", "scrypt:16:8:1 ",
    ])
    func refusesAnythingElse(text: String) { #expect(DerivationCost(text) == nil) }
}
