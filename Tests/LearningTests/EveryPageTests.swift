import Content
import Core
import Directory
import Storage
import TestSupport
import Testing
import Web

@testable import Learning

/// Every page of Learning, in both languages, with content in it.
@Suite struct EveryPageTests {
    @Test(arguments: testEngines)
    func saysSomethingInBothLanguages(engine: Engine) async throws {
        var withNotes = tinyCourse("studenten")
        withNotes.notes = Course.Notes(
            title: Translated(original: .nl, [.nl: "Voor de docent", .en: "For the teacher"]),
            text: Translated(original: .nl, [.nl: "Begin **rustig**.", .en: "Begin **calmly**."]))
        try await World.on(engine, courses: [tinyCourse(), withNotes]) { world in
            let join = try await world.learning.joins.make(
                .system, organisation: world.hotel.id, course: "receptie", audience: .hotel, code: Learning.demoCode)
            try await world.complete(join: join)
            let period = try Period(named: "2020-H1")
            try await world.learning.participations.record(
                .system,
                [
                    Participation(
                        activity: .eLearning, audience: .hotel, people: 502, period: period,
                        source: Source(title: "Terugblik", kind: .takenOver, url: "https://example.org"))
                ], name: "demo.yaml")
            let token = try await world.learning.attempts.begin(course: "receptie", role: nil, language: .nl)
            _ = try await world.learning.attempts.change(token, course: "receptie", language: .nl, finish)
            let trainer = world.trainer
            _ = try await world.importPackage(unitXML("een"), code: Learning.demoPackage)
            var samples = ["{invitation}": try await world.planSession()]
            let member = try await world.makeTeam()
            samples["{teamlid}"] = member.id.text
            samples["{cursist}"] = "\(world.learning.rosters.code(of: member))"
            let filled = samples
            try await world.serve(sessions: ["t": trainer, "h": world.member(of: world.hotel)]) { client in
                let visitor = Visitor(client, session: "t")
                var cookie = LearnerCookie(nil)
                cookie[course: "receptie"] = token
                visitor.cookies[LearnerCookie.name] = cookie.text
                // The editor works on files, which this world has none of: EditorPageTests goes through its pages.
                let pages = world.learning.routes.filter { $0.kind == .page && !$0.path.hasPrefix(EditorPages.base) }
                for route in pages {
                    for prefix in ["", "/en"] {
                        let sample = route.sample ?? route.path
                        let path = prefix + filled.reduce(sample) { $0.replacing($1.key, with: $1.value) }
                        visitor.cookies["__Host-taal"] = prefix.isEmpty ? "nl" : "en"
                        // Names are for members of that employer alone.
                        visitor.cookies[Security.sessionCookie] = path.contains("/team") ? "h" : "t"
                        let answer = try await visitor.get(path)
                        #expect(answer.status == 200, "\(path)")
                        #expect(answer.says("<h1"), "\(path)")
                        // A key in place of its sentence.
                        #expect(!answer.says("learning."), "\(path)")
                        #expect(!answer.says("sessions."), "\(path)")
                        #expect(!answer.says("badges."), "\(path)")
                        #expect(!answer.says("roster."), "\(path)")
                        #expect(!answer.says("launch."), "\(path)")
                        #expect(!answer.says("counting."), "\(path)")
                    }
                }
            }
        }
    }
}
