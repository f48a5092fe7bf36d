import Content
import Core
import Foundation
import Testing
import Web

@testable import Learning

extension CourseFixture {
    /// The files in memory.
    var folder: CourseFolder {
        var texts: [String: String?] = [:]
        for (path, data) in files {
            texts[path] = path.hasSuffix(".mp3") ? .some(nil) : .some(String(decoding: data, as: UTF8.self))
        }
        return CourseFolder(files: ContentFiles(folder: "cursussen", texts: texts))
    }
}

/// The courses as they are shipped.
func shippedCourses() throws -> CourseFolder {
    try #require(CourseFolder(checkout + "/Resources/courses", routes: checkout + "/Resources/routes.yaml"))
}

/// A course while it is being written.
@Suite struct EditorDraftTests {
    private static func folders() throws -> [CourseFolder] { [try shippedCourses(), CourseFixture.everyKind().folder] }

    private static func parts(of draft: CourseDraft) -> [CourseDraft.Part] {
        [.about, .sources, .notes] + draft.chapters.compactMap { $0["id"]?.string.map { .chapter($0) } }
            + draft.entries.map { .screen($0.id) } + draft.facts.compactMap { $0["id"]?.string.map { .fact($0) } }
    }

    // MARK: Files, forms, files

    @Test func aFormWithoutAChangeChangesNoLetter() throws {
        for folder in try Self.folders() {
            for slug in folder.slugs.sorted() {
                let draft = try #require(folder.draft(slug))
                var after = draft
                for part in Self.parts(of: draft) {
                    let values = try #require(draft.values(of: part), "\(part)")
                    after.read(values, into: part)
                }
                #expect(after == draft, "\(slug)")
            }
        }
    }

    /// The same with every file written anew: other letters, the same course.
    @Test func filesWrittenAnewAreTheSameCourse() throws {
        for folder in try Self.folders() {
            var anew = folder
            for slug in folder.slugs.sorted() {
                var draft = try #require(folder.draft(slug))
                for path in draft.texts.keys.sorted() where path.hasSuffix(".yaml") {
                    draft.texts[path] = draft.tree(path).file(after: draft.texts[path] ?? "").yaml
                }
                anew = anew.replacing(slug, with: draft.texts)
            }
            let check = CourseCheck(anew)
            #expect(check.findings.isEmpty)
            #expect(!check.courses.isEmpty)
            for (course, old) in zip(check.courses, CourseCheck(folder).courses) where course != old {
                let screens = zip(course.screens, old.screens).filter { $0 != $1 }.map { "\($0)\n\($1)" }
                Issue.record("\(old.slug): \(screens) \(course.facts == old.facts) \(course.sources == old.sources)")
            }
        }
    }

