import Core
import Directory
import Foundation
import Storage
import TestSupport
import Testing
import Web

@testable import Review

@Suite("Life of a review")
struct ServiceTests {
    private let name = "2020-H1"
    private var hotel: FakeFigures { FakeFigures(figure("e-learning.hotel", .persons, 502)) }

    @Test("from draft to publication, and what everybody then sees", arguments: testEngines)
    func life(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            let reviews = workshop.reviews
            await #expect(throws: ReviewError.notPublished(name, existing: [])) { try await reviews.edition(name) }
            try await reviews.recordTakenOver(Workshop.editor, motions)
            try await reviews.start(Workshop.editor, name, content: content)
            await #expect(throws: ReviewError.draftExists(name)) { try await reviews.start(Workshop.editor, name) }
            let draft = try await reviews.draft(Workshop.second, name)
            #expect(draft.edition.review.figures.map(\.number.value) == [502, 4])
            #expect(draft.edition.state == .draft)
            #expect(draft.isOpen && draft.revision == 0)
            try await workshop.agreeAndPublish(name)
            let edition = try await reviews.edition(name)
            #expect(edition.state == .published)
            #expect(edition.review.revision == 1 && edition.review.note == nil)
            #expect(edition.hash == draft.edition.hash)
            #expect(edition.published == workshop.clock.instant)
            #expect(PublishedReview.hash(try await reviews.frozen(name)) == edition.hash)
            #expect(edition.review[figure: "motions.adopted"]?.notes == [motions.note])
            #expect(try await reviews.publishedNames() == [name])
            #expect(
                workshop.audit.actions == [
                    "review.taken-over.recorded", "review.started", "review.approved", "review.approved",
                    "review.published",
                ])
        }
    }

    @Test("nobody publishes without two others", arguments: testEngines)
    func approvals(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            let reviews = workshop.reviews
            try await reviews.start(Workshop.editor, name, content: content)
            let draft = try await reviews.draft(Workshop.editor, name)
            let hash = draft.edition.hash
            await #expect(throws: ReviewError.tooFewApprovals(0)) {
                try await reviews.publish(Workshop.editor, name, version: draft.version)
            }
            await #expect(throws: ReviewError.editorCannotApprove) {
                try await reviews.approve(Workshop.editor, name, hash: hash)
            }
            await #expect(throws: DirectoryError.notAllowed) {
                try await reviews.approve(Workshop.outsider, name, hash: hash)
            }
            await #expect(throws: DirectoryError.notAllowed) {
                try await reviews.approve(.system, name, hash: hash)
            }
            try await reviews.approve(Workshop.first, name, hash: hash)
            try await reviews.approve(Workshop.first, name, hash: hash)
            await #expect(throws: ReviewError.tooFewApprovals(1)) {
                try await reviews.publish(Workshop.editor, name, version: draft.version)
            }
            await #expect(throws: DirectoryError.notAllowed) {
                try await reviews.publish(Workshop.second, name, version: draft.version)
            }
        }
    }

    @Test("after any edit no approval holds, and who edited cannot approve any more", arguments: testEngines)
    func edits(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            let reviews = workshop.reviews
            try await reviews.start(Workshop.editor, name, content: content)
            let before = try await reviews.draft(Workshop.editor, name)
            try await reviews.approve(Workshop.first, name, hash: before.edition.hash)
            try await reviews.approve(Workshop.second, name, hash: before.edition.hash)
            var changed = content
            changed.introduction[.nl] = "Anders."
            try await reviews.save(Workshop.first, name, version: before.version, content: changed)
            let after = try await reviews.draft(Workshop.editor, name)
            #expect(after.agreeing.isEmpty && after.opinions.count == 2)
            #expect(after.stands.map(\.state) == [.outdated])
            #expect(after.content == changed)
            await #expect(throws: ReviewError.editorCannotApprove) {
                try await reviews.approve(Workshop.first, name, hash: after.edition.hash)
            }
            await #expect(throws: ReviewError.approveCurrent) {
                try await reviews.approve(Workshop.second, name, hash: before.edition.hash)
            }
        }
    }

    @Test("two editors at once: the second is told, nothing is overwritten", arguments: testEngines)
    func conflict(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            let reviews = workshop.reviews
            try await reviews.start(Workshop.editor, name, content: content)
            let version = try await reviews.draft(Workshop.editor, name).version
            try await reviews.save(Workshop.editor, name, version: version, content: content)
            var mine = content
            mine.introduction[.nl] = "Van mij."
            await #expect(throws: ReviewError.versionConflict) {
                try await reviews.save(Workshop.first, name, version: version, content: mine)
            }
            #expect(try await reviews.draft(Workshop.editor, name).content == content)
        }
    }

    @Test("an approval does not hold for figures that changed after it", arguments: testEngines)
    func staleApproval(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            let reviews = workshop.reviews
            try await reviews.start(Workshop.editor, name, content: content)
            let draft = try await reviews.draft(Workshop.editor, name)
            try await reviews.approve(Workshop.first, name, hash: draft.edition.hash)
            try await reviews.approve(Workshop.second, name, hash: draft.edition.hash)
            workshop.figures.figures = [figure("e-learning.hotel", .persons, 700)]
            await #expect(throws: ReviewError.tooFewApprovals(0)) {
                try await reviews.publish(Workshop.editor, name, version: draft.version)
            }
            #expect(try await reviews.draft(Workshop.editor, name).agreeing.isEmpty)
        }
    }

    @Test("what is published is frozen; a correction is a new revision and shows", arguments: testEngines)
    func correction(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            let reviews = workshop.reviews
            try await workshop.publish(name, content)
            let first = try await reviews.edition(name)
            workshop.figures.figures[0].rows +=
                figure(
                    "e-learning.hotel", .persons, 10, source: Source(title: "List", kind: .imported)
                ).rows
            #expect(try await reviews.edition(name) == first)
            #expect(try await reviews.followCounts(name) == .proposed)
            #expect(try await reviews.followCounts(name) == .left)
            #expect(try await reviews.edition(name) == first)
            let draft = try await reviews.draft(Workshop.editor, name)
            #expect(draft.changes.map(\.id) == ["e-learning.hotel"])
            #expect(draft.note[.nl].contains("van 502 naar 512, erbij uit List."))
            #expect(draft.note[.en].contains("from 502 to 512, added from List."))
            workshop.clock.advance(seconds: 60)
            try await workshop.agreeAndPublish(name)
            let second = try await reviews.edition(name)
            #expect(second.review.revision == 2)
            #expect(second.review[figure: "e-learning.hotel"]?.number.value == 512)
            #expect(second.revisions.map(\.number) == [2, 1])
            #expect(second.revisions[1].hash == first.hash)
            #expect(second.revisions(of: "e-learning.hotel").map(\.number.value) == [502, 512])
            #expect(second.revisions(of: "motions.adopted").isEmpty)
            #expect(try await reviews.followCounts(name) == .unchanged)
        }
    }

    @Test("a correction says what was corrected, and corrects something", arguments: testEngines)
    func emptyCorrection(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            let reviews = workshop.reviews
            try await workshop.publish(name, content)
            await #expect(throws: ReviewError.noDraft(name)) {
                try await reviews.save(Workshop.editor, name, version: 2, content: content)
            }
            try await reviews.correct(Workshop.editor, name)
            let draft = try await reviews.draft(Workshop.editor, name)
            await #expect(throws: ReviewError.noteMissing) {
                try await reviews.publish(Workshop.editor, name, version: draft.version)
            }
            try await reviews.save(
                Workshop.editor, name, version: draft.version, content: content, note: Words(nl: "Iets.", en: "Thing."))
            await #expect(throws: ReviewError.nothingChanged) {
                try await reviews.publish(Workshop.editor, name, version: draft.version + 1)
            }
        }
    }

    @Test("the demo follows its counts by itself, unless that shows a small number", arguments: testEngines)
    func follow(engine: Engine) async throws {
        try await Workshop.open(engine, policy: .publish, hotel) { workshop in
            let reviews = workshop.reviews
            try await workshop.publish(name, content)
            workshop.figures.figures[0].rows += figure("e-learning.hotel", .persons, 3).rows
            #expect(try await reviews.followCounts(name) == .held)
            #expect(try await reviews.edition(name).review.revision == 1)
            workshop.figures.figures[0].rows +=
                figure(
                    "e-learning.hotel", .persons, 10, source: Source(title: "List", kind: .imported)
                ).rows
            #expect(try await reviews.followCounts(name) == .published(revision: 2))
            #expect(try await reviews.followCounts(name) == .unchanged)
            let edition = try await reviews.edition(name)
            #expect(edition.review[figure: "e-learning.hotel"]?.number.value == 515)
            #expect(edition.review[figure: "e-learning.hotel"]?.source(.nl).title.hasSuffix("; List") == true)
            #expect(edition.review.note?[.nl].contains("List") == true)
            #expect(workshop.audit.actions.last == "review.followed-counts")
            let json = try await reviews.export(name, .json, .nl, address: "")
            #expect(json.contains("\"value\": 515"))
        }
    }

    @Test("the next review starts with the same projects and no text", arguments: testEngines)
    func next(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            try await workshop.publish(name, content)
            try await workshop.reviews.start(Workshop.editor, "2020-H2")
            let draft = try await workshop.reviews.draft(Workshop.editor, "2020-H2")
            #expect(draft.content.sections.map(\.id) == ["hotels", "coaches"])
            #expect(draft.content.sections.allSatisfy { $0.text.isEmpty })
            #expect(draft.content.milestones.isEmpty)
            #expect(draft.content.funders == content.funders)
        }
    }

    @Test("two periods of the same length make a history; a quarter is no half year", arguments: testEngines)
    func history(engine: Engine) async throws {
        let second = try Period(named: "2020-H2")
        let quarter = try Period(named: "2021-Q1")
        let figures = FakeFigures(
            figure("e-learning.hotel", .persons, 502), figure("e-learning.hotel", .persons, 5, in: second),
            figure("e-learning.hotel", .persons, 90, in: quarter))
        try await Workshop.open(engine, figures) { workshop in
            for name in [name, "2020-H2", "2021-Q1"] { try await workshop.publish(name, content) }
            let history = try await workshop.reviews.edition(name).history["e-learning.hotel"] ?? []
            #expect(history.map(\.period.name) == ["2020-H1", "2020-H2"])
            #expect(history.map(\.number.value) == [502, nil])
            #expect(try await workshop.reviews.editions().map(\.review.name) == ["2021-Q1", "2020-H2", "2020-H1"])
        }
    }

    @Test("a wrong period says what exists", arguments: testEngines)
    func wrongPeriod(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            try await workshop.publish(name, content)
            for wrong in ["2020-H3", "20", "2020-Q5", "H1-2020", ""] {
                await #expect(throws: ReviewError.noSuchPeriod(wrong, existing: [name])) {
                    try await workshop.reviews.export(wrong, .json, .nl, address: "")
                }
            }
            let sentence = phrases(ReviewError.noSuchPeriod("2020-H3", existing: [name]).text, .nl)
            #expect(sentence.contains("2020-H3") && sentence.contains("Gepubliceerd: 2020-H1"))
        }
    }

    @Test("the command line shows a draft as a draft, and a period without one too", arguments: testEngines)
    func exportDraft(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            let before = try await workshop.reviews.export(name, .json, .en, address: "")
            #expect(before.contains("\"state\": \"draft\"") && before.contains("\"value\": 502"))
            try await workshop.reviews.start(Workshop.editor, name, content: content)
            let markdown = try await workshop.reviews.export(name, .markdown, .en, address: "")
            #expect(markdown.contains("This is a draft"))
            let html = try await workshop.reviews.export(name, .html, .en, address: "")
            #expect(html.contains("<strong>502</strong> hotel employees"))
            let csv = try await workshop.reviews.export(name, .csv, .en, address: "")
            #expect(csv.contains(",502,false,persons,"))
        }
    }

    @Test("visitors and partners write and read nothing of a draft", arguments: testEngines)
    func access(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            let reviews = workshop.reviews
            try await reviews.start(Workshop.editor, name, content: content)
            await #expect(throws: DirectoryError.signInFirst) { try await reviews.draft(.visitor, name) }
            await #expect(throws: DirectoryError.notAllowed) { try await reviews.draft(Workshop.outsider, name) }
            await #expect(throws: DirectoryError.notAllowed) { try await reviews.start(Workshop.second, "2021") }
            await #expect(throws: DirectoryError.notAllowed) {
                try await reviews.save(Workshop.second, name, version: 1, content: content)
            }
            await #expect(throws: DirectoryError.notAllowed) {
                try await reviews.recordTakenOver(Workshop.second, motions)
            }
        }
    }

    @Test("a figure taken over can be taken back; what was published stays", arguments: testEngines)
    func takenBack(engine: Engine) async throws {
        try await Workshop.open(engine, hotel) { workshop in
            let reviews = workshop.reviews
            let id = try await reviews.recordTakenOver(Workshop.editor, motions)
            try await workshop.publish(name, content)
            #expect(try await reviews.takenOver(Workshop.second).map(\.figure) == [motions])
            try await reviews.removeTakenOver(Workshop.editor, id)
            await #expect(throws: ReviewError.noSuchFigure(id.text)) {
                try await reviews.removeTakenOver(Workshop.editor, id)
            }
            #expect(try await reviews.edition(name).review[figure: "motions.adopted"]?.number.value == 4)
            #expect(try await reviews.draft(Workshop.editor, name).changes.map(\.id) == ["motions.adopted"])
        }
    }
}

