import Badges
import Core
import Directory
import Foundation
import HummingbirdTesting
import Pictures
import Storage
import TestSupport
import Testing
import Web

@testable import Learning

#if canImport(FoundationXML)
    import FoundationXML
#endif

private let issuer = BadgeIssuer(name: "Vangnet", address: "https://vangnet.example")

private func achievement(_ certificate: Certificate) -> BadgeAchievement {
    BadgeAchievement(
        id: "https://vangnet.example/leren/\(certificate.course)/versie/\(certificate.version)", name: "Signalen",
        description: "Kort.", narrative: "Gevolgd.", page: "https://vangnet.example/leren/\(certificate.course)",
        language: .nl, version: certificate.version)
}

extension World {
    /// The certificate of somebody who completed a course, and its badge. The first key is a small one: an RSA key takes long in a
    /// debug build.
    fileprivate func badge(_ name: String = "Noor van Dijk") async throws -> (Certificate, String) {
        if try await learning.badges.keys.all().isEmpty { try await learning.badges.keys.rotate(.system, .es256) }
        let certificate = try learning.certificates.make(for: try await complete(), name: name)
        let text = try await learning.badges.issue(certificate, achievement(certificate), by: issuer)
        return (certificate, text)
    }

    fileprivate func verify(_ text: String) async throws -> BadgeService.Checked {
        try await learning.badges.verify(Array(text.utf8))
    }

    /// Everything that is stored, as text.
    fileprivate func stored(_ tables: [String]) async throws -> String {
        try await database.read { transaction in
            try tables.map { try "\(transaction.rows("SELECT * FROM \($0)"))" }.joined()
        }
    }
}

/// Certificates as Open Badges.
@Suite struct BadgeTests {
    @Test(arguments: testEngines)
    func whatIsMadeIsVerified(engine: Engine) async throws {
        try await World.on(engine) { world in
            let (certificate, text) = try await world.badge()
            let checked = try await world.verify(text)
            #expect(checked.badge.credential.learner == "Noor van Dijk")
            #expect(checked.badge.credential.day == certificate.day)
            #expect(checked.badge.credential.id == "https://vangnet.example/bewijs/\(certificate.code)")
            #expect(checked.revocation == nil)
            await #expect(throws: BadgeProblem.notACredential) { try await world.verify("hallo") }
        }
    }

