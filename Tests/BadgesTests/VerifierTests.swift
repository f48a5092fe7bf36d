import Core
import Foundation
import Testing

@testable import Badges

/// What is no badge, and the reason that is given.
@Suite struct VerifierTests {
    private func problem(_ token: String, _ verifier: BadgeVerifier) -> BadgeProblem? {
        do throws(BadgeProblem) {
            _ = try verifier.verify(token)
            return nil
        } catch {
            return error
        }
    }

    /// Whichever sign is changed, the badge no longer holds.
    @Test(arguments: SigningAlgorithm.allCases)
    func anyChangedSignIsSeen(algorithm: SigningAlgorithm) throws {
        let issuing = try Issuing(algorithm)
        let token = Array(try issuing.issue().utf8)
        let verifier = issuing.verifier()
        for place in stride(from: 0, to: token.count, by: algorithm == .rs256 ? 7 : 3) {
            var changed = token
            changed[place] = token[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(problem(String(decoding: changed, as: UTF8.self), verifier) != nil, "sign \(place)")
        }
        let last = token.count - 1
        var changed = token
        changed[last] = token[last] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        #expect(problem(String(decoding: changed, as: UTF8.self), verifier) != nil)
    }

    @Test func anotherNameUnderTheSameSignature() throws {
        let issuing = try Issuing(.es256)
        let parts = try issuing.issue().split(separator: ".")
        let text = String(decoding: Base64URL.decode(parts[1]) ?? [], as: UTF8.self)
        let other = text.replacingOccurrences(of: "Noor van Dijk", with: "Sam van Dijk")
        #expect(other != text)
        let token = "\(parts[0]).\(Base64URL.encode(Array(other.utf8))).\(parts[2])"
        #expect(problem(token, issuing.verifier()) == .changed)
    }

    @Test(arguments: ["none", "None", "NONE", "nOnE"])
    func noneIsNoSignature(name: String) throws {
        let issuing = try Issuing(.es256)
        let parts = try issuing.issue().split(separator: ".")
        let header =
            "{\"alg\":\"\(name)\",\"kid\":\"\(issuing.issuer.address(of: issuing.published))\",\"typ\":\"JWT\"}"
        for signature in ["", String(parts[2])] {
            let token = "\(Base64URL.encode(Array(header.utf8))).\(parts[1]).\(signature)"
            #expect(problem(token, issuing.verifier()) == .unsigned)
        }
    }

    @Test(arguments: ["HS256", "RS1", "RS512", "ES384", "EdDSA", "rs256", ""])
    func algorithmsThatAreNotOurs(name: String) throws {
        let issuing = try Issuing(.rs256)
        let token = try issuing.forge(
            header:
                "{\"alg\":\"\(name)\",\"kid\":\"\(issuing.issuer.address(of: issuing.published))\",\"typ\":\"JWT\"}",
            payload: "{}")
        #expect(problem(token, issuing.verifier()) == .unknownAlgorithm)
    }

    @Test func anAlgorithmThatIsOfAnotherKey() throws {
        let issuing = try Issuing(.es256)
        let token = try issuing.forge(
            header: "{\"alg\":\"RS256\",\"kid\":\"\(issuing.issuer.address(of: issuing.published))\",\"typ\":\"JWT\"}",
            payload: "{}")
        #expect(problem(token, issuing.verifier()) == .algorithmOfAnotherKey)
    }

    @Test func aKeyThatNobodyPublishes() throws {
        let (ours, theirs) = (try Issuing(.es256), try Issuing(.es256))
        #expect(problem(try theirs.issue(), ours.verifier()) == .unknownKey)
    }

    /// Whoever brings their own key along, in the header or under our key's name, gets nowhere.
    @Test func aKeyThatTheBadgeBringsAlong() throws {
        let (ours, theirs) = (try Issuing(.es256), try Issuing(.es256))
        let payload = String(
            decoding: Base64URL.decode(try theirs.issue().split(separator: ".")[1]) ?? [], as: UTF8.self)
        let kid = ours.issuer.address(of: ours.published)
        let jwk = String(decoding: try JSONEncoder().encode(theirs.published.jwk), as: UTF8.self)
        let named = try theirs.forge(
            header: "{\"alg\":\"ES256\",\"kid\":\"\(kid)\",\"typ\":\"JWT\"}", payload: payload)
        #expect(problem(named, ours.verifier()) == .changed)
        let brought = try theirs.forge(
            header: "{\"alg\":\"ES256\",\"kid\":\"\(kid)\",\"typ\":\"JWT\",\"jwk\":\(jwk)}", payload: payload)
        #expect(problem(brought, ours.verifier()) == .notACredential)
        let address = try theirs.forge(
            header: "{\"alg\":\"ES256\",\"kid\":\"\(kid)\",\"typ\":\"JWT\",\"jku\":\"https://example.org/k\"}",
            payload: payload)
        #expect(problem(address, ours.verifier()) == .malformed)
    }

    @Test func datedOutsideTheTimeOfTheKey() throws {
        let end = Issuing.now.advanced(bySeconds: -3600)
        let ended = try Issuing(.es256, ends: end)
        #expect(problem(try ended.issue(at: end.advanced(bySeconds: -10)), ended.verifier()) == nil)
        #expect(problem(try ended.issue(), ended.verifier()) == .keyExpired)
        let begun = try Issuing(.es256, starts: Issuing.now)
        #expect(problem(try begun.issue(), begun.verifier()) == nil, "in the second in which the key was made")
        #expect(problem(try begun.issue(at: Issuing.now.advanced(bySeconds: -60)), begun.verifier()) == .keyExpired)
    }

    @Test func aWithdrawnKeySignedNothing() throws {
        let issuing = try Issuing(.es256, withdrawn: Issuing.now)
        #expect(problem(try issuing.issue(), issuing.verifier()) == .keyWithdrawn)
    }

    @Test func datedInTheFuture() throws {
        let issuing = try Issuing(.es256)
        #expect(problem(try issuing.issue(at: Issuing.now.advanced(bySeconds: 30)), issuing.verifier()) == nil)
        #expect(
            problem(try issuing.issue(at: Issuing.now.advanced(bySeconds: 120)), issuing.verifier()) == .notYetValid)
    }

