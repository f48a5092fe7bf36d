import Core
import Directory
import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Learning

/// Every kind of exercise through the pages, without a script.
@Suite struct PlayerKindTests {
    /// The steps of the fixture's third chapter.
    private static let order = "/leren/demo/stap/5"
    private static let story = "/leren/demo/stap/6"
    private static let rewrite = "/leren/demo/stap/7"
    private static let crossOut = "/leren/demo/stap/8"

    /// Runs `body` as a learner who has seen every step.
    private func walk(
        _ engine: Engine, _ fixture: CourseFixture = .everyKind(), language: String? = nil,
        session: DeskTask? = nil, _ body: @escaping @Sendable (Visitor, World, AttemptToken) async throws -> Void
    ) async throws {
        let course = try await fixture.course()
        try await World.on(engine, courses: [course]) { world in
            let sessions: [String: Actor] = session == nil ? [:] : ["t": world.trainer]
            try await world.serve(sessions: sessions) { client in
                let learner = Visitor(client, session: session == nil ? nil : "t")
                var fields: KeyValuePairs = ["role": "reception", "audience": "hotel"]
                if let language { fields = ["role": "reception", "audience": "hotel", "language": language] }
                #expect(try await learner.post("/leren/demo", fields).status == 303)
                for step in 1..<course.screens.count {
                    _ = try await learner.post("/leren/demo/stap/\(step)", ["doe": "verder"])
                }
                let token = try #require(LearnerCookie(learner.cookies[LearnerCookie.name])[course: "demo"])
                try await body(learner, world, token)
            }
        }
    }

    private func attempt(_ world: World, _ token: AttemptToken) async throws -> Attempt {
        try #require(try await world.learning.attempts.find(token, course: "demo")).attempt
    }

    @Test(arguments: testEngines)
    func steps(engine: Engine) async throws {
        try await walk(engine) { learner, world, token in
            let first = try await learner.get(Self.order)
            for step in ["zien", "noteren", "bellen", "rusten"] { #expect(first.says("name=\"plek-\(step)\"")) }

            let missing = try await learner.post(
                Self.order, ["doe": "antwoord", "plek-zien": "1", "plek-noteren": "2", "plek-bellen": "3"])
            #expect(missing.status == 422)
            #expect(missing.says("Nog niet elke stap heeft een plek") && missing.says("href=\"#plek-rusten\""))
            #expect(missing.says("<option value=\"2\" selected>"), "what was chosen stays")

            let twice = try await learner.post(
                Self.order,
                ["doe": "antwoord", "plek-zien": "1", "plek-noteren": "1", "plek-bellen": "3", "plek-rusten": "4"])
            #expect(twice.status == 422 && twice.says("Een plek kan maar één stap hebben"))
            #expect(try await self.attempt(world, token).answers["stappen"] == nil)

            let wrong = try await learner.post(
                Self.order,
                ["doe": "antwoord", "plek-zien": "1", "plek-noteren": "2", "plek-bellen": "4", "plek-rusten": "3"])
            #expect(wrong.location == Self.order + "#uitleg")
            let explained = try await learner.get(Self.order)
            #expect(explained.says("2 van de 4 stappen staan op hun plek") && explained.says("Eerst kijken."))
            #expect(explained.says("Antwoord opnieuw"))

            _ = try await learner.post(
                Self.order,
                ["doe": "antwoord", "plek-zien": "1", "plek-noteren": "2", "plek-bellen": "3", "plek-rusten": "4"])
            let answer = try await self.attempt(world, token).answers["stappen"]
            #expect(answer?.first == ["zien", "noteren", "rusten", "bellen"] && answer?.isSolved == true)
            #expect(try await learner.get(Self.order).says("Goed gezien"))
        }
    }

    @Test(arguments: testEngines)
    func aStoryMomentByMoment(engine: Engine) async throws {
        try await walk(engine) { learner, world, token in
            let first = try await learner.get(Self.story)
            #expect(first.says("Moment 1 van 4") && first.says("Er komt een taxi."))
            #expect(!first.says("Iemand anders houdt de sleutel."), "what is to come is not there yet")
            let early = try await learner.post(Self.story, ["doe": "antwoord", "keuze": "melden"])
            #expect(early.status == 422 && early.says("Het verhaal is nog niet uit"))

            // A false alarm, a signal seen, an ordinary moment, a signal missed.
            for (moment, wish) in [("taxi", "signaal"), ("sleutel", "signaal"), ("eten", "gewoon")] {
                let answer = try await learner.post(Self.story, ["doe": wish, "moment": moment])
                #expect(answer.location == Self.story + "#moment")
                // The same form sent twice judges once.
                _ = try await learner.post(Self.story, ["doe": "gewoon", "moment": moment])
            }
            #expect(try await learner.get(Self.story).says("Hier stopte je."))
            let last = try await learner.post(Self.story, ["doe": "gewoon", "moment": "bezoek"])
            #expect(last.location == Self.story + "#tijdlijn")
            let told = try await learner.get(Self.story)
            #expect(told.says("Je zag 1 van de 2 signalen.") && told.says("Je stopte 1 keer bij iets gewoons."))
            #expect(told.says("Signaal, gemist") && told.says("Gewoon, je stopte hier") && told.says("Dit ook."))
            #expect(try await !self.attempt(world, token).isDone(world.learning.courses[0].screens[5]))

            _ = try await learner.post(Self.story, ["doe": "antwoord", "keuze": "melden"])
            #expect(try await learner.get(Self.story).says("Goed gezien"))
            #expect(
                try await self.attempt(world, token).stories["avond"]?.firstStops == ["taxi", "sleutel"])

            // Again, and better: the first time stays.
            #expect(try await learner.post(Self.story, ["doe": "opnieuw"]).location == Self.story + "#moment")
            #expect(try await learner.get(Self.story).says("Moment 1 van 4"))
            for (moment, wish) in [
                ("taxi", "gewoon"), ("sleutel", "signaal"), ("eten", "gewoon"), ("bezoek", "signaal"),
            ] {
                _ = try await learner.post(Self.story, ["doe": wish, "moment": moment])
            }
            #expect(try await learner.get(Self.story).says("Je zag 2 van de 2 signalen."))
            let telling = try await self.attempt(world, token).stories["avond"]
            #expect(telling?.stops == ["sleutel", "bezoek"] && telling?.firstStops == ["taxi", "sleutel"])
        }
    }

