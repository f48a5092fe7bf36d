import Content
import Core
import Directory
import Foundation
import Storage
import TestSupport
import Testing
import Web

@testable import Learning

/// Two courses in files: one with every construct there is, and one that takes screens over from it.
func twoCourses() -> CourseFolder {
    var fixture = CourseFixture.everyKind()
    fixture["tweede/course.yaml"] = """
        version: 1
        languages: [nl, en]
        title: {nl: "Tweede", en: "Second"}
        summary: {nl: "Kort.", en: "Short."}
        goals:
          - {nl: "Zien", en: "See"}
        minutes: 5
        audiences: [hotel]
        review: {police: waiting, care: waiting, survivors: waiting}
        sources:
          - {id: boek, title: "Een boek", checked: never}
          - {id: web, title: "Een pagina", checked: never}
        chapters:
          - id: eerste
            title: {nl: "Eerste", en: "First"}
            screens:
              - lesson: begin
                from: demo
                sources: [boek]
              - order: stappen
                from: demo

        """
    return fixture.folder
}

extension World {
    /// A world in which courses are written.
    static func writing<Result>(
        _ engine: Engine, _ folder: CourseFolder = twoCourses(), _ body: (World) async throws -> Result
    ) async throws -> Result {
        let check = CourseCheck(folder)
        #expect(check.findings.isEmpty)
        return try await on(engine, courses: check.courses, folder: folder, body)
    }

    var editor: CourseEditor { learning.editor }

    /// Learning as another process has it, on the same database.
    func anotherProcess(_ folder: CourseFolder = twoCourses()) -> Learning {
        let context = learning.context
        return Learning(
            LearningContext(
                database: database, siteKey: context.siteKey, organisations: context.organisations,
                audit: context.audit, courses: CourseCheck(folder).courses, folder: folder, now: context.now,
                random: systemRandomBytes))
    }

    /// Types `value` in a field and saves the form.
    func write(
        _ value: String, in name: String, of part: CourseDraft.Part, _ slug: String = "demo", by actor: Actor? = nil
    ) async throws {
        let values = try #require(try await editor.room(trainer, slug).draft.values(of: part))
        var typed = values
        let place = try #require(typed.firstIndex { $0.name == name })
        typed[place].value = value
        try await editor.save(actor ?? trainer, slug, part, typed, was: CourseEditor.ticket(values))
    }

    /// Hands the draft in by one person and publishes it by another.
    @discardableResult
    func publish(_ slug: String = "demo") async throws -> Int {
        let revision = try #require(try await editor.room(trainer, slug).record).revision
        try await editor.propose(trainer, slug, revision: revision)
        return try await editor.publish(trainer, slug, revision: revision)
    }
}

/// Writing and publishing courses in the workplace.
@Suite struct EditorTests {
    @Test(arguments: testEngines)
    func whatIsWrittenIsSeenByLearnersOnceItIsPublished(engine: Engine) async throws {
        try await World.writing(engine) { world in
            try await world.write("Een nieuw begin", in: "title.nl", of: .screen("begin"))
            let room = try await world.editor.room(world.trainer, "demo")
            #expect(room.record?.base == 3)
            #expect(room.draft.tree(of: .screen("begin"))?["title"]?["nl"]?.string == "Een nieuw begin")
            #expect(try world.learning.context.course("demo").version == 3)
            #expect(try await world.publish() == 4)
            let course = try world.learning.context.course("demo")
            #expect(course.version == 4)
            #expect(course.screen("begin")?.title[.nl] == "Een nieuw begin")
            #expect(course.screen("begin")?.title[.en] == "Start")
            #expect(course.audio.count == 1, "its sound is where it was")
            #expect(try await world.editor.room(world.trainer, "demo").record == nil)
            let completed = try await world.complete("demo", role: nil)
            #expect(completed.version == 4)
            #expect(completed.completion != nil)
        }
    }