@Suite("Small numbers over several periods")
struct DisclosureTests {
    private func review(_ name: String, _ value: Int) throws -> PublishedReview {
        let period = try Period(named: name)
        return PublishedReview(
            period: period, revision: 1, note: nil, content: content,
            figures: [figure("e-learning.hotel", .persons, value, in: period)], notes: [:], phrases)
    }

    @Test("a half year is hidden when the year would tell the other half")
    func halves() throws {
        let year = try review("2020", 507)
        #expect(Disclosure.guarded(try review("2020-H1", 502), beside: [year]).figures[0].number.value == nil)
        #expect(Disclosure.guarded(try review("2020-H1", 490), beside: [year]).figures[0].number.value == 490)
        let half = Disclosure.guarded(try review("2020-H1", 502), beside: [year])
        #expect(half.figures[0].rows.allSatisfy { $0.number.value == nil })
    }

    @Test("what is published never leaves a small number over", arguments: 0..<200)
    func property(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let quarters = (0..<4).map { _ in
            Bool.random(using: &random)
                ? Int.random(in: 0...15, using: &random) : Int.random(in: 10...99, using: &random)
        }
        let parts: [(String, Range<Int>)] = [
            ("2020", 0..<4), ("2020-H1", 0..<2), ("2020-H2", 2..<4), ("2020-Q1", 0..<1), ("2020-Q2", 1..<2),
            ("2020-Q3", 2..<3), ("2020-Q4", 3..<4),
        ]
        var published: [PublishedReview] = []
        var known: [Range<Int>: Int] = [:]
        for (name, range) in parts.shuffled(using: &random) {
            let new = Disclosure.guarded(try review(name, quarters[range].reduce(0, +)), beside: published)
            published.append(new)
            if let value = new.figures[0].number.value { known[range] = value }
        }
        // Take away every published part or pair of parts from every published whole.
        for (whole, value) in known {
            let inside = known.filter {
                $0.key != whole && whole.lowerBound <= $0.key.lowerBound
                    && $0.key.upperBound <= whole.upperBound
            }
            for (part, taken) in inside {
                #expect(!(1..<10).contains(value - taken), "\(quarters)")
                for (other, also) in inside where !part.overlaps(other) {
                    #expect(!(1..<10).contains(value - taken - also), "\(quarters)")
                }
            }
        }
    }
}