    @Test(arguments: testEngines)
    func aSentenceIsShownBackAndNeverKept(engine: Engine) async throws {
        try await walk(engine) { learner, world, token in
            let secret = "Om 23.15 uur zag ik mevrouw Zomaariemand"
            let first = try await learner.get(Self.rewrite)
            #expect(first.says("Rare vogels.") && !first.says("kwamen er vier mensen"))
            let empty = try await learner.post(Self.rewrite, ["doe": "vergelijk", "zin": " "])
            #expect(empty.status == 422 && empty.says("href=\"#zin\"") && !empty.says("kwamen er vier mensen"))

            let compared = try await learner.post(Self.rewrite, ["doe": "vergelijk", "zin": secret])
            #expect(compared.status == 200 && compared.says(secret) && compared.says("kwamen er vier mensen"))
            #expect(compared.headers[.cacheControl] == "no-store")
            let answered = try await learner.post(
                Self.rewrite, ["doe": "antwoord", "zin": secret, "keuze": "tijd", "keuze": "gezien"])
            #expect(answered.status == 200 && answered.says(secret))
            #expect(answered.says("Jouw zin heeft 2 van de 3 punten.") && answered.says("kan een ander nagaan"))
            #expect(try await self.attempt(world, token).answers["zin"]?.first == ["gezien", "tijd"])

            let nothing = try await learner.post(Self.rewrite, ["doe": "antwoord", "zin": secret])
            #expect(nothing.status == 200, "honest ticks may be none")
            #expect(try await self.attempt(world, token).answers["zin"]?.last == [])
            #expect(try await !learner.get(Self.rewrite).says("Zomaariemand"))
            let long = try await learner.post(
                Self.rewrite, ["doe": "vergelijk", "zin": String(repeating: "x", count: 501)])
            #expect(long.status == 422 && long.says(String(repeating: "x", count: 501)))

            let kept = try await world.database.read { try $0.rows("SELECT state FROM learning_attempts") }
            for row in kept {
                let state: String = try row["state"]
                #expect(!state.contains("Zomaariemand") && !state.contains("xxx"))
            }
        }
    }