    /// Every process on the database shows it, also one that was started before.
    @Test(arguments: testEngines)
    func everyProcessFollows(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let other = world.anotherProcess()
            try await world.write("Een nieuw begin", in: "title.nl", of: .screen("begin"))
            try await world.publish()
            #expect(try other.context.course("demo").version == 3)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await other.context.shelf.follow().course("demo")?.version ?? 0 }
                }
                for try await version in group { #expect(version == 4) }
            }
            #expect(try other.context.course("demo").screen("begin")?.title[.nl] == "Een nieuw begin")
            // A folder with a higher version stands before it, and so does one with the same.
            for (version, title) in [(4, "Begin"), (9, "Begin")] {
                var draft = try #require(twoCourses().draft("demo"))
                draft.version = version
                let newer = world.anotherProcess(twoCourses().replacing("demo", with: draft.texts))
                try await newer.context.shelf.follow()
                #expect(try newer.context.course("demo").version == version)
                #expect(try newer.context.course("demo").screen("begin")?.title[.nl] == title)
            }
        }
    }

    @Test(arguments: testEngines)
    func whoIsHalfwayGoesOn(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let attempts = world.learning.attempts
            let token = try await attempts.begin(course: "demo", role: nil, audience: .hotel, language: .nl)
            _ = try await attempts.change(token, course: "demo", language: .nl) { attempt, course in
                attempt.go(to: "kamer", in: course)
                let right = course.screen("kamer")?.exercise?.rightAnswer ?? []
                try attempt.answer(right, to: "kamer", in: course)
            }
            try await world.editor.arrange(world.trainer, "demo", .remove("een"))
            try await world.publish()
            let learner = try #require(try await attempts.find(token, course: "demo"))
            #expect(learner.attempt.answers["kamer"]?.isSolved == true)
            #expect(learner.version == 3)
            let done = try await attempts.change(token, course: "demo", language: .nl, finish)
            #expect(done.completion != nil)
            #expect(done.version == 4, "a completion says the version in which it was reached")
            // Afterwards the version stays.
            try await world.write("Nog een keer", in: "title.nl", of: .screen("begin"))
            try await world.publish()
            #expect(try await attempts.find(token, course: "demo")?.version == 4)
        }
    }

    // MARK: Two people

    @Test(arguments: testEngines)
    func twoPeopleInOneFieldSeeBothTexts(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let part = CourseDraft.Part.screen("kamer")
            let values = try #require(try await world.editor.room(world.trainer, "demo").draft.values(of: part))
            let was = CourseEditor.ticket(values)
            try await world.write("Van de een", in: "question.nl", of: part)
            var typed = values
            typed[try #require(typed.firstIndex { $0.name == "question.nl" })].value = "Van de ander"
            let conflict = try await #require(throws: CourseEditor.Conflict.self) {
                try await world.editor.save(world.trainer, "demo", part, typed, was: was)
            }
            #expect(conflict.values.contains { $0.name == "question.nl" && $0.value == "Van de een" })
            let kept = try await world.editor.room(world.trainer, "demo").draft.values(of: part)
            #expect(kept == conflict.values)
            // Whoever has seen it may go on.
            try await world.editor.save(
                world.trainer, "demo", part, typed, was: CourseEditor.ticket(conflict.values))
            #expect(try await world.editor.room(world.trainer, "demo").draft.values(of: part) == typed)
            // Sending the same once more is no conflict.
            try await world.editor.save(world.trainer, "demo", part, typed, was: was)
        }
    }

    @Test(arguments: testEngines)
    func twoPeopleOnTwoScreensDoNotMeet(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let editor = world.editor
            let draft = try await editor.room(world.trainer, "demo").draft
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (id, name) in [("kamer", "question.nl"), ("avond", "title.nl"), ("begin", "title.nl")] {
                    let values = try #require(draft.values(of: .screen(id)))
                    let trainer = world.trainer
                    group.addTask {
                        var typed = values
                        for place in typed.indices where typed[place].name == name {
                            typed[place].value = "Nieuw \(id)"
                        }
                        try await editor.save(
                            trainer, "demo", .screen(id), typed, was: CourseEditor.ticket(values))
                    }
                }
                try await group.waitForAll()
            }
            let room = try await editor.room(world.trainer, "demo")
            #expect(room.record?.revision == 3)
            #expect(room.draft.tree(of: .screen("kamer"))?["question"]?["nl"]?.string == "Nieuw kamer")
            #expect(room.draft.tree(of: .screen("avond"))?["title"]?["nl"]?.string == "Nieuw avond")
            #expect(room.draft.tree(of: .screen("begin"))?["title"]?["nl"]?.string == "Nieuw begin")
        }
    }

    @Test(arguments: testEngines)
    func twoPeoplePublish(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let (one, two) = (world.trainer, world.trainer)
            let editor = world.editor
            await #expect(throws: EditorError.noDraft) { try await editor.propose(one, "demo", revision: 0) }
            try await world.write("Een", in: "title.nl", of: .screen("begin"), by: one)
            await #expect(throws: EditorError.notProposed) { try await editor.publish(two, "demo", revision: 1) }
            try await editor.propose(one, "demo", revision: 1)
            await #expect(throws: EditorError.samePerson) { try await editor.publish(one, "demo", revision: 1) }
            // Who changes something makes it something else than was agreed on.
            try await world.write("Twee", in: "title.nl", of: .screen("begin"), by: two)
            await #expect(throws: EditorError.changedSince) { try await editor.propose(one, "demo", revision: 1) }
            await #expect(throws: EditorError.notProposed) { try await editor.publish(two, "demo", revision: 2) }
            try await editor.propose(two, "demo", revision: 2)
            try await editor.withdrawProposal(two, "demo", revision: 2)
            await #expect(throws: EditorError.notProposed) { try await editor.publish(one, "demo", revision: 2) }
            try await editor.propose(two, "demo", revision: 2)
            #expect(try await editor.publish(one, "demo", revision: 2) == 4)
            await #expect(throws: EditorError.noDraft) { try await editor.publish(one, "demo", revision: 2) }
            #expect(world.audit.actions.suffix(2) == ["learning.course.proposed", "learning.course.published"])
        }
    }

    @Test(arguments: testEngines)
    func nothingWithAMistakeIsPublished(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let editor = world.editor
            try await world.write("", in: "title.en", of: .screen("begin"))
            let room = try await editor.room(world.trainer, "demo")
            #expect(room.check.findings.contains { $0.field == "title.en" })
            await #expect(throws: EditorError.stillMistakes(1)) {
                try await editor.propose(world.trainer, "demo", revision: 1)
            }
            // What was typed is there all the same.
            #expect(room.draft.tree(of: .screen("begin"))?["title"]?["en"]?.string == "")
            // Neither is what others take over and would miss.
            try await world.write("Start", in: "title.en", of: .screen("begin"))
            try await editor.arrange(world.trainer, "demo", .remove("stappen"))
            #expect(try await editor.room(world.trainer, "demo").check.findings.isEmpty)
            let revision = try #require(try await editor.room(world.trainer, "demo").record).revision
            await #expect(throws: EditorError.self) {
                try await editor.propose(world.trainer, "demo", revision: revision)
            }
            #expect(try await editor.room(world.trainer, "demo").removed.map(\.part.id) == ["stappen"])
            let id = try #require(try await editor.room(world.trainer, "demo").removed.first).id
            try await editor.putBack(world.trainer, "demo", id)
            await #expect(throws: EditorError.noSuchPart) { try await editor.putBack(world.trainer, "demo", id) }
            #expect(try await world.publish() == 4)
        }
    }

    /// Whoever takes a screen over shows something else when it changes, and so has another version.
    @Test(arguments: testEngines)
    func whoTakesOverCountsUpAsWell(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let course: (String) throws -> Course = { try world.learning.context.course($0) }
            try await world.write("Andere vraag", in: "question.nl", of: .screen("kamer"))
            try await world.publish()
            #expect(try (course("demo").version, course("tweede").version) == (4, 1), "it takes nothing of it over")
            try await world.write("Nieuw", in: "title.nl", of: .screen("begin"))
            try await world.publish()
            #expect(try (course("demo").version, course("tweede").version) == (5, 2))
            #expect(try course("tweede").screen("begin")?.title[.nl] == "Nieuw")
            // The version before holds what it said then.
            let (draft, folder) = try await world.editor.version(world.trainer, "demo", 4)
            #expect(CourseCheck(folder).courses.first { $0.slug == "demo" }?.screen("begin")?.title[.nl] == "Begin")
            #expect(draft.version == 4)
        }
    }

    // MARK: Versions and files

    @Test(arguments: testEngines)
    func everyVersionStaysReadable(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let titles = ["Begin", "Een", "Twee", "Drie"]
            for title in titles.dropFirst() {
                try await world.write(title, in: "title.nl", of: .screen("begin"))
                try await world.publish()
            }
            let issues = try await world.editor.issues(world.trainer, "demo")
            #expect(issues.map(\.number) == [6, 5, 4, 3])
            #expect(issues.map(\.isOwn) == [true, true, true, false])
            for (place, title) in titles.enumerated() {
                let (_, folder) = try await world.editor.version(world.trainer, "demo", 3 + place)
                let course = try #require(CourseCheck(folder).courses.first { $0.slug == "demo" })
                #expect(course.version == 3 + place)
                #expect(course.screen("begin")?.title[.nl] == title)
            }
            // Also the texts that it took over, as they were.
            let (_, folder) = try await world.editor.version(world.trainer, "tweede", 3)
            #expect(CourseCheck(folder).courses.first { $0.slug == "tweede" }?.screen("begin")?.title[.nl] == "Twee")
            await #expect(throws: EditorError.noSuchVersion) {
                try await world.editor.version(world.trainer, "demo", 99)
            }
        }
    }

    @Test(arguments: testEngines)
    func theFilesGoBackUnderVersionControl(engine: Engine) async throws {
        try await World.writing(engine) { world in
            try await world.write("Een nieuw begin", in: "title.nl", of: .screen("begin"))
            let draft = try await world.editor.export(world.trainer, "demo", version: nil)
            try await world.publish()
            let files = try await world.editor.export(world.trainer, "demo", version: 4)
            #expect(files.map(\.name) == draft.map(\.name))
            #expect(files.map(\.text) == draft.map(\.text))
            let texts = files.reduce(into: [String: String]()) {
                $0[String($1.name.dropFirst("demo/".count))] = $1.text
            }
            let folder = twoCourses().replacing("demo", with: texts)
            let check = CourseCheck(folder)
            #expect(check.findings.isEmpty)
            #expect(check.courses.first { $0.slug == "demo" } == (try world.learning.context.course("demo")))
            // Files that nobody touched are the same letter by letter.
            let before = try #require(twoCourses().draft("demo")).texts
            #expect(before.keys.filter { before[$0] != texts[$0] }.sorted() == ["course.yaml", "nl/begin.md"])
        }
    }

    @Test(arguments: testEngines)
    func aCourseThatChangedElsewhereIsNotOverwritten(engine: Engine) async throws {
        try await World.writing(engine) { world in
            try await world.write("Mijn", in: "title.nl", of: .screen("begin"))
            var newer = try #require(twoCourses().draft("demo"))
            newer.version = 7
            let other = world.anotherProcess(twoCourses().replacing("demo", with: newer.texts))
            let room = try await other.editor.room(world.trainer, "demo")
            #expect(room.hasMovedOn)
            await #expect(throws: EditorError.movedOn(7)) {
                try await other.editor.propose(world.trainer, "demo", revision: 1)
            }
            try await other.editor.goOn(world.trainer, "demo", revision: 1)
            try await other.editor.propose(world.trainer, "demo", revision: 1)
            #expect(try await other.editor.publish(world.trainer, "demo", revision: 1) == 8)
        }
    }

    @Test(arguments: testEngines)
    func aVersionThatNoLongerFitsGivesWayToTheFolder(engine: Engine) async throws {
        try await World.writing(engine) { world in
            try await world.write("Anders", in: "title.nl", of: .about, "tweede")
            #expect(try await world.publish("tweede") == 2)
            // The folder's course loses what the second takes over.
            var demo = try #require(twoCourses().draft("demo"))
            _ = try demo.arrange(.remove("stappen"))
            demo.version = 9
            var second = try #require(twoCourses().draft("tweede"))
            _ = try second.arrange(.remove("stappen"))
            let folder = twoCourses().replacing("demo", with: demo.texts).replacing("tweede", with: second.texts)
            let other = world.anotherProcess(folder)
            let offer = try await other.context.shelf.follow()
            #expect(offer.refused == ["tweede": 2])
            #expect(offer.course("tweede")?.version == 1)
            #expect(offer.course("tweede")?.screens.count == 1)
            let list = try await other.editor.list(world.trainer)
            #expect(list.map(\.refused) == [nil, 2])
        }
    }

    @Test(arguments: testEngines)
    func aNewCourseIsPublishedOnceItIsWhole(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let editor = world.editor
            let slug = try await editor.create(world.trainer, title: "Tweede", audience: .hotel)
            #expect(slug == "tweede-2")
            #expect(throws: LearningError.noSuchCourse) { try world.learning.context.course(slug) }
            var room = try await editor.room(world.trainer, slug)
            #expect(room.record?.base == 0)
            #expect(!room.check.findings.isEmpty)
            for part in [CourseDraft.Part.about, .chapter("begin"), .screen(try #require(room.draft.entries.first).id)]
            {
                room = try await editor.room(world.trainer, slug)
                let values = try #require(room.draft.values(of: part))
                var typed = values
                for place in typed.indices where typed[place].value.isEmpty { typed[place].value = "Iets" }
                try await editor.save(world.trainer, slug, part, typed, was: CourseEditor.ticket(values))
            }
            let sources = try #require(try await editor.room(world.trainer, slug).draft.values(of: .sources))
            try await editor.save(
                world.trainer, slug, .sources,
                EditorForm.after("erbij:sources", sources) + [
                    EditorValue(name: "sources.0.title", value: "Een boek (2020)"),
                    EditorValue(name: "sources.0.checked", value: "26-11-2026"),
                ], was: CourseEditor.ticket(sources))
            room = try await editor.room(world.trainer, slug)
            #expect(room.check.findings.isEmpty, "\(room.check.findings)")
            #expect(room.draft.sourceRefs.map(\.id) == ["een-boek-2020"])
            #expect(try await world.publish(slug) == 1)
            #expect(try world.learning.context.course(slug).title[.nl] == "Tweede")
            #expect(try await world.complete(slug, role: nil).completion != nil)
        }
    }

    @Test(arguments: testEngines)
    func aNameIsNeverGivenTwice(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let editor = world.editor
            try await editor.arrange(world.trainer, "demo", .remove("een"))
            try await world.publish()
            try await editor.arrange(world.trainer, "demo", .add(.question, title: "Een", chapter: "tweede"))
            #expect(try await editor.room(world.trainer, "demo").draft.entry("een-2")?.kind == .question)
        }
    }

    @Test(arguments: testEngines)
    func whatIsThrownAwayIsGoneAndWhatIsPublishedStays(engine: Engine) async throws {
        try await World.writing(engine) { world in
            try await world.write("Weg", in: "title.nl", of: .screen("begin"))
            try await world.editor.arrange(world.trainer, "demo", .remove("een"))
            await #expect(throws: EditorError.changedSince) {
                try await world.editor.discard(world.trainer, "demo", revision: 1)
            }
            try await world.editor.discard(world.trainer, "demo", revision: 2)
            let room = try await world.editor.room(world.trainer, "demo")
            #expect(room.record == nil && room.removed.isEmpty)
            #expect(room.draft == twoCourses().draft("demo"))
        }
    }

    // MARK: Signing off

    @Test(arguments: testEngines)
    func aMarkIsOnWhatWasSeen(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let editor = world.editor
            let mark = ReviewMark.done(by: "Politie Oost", date: Day("2026-11-20")!)
            let seen = try await editor.room(world.trainer, "demo").draft.ticket(of: .fact("lezen"))
            try await world.write("Lees", in: "quote.nl", of: .fact("lezen"))
            await #expect(throws: EditorError.changedSince) {
                try await editor.mark(world.trainer, "demo", .fact("lezen"), .police, mark, seen: seen)
            }
            let now = try await editor.room(world.trainer, "demo").draft
            try await editor.mark(
                world.trainer, "demo", .fact("lezen"), .police, mark, seen: now.ticket(of: .fact("lezen")))
            try await world.publish()
            let fact = try #require(try world.learning.context.course("demo").facts.first { $0.id == "lezen" })
            #expect(fact.review.police == mark)
            #expect(fact.review.care == .waiting, "its words changed since a carer looked")
            #expect(world.audit.actions.contains("learning.course.signed-off"))
        }
    }

    /// A language goes before the public once somebody with a name read it as it is.
    @Test(arguments: testEngines)
    func aTranslationIsShownOnceSomebodyReadIt(engine: Engine) async throws {
        var fixture = CourseFixture.everyKind().inThreeLanguages("pl")
        fixture["routes.yaml"] = CourseFixture().inThreeLanguages("pl", in: "routes")["routes.yaml"]
            .replacing("languages: [nl, en]", with: "languages: [nl, en, pl]")
        fixture["demo/course.yaml"] = fixture["demo/course.yaml"]
            .replacing("languages: [nl, en]", with: "languages: [nl, en]\nunreviewed: [pl]")
        let pl = Language("pl")
        try await World.writing(engine, fixture.folder) { world in
            let editor = world.editor
            let mark = ReviewMark.done(by: "Ala", date: world.clock.instant.day)
            func show(_ language: Language, seen: String? = nil) async throws {
                let ticket = try await editor.room(world.trainer, "demo").draft.ticket(of: .course)
                try await editor.show(world.trainer, "demo", language, readBy: mark, seen: seen ?? ticket)
            }
            await #expect(throws: EditorError.changedSince) { try await show(pl, seen: "anders") }
            await #expect(throws: EditorError.noSuchPart) { try await show(Language("ro")) }
            await #expect(throws: DirectoryError.self) {
                try await editor.show(world.member(of: world.hotel), "demo", pl, readBy: mark, seen: "")
            }
            try await show(pl)
            #expect(world.audit.actions.contains("learning.course.translation-signed-off"))
            #expect(try world.learning.context.course("demo").languages == [.nl, .en], "not before it is published")
            try await world.publish()
            let course = try world.learning.context.course("demo")
            #expect(course.languages == [.nl, .en, pl] && course.translations == [pl: mark])
            // Changed, it is not published again before somebody read it.
            try await world.write("Inny tytuł", in: "title.pl", of: .screen("begin"))
            await #expect(throws: EditorError.stillMistakes(1)) { try await world.publish() }
            let findings = try await editor.room(world.trainer, "demo").check.findings
            #expect(findings.map(\.text.key) == ["content.check.translation-unread"])
            try await show(pl)
            #expect(try await world.publish() == 5)
        }
    }

    /// Who takes out where learners read what the course is about, or where help is, is told until it is published.
    @Test(arguments: testEngines)
    func takingOutTheOpeningIsTold(engine: Engine) async throws {
        try await World.writing(engine, CourseFixture.everyKind().folder) { world in
            func missed() async throws -> [String] {
                try await world.editor.room(world.trainer, "demo").missed.map(\.id)
            }
            let screens = try world.learning.context.course("demo").screens.map(\.id)
            let first = try #require(screens.first)
            #expect(try await missed().isEmpty)
            try await world.editor.arrange(world.trainer, "demo", .remove("een"))
            #expect(try await missed().isEmpty)
            try await world.editor.arrange(world.trainer, "demo", .remove(first))
            #expect(try await missed() == [first])
            try await world.serve(sessions: ["t": world.trainer]) { client in
                let page = try await Visitor(client, session: "t").get("\(EditorPages.base)/demo")
                #expect(page.says("Weggehaald: ") && page.says("waar hulp is"))
            }
            let id = try #require(
                try await world.editor.room(world.trainer, "demo").removed.first { $0.part.id == first }
            ).id
            try await world.editor.putBack(world.trainer, "demo", id)
            #expect(try await missed().isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func onlyTheDeskWrites(engine: Engine) async throws {
        try await World.writing(engine) { world in
            let editor = world.editor
            for actor in [Actor.visitor, world.member(of: world.hotel), world.member(of: world.park, desks: [.duty])] {
                await #expect(throws: DirectoryError.self) { try await editor.list(actor) }
                await #expect(throws: DirectoryError.self) { try await editor.room(actor, "demo") }
                await #expect(throws: DirectoryError.self) {
                    try await editor.save(actor, "demo", .about, [], was: "")
                }
                await #expect(throws: DirectoryError.self) { try await editor.arrange(actor, "demo", .remove("een")) }
                await #expect(throws: DirectoryError.self) { try await editor.publish(actor, "demo", revision: 1) }
                await #expect(throws: DirectoryError.self) { try await editor.export(actor, "demo", version: nil) }
            }
        }
    }
}