    @Test func keysOfAnotherIssuer() throws {
        let issuing = try Issuing(.es256)
        let verifier = BadgeVerifier(did: "did:web:elders.example", keys: [issuing.published], now: Issuing.now)
        #expect(problem(try issuing.issue(), verifier) == .otherIssuer)
    }

    /// Signed by the right key, and no badge of this kind.
    @Test func claimsThatContradictTheCredential() throws {
        let issuing = try Issuing(.es256)
        let wrong: [(String, (inout [String: Any]) -> Void)] = [
            ("iss", { $0["iss"] = "did:web:elders.example" }),
            ("jti", { $0["jti"] = "https://vangnet.example/bewijs/1" }),
            ("sub", { $0["sub"] = "x" }), ("nbf", { $0["nbf"] = 1_789_999_999 }), ("no nbf", { $0["nbf"] = nil }),
            ("type", { $0["type"] = ["VerifiableCredential"] }),
            ("context", { $0["@context"] = ["https://example.org"] }),
            ("no status", { $0["credentialStatus"] = nil }), ("no subject", { $0["credentialSubject"] = nil }),
            ("date", { $0["awardedDate"] = "2026-02-30T00:00:00+01:00" }),
        ]
        #expect(problem(try issuing.resigned { _ in }, issuing.verifier()) == nil)
        for (name, change) in wrong {
            #expect(problem(try issuing.resigned(change), issuing.verifier()) == .malformed, "\(name)")
        }
    }

    @Test(arguments: [
        "", ".", "..", "a.b.c", "a.b", "a.b.c.d", "hallo", "{}", "e30.e30.e30", String(repeating: "A", count: 100_000),
        "W1tbW1tbW1tbW1tb.e30.e30", "ImEi.e30.e30",
    ])
    func whatIsNoSignedText(text: String) throws {
        #expect(problem(text, try Issuing(.es256).verifier()) == .notACredential)
    }

