import Content
import Core
import Directory
import HTTPTypes
import Storage
import TestSupport
import Testing
import Web

@testable import Learning

/// The pages in which courses are written.
@Suite struct EditorPageTests {
    private static let base = EditorPages.base

    /// Every part of every course has a page, in both languages, with a field for everything it holds.
    @Test func everyPartHasItsForm() async throws {
        try await World.writing(.sqlite) { world in
            let draft = try await world.editor.room(world.trainer, "demo").draft
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let visitor = Visitor(client, session: "t")
                var parts: [CourseDraft.Part] = [.about, .sources, .chapter("eerste"), .fact("lezen")]
                parts += draft.entries.map { .screen($0.id) }
                for part in parts {
                    for prefix in ["", "/en"] {
                        let answer = try await visitor.get(prefix + EditorPages.path("demo", part))
                        #expect(answer.status == 200, "\(part)")
                        #expect(!answer.says("editor."), "\(part): a key in place of its sentence")
                        for value in draft.values(of: part) ?? [] {
                            #expect(answer.says("name=\"\(value.name)\""), "\(part) \(value.name)")
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: testEngines)
    func everyPageSaysSomethingInBothLanguages(engine: Engine) async throws {
        try await World.writing(engine) { world in
            try await world.editor.arrange(world.trainer, "demo", .remove("een"))
            try await world.editor.arrange(world.trainer, "demo", .addLanguage(Language("pl")))
            try await world.serve(sessions: ["t": world.trainer, "h": world.member(of: world.hotel)]) { client in
                let visitor = Visitor(client, session: "t")
                let other = Visitor(client, session: "h")
                let paths = [
                    Self.base, "\(Self.base)/demo", "\(Self.base)/tweede", "\(Self.base)/demo/feiten",
                    "\(Self.base)/tweede/feiten", "\(Self.base)/demo/versies", "\(Self.base)/tweede/versies",
                    "\(Self.base)/demo/versie/nu", "\(Self.base)/demo/versie/3", "\(Self.base)/tweede/scherm/begin",
                    "\(Self.base)/tweede/scherm/stappen", "\(Self.base)/demo/scherm/avond/voorbeeld",
                    "\(Self.base)/demo/scherm/begin?na=bewaren",
                ]
                for path in paths {
                    for prefix in ["", "/en"] {
                        let answer = try await visitor.get(prefix + path)
                        #expect(answer.status == 200, "\(path)")
                        #expect(answer.says("<h1"), "\(path)")
                        for key in ["editor.", "learning.", "content.check"] {
                            #expect(!answer.says(key), "\(path): a key in place of its sentence")
                        }
                    }
                    #expect(try await other.get(path).status == 403, "\(path)")
                }
                for path in ["geen", "demo/scherm/geen", "demo/hoofdstuk/geen", "demo/versie/99", "demo/versie/x"] {
                    #expect(try await visitor.get("\(Self.base)/\(path)").status == 404, "\(path)")
                }
                #expect(try await visitor.get("\(Self.base)/demo/feit/geen").status == 303)
            }
        }
    }

    /// The notes for who gives a course are public, and the page in which they are written says so.
    @Test func theFormOfTheNotesSaysThatEverybodyReadsThem() async throws {
        var fixture = CourseFixture.everyKind()
        fixture["demo/facilitator.nl.md"] = "# Voor de docent\n\nBegin rustig.\n"
        fixture["demo/facilitator.en.md"] = "# For the teacher\n\nBegin calmly.\n"
        try await World.writing(.sqlite, fixture.folder) { world in
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let form = try await Visitor(client, session: "t").get("\(Self.base)/demo/begeleider")
                #expect(form.says("Begin rustig.") && form.says("Iedereen kan dit lezen"))
                #expect(try await Visitor(client).get("/leren/demo/begeleiding").says("Begin rustig."))
            }
        }
    }

    /// A certificate names a version: the one of the folder can be read before anybody wrote here.
    @Test(arguments: testEngines)
    func theVersionOfTheFolderIsListedAndRead(engine: Engine) async throws {
        try await World.writing(engine) { world in
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let visitor = Visitor(client, session: "t")
                let own = "\(Self.base)/demo"
                for isKept in [false, true] {
                    let list = try await visitor.get("\(own)/versies")
                    #expect(list.body.ranges(of: "\(own)/versie/3\"").count == 1, "\(isKept)")
                    #expect(!list.says("Nog geen versies"))
                    #expect(try await visitor.get("\(own)/versie/3").says("Begin"))
                    #expect(try await visitor.get("\(own)/bestanden.zip?versie=3").status == 200)
                    #expect(try await visitor.get("\(own)/versie/2").status == 404)
                    // Writing keeps it, once.
                    if !isKept { try await world.editor.arrange(world.trainer, "demo", .remove("een")) }
                }
                _ = try await world.editor.create(world.trainer, title: "Nieuw", audience: .hotel)
                #expect(try await visitor.get("\(Self.base)/nieuw/versies").says("Nog geen versies"))
            }
        }
    }

    /// A form as a browser sends it back.
    private static func fields(_ values: EditorForm.Values, _ change: [String: String] = [:]) -> [(String, String)] {
        [("was", CourseEditor.ticket(values))] + values.map { ($0.name, change[$0.name] ?? $0.value) }
    }

    @Test(arguments: testEngines)
    func aFormIsSavedAndSaysWhatIsStillWrong(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let path = EditorPages.path("demo", .screen("kamer"))
            let values = try #require(
                try await world.editor.room(world.trainer, "demo").draft.values(of: .screen("kamer")))
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let visitor = Visitor(client, session: "t")
                let answer = try await visitor.post(
                    path,
                    pairs: Self.fields(values, ["choices.0.text.en": "", "question.nl": "Wat doe je <nu>?"]) + [
                        ("doe", "bewaar")
                    ])
                #expect(answer.status == 303)
                let location = try #require(answer.location)
                #expect(location.hasPrefix(path + "?na=bewaren"))
                let page = try await visitor.get(location)
                #expect(page.status == 200)
                #expect(page.says("href=\"#choices.0.text.en\""))
                #expect(page.says("id=\"choices.0.text.en-error\""))
                #expect(page.says("Vul dit nog in."))
                #expect(page.says("Wat doe je &lt;nu&gt;?"))
                // Nothing was to be published with that.
                let course = try await visitor.get("\(Self.base)/demo")
                #expect(course.says("#choices.0.text.en"))
                #expect(!course.says("value=\"voorleggen\""))
            }
        }
    }

    @Test func buttonsInAFormKeepWhatWasTyped() async throws {
        try await World.writing(.sqlite) { world in
            let part = CourseDraft.Part.screen("kamer")
            let values = try #require(try await world.editor.room(world.trainer, "demo").draft.values(of: part))
            let count = values.count { $0.name.hasSuffix(".id") }
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let visitor = Visitor(client, session: "t")
                let answer = try await visitor.post(
                    EditorPages.path("demo", part),
                    pairs: Self.fields(values, ["title.nl": "Getypt"]) + [("doe", "erbij:choices")])
                #expect(answer.location == EditorPages.path("demo", part) + "#choices")
                let page = try await visitor.get(EditorPages.path("demo", part))
                #expect(page.says("value=\"Getypt\""))
                #expect(page.says("name=\"choices.\(count).text.nl\""))
            }
        }
    }

    @Test(arguments: testEngines)
    func aConflictShowsBothTexts(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let part = CourseDraft.Part.screen("kamer")
            let values = try #require(try await world.editor.room(world.trainer, "demo").draft.values(of: part))
            try await world.write("Van de een", in: "question.nl", of: part)
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let visitor = Visitor(client, session: "t")
                let mine = Self.fields(values, ["question.nl": "Van de ander"])
                let answer = try await visitor.post(EditorPages.path("demo", part), pairs: mine + [("doe", "bewaar")])
                #expect(answer.status == 409)
                #expect(answer.says("Van de een") && answer.says("Van de ander"))
                let now = try #require(try await world.editor.room(world.trainer, "demo").draft.values(of: part))
                #expect(answer.says("name=\"was\" value=\"\(CourseEditor.ticket(now))\""))
                let again = mine.map { $0.0 == "was" ? ("was", CourseEditor.ticket(now)) : $0 }
                #expect(try await visitor.post(EditorPages.path("demo", part), pairs: again).status == 303)
            }
            let kept = try await world.editor.room(world.trainer, "demo").draft.tree(of: part)
            #expect(kept?["question"]?["nl"]?.string == "Van de ander")
        }
    }

    @Test func whatIsTooLongIsNotKeptCutOff() async throws {
        try await World.writing(.sqlite) { world in
            let part = CourseDraft.Part.screen("begin")
            let values = try #require(try await world.editor.room(world.trainer, "demo").draft.values(of: part))
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let visitor = Visitor(client, session: "t")
                let long = String(repeating: "a", count: 10_001)
                let answer = try await visitor.post(
                    EditorPages.path("demo", part), pairs: Self.fields(values, ["text.nl": long]) + [("doe", "bewaar")])
                #expect(answer.status == 422)
                #expect(answer.says("text.nl-error"))
            }
            #expect(try await world.editor.room(world.trainer, "demo").record == nil)
        }
    }

    /// What is typed is shown as words, whatever it looks like, and is not kept by looking.
    @Test func thePreviewShowsWhatIsTypedAndRunsNothing() async throws {
        try await World.writing(.sqlite) { world in
            let draft = try await world.editor.room(world.trainer, "demo").draft
            let evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let visitor = Visitor(client, session: "t")
                for entry in draft.entries {
                    let values = try #require(draft.values(of: .screen(entry.id)))
                    let change = values.filter { $0.name.hasSuffix(".nl") }.reduce(into: [:]) { $0[$1.name] = evil }
                    let answer = try await visitor.post(
                        EditorPages.path("demo", .screen(entry.id)) + "/voorbeeld", pairs: Self.fields(values, change))
                    #expect(answer.status == 200)
                    #expect(answer.says("id=\"voorbeeld\""))
                    #expect(answer.says("&lt;script&gt;"), "\(entry.kind)")
                    #expect(!answer.says("<script>alert") && !answer.says("<img"), "\(entry.kind)")
                }
            }
            #expect(try await world.editor.room(world.trainer, "demo").record == nil)
        }
    }

    @Test(arguments: testEngines)
    func aCourseIsWrittenAndPublishedByTwoPeople(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let (one, two) = (world.trainer, world.trainer)
            try await world.serve(sessions: ["1": one, "2": two]) { client in
                let (first, second) = (Visitor(client, session: "1"), Visitor(client, session: "2"))
                let path = "\(Self.base)/demo"
                _ = try await first.post(path, ["doe": "neer:begin"])
                #expect(try await first.post(path, ["doe": "weg:een"]).status == 303)
                #expect(
                    try await first.post(path, ["doe": "scherm", "kind": "", "title": "", "chapter": "eerste"]).status
                        == 422)
                #expect(
                    try await first.post(path, ["doe": "overnemen", "screen": "x/y", "into": "eerste"]).status == 422)
                let page = try await first.get(path)
                #expect(page.says("value=\"voorleggen\""))
                let record = try #require(try await world.editor.room(one, "demo").record)
                let revision = "\(record.revision)"
                let decide = path + "/publiceren"
                #expect(try await first.post(decide, ["doe": "voorleggen", "revision": revision]).status == 303)
                let own = try await first.get(path)
                #expect(!own.says("value=\"publiceren\""))
                #expect(try await first.post(decide, ["doe": "publiceren", "revision": revision]).status == 422)
                let asked = try await second.get(path)
                #expect(asked.says("value=\"publiceren\""))
                #expect(try await second.post(decide, ["doe": "weggooien", "revision": revision]).status == 422)
                #expect(try await second.post(decide, ["doe": "publiceren", "revision": revision]).status == 303)
                let learner = Visitor(client)
                #expect(try await learner.get("/leren/demo").status == 200)
                #expect(try world.learning.context.course("demo").version == 4)
                let zip = try await first.get("\(path)/bestanden.zip?versie=4")
                #expect(zip.status == 200)
                #expect(zip.headers[.contentType] == "application/zip")
            }
        }
    }

    @Test func aLanguageIsShownWithTheNameOfWhoReadIt() async throws {
        try await World.writing(.sqlite) { world in
            try await world.editor.arrange(world.trainer, "demo", .addLanguage(Language("pl")))
            let seen = try await world.editor.room(world.trainer, "demo").draft.ticket(of: .course)
            let day = "\(world.clock.instant.day)"
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let visitor = Visitor(client, session: "t")
                let path = "\(Self.base)/demo"
                #expect(try await visitor.get(path).says("name=\"seen\" value=\"\(seen)\""))
                let form = [("doe", "taal-tonen"), ("shown", "pl"), ("seen", seen), ("day", day)]
                let nameless = try await visitor.post(path, pairs: form + [("agreed", "yes")])
                #expect(nameless.status == 422 && nameless.says("by-error"))
                let whole = form + [("by", "Ala Nowak"), ("agreed", "yes")]
                #expect(try await visitor.post(path, pairs: whole).status == 303)
                let draft = try await world.editor.room(world.trainer, "demo").draft
                #expect(draft.languages.contains(Language("pl")))
                #expect(draft.course["translations"]?["pl"]?["by"]?.string == "Ala Nowak")
            }
        }
    }

    /// A screen that is taken over has the title that learners see, and says from which course it comes.
    @Test func aScreenThatIsTakenOverHasItsTitle() async throws {
        try await World.writing(.sqlite) { world in
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let visitor = Visitor(client, session: "t")
                let path = "\(Self.base)/tweede"
                let page = try await visitor.get(path)
                #expect(page.says(">In welke volgorde?</a>") && !page.says(">stappen</a>"))
                #expect(page.says("uit Proef"))
                #expect(try await visitor.get("\(path)/scherm/stappen").says(": In welke volgorde?</h1>"))
                _ = try await visitor.post(path, ["doe": "weg:stappen"])
                #expect(try await visitor.get(path).says("Zet terug: In welke volgorde?"))
            }
        }
    }

    @Test func whoLookedIsWrittenDown() async throws {
        try await World.writing(.sqlite) { world in
            let seen = try await world.editor.room(world.trainer, "demo").draft.ticket(of: .course)
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let visitor = Visitor(client, session: "t")
                let path = "\(Self.base)/demo/aftekenen"
                let wrong = try await visitor.post(
                    path, ["fact": "", "seen": seen, "role": "police", "by": "Politie Oost", "day": "1-1-2999"])
                #expect(wrong.status == 422)
                #expect(wrong.says("value=\"Politie Oost\""))
                #expect(wrong.says("day-error") && wrong.says("agreed-error"))
                let day = "\(world.clock.instant.day)"
                let right = try await visitor.post(
                    path,
                    ["fact": "", "seen": seen, "role": "police", "by": "Politie Oost", "day": day, "agreed": "yes"])
                #expect(right.status == 303)
                #expect(try await visitor.get("\(Self.base)/demo/feiten").says("Politie Oost"))
            }
        }
    }
}
