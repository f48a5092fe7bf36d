import Badges
import Content
import Core
import Directory
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Storage
import TestSupport
import Testing
import Web

@testable import Learning

extension World {
    /// A visitor who completed a course, in a world whose first key is a small one.
    fileprivate func learner(_ client: any TestClientProtocol) async throws -> Visitor {
        let token = try await learning.attempts.begin(course: "receptie", role: nil, language: .nl)
        _ = try await learning.attempts.change(token, course: "receptie", language: .nl, finish)
        let visitor = Visitor(client)
        var cookie = LearnerCookie(nil)
        cookie[course: "receptie"] = token
        visitor.cookies[LearnerCookie.name] = cookie.text
        return visitor
    }
}

/// The bytes of an answer.
private func bytes(
    _ client: any TestClientProtocol, _ visitor: Visitor, _ format: String, prefix: String = "",
    path: String = "/leren/receptie/bewijs"
) async throws -> (bytes: [UInt8], headers: HTTPFields) {
    var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
    headers[.cookie] = visitor.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    let response = try await client.execute(
        uri: prefix + path, method: .post, headers: headers,
        body: ByteBuffer(string: "name=Noor+van+Dijk&als=\(format)"))
    #expect(response.status == .ok)
    return (Array(response.body.readableBytesView), response.headers)
}