    @Test func aHeaderOfGreatDepth() throws {
        let deep = Base64URL.encode(Array(String(repeating: "[", count: 100_000).utf8))
        #expect(problem("\(deep).e30.e30", try Issuing(.es256).verifier()) == .notACredential)
    }
}

/// Which badges were revoked.
@Suite struct StatusListTests {
    private func issue(
        _ issuing: Issuing, revoked: [Int], at now: Instant = Issuing.now, address: String? = nil
    ) throws -> String {
        try StatusList(revoked: revoked).sign(
            at: address ?? Issuing.facts().statusList, by: issuing.issuer, with: issuing.key, issuing.published,
            now: now)
    }

    private func problem(_ list: String, _ issuing: Issuing, at now: Instant = Issuing.now) throws -> BadgeProblem? {
        let badge = try issuing.verifier().verify(try issuing.issue())
        do throws(BadgeProblem) {
            try issuing.verifier(at: now).check(badge, against: list)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [0, 1, 7, 8, 94_566, 131_071])
    func onePlaceIsOneBadge(place: Int) throws {
        let list = try #require(StatusList(encoded: StatusList(revoked: [place]).encoded))
        #expect(StatusList.places.filter { list[$0] } == [place])
        #expect(list[-1] && list[131_072], "outside the list nothing is known to be good")
    }

    /// The first bit of the list is the highest of its first byte (Bitstring Status List 1.0, section 3.2).
    @Test func theOrderOfTheBits() throws {
        #expect(StatusList(revoked: [0, 10]) == StatusList(revoked: [10, 0, 500_000]))
        #expect(StatusList().encoded.hasPrefix("uH4sI"), "multibase, and the sign of gzip")
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func aListSaysWhoIsRevoked(algorithm: SigningAlgorithm) throws {
        let issuing = try Issuing(algorithm)
        #expect(try problem(try issue(issuing, revoked: [94_566, 94_568]), issuing) == nil)
        #expect(try problem(try issue(issuing, revoked: [94_567]), issuing) == .revoked)
    }

    @Test func anOldListSaysNothing() throws {
        let issuing = try Issuing(.es256)
        let list = try issue(issuing, revoked: [])
        #expect(try problem(list, issuing, at: Issuing.now.advanced(bySeconds: StatusList.seconds - 1)) == nil)
        #expect(
            try problem(list, issuing, at: Issuing.now.advanced(bySeconds: StatusList.seconds + 61)) == .staleStatus)
        #expect(try problem(list, issuing, at: Issuing.now.advanced(bySeconds: -3600)) == .staleStatus)
    }

    @Test func aListOfAnother() throws {
        let issuing = try Issuing(.es256)
        #expect(try problem(try issue(try Issuing(.es256), revoked: []), issuing) == .unreadableStatus)
        let other = try issue(issuing, revoked: [], address: "https://vangnet.example/bewijs/status/2")
        #expect(try problem(other, issuing) == .unreadableStatus)
        #expect(try problem(try issuing.issue(), issuing) == .unreadableStatus, "a badge is no list")
        #expect(try problem("", issuing) == .unreadableStatus)
    }

    /// A list that would become larger than a list is, or smaller, is none; it is never unpacked further.
    @Test func aListOfAnotherLength() {
        for count in [0, 1, 16_383, 16_385, 50 << 20] {
            let packed = StatusList.gzip([UInt8](repeating: 0, count: count))
            #expect(StatusList(encoded: "u" + Base64URL.encode(packed)) == nil, "\(count) bytes")
        }
        #expect(StatusList(encoded: "u") == nil)
        #expect(StatusList(encoded: "uH4sIAAAAAAAAAwMAAAAAAAAAAAA") == nil, "an empty list")
        #expect(StatusList(encoded: StatusList().encoded.dropFirst().description) == nil)
        #expect(StatusList(encoded: String(StatusList().encoded.dropLast(8))) == nil)
    }
}

/// Pictures with a badge in them.
@Suite struct BakingTests {
    private static let drawing =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>"
    /// One transparent pixel.
    private static let pixel = Array(
        Data(
            base64Encoded:
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")!)

    @Test func whatGoesInComesOut() throws {
        let token = try Issuing(.es256).issue()
        #expect(try Baking.extract(Array(Baking.svg(Self.drawing, badge: token).utf8)) == token)
        #expect(try Baking.extract(try #require(Baking.png(Self.pixel, badge: token))) == token)
        #expect(try Baking.extract(Array(token.utf8)) == token)
        #expect(try Baking.extract(Array(" \(token.prefix(40))\r\n\(token.dropFirst(40))\n".utf8)) == token)
    }

    /// Open Badges 3.0, section 5.3.2.1: the namespace on the first tag, and the credential directly after it.
    @Test func theFormOfASVG() {
        let baked = Baking.svg(Self.drawing, badge: "a.b.c")
        #expect(
            baked == """
                <?xml version="1.0" encoding="UTF-8"?>
                <svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" xmlns="http://www.w3.org/2000/svg" \
                viewBox="0 0 1 1"><openbadges:credential verify="a.b.c"/><path d="M0 0"/></svg>
                """)
    }

    @Test func picturesWithoutABadge() throws {
        let empty: [[UInt8]] = [
            Self.pixel, Array(Self.drawing.utf8), Array("<svg".utf8), [0xFF, 0xD8, 0xFF, 0xE0], [0xC3, 0x28],
            Array("<svg><openbadges:credential/></svg>".utf8), Array("<svg><openbadges:credential verify=\"a".utf8),
        ]
        for bytes in empty { #expect(throws: BadgeProblem.notACredential) { try Baking.extract(bytes) } }
        #expect(Baking.png(Array("GIF89a".utf8), badge: "a.b.c") == nil)
    }

    @Test func aPictureWithTwo() throws {
        let baked = try #require(Baking.png(Self.pixel, badge: "a.b.c"))
        let twice = try #require(Baking.png(baked, badge: "d.e.f"))
        #expect(throws: BadgeProblem.several) { try Baking.extract(twice) }
        let drawn = Baking.svg(Self.drawing, badge: "a.b.c").replacingOccurrences(
            of: "<path", with: "<openbadges:credential verify=\"d.e.f\"/><path")
        #expect(throws: BadgeProblem.several) { try Baking.extract(Array(drawn.utf8)) }
    }

    @Test func aLargeFileThatIsNothing() {
        for sign in ["<", " ", "a", "<openbadges:credentia"] {
            let bytes = Array(String(repeating: sign, count: (1 << 19) / sign.utf8.count).utf8)
            #expect(throws: BadgeProblem.self) {
                try BadgeVerifier(keys: [], now: Issuing.now).verify(try Baking.extract(bytes))
            }
        }
    }

    /// Cut off or changed anywhere, it is refused or still holds the same badge; it never crashes.
    @Test func aDamagedPicture() throws {
        let baked = try #require(Baking.png(Self.pixel, badge: "aaaa.bbbb.cccc"))
        for length in 0..<baked.count {
            if let found = try? Baking.extract(Array(baked.prefix(length))), length >= 8 {
                #expect(found == "aaaa.bbbb.cccc", "length \(length)")
            }
        }
        for place in 8..<baked.count {
            var changed = baked
            changed[place] ^= 0x41
            if let found = try? Baking.extract(changed) { #expect(found == "aaaa.bbbb.cccc", "byte \(place)") }
        }
        // A compressed text is not unpacked: the standard forbids it.
        let place = try #require(baked.indices.first { baked[$0...].starts(with: "openbadgecredential".utf8) }) + 20
        var packed = baked
        packed[place] = 1
        #expect(throws: BadgeProblem.notACredential) { try Baking.extract(packed) }
    }
}