    /// Every single text is changed through its form: nothing else changes with it, and the course says so.
    @Test func oneTextChangesAndNothingElse() throws {
        let folder = CourseFixture.everyKind().folder
        let draft = try #require(folder.draft("demo"))
        for part in Self.parts(of: draft) {
            let values = try #require(draft.values(of: part))
            for place in values.indices where values[place].name.hasSuffix(".nl") {
                let was = values[place].value
                var typed = values
                typed[place].value = was.isEmpty ? "Nieuw \"zo\": # {x}" : was + "\r\n\r\nVerder \"zo\": # {x}"
                let after = draft.with(typed, in: part)
                #expect(after != draft, "\(values[place].name)")
                // Where one line is asked, line ends are spaces.
                let spaced = { (values: EditorForm.Values?) in
                    (values ?? []).map { [$0.name] + $0.value.split(whereSeparator: \.isWhitespace).map(String.init) }
                }
                #expect(spaced(after.values(of: part)) == spaced(typed), "\(values[place].name)")
                let other = Self.parts(of: draft).filter { $0 != part && $0 != .about && $0 != .sources }
                if part != .about, part != .sources {
                    for other in other { #expect(after.values(of: other) == draft.values(of: other)) }
                }
            }
        }
    }

    @Test func whatIsDrawnFromADraftIsTheScreen() throws {
        for folder in try Self.folders() {
            for course in CourseCheck(folder).courses {
                let draft = try #require(folder.draft(course.slug))
                for screen in course.screens where course.origins[screen.id] == nil {
                    var expected = screen
                    // Telephone numbers are not drawn.
                    if case .lesson(var lesson) = screen {
                        lesson.routes = []
                        expected = .lesson(lesson)
                    }
                    #expect(draft.screen(screen.id) == expected, "\(course.slug)/\(screen.id)")
                }
            }
        }
    }

    // MARK: Lists in forms

    @Test func entriesOfAListMoveAreAddedAndGo() throws {
        let draft = try #require(CourseFixture.everyKind().folder.draft("demo"))
        let part = CourseDraft.Part.screen("stappen")
        let values = try #require(draft.values(of: part))
        func steps(_ wish: String) -> [String] {
            let after = draft.with(EditorForm.after(wish, values), in: part)
            return (after.tree(of: part)?["steps"]?.entries ?? []).compactMap { $0["id"]?.string }
        }
        let all = steps("")
        #expect(all.count == 4)
        #expect(steps("op:steps.1") == [all[1], all[0], all[2], all[3]])
        #expect(steps("neer:steps.1") == [all[0], all[2], all[1], all[3]])
        #expect(steps("weg:steps.2") == [all[0], all[1], all[3]])
        #expect(steps("erbij:steps") == all + [""])
        for wish in ["op:steps.0", "neer:steps.3", "weg:steps.9", "op:nergens.1", "x", ":", "op:steps"] {
            #expect(steps(wish) == all, "\(wish)")
        }
    }

    @Test func aNewEntryIsNamedAfterItsWords() throws {
        let draft = try #require(CourseFixture.everyKind().folder.draft("demo"))
        let part = CourseDraft.Part.screen("stappen")
        var values = EditorForm.after("erbij:steps", try #require(draft.values(of: part)))
        values.append(EditorValue(name: "steps.4.text.nl", value: "Zien"))
        values.append(EditorValue(name: "steps.4.text.en", value: "Seeing"))
        let ids = (draft.with(values, in: part).tree(of: part)?["steps"]?.entries ?? []).compactMap { $0["id"]?.string }
        #expect(ids.count == 5)
        #expect(Set(ids).count == 5)
        #expect(ContentField.isIdentifier(ids[4]))
    }

    @Test func namesAreGoodNames() {
        #expect(EditorName.make(from: "Wie komt er aan de balie?", besides: []) == "wie-komt-er-aan-de-balie")
        #expect(EditorName.make(from: "Eén kamer", besides: ["een-kamer"]) == "een-kamer-2")
        for text in ["", "---", "العربية", "’s Avonds", "a" + String(repeating: "b ", count: 200), "--a--", "Ω"] {
            let name = EditorName.make(from: text, besides: [])
            #expect(ContentField.isIdentifier(name), "\(text) → \(name)")
        }
    }

    // MARK: Mistakes at their fields

    @Test func mistakesStandAtTheirFields() throws {
        let folder = CourseFixture.everyKind().folder
        let draft = try #require(folder.draft("demo"))
        #expect(DraftCheck(draft, in: folder).findings.isEmpty)
        func finding(_ part: CourseDraft.Part, _ name: String, _ value: String) throws -> [DraftCheck.Finding] {
            var values = try #require(draft.values(of: part))
            let place = try #require(values.firstIndex { $0.name == name })
            values[place].value = value
            return DraftCheck(draft.with(values, in: part), in: folder).findings
        }
        let cases: [(CourseDraft.Part, String, String, String)] = [
            (.screen("begin"), "title.en", "", "title.en"), (.screen("begin"), "text.nl", "<b>x</b>", "text.nl"),
            (.screen("kamer"), "choices.1.feedback.en", "", "choices.1.feedback.en"),
            (.screen("kamer"), "question.nl", "![x](y)", "question.nl"),
            (.screen("avond"), "moments.2.text.nl", "", "moments.2.text.nl"),
            (.screen("zin"), "facts.0.en", "", "facts.0.en"), (.about, "minutes", "veel", "minutes"),
            (.about, "goals.0.nl", "", "goals.0.nl"), (.sources, "sources.1.url", "http://x", "sources.1.url"),
            (.sources, "sources.0.checked", "gisteren", "sources.0.checked"),
            (.chapter("tweede"), "title.nl", "", "title.nl"), (.fact("lezen"), "quote.nl", "Anders", "quote.nl"),
        ]
        for (part, name, value, field) in cases {
            let found = try finding(part, name, value)
            #expect(!found.isEmpty, "\(part) \(name)")
            #expect(found.contains { $0.part == part && $0.field == field }, "\(part) \(name): \(found)")
        }
        let verdicts = try finding(.screen("kamer"), "choices.0.verdict", "onzin")
        #expect(verdicts.contains { $0.part == .screen("kamer") && $0.field.hasPrefix("choices.0") })
    }

    @Test func aNewScreenOfEveryKindAsksForWhatIsMissing() throws {
        let folder = CourseFixture().folder
        for kind in Screen.Kind.allCases {
            var draft = try #require(folder.draft("demo"))
            #expect(try draft.arrange(.add(kind, title: "Iets nieuws", chapter: "tweede")) == nil)
            let entry = try #require(draft.entries.last)
            #expect(entry.kind == kind && entry.id == "iets-nieuws")
            let check = DraftCheck(draft, in: folder)
            #expect(check.course == nil)
            #expect(!check.findings.isEmpty, "\(kind)")
            #expect(
                check.findings.allSatisfy { $0.part == .screen("iets-nieuws") && !$0.field.isEmpty },
                "\(check.findings)")
            // Every mistake has a place in the form.
            let fields = draft.fields(of: .screen("iets-nieuws"))
            let names = Set((draft.values(of: .screen("iets-nieuws")) ?? []).map(\.name))
            for finding in check.findings {
                let shown = EditorField.shown(finding.field, fields, [.nl, .en])
                let isField =
                    names.contains(shown) || fields.contains { shown == $0.name || shown.hasPrefix("\($0.name).") }
                #expect(isField, "\(shown)")
            }
        }
    }

    // MARK: Order

    @Test func whatIsTakenOutGoesBackAsItWas() throws {
        let draft = try #require(CourseFixture.everyKind().folder.draft("demo"))
        for entry in draft.entries {
            var after = draft
            let part = try #require(try after.arrange(.remove(entry.id)))
            #expect(after.entry(entry.id) == nil)
            #expect(after.paths(of: entry).allSatisfy { after.texts[$0] == nil })
            _ = try after.arrange(.putBack(part))
            #expect(after.entries.map(\.id) == draft.entries.map(\.id))
            for part in Self.parts(of: draft) where part != .about && part != .sources {
                #expect(after.values(of: part) == draft.values(of: part), "\(entry.id) \(part)")
            }
            #expect(throws: EditorError.screenThere) { try after.arrange(.putBack(part)) }
        }
        for fact in ["lezen", "vragen"] {
            var after = draft
            let part = try #require(try after.arrange(.removeFact(fact)))
            #expect(after.facts.count == draft.facts.count - 1)
            _ = try after.arrange(.putBack(part))
            #expect(after.facts == draft.facts)
        }
    }

    @Test func screensMoveThroughTheWholeCourse() throws {
        var draft = try #require(CourseFixture().folder.draft("demo"))
        let ids = draft.entries.map(\.id)
        for _ in 0..<10 { _ = try draft.arrange(.down("begin")) }
        #expect(draft.entries.map(\.id) == Array(ids.dropFirst()) + ["begin"])
        for _ in 0..<10 { _ = try draft.arrange(.up("begin")) }
        #expect(draft.entries.map(\.id) == ids)
        _ = try draft.arrange(.chapterDown("eerste"))
        #expect(draft.chapters.compactMap { $0["id"]?.string } == ["tweede", "eerste"])
        #expect(throws: EditorError.chapterNotEmpty) { try draft.arrange(.removeChapter("eerste")) }
        #expect(throws: EditorError.noSuchPart) { try draft.arrange(.up("nergens")) }
    }

    @Test func aLanguageIsAskedEverywhereAndGoesAgain() throws {
        let folder = CourseFixture.everyKind().folder
        let draft = try #require(folder.draft("demo"))
        var after = draft
        _ = try after.arrange(.addLanguage(Language("pl")))
        #expect(throws: EditorError.languageThere) { try after.arrange(.addLanguage(Language("pl"))) }
        let asked = Self.parts(of: after).flatMap { after.values(of: $0) ?? [] }.filter { $0.name.hasSuffix(".pl") }
        let dutch = Self.parts(of: draft).flatMap { draft.values(of: $0) ?? [] }.filter { $0.name.hasSuffix(".nl") }
        #expect(asked.count == dutch.count)
        let findings = DraftCheck(after, in: folder).findings
        #expect(findings.allSatisfy { $0.field.hasSuffix(".pl") }, "\(findings.filter { !$0.field.hasSuffix(".pl") })")
        // Filled in, it is a course in three languages of which the public sees two.
        for part in Self.parts(of: after) {
            var values = try #require(after.values(of: part))
            for place in values.indices where values[place].name.hasSuffix(".pl") {
                let name = values[place].name.dropLast(2) + "nl"
                values[place].value = values.first { $0.name == name }?.value ?? ""
            }
            after.read(values, into: part)
        }
        let check = DraftCheck(after, in: folder)
        #expect(check.findings.isEmpty)
        #expect(check.course?.languages == [.nl, .en])
        #expect(check.course?.unreviewed == [Language("pl")])
        var shown = after
        try shown.show(Language("pl"), readBy: .done(by: "Ala", date: Day("2026-11-20")!))
        #expect(shown.languages == [.nl, .en, Language("pl")])
        // The telephone numbers are not in that language yet.
        let missing = Set(DraftCheck(shown, in: folder).findings.map(\.text.key))
        #expect(missing == ["content.check.missing-route-translation"])
        _ = try after.arrange(.removeLanguage(Language("pl")))
        #expect(DraftCheck(after, in: folder).course == DraftCheck(draft, in: folder).course)
    }

    // MARK: Marks

    @Test func aChangedTextWithdrawsTheMark() throws {
        let old = try #require(CourseFixture.everyKind().folder.draft("demo"))
        func marks(_ draft: CourseDraft) -> [Bool] {
            [!draft.course.isWaiting(.care)] + draft.facts.map { !$0.isWaiting(.care) }
        }
        #expect(marks(old) == [true, true, true])
        func after(_ part: CourseDraft.Part, _ name: String, _ value: String) throws -> [Bool] {
            var values = try #require(old.values(of: part))
            if let place = values.firstIndex(where: { $0.name == name }) {
                values[place].value = value
            } else {
                values.append(EditorValue(name: name, value: value))
            }
            var new = old.with(values, in: part)
            #expect(new != old, "\(name)")
            new.withdrawMarks(since: old)
            return marks(new)
        }
        #expect(try after(.fact("lezen"), "quote.nl", "Lees") == [true, false, true])
        #expect(try after(.fact("lezen"), "sources", "web") == [true, false, true])
        #expect(try after(.screen("begin"), "text.en", "Read [more](#source-boek) now.") == [false, true, true])
        #expect(try after(.screen("avond"), "moments.0.feedback.nl", "Heel gewoon.") == [false, true, true])
        #expect(try after(.about, "title.nl", "Anders") == [false, true, true])
        // What no learner reads withdraws nothing.
        #expect(try after(.about, "minutes", "6") == [true, true, true])
        #expect(try after(.sources, "sources.1.checked", "26-11-2026") == [true, true, true])
    }

    @Test func aLanguageThatNobodySeesWithdrawsNothing() throws {
        let old = try #require(CourseFixture.everyKind().folder.draft("demo"))
        var new = old
        _ = try new.arrange(.addLanguage(Language("pl")))
        new.withdrawMarks(since: old)
        #expect(!new.course.isWaiting(.care))
        #expect(new.facts.allSatisfy { !$0.isWaiting(.care) })
        var shown = new
        try shown.show(Language("pl"), readBy: .done(by: "Ala", date: Day("2026-11-20")!))
        shown.withdrawMarks(since: new)
        #expect(shown.course.isWaiting(.care))
    }

    /// Who signs off a fact reads the sentence that learners read.
    @Test func aFactIsReadAsALearnerReadsIt() throws {
        var draft = try #require(CourseFixture.everyKind().folder.draft("demo"))
        let text =
            "Het begin. Soms is het [een ouder](#source-boek)\nvan **het kind**, of een buur! Einde.\n\n- Een punt\n- Nog een"
        var values = try #require(draft.values(of: .screen("begin")))
        values[try #require(values.firstIndex { $0.name == "text.nl" })].value = text
        draft.read(values, into: .screen("begin"))
        func sentence(_ quote: String, on screen: String = "begin") -> String {
            draft.sentence(
                of: .fields([.init("screen", .word(screen)), .init("quote", .fields([.init("nl", .text(quote))]))]),
                in: .nl)
        }
        #expect(sentence("een ouder](#source-boek)") == "Soms is het een ouder van het kind, of een buur!")
        #expect(sentence("**het kind**") == "Soms is het een ouder van het kind, of een buur!")
        #expect(sentence("Soms is het [een ouder](#source-boek)") == sentence("een buur!"))
        #expect(sentence("Het begin.") == "Het begin.")
        #expect(sentence("Einde") == "Einde.")
        #expect(sentence("Een punt") == "Een punt")
        #expect(sentence("Nog een") == "Nog een")
        // Words that do not stand there (any more) are shown by themselves.
        #expect(sentence("**De dader**") == "De dader")
        #expect(sentence("een ouder", on: "weg") == "een ouder")
        #expect(sentence("") == "")
    }

    @Test func aChangedTranslationLosesWhoReadIt() throws {
        let pl = Language("pl")
        var draft = try #require(CourseFixture.everyKind().folder.draft("demo"))
        _ = try draft.arrange(.addLanguage(pl))
        let day = try #require(Day("2026-11-20"))
        #expect(throws: EditorError.noSuchPart) { try draft.show(.en, readBy: .done(by: "Ala", date: day)) }
        try draft.show(pl, readBy: .done(by: "Ala", date: day))
        #expect(draft.unread.isEmpty)
        func after(_ part: CourseDraft.Part, _ name: String) throws -> CourseDraft {
            var values = try #require(draft.values(of: part))
            let place = try #require(values.firstIndex { $0.name == name })
            values[place].value += "x"
            var new = draft.with(values, in: part)
            new.withdrawMarks(since: draft)
            return new
        }
        let changed: [(CourseDraft.Part, String)] = [
            (.screen("begin"), "text.pl"), (.screen("avond"), "moments.0.feedback.pl"), (.about, "title.pl"),
            (.fact("lezen"), "quote.pl"),
        ]
        for (part, name) in changed {
            var new = try after(part, name)
            #expect(new.unread == [pl] && new.languages.contains(pl), "\(name)")
            try new.show(pl, readBy: .done(by: "Ola", date: day))
            #expect(new.unread.isEmpty && new.languages == draft.languages)
        }
        #expect(try after(.screen("begin"), "text.nl").unread.isEmpty)
    }

    @Test func aMarkSaysWhoAndWhen() throws {
        let folder = CourseFixture.everyKind().folder
        var draft = try #require(folder.draft("demo"))
        let day = try #require(Day("2026-11-20"))
        try draft.mark(.fact("lezen"), .police, .done(by: "Politie \"Oost\"", date: day))
        try draft.mark(.course, .survivors, .done(by: "Lotgenoten", date: day))
        let course = try #require(DraftCheck(draft, in: folder).course)
        #expect(course.facts.first?.review.police == .done(by: "Politie \"Oost\"", date: day))
        #expect(course.review.survivors == .done(by: "Lotgenoten", date: day))
        try draft.mark(.course, .care, .waiting)
        #expect(DraftCheck(draft, in: folder).course?.review.care == .waiting)
        #expect(throws: EditorError.noSuchPart) { try draft.mark(.fact("geen"), .care, .waiting) }
    }
}
