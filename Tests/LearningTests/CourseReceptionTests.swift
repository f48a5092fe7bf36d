import Content
import Core
import Foundation
import Learning
import Testing
import Web

/// The courses that come with the project.
@Suite("The courses in the checkout")
struct CourseReceptionTests {
    private let course: Course

    init() throws {
        course = try #require(try Self.all().first { $0.slug == "receptie" })
    }

    private static func all() throws -> [Course] {
        try CourseLibrary.load(folder: checkout + "/Resources/courses", routes: checkout + "/Resources/routes.yaml")
    }

    @Test("are without mistakes, and each is complete in Dutch and English")
    func complete() throws {
        let check = CourseCheck(folder: checkout + "/Resources/courses", routes: checkout + "/Resources/routes.yaml")
        #expect(check.findings.isEmpty, "\(check.findings.map { "\($0.file):\($0.line) \($0.text.key)" })")
        for course in check.courses { #expect(course.languages.starts(with: [.nl, .en])) }
    }

    @Test("what they hold is counted in docs/coverage.md, and every language of a course holds the same")
    func coverage() throws {
        let check = CourseCheck(folder: checkout + "/Resources/courses", routes: checkout + "/Resources/routes.yaml")
        let table = CourseCoverage.table(check.courses)
        let page = try String(contentsOfFile: checkout + "/docs/coverage.md", encoding: .utf8)
        #expect(page.hasSuffix("\n\n" + table), "see docs/guides/courses.md for how that file is made again")
        for course in check.courses {
            let counts = (course.languages + course.unreviewed).map { language in
                var count = CourseCoverage(course, in: language)
                count.language = .nl
                count.isPublic = true
                count.audio = 0
                return count
            }
            #expect(Set(counts).count == 1, "\(course.slug)")
        }
    }

    @Test("every choice of every course says why, in every language")
    func feedback() throws {
        for course in try Self.all() {
            for language in course.languages + course.unreviewed {
                let count = CourseCoverage(course, in: language)
                #expect(count.choices > 0 && count.feedback == count.choices, "\(course.slug) \(language)")
            }
        }
    }

    @Test("what a screen says rests on the sources that stand under it, and none stands there for nothing")
    func rests() throws {
        let courses = try Self.all()
        let facts = Dictionary(uniqueKeysWithValues: courses.map { ($0.slug, $0.facts) })
        // These only say how the course goes, or ask.
        let without: Set = ["before-you-start", "welcome", "closing", "our-agreements", "what-would-stop-me"]
        for course in courses {
            for screen in course.screens {
                let home = facts[course.origins[screen.id] ?? course.slug] ?? []
                let sources = Set(home.filter { $0.screen == screen.id }.flatMap(\.sources))
                #expect(sources == Set(screen.sources), "\(course.slug) \(screen.id)")
                #expect(sources.isEmpty == without.contains(screen.id), "\(course.slug) \(screen.id)")
            }
            #expect(Set(course.screens.flatMap(\.sources)) == Set(course.sources.map(\.id)), "\(course.slug)")
        }
    }

    @Test("the learning circle: six lessons and four situations of its own at the least, and notes for who leads one")
    func learningCircle() throws {
        let circle = try #require(try Self.all().first { $0.slug == "leerkring" })
        let own = circle.screens.filter { circle.origins[$0.id] == nil }
        #expect(own.count { $0.kind == .lesson } >= 6 && own.count { $0.kind == .scenario } >= 4)
        #expect(circle.notes != nil)
    }

    @Test("reception: the blocks, situations, questions and other exercises of its plan")
    func reception() {
        #expect(course.audiences == [.hotel] && course.roles == [.reception] && course.minutes == 30)
        #expect(course.goals.count == 5)
        // Lessons, situations, questions, orders, stories, rewrites and cross-outs of each chapter.
        let kinds = course.chapters.map { chapter in
            Screen.Kind.allCases.map { kind in chapter.screens.count { $0.kind == kind } }
        }
        #expect(
            kinds == [
                [1, 0, 0, 0, 0, 0, 0],
                [5, 0, 0, 0, 0, 0, 0],
                [4, 0, 0, 0, 0, 0, 0],
                [3, 0, 0, 0, 0, 0, 1],
                [2, 0, 0, 0, 0, 1, 0],
                [0, 4, 0, 0, 1, 0, 0],
                [3, 0, 0, 1, 0, 0, 0],
                [0, 0, 10, 0, 0, 0, 0],
                [2, 0, 0, 0, 0, 0, 0],
            ])
    }

    @Test("reception: leaving alone is the right answer once, and the safety questions are those of the core")
    func successes() {
        #expect(course.screens.filter { $0.isReported == false }.map(\.id) == ["just-a-father"])
        let safety = course.screens.filter { $0.exercise?.isSafety == true }.map(\.id)
        #expect(safety == ["call-for-help", "on-your-phone", "doubt-about-a-child"])
    }

    @Test("reception: the right answer is not always in the same place")
    func places() {
        let places = Set(
            course.screens.compactMap { $0.exercise?.choices.firstIndex { $0.verdict == .right } })
        #expect(places.count >= 3)
    }

    @Test("reception: nobody outside has looked yet, no source and no number was checked, and it says so")
    func honest() {
        #expect(course.review == .init(police: .waiting, care: .waiting, survivors: .waiting))
        #expect(course.sources.allSatisfy { $0.checked == nil })
        #expect(!course.facts.isEmpty && course.facts.allSatisfy { $0.review == course.review })
        let routes = course.screens.flatMap { screen -> [HelpRoute] in
            guard case .lesson(let lesson) = screen else { return [] }
            return lesson.routes
        }
        #expect(routes.allSatisfy { $0.verifiedOn == nil })
        #expect(Set(routes.map(\.number)) == ["112", "0900-8844", "0800-7000", "0800-2000", "113", "0800-0188"])
    }

    @Test("reception: both languages have the same blocks: headings, paragraphs, list items, links")
    func sameStructure() {
        for screen in course.screens {
            guard case .lesson(let lesson) = screen else { continue }
            let outlines = [Language.nl, .en].map { outline(Markdown.html(lesson.text[$0])) }
            #expect(outlines[0] == outlines[1], "\(lesson.id)")
        }
    }

    @Test("reception: the words of the field, and none of those we avoid")
    func words() {
        for text in texts {
            let lower = text.lowercased()
            for word in [
                "kinderprostitutie", "child prostitution", "allochtoon", "loverboy", "cliënt", "v20", "pooier",
            ] {
                #expect(!lower.contains(word), "\(word) in \(text)")
            }
        }
    }

    private var texts: [String] {
        [Language.nl, .en].flatMap { language in
            course.screens.flatMap { screen in screen.texts.map { $0[language] } }
        }
    }

    /// The tags of some HTML in order, with the destinations of its links, without its words.
    private func outline(_ html: String) -> [Substring] {
        html.split(separator: "<").map { $0.prefix { $0 != ">" } }
    }
}