    /// Neither the name nor the badge is anywhere in the database, and no key lies there open.
    @Test(arguments: testEngines)
    func theNameIsNotStored(engine: Engine) async throws {
        try await World.on(engine) { world in
            let (_, text) = try await world.badge("Xaviera Quist")
            let tables = ["learning_badges", "learning_badge_keys", "learning_completions", "learning_attempts"]
            let stored = try await world.stored(tables)
            #expect(stored.contains("receptie"), "the tables are read")
            for word in ["Xaviera", "Quist", String(text.suffix(20))] { #expect(!stored.contains(word)) }
            let (key, _) = try await world.learning.badges.keys.current()
            #expect(!stored.contains(key.der.suffix(16).map { String(format: "%02x", $0) }.joined()))
        }
    }

    @Test(arguments: testEngines)
    func aCertificateKeepsItsPlaceAndTwoHaveTwo(engine: Engine) async throws {
        try await World.on(engine) { world in
            let (certificate, first) = try await world.badge()
            let again = try await world.learning.badges.issue(certificate, achievement(certificate), by: issuer)
            let (_, other) = try await world.badge()
            let places = try await [first, again, other].asyncMap { text in
                try await world.verify(text).badge.credential.position
            }
            #expect(places[0] == places[1] && places[0] != places[2])
        }
    }

    /// Revoked: the badge, the paper, the status list, and every next one; nobody else's.
    @Test(arguments: testEngines)
    func aRevokedCertificateCountsNowhere(engine: Engine) async throws {
        try await World.on(engine) { world in
            let service = world.learning.badges
            let (certificate, text) = try await world.badge()
            let (other, otherText) = try await world.badge()
            let found = try await service.find(world.trainer, code: certificate.code.lowercased())
            #expect(found.course == "receptie" && found.version == 3 && found.day == certificate.day)
            try await service.revoke(world.trainer, code: certificate.code, .otherName)

            #expect(try await world.verify(text).revocation?.reason == .otherName)
            #expect(try await world.verify(otherText).revocation == nil)
            let certificates = world.learning.certificates
            #expect(
                try await certificates.verify(code: certificate.code, name: "Noor van Dijk").revocation?.reason
                    == .otherName)
            #expect(try await certificates.verify(code: other.code, name: "Noor van Dijk").revocation == nil)
            await #expect(throws: CertificateError.revoked) {
                try await service.issue(certificate, achievement(certificate), by: issuer)
            }

            let list = try await service.statusList(1, by: issuer)
            let verifier = BadgeVerifier(
                did: issuer.did, keys: try await service.keys.published(), now: world.clock.instant)
            #expect(throws: BadgeProblem.revoked) { try verifier.check(try verifier.verify(text), against: list) }
            #expect(throws: Never.self) { try verifier.check(try verifier.verify(otherText), against: list) }
            #expect(world.audit.actions.contains("learning.certificate.revoked"))
            #expect(try await service.revoked(world.trainer).map(\.revocation.reason) == [.otherName])
        }
    }

    @Test(arguments: testEngines)
    func revokingWhatIsOnlyOnPaper(engine: Engine) async throws {
        try await World.on(engine) { world in
            let service = world.learning.badges
            let paper = try world.learning.certificates.make(for: try await world.complete(), name: "Ali")
            try await service.revoke(world.trainer, code: paper.code, .mistake)
            #expect(
                try await world.learning.certificates.verify(code: paper.code, name: "Ali").revocation?.reason
                    == .mistake)
            await #expect(throws: CertificateError.alreadyRevoked) {
                try await service.revoke(world.trainer, code: paper.code, .asked)
            }
            await #expect(throws: CertificateError.alreadyRevoked) {
                try await service.find(world.trainer, code: paper.code)
            }
            await #expect(throws: CertificateError.mistyped) {
                try await service.revoke(world.trainer, code: "0K3M", .asked)
            }
            await #expect(throws: CertificateError.noSuchCertificate) {
                try await service.revoke(world.trainer, code: Learning.demoCertificate, .asked)
            }
            let member = world.member(of: world.hotel)
            await #expect(throws: DirectoryError.notAllowed) {
                try await service.revoke(member, code: paper.code, .asked)
            }
            await #expect(throws: DirectoryError.signInFirst) { try await service.revoked(.visitor) }
            await #expect(throws: CertificateError.noSuchStatusList) { try await service.statusList(2, by: issuer) }
            await #expect(throws: CertificateError.noSuchStatusList) { try await service.statusList(0, by: issuer) }
        }
    }

    @Test(arguments: testEngines)
    func anotherKeyTakesOverAndTheOldStaysGood(engine: Engine) async throws {
        try await World.on(engine) { world in
            let keys = world.learning.badges.keys
            let (_, first) = try await world.badge()
            world.clock.advance(seconds: 60)
            let next = try await keys.rotate(.system, .es256)
            let (_, second) = try await world.badge()
            #expect(try await world.verify(first).badge.key.id != next.id)
            #expect(try await world.verify(second).badge.key.id == next.id)
            let published = try await keys.published()
            #expect(published.count == 2 && published[0].id == next.id)
            #expect(published[1].ends == next.starts)
            // Of the key that ended nothing is left to sign with.
            let sealed = try await world.database.read { try BadgeKeyStore(transaction: $0).all().map(\.sealed) }
            #expect(sealed.filter(\.isEmpty).count == 1 && sealed[0].isEmpty == false)
        }
    }

    @Test(arguments: testEngines)
    func aKeyEndsByItselfAfterAYear(engine: Engine) async throws {
        try await World.on(engine) { world in
            let (_, first) = try await world.badge()
            world.clock.advance(seconds: BadgeKeys.seconds - 1)
            let (_, last) = try await world.badge()
            world.clock.advance(seconds: 1)
            let (_, next) = try await world.badge()
            let ids = try await [first, last, next].asyncMap { try await world.verify($0).badge.key.id }
            #expect(ids[0] == ids[1] && ids[1] != ids[2])
            #expect(try await world.learning.badges.keys.all().allSatisfy { $0.jwk.algorithm == .es256 })
        }
    }

    @Test(arguments: testEngines)
    func aWithdrawnKeyTakesItsBadgesAlong(engine: Engine) async throws {
        try await World.on(engine) { world in
            let service = world.learning.badges
            let (certificate, text) = try await world.badge()
            world.clock.advance(seconds: 60)
            try await service.keys.rotate(.system, .es256, withdrawing: true)
            await #expect(throws: BadgeProblem.keyWithdrawn) { try await world.verify(text) }
            // The paper counts, and the file can be made anew.
            #expect(
                try await world.learning.certificates.verify(code: certificate.code, name: "Noor van Dijk").revocation
                    == nil)
            let again = try await service.issue(certificate, achievement(certificate), by: issuer)
            #expect(try await world.verify(again).revocation == nil)
            #expect(world.audit.actions.suffix(2) == ["learning.badge-key.withdrawn", "learning.badge-key.made"])
        }
    }

    @Test(arguments: testEngines)
    func onlyAdministratorsMakeKeys(engine: Engine) async throws {
        try await World.on(engine) { world in
            await #expect(throws: DirectoryError.notAllowed) {
                try await world.learning.badges.keys.rotate(world.trainer, .es256)
            }
            let administrator = world.member(of: world.park, administrator: true)
            try await world.learning.badges.keys.rotate(administrator, .es256)
            #expect(try await world.learning.badges.keys.all().count == 1)
        }
    }

    /// Of two processes that need the first key at the same moment, both use the same one; and everybody gets a place.
    @Test(arguments: testEngines)
    func manyAtTheSameMoment(engine: Engine) async throws {
        try await World.on(engine, connections: 8) { world in
            try await world.learning.badges.keys.rotate(.system, .es256)
            world.clock.advance(seconds: BadgeKeys.seconds)
            let learners = try await (0..<8).asyncMap { _ in try await world.complete() }
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for learner in learners {
                    group.addTask {
                        let certificate = try world.learning.certificates.make(for: learner, name: "Ali")
                        return try await world.learning.badges.issue(certificate, achievement(certificate), by: issuer)
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            let checked = try await texts.asyncMap { try await world.verify($0).badge }
            #expect(Set(checked.map(\.credential.position)).count == 8)
            #expect(try await world.learning.badges.keys.all().count == 2)
            #expect(Set(checked.map(\.key.id)).count == 1)
        }
    }

    /// A name is drawn whole, whatever it is made of, and stays on the sheet.
    @Test(arguments: [
        "Noor", String(repeating: "W", count: 100), String(repeating: "Wim ", count: 25), "A & B <c> \"d\"", "نور",
    ])
    func aNameStaysOnTheSheet(name: String) throws {
        let words = CertificateDrawing.Words(
            site: "Vangnet", title: "Bewijs van deelname", name: name,
            followed: "heeft deze cursus gevolgd tot het einde",
            course: "Signalen aan de balie van een groot hotel met heel veel kamers en nog meer gasten dan kamers",
            facts: [
                "Afgerond op: 26 november 2026", "Versie van de cursus: 3", "Code: 0K3M-0K3M-0K3M-0K3M-0K3M-0K3M-0K3M",
            ],
            notQualified: "Dit bewijs zegt dat de cursus is gevolgd. Het zegt niet hoe goed iemand signalen herkent.",
            verify: "Dit bewijs controleren? vangnet.example/bewijs", language: "nl")
        let svg = CertificateDrawing(words).svg
        let parser = XMLParser(data: Data(svg.utf8))
        let reader = TextLines()
        parser.delegate = reader
        #expect(parser.parse())
        let lines = reader.lines
        #expect(lines.map(\.text).joined().filter { !$0.isWhitespace }.contains(name.filter { !$0.isWhitespace }))
        // The last is the line at the foot; nothing above it comes so far down.
        #expect(lines.dropLast().allSatisfy { $0.y < lines.last!.y - 12 })
        // Drawn in the font that is here, every line ends before the edge.
        for line in lines {
            let alone =
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2000\" height=\"99\" "
                + "font-family=\"DejaVu Sans, Verdana, sans-serif\"><text id=\"t\" x=\"70\" y=\"60\" "
                + "font-size=\"\(line.size)\"\(line.isBold ? " font-weight=\"bold\"" : "")>\(XML.escaped(line.text))"
                + "</text></svg>"
            let box = try #require(PNG.bounds(svg: alone, id: "t"))
            #expect(box.x + box.width < 960, "\(line.text)")
        }
    }
}

/// The lines of a drawing: where they stand, how large, and what they say.
private final class TextLines: NSObject, XMLParserDelegate {
    struct Line {
        var y: Double
        var size: String
        var isBold: Bool
        var text = ""
    }

    var lines: [Line] = []
    private var isInText = false

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        isInText = name == "text"
        guard isInText, let y = attributes["y"].flatMap(Double.init), let size = attributes["font-size"] else { return }
        lines.append(Line(y: y, size: size, isBold: attributes["font-weight"] == "bold"))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if isInText { lines[lines.count - 1].text += string }
    }
}

extension Sequence {
    /// One after another.
    fileprivate func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