    @Test(arguments: testEngines)
    func crossingOut(engine: Engine) async throws {
        try await walk(engine) { learner, _, _ in
            #expect(try await learner.get(Self.crossOut).says("Wat streep je weg?"))
            #expect(try await learner.post(Self.crossOut, ["doe": "antwoord"]).status == 422)
            _ = try await learner.post(Self.crossOut, ["doe": "antwoord", "keuze": "b", "keuze": "a"])
            let partly = try await learner.get(Self.crossOut)
            #expect(partly.says("Dat is een deel") && partly.says("Een tijd.") && !partly.says("Nooit."))
            _ = try await learner.post(Self.crossOut, ["doe": "antwoord", "keuze": "b", "keuze": "d"])
            let right = try await learner.get(Self.crossOut)
            #expect(right.says("Goed gezien") && right.says("Blijft staan:") && right.says("Gezien."))
        }
    }

    @Test(arguments: testEngines)
    func everythingDoneCompletesTheCourse(engine: Engine) async throws {
        let course = try await CourseFixture.everyKind().course()
        try await World.on(engine, courses: [course]) { world in
            let learner = try await world.complete("demo")
            #expect(learner.completion != nil)
        }
    }

    /// Whatever is in the form of whatever kind: a page with a sentence, never a broken one.
    @Test(arguments: testEngines)
    func hostileInput(engine: Engine) async throws {
        try await walk(engine) { learner, _, _ in
            for value in ["", "-1", "99999999999999999999", "<script>alert(1)</script>", "\u{0}", "1; DROP TABLE x"] {
                for step in 1...8 {
                    for wish in ["antwoord", "gewoon", "signaal", "opnieuw", "vergelijk", "overslaan", value] {
                        let answer = try await learner.post(
                            "/leren/demo/stap/\(step)",
                            [
                                "doe": wish, "keuze": value, "moment": value, "zin": value, "plek-zien": value,
                                "plek-noteren": "1",
                            ])
                        #expect([200, 303, 404, 422].contains(answer.status), "\(wish) at \(step)")
                        #expect(!answer.says("<script>alert"))
                    }
                }
            }
            for step in 1...8 { #expect(try await learner.get("/leren/demo/stap/\(step)").status == 200) }
        }
    }

    // MARK: Languages

    @Test("a language that the pages are not in is chosen, kept, and marked from right to left", arguments: testEngines)
    func arabic(engine: Engine) async throws {
        var fixture = CourseFixture.everyKind().inThreeLanguages("ar")
        fixture["routes.yaml"] = CourseFixture().inThreeLanguages("ar", in: "routes")["routes.yaml"]
            .replacingOccurrences(of: "languages: [nl, en]", with: "languages: [nl, en, ar]")
        fixture["demo/course.yaml"] = fixture["demo/course.yaml"]
            .replacingOccurrences(
                of: "languages: [nl, en]",
                with: "languages: [nl, en, ar]\ntranslations: {ar: {done: 2026-11-01, by: \"Zorgpartner\"}}")
        try await walk(engine, fixture, language: "ar") { learner, _, _ in
            let step = try await learner.get(Self.order)
            #expect(step.says("<html lang=\"nl\" dir=\"ltr\""))
            #expect(step.says("<h1 lang=\"ar\" dir=\"rtl\">In welke volgorde? (ar)</h1>"))
            #expect(step.says("<span lang=\"ar\" dir=\"rtl\">Bellen (ar)</span>"))
            let scenario = try await learner.get("/leren/demo/stap/2")
            #expect(scenario.says("<label for=\"keuze-2\" lang=\"ar\" dir=\"rtl\">Noteren (ar)</label>"))
            #expect(scenario.says("<legend lang=\"ar\" dir=\"rtl\">Wat doe je? (ar)</legend>"))
            #expect(try await learner.get("/leren/demo/stap/3").says("<legend>Kies je antwoord</legend>"))
            // The pages change their language; the course stays in the one that was chosen.
            learner.cookies["__Host-taal"] = "en"
            _ = try await learner.post("/en/leren/demo/stap/2", ["doe": "antwoord", "keuze": "laten"])
            let english = try await learner.get("/en/leren/demo/stap/2")
            #expect(english.says("<html lang=\"en\"") && english.says("Noteren (ar)"))
            #expect(try await learner.post("/en/leren/demo/taal", ["language": "en"]).status == 303)
            #expect(try await learner.get("/en/leren/demo/stap/2").says(">Note</label>"))
            let about = try await learner.get("/en/leren/demo")
            #expect(about.says("العربية") && about.says("Translation: ") && about.says("Zorgpartner"))
        }
    }

    @Test("a language that nobody reviewed is for who looks after the courses", arguments: testEngines)
    func unreviewed(engine: Engine) async throws {
        var fixture = CourseFixture.everyKind().inThreeLanguages("pl")
        fixture["demo/course.yaml"] = fixture["demo/course.yaml"]
            .replacingOccurrences(of: "languages: [nl, en]", with: "languages: [nl, en]\nunreviewed: [pl]")
        let polish = fixture
        try await walk(engine, polish, language: "pl") { learner, _, _ in
            #expect(try await learner.get(Self.order).says("In welke volgorde?</h1>"))
            #expect(try await !learner.get("/leren/demo").says("Polski"))
            _ = try await learner.post("/leren/demo/taal", ["language": "pl"])
            #expect(try await learner.get(Self.order).says("In welke volgorde?</h1>"))
        }
        try await walk(engine, polish, language: "pl", session: .training) { trainer, _, _ in
            #expect(try await trainer.get(Self.order).says("lang=\"pl\" dir=\"ltr\">In welke volgorde? (pl)</h1>"))
            let start = try await trainer.get("/leren/demo")
            #expect(start.says("Polski") && start.says("Nog door niemand nagekeken"))
        }
    }

    // MARK: Audio

    @Test(arguments: testEngines)
    func listening(engine: Engine) async throws {
        let fixture = CourseFixture.everyKind()
        try await fixture.inFolderAsync { folder in
            let course = try #require(try CourseLibrary.load(folder: folder).first)
            try await World.on(engine, courses: [course]) { world in
                try await world.serve { client in
                    let learner = Visitor(client)
                    _ = try await learner.post("/leren/demo", ["role": "reception", "audience": "hotel"])
                    let page = try await learner.get("/leren/demo/stap/1")
                    #expect(page.says("src=\"/leren/demo/geluid/nl/begin.mp3\"") && page.says("preload=\"none\""))
                    #expect(page.says("een computer leest voor"))
                    #expect(page.says("De tekst is veranderd nadat hij is ingesproken."))
                    learner.cookies["__Host-taal"] = "en"
                    #expect(try await !learner.get("/en/leren/demo/stap/1").says("<audio"))

                    let whole = try await learner.get("/leren/demo/geluid/nl/begin.mp3")
                    #expect(whole.status == 200 && whole.headers[.contentType] == "audio/mpeg")
                    #expect(whole.headers[.acceptRanges] == "bytes")
                    for path in ["en/begin.mp3", "nl/kamer.mp3", "nl/begin", "nl/..%2Fcourse.yaml"] {
                        #expect(try await learner.get("/leren/demo/geluid/\(path)").status == 404, "\(path)")
                    }
                }
            }
        }
    }

    @Test("the part of a file that is asked for")
    func ranges() {
        #expect(AudioPages.part("bytes=0-3", of: 10) == 0..<4)
        #expect(AudioPages.part("bytes=4-", of: 10) == 4..<10)
        #expect(AudioPages.part("bytes=-3", of: 10) == 7..<10)
        #expect(AudioPages.part("bytes=-30", of: 10) == 0..<10)
        #expect(AudioPages.part("bytes=8-99", of: 10) == 8..<10)
        for header in [
            nil, "", "bytes=", "bytes=-", "bytes=10-", "bytes=5-4", "bytes=a-b", "bytes=0-1,3-4", "bytes=-0",
            "bytes=--1", "lines=0-1",
        ] {
            #expect(AudioPages.part(header, of: 10) == nil)
        }
    }
}
