import Core
import Foundation
import Testing

@testable import Badges

/// What a badge says, and that it holds with its own key.
@Suite struct CredentialTests {
    @Test(arguments: SigningAlgorithm.allCases)
    func whatIsIssuedVerifies(algorithm: SigningAlgorithm) throws {
        let issuing = try Issuing(algorithm)
        let badge = try issuing.verifier().verify(try issuing.issue())
        #expect(badge.credential.learner == "Noor van Dijk")
        #expect(badge.credential.day == Day("2026-07-01"))
        #expect(badge.credential.credentialSubject.achievement.version == "3")
        #expect(badge.key == issuing.published)
        #expect(badge.key.jwk.algorithm == algorithm)
    }

    /// Open Badges 3.0, section 8.2.4, and the data model of Verifiable Credentials 2.0.
    @Test func theClaimsSayWhatTheCredentialSays() throws {
        let issuing = try Issuing(.es256)
        let payload = try Issuing.payload(try issuing.issue())
        #expect(payload["iss"] as? String == "did:web:vangnet.example")
        #expect((payload["issuer"] as? [String: Any])?["id"] as? String == "did:web:vangnet.example")
        #expect(payload["jti"] as? String == payload["id"] as? String)
        let subject = payload["credentialSubject"] as? [String: Any]
        #expect(payload["sub"] as? String == subject?["id"] as? String)
        #expect(payload["nbf"] as? Int == 1_790_000_000)
        #expect(payload["validFrom"] as? String == "2026-09-21T14:13:20Z")
        #expect(payload["awardedDate"] as? String == "2026-07-01T00:00:00+02:00")
        #expect(payload["validUntil"] == nil && payload["exp"] == nil && payload["vc"] == nil)
        let achievement = subject?["achievement"] as? [String: Any]
        #expect(achievement?["achievementType"] as? String == "CertificateOfCompletion")
        #expect((payload["@context"] as? [String])?.first == "https://www.w3.org/ns/credentials/v2")
    }

    @Test func theHeaderHoldsThreeThingsAndNoKey() throws {
        let issuing = try Issuing(.es256)
        let head = Base64URL.decode(try issuing.issue().split(separator: ".")[0]) ?? []
        let header = try JSONDecoder().decode([String: String].self, from: Data(head))
        #expect(
            header == [
                "alg": "ES256", "typ": "JWT", "kid": "did:web:vangnet.example#\(issuing.published.id)",
            ])
    }

    @Test func aDayInWinterStartsAnHourAhead() {
        #expect(Credential.start(of: Day("2026-01-31")!) == "2026-01-31T00:00:00+01:00")
        // The days on which the clock changes still begin with the old time.
        #expect(Credential.start(of: Day("2026-03-29")!) == "2026-03-29T00:00:00+01:00")
        #expect(Credential.start(of: Day("2026-10-25")!) == "2026-10-25T00:00:00+02:00")
    }

    @Test func aPortStandsInTheDIDPercentEncoded() {
        #expect(BadgeIssuer(name: "", address: "http://127.0.0.1:8080").did == "did:web:127.0.0.1%3A8080")
    }

    @Test(arguments: ["", "\"", "<script>", "Ünal \u{1F600}", "\\\u{2028}"])
    func aNameOfAnySigns(addition: String) throws {
        let issuing = try Issuing(.es256)
        let name = "Noor" + addition
        let badge = try issuing.verifier().verify(try issuing.issue(Issuing.facts(name: name)))
        #expect(badge.credential.learner == name)
    }
}

/// Keys as JSON.
@Suite struct KeyTests {
    /// The example of RFC 7638, section 3.1.
    @Test func thumbprintOfTheStandard() {
        let key = JWK(
            kty: "RSA",
            n: """
                0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj\
                hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQv\
                RL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnq\
                DKgw
                """, e: "AQAB", alg: "RS256", kid: "2011-04-29")
        #expect(key.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }

    /// The example of RFC 7515, appendix A.3.
    @Test func signatureOfTheStandard() throws {
        let key = JWK(
            kty: "EC", crv: "P-256", x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")
        let jws = try CompactJWS(
            """
            eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl\
            fQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q
            """)
        #expect(key.verifies(jws.signature, over: jws.signed))
        #expect(!key.verifies(jws.signature, over: jws.signed + [0]))
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func aKeyComesBackFromWhatWasSealed(algorithm: SigningAlgorithm) throws {
        let issuing = try Issuing(algorithm)
        let again = try SigningKey(algorithm, der: issuing.key.der)
        #expect(try again.publicKey() == issuing.published.jwk)
        #expect(throws: (any Error).self) { try SigningKey(algorithm, der: Array("DER".utf8)) }
        #expect("\(again)" == "SigningKey" && String(reflecting: again) == "SigningKey")
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func documentsAreReadBackAndHoldNothingPrivate(algorithm: SigningAlgorithm) throws {
        let issuing = try Issuing(algorithm)
        let gone = try Issuing(.es256, withdrawn: Issuing.now)
        let keys = [issuing.published, gone.published]
        for document in [
            try KeyDocuments.did(issuing.issuer, keys), try KeyDocuments.jwks(issuing.issuer, keys),
        ] {
            let (readDID, read) = try #require(KeyDocuments.read(document))
            #expect(readDID == issuing.issuer.did)
            // A withdrawn key is published nowhere.
            #expect(read.map(\.id) == [issuing.published.id])
            let badge = try BadgeVerifier(did: readDID, keys: read, now: Issuing.now).verify(try issuing.issue())
            #expect(badge.credential.learner == "Noor van Dijk")
            for name in ["d", "p", "q", "dp", "dq", "qi", "k"] {
                #expect(!String(decoding: document, as: UTF8.self).contains("\"\(name)\""))
            }
        }
    }

    @Test func whatAKeySignedInItsLastSecondStaysGood() throws {
        let issuing = try Issuing(.es256, ends: Instant(milliseconds: Issuing.now.milliseconds + 300))
        let (did, keys) = try #require(KeyDocuments.read(try KeyDocuments.did(issuing.issuer, [issuing.published])))
        let verifier = BadgeVerifier(did: did, keys: keys, now: Issuing.now)
        #expect(try verifier.verify(try issuing.issue()).credential.learner == "Noor van Dijk")
        let next = try issuing.issue(at: Issuing.now.advanced(bySeconds: 1))
        #expect(throws: BadgeProblem.keyExpired) { try verifier.verify(next) }
    }

    @Test(arguments: ["", "{}", "[]", "{\"keys\":5}", "{\"id\":\"did:web:x\"}", String(repeating: "[", count: 100_000)])
    func whatIsNoKeyDocument(text: String) {
        #expect(KeyDocuments.read(Array(text.utf8)) == nil)
    }

    @Test func base64OfOneFormOnly() {
        #expect(Base64URL.decode("-_8") == [0xFB, 0xFF])
        for text in ["+/8", "-_8=", "-_9", "-", "-_8 ", "é"] { #expect(Base64URL.decode(text) == nil, "\(text)") }
        #expect(Base64URL.decode("")?.isEmpty == true)
    }
}