/// Open Badges on the pages: made by a learner, checked by anybody, revoked by the training desk.
@Suite struct BadgePageTests {
    @Test(arguments: testEngines)
    func aLearnerSavesThePictureAndAnybodyChecksIt(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.learning.badges.keys.rotate(.system, .es256)
            try await world.serve { client in
                let learner = try await world.learner(client)
                for (format, type) in [("svg", "image/svg+xml"), ("png", "image/png")] {
                    let (file, headers) = try await bytes(client, learner, format)
                    #expect(headers[.contentType] == type)
                    #expect(headers[.contentDisposition] == "attachment; filename=\"bewijs-receptie.\(format)\"")
                    #expect(headers[.cacheControl] == "no-store")
                    let text = try Baking.extract(file)
                    let checked = try await world.learning.badges.verify(file)
                    #expect(checked.badge.credential.learner == "Noor van Dijk")
                    #expect(checked.badge.credential.credentialSubject.achievement.inLanguage == "nl")

                    let anybody = Visitor(client)
                    let found = try await anybody.upload("/bewijs/bestand", "file", name: "b.\(format)", file)
                    #expect(found.status == 200)
                    #expect(found.says("Noor van Dijk") && found.says("Dit bewijs is echt."))
                    #expect(found.headers[.cacheControl] == "no-store")
                    let pasted = try await anybody.post("/en/bewijs/bestand", ["text": text])
                    #expect(pasted.says("Noor van Dijk") && pasted.says("lang=\"nl\""))
                }
                let (english, headers) = try await bytes(client, learner, "svg", prefix: "/en")
                #expect(headers[.contentDisposition]?.contains("certificate-receptie.svg") == true)
                let badge = try await world.learning.badges.verify(english).badge
                #expect(badge.credential.credentialSubject.achievement.name == "Signals at the desk")
            }
        }
    }

    @Test(arguments: testEngines)
    func whatIsNoBadgeSaysWhyAndNothingIsLost(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.learning.badges.keys.rotate(.system, .es256)
            try await world.serve { client in
                let learner = try await world.learner(client)
                let text = try Baking.extract(try await bytes(client, learner, "svg").bytes)
                let visitor = Visitor(client)
                for (sent, sentence) in [
                    ("", "Kies een bestand of plak de tekst."), ("hallo", "Hier zit geen bewijs in."),
                    (text.dropLast(4) + "AAAA", "De handtekening klopt niet."),
                    ("eyJhbGciOiJub25lIn0.e30.", "Dit bewijs is niet getekend"),
                ] as [(String, String)] {
                    let answer = try await visitor.post("/bewijs/bestand", ["text": sent])
                    #expect(answer.status == 422)
                    #expect(answer.says(sentence), "\(sentence)")
                    #expect((sent.isEmpty || answer.says(sent)) && answer.says("href=\"#file\""))
                    #expect(!answer.says("Dit bewijs is echt"))
                }
                let picture = try await visitor.upload(
                    "/bewijs/bestand", "file", name: "x.png", [0x89, 0x50, 0x4E, 0x47])
                #expect(picture.status == 422)
            }
        }
    }

    @Test(arguments: testEngines)
    func theDocumentsForOthers(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.learning.badges.keys.rotate(.system, .es256)
            try await world.serve { client in
                let learner = try await world.learner(client)
                let text = try Baking.extract(try await bytes(client, learner, "png").bytes)
                let visitor = Visitor(client)
                func open(_ path: String, _ type: String) async throws -> String {
                    let answer = try await visitor.get(path)
                    #expect(answer.status == 200 && answer.headers[.contentType] == type)
                    #expect(answer.headers[HTTPField.Name("Access-Control-Allow-Origin")!] == "*")
                    return answer.body
                }
                let did = try await open("/.well-known/did.json", "application/did+ld+json")
                let jwks = try await open("/.well-known/jwks.json", "application/jwk-set+json")
                for document in [did, jwks] {
                    let (name, keys) = try #require(KeyDocuments.read(Array(document.utf8)))
                    let verifier = BadgeVerifier(did: name, keys: keys, now: world.clock.instant)
                    let badge = try verifier.verify(text)
                    let address = badge.credential.credentialStatus.statusListCredential
                    let path = String(address.dropFirst("https://vangnet.example".count))
                    let list = try await open(path, "application/vc+jwt")
                    #expect(try verifier.check(badge, against: list) <= world.clock.instant)

                    let id = badge.credential.credentialSubject.achievement.id
                    let found = try await open(
                        String(id.dropFirst("https://vangnet.example".count)), "application/ld+json")
                    #expect(found.contains(id) && found.contains("\"CertificateOfCompletion\""))
                }
                for path in [
                    "/leren/receptie/versie/2", "/leren/receptie/versie/x", "/bewijs/status/2", "/bewijs/status/x",
                ] {
                    #expect(try await visitor.get(path).status == 404, "\(path)")
                }
            }
        }
    }

    /// The address in a badge goes on telling what it is for, in the words of that version.
    @Test(arguments: testEngines)
    func anOlderVersionKeepsItsDescription(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.learning.badges.keys.rotate(.system, .es256)
            let context = world.learning.context
            func serve(_ version: Int, _ title: String, _ body: @escaping @Sendable (Visitor) async throws -> Void)
                async throws
            {
                var course = tinyCourse()
                course.version = version
                course.title = Translated(original: .nl, [.nl: title])
                let learning = Learning(
                    LearningContext(
                        database: world.database, siteKey: context.siteKey, organisations: context.organisations,
                        audit: world.audit, courses: [course], now: context.now, random: context.random))
                let next = World(
                    database: world.database, clock: world.clock, audit: world.audit, learning: learning,
                    outbox: world.outbox, hotel: world.hotel, park: world.park)
                try await next.serve { client in
                    let learner = try await next.learner(client)
                    _ = try await bytes(client, learner, "svg")
                    try await body(Visitor(client))
                }
            }
            try await serve(3, "De oude titel") { visitor in
                let current = try await visitor.get("/leren/receptie/versie/3")
                #expect(current.body.contains("De oude titel"))
            }
            try await serve(4, "De nieuwe titel") { visitor in
                #expect(try await visitor.get("/leren/receptie/versie/4").body.contains("De nieuwe titel"))
                let old = try await visitor.get("/leren/receptie/versie/3")
                #expect(old.status == 200 && old.headers[.contentType] == "application/ld+json")
                #expect(old.body.contains("De oude titel") && old.body.contains("receptie/versie/3\""))
                // In a language in which no badge was made, in one in which one was.
                let english = try await visitor.get("/en/leren/receptie/versie/3").body
                #expect(english.contains("De oude titel") && english.contains("\"nl\""))
                #expect(try await visitor.get("/leren/receptie/versie/2").status == 404)
            }
        }
    }

    @Test(arguments: testEngines)
    func theTrainingDeskRevokes(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.learning.badges.keys.rotate(.system, .es256)
            let member = world.member(of: world.hotel)
            try await world.serve(sessions: ["t": world.trainer, "m": member]) { client in
                let learner = try await world.learner(client)
                let (file, _) = try await bytes(client, learner, "svg")
                let code = String(
                    try await world.learning.badges.verify(file).badge.credential.id.split(separator: "/").last!)
                let path = "/werk/leren/bewijzen/intrekken"
                #expect(
                    try await Visitor(client, session: "m").post(path, ["code": code, "reason": "asked"]).status == 403)
                #expect(try await Visitor(client, session: "m").get("/werk/leren/bewijzen").status == 403)

                let desk = Visitor(client, session: "t")
                let wrong = try await desk.post(path, ["code": "0K3M"])
                #expect(wrong.status == 422 && wrong.says("value=\"0K3M\""))
                #expect(try await desk.post(path, ["code": code]).status == 422)
                let sure = try await desk.post(path, ["code": code, "reason": "other-name"])
                #expect(sure.status == 200 && sure.says("Weet je het zeker?") && sure.says("Signalen aan de balie"))
                #expect(try await world.learning.badges.verify(file).revocation == nil, "not yet")
                let done = try await desk.post(path, ["code": code, "reason": "other-name", "doe": "intrekken"])
                #expect(done.status == 303)
                let list = try await desk.get("/werk/leren/bewijzen")
                #expect(list.says("staat op naam van iemand die de cursus niet volgde"))
                // Only an administrator makes keys.
                #expect(!list.says("name=\"algorithm\""))
                #expect(try await desk.post("/werk/leren/bewijzen/sleutel", ["algorithm": "ES256"]).status == 403)

                let anybody = Visitor(client)
                let found = try await anybody.upload("/bewijs/bestand", "file", name: "b.svg", file)
                #expect(found.says("telt niet meer") && !found.says("Dit bewijs is echt."))
                let paper = try await anybody.post("/bewijs/\(code)", ["name": "Noor van Dijk"])
                #expect(paper.says("telt niet meer") && !paper.says("Dit bewijs is echt."))
                let again = try await learner.post("/leren/receptie/bewijs", ["name": "Noor van Dijk"])
                #expect(again.status == 422 && again.says("Dit bewijs is ingetrokken."))
            }
        }
    }

    /// Who was at a training saves the badge of it, has it checked, and loses it, as that of a course.
    @Test(arguments: testEngines)
    func aTrainingGivesTheSameBadge(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.learning.badges.keys.rotate(.system, .es256)
            let plan = try await world.learning.sessionPlans.plan(world.trainer, world.draft())
            world.clock.set(plan.starts)
            let token = AttemptToken(random: systemRandomBytes)
            try await world.learning.sessionPlans.comeIn(plan, token: token, audience: .police, municipality: "")
            world.clock.set(plan.ends)
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let visitor = Visitor(client)
                var cookie = LearnerCookie(nil)
                cookie[course: plan.course] = token
                visitor.cookies[LearnerCookie.name] = cookie.text
                let path = "\(plan.path)/bewijs"
                let sheet = try await visitor.post(path, ["name": "Noor van Dijk"])
                #expect(sheet.says("name=\"als\" value=\"png\"") && sheet.says("was bij deze bijeenkomst"))
                let (file, headers) = try await bytes(client, visitor, "png", path: path)
                #expect(headers[.contentDisposition]?.contains("bewijs-training-\(plan.draft.day).png") == true)
                // A second one has the same place in the status list.
                let (drawing, _) = try await bytes(client, visitor, "svg", path: path)
                let credential = try await world.learning.badges.verify(file).badge.credential
                #expect(credential.learner == "Noor van Dijk" && credential.day == plan.draft.day)
                #expect(credential.credentialSubject.achievement.name == plan.draft.title)
                #expect(
                    try await world.learning.badges.verify(drawing).badge.credential.position == credential.position)
                let id = credential.credentialSubject.achievement.id.dropFirst("https://vangnet.example".count)
                #expect(try await visitor.get(String(id)).body.contains(plan.draft.title))
                #expect(try await visitor.get(String(id.dropLast()) + "2").status == 404)

                let anybody = Visitor(client)
                let found = try await anybody.upload("/bewijs/bestand", "file", name: "b.png", file)
                #expect(found.says("Dit bewijs is echt.") && !found.says("Versie van de cursus"))
                let code = String(credential.id.split(separator: "/").last!)
                #expect(
                    try await anybody.post("/bewijs/\(code)", ["name": "noor van dijk"]).says("Dit bewijs is echt."))

                let desk = Visitor(client, session: "t")
                let sure = try await desk.post(
                    "/werk/leren/bewijzen/intrekken", ["code": code, "reason": "mistake"])
                #expect(sure.status == 200 && sure.says(plan.draft.title) && !sure.says("training-"))
                let done = try await desk.post(
                    "/werk/leren/bewijzen/intrekken", ["code": code, "reason": "mistake", "doe": "intrekken"])
                #expect(done.status == 303)
                let list = try await desk.get("/werk/leren/bewijzen")
                #expect(list.says(plan.draft.title) && !list.says("training-"))
                #expect(try await world.learning.badges.verify(file).revocation?.reason == .mistake)
                let again = try await visitor.post(path, ["name": "Noor van Dijk"])
                #expect(again.status == 422 && again.says("Dit bewijs is ingetrokken."))
            }
            // It is a certificate, and no completion that counts.
            let year = try Period(named: "\(world.clock.instant.day.year)")
            #expect(try await world.learning.overview.lines(.system, in: year, organisation: nil).isEmpty)
        }
    }

    /// The sheet on paper leads to its page, and the name is in it for the files.
    @Test(arguments: testEngines)
    func theSheetHasItsCodeAndTheFiles(engine: Engine) async throws {
        try await World.on(engine) { world in
            try await world.serve { client in
                let learner = try await world.learner(client)
                let sheet = try await learner.post("/leren/receptie/bewijs", ["name": "Noor \"N\" <b>"])
                #expect(sheet.says("QR-code naar https://vangnet.example/bewijs/"))
                #expect(sheet.says("value=\"Noor &quot;N&quot; &lt;b&gt;\""))
                #expect(sheet.says("name=\"als\" value=\"png\"") && sheet.says("name=\"als\" value=\"svg\""))
            }
        }
    }
}
