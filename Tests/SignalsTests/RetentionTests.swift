import Core
import Directory
import Foundation
import Storage
import TestDesks
import TestSupport
import Testing
import Vault

@testable import Signals

@Suite struct RetentionTests {
    @Test(arguments: testEngines)
    func deletionLeavesNothingBehind(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let document = Document(name: "rooster.txt", kind: .text, bytes: World.longText(100_000))
            let (id, receipt) = try await world.filed(
                World.draft(named: true, consents: [.police, .partner], documents: [document]))
            let (kept, _) = try await world.filed()
            let (open, _) = try await world.filed()
            let (desk, identities) = (world.signals.desk, world.signals.identities)
            let (seat, custodian) = (try await world.seat(world.first), try await world.seat(world.custodian))
            // Everything that a report can have.
            try await desk.note(seat, id, "Een notitie")
            try await desk.askIdentity(seat, id, reason: "Terugbellen")
            let request = try #require(try await identities.requests(custodian).first)
            _ = try await identities.open(custodian, request.id, reason: "Wegen")
            try await identities.give(custodian, request.id)
            try await desk.refer(seat, id, ReferralRequest(mode: .share, to: world.second.id))
            try await desk.refer(seat, id, ReferralRequest(mode: .copy, to: world.second.id, text: "Kopie"))
            try await desk.refer(seat, id, ReferralRequest(mode: .transfer, to: world.police.id))
            let police = try await world.seat(world.police)
            try await desk.close(police, id, .referredPolice, words: "Dank")
            try await desk.close(seat, kept, .advised, words: "")
            try await desk.keepLonger(seat, kept, until: world.clock.instant.day.adding(days: 300), reason: "Onderzoek")
            let counts = try await world.count("signals_counts")
            world.clock.advance(seconds: 179 * 86_400)
            try await world.signals.nightly()
            #expect(Set(try await world.reports()).isSuperset(of: [id, kept, open]))
            world.clock.advance(seconds: 86_400)
            // Somebody is looking when it goes.
            let visit = try await world.visit(receipt)
            try await world.signals.nightly()
            #expect(Set(try await world.reports()).isSuperset(of: [kept, open]))
            #expect(try await !world.reports().contains(id))
            #expect(try await world.signals.followUp.look(visit) == nil)
            await expect(.unknownReceipt) { try await world.visit(receipt) }
            #expect(try await world.tables(holding: id.text).sorted() == ["directory_audit"])
            #expect(try await world.count("signals_attachments") == 0)
            #expect(try await world.count("signals_chunks") == 0)
            #expect(try await world.count("signals_counts") == counts)
            #expect(try await world.audited("signals.report.deleted").map(\.subject) == ["report:\(id)"])
            // An open one waits for a decision, and the one that is kept for its day.
            let later = try await world.seat(world.first)
            #expect(try await desk.inbox(later).rows.first { $0.id == open }?.needsDecision == true)
            world.clock.advance(seconds: 120 * 86_400)
            try await world.signals.nightly()
            #expect(try await !world.reports().contains(kept))
            #expect(try await world.reports().contains(open))
        }
    }

    @Test(arguments: testEngines)
    func keepingLongerHasAnEnd(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (id, _) = try await world.filed()
            let desk = world.signals.desk
            let seat = try await world.seat(world.first)
            let today = world.clock.instant.day
            let most = today.adding(days: 731)
            // Not shorter than it would be kept: a report cannot be made to go tomorrow.
            let kept = try await desk.open(seat, id).deleteOn
            for day in [today, today.adding(days: -5), today.adding(days: 1), kept, most.adding(days: 1)] {
                await expect(.keepUntil(after: kept, most: most)) {
                    try await desk.keepLonger(seat, id, until: day, reason: "x")
                }
            }
            await expect(.missing(field: "reason")) { try await desk.keepLonger(seat, id, until: most, reason: " ") }
            try await desk.keepLonger(seat, id, until: most, reason: "De politie vroeg het")
            #expect(try await desk.open(seat, id).deleteOn == most)
            // Closing does not make it shorter.
            try await desk.close(seat, id, .advised, words: "")
            #expect(try await desk.open(seat, id).deleteOn == most)
        }
    }

    @Test(arguments: testEngines)
    func whatWasMergedIntoADeletedReportStandsOnItsOwn(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (one, _) = try await world.filed()
            let (two, receipt) = try await world.filed()
            let desk = world.signals.desk
            let seat = try await world.seat(world.first)
            try await desk.merge(seat, two, into: one)
            try await desk.close(seat, one, .advised, words: "")
            try await desk.reopen(seat, two)
            world.clock.advance(seconds: 200 * 86_400)
            try await world.signals.nightly()
            #expect(try await world.reports() == [two])
            #expect(try await world.signals.followUp.look(world.visit(receipt)) != nil)
            #expect(try await desk.open(world.seat(world.first), two).mergedInto == nil)
        }
    }

    // MARK: The rota

    @Test(arguments: testEngines)
    func nobodyTookItInTime(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (anna, bart) = (world.first.one.id, world.first.two.id)
            let rota = Rota(
                shifts: (1...5).flatMap {
                    [
                        Shift(weekday: $0, from: 540, to: 1020, place: 1, member: bart),
                        Shift(weekday: $0, from: 540, to: 1020, place: 2, member: anna),
                    ]
                } + [Shift(weekday: 6, from: 540, to: 600, member: anna)])
            try await world.signals.rotas.change(world.actor(world.first.one), world.first.id, from: Rota(), to: rota)
            let (id, _) = try await world.filed(World.draft(urgency: .acute))
            let (taken, _) = try await world.filed(World.draft(urgency: .acute))
            try await world.signals.desk.claim(world.seat(world.first), taken)
            world.notices.clear()
            try await world.signals.escalate()
            #expect(world.notices.all.isEmpty)
            world.clock.advance(seconds: 3600)
            for _ in 0..<3 { try await world.signals.escalate() }
            #expect(world.notices.all == [.init(members: [anna], desk: world.first.id)])
            world.clock.advance(seconds: 3600)
            for _ in 0..<3 { try await world.signals.escalate() }
            #expect(world.notices.all.last?.members == [bart, anna])
            world.clock.advance(seconds: 3600)
            for _ in 0..<3 { try await world.signals.escalate() }
            // The lead, and then nobody any more.
            #expect(world.notices.all.map(\.members) == [[anna], [bart, anna], [anna]])
            world.clock.advance(seconds: 86_400)
            try await world.signals.escalate()
            #expect(world.notices.all.count == 3)
            #expect(try await world.signals.desk.open(world.seat(world.first), id).isLate)
        }
    }

    // MARK: Figures

    @Test(arguments: testEngines)
    func figuresGiveNoSmallNumberAway(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let day = world.clock.instant.day
            let period = Period(from: day, to: day)!
            for number in 0..<12 { try await world.file(source: "a\(number)") }
            var figures = try await world.signals.figureSource.figures(in: period)
            #expect(
                figures.map(\.id) == [
                    "reports.filed", "reports.sector.hotel", "reports.province.utrecht", "reports.category.normal",
                ])
            #expect(figures.allSatisfy { $0.value == 12 && $0.counts == .reports })
            // One report of another kind: 13 less 12 would tell it.
            var draft = World.draft()
            draft.content.setting = .online
            try await world.file(draft)
            figures = try await world.signals.figureSource.figures(in: period)
            #expect(
                figures.map(\.id) == ["reports.filed", "reports.province.utrecht", "reports.category.normal"])
            let seat = try await world.seat(world.first)
            for id in try await world.reports().prefix(11) {
                try await world.signals.desk.close(seat, id, .advised, words: "")
                try await world.signals.desk.aftermath(seat, id, .complaint, words: "Aangifte gedaan")
                try await world.signals.desk.aftermath(seat, id, .complaint, words: "Nog eens gehoord")
            }
            figures = try await world.signals.figureSource.figures(in: period)
            #expect(
                figures.suffix(3).map { "\($0.id) \($0.value)" } == [
                    "reports.closed 11", "reports.outcome.advised 11", "reports.aftermath.complaint 11",
                ])
            let before = Period(from: day.adding(days: -9), to: day.adding(days: -1))!
            #expect(try await world.signals.figureSource.figures(in: before).isEmpty)
        }
    }

    /// Whatever the counts: nothing that is given, with any sums and differences of one whole, tells a number from 1 to 9.
    @Test func anyCounts() {
        var random = SeededGenerator(seed: 9)
        let period = Period(from: Day("2026-01-01")!, to: Day("2026-06-30")!)!
        for _ in 0..<500 {
            let values = (0..<4).map { "v\($0)" }
            let counts = Dictionary(uniqueKeysWithValues: values.map { ($0, Int.random(in: 0...25, using: &random)) })
            let parts = SignalsFigures.parts("x", counts, values, period)
            let total = counts.values.reduce(0, +)
            let given = parts.reduce(0) { $0 + $1.value }
            #expect(parts.isEmpty || given == total)
            #expect(parts.allSatisfy { $0.value >= 10 })
        }
    }
}

extension World {
    /// The tables in which a text stands somewhere.
    func tables(holding text: String) async throws -> Set<String> {
        Set(try await dump().filter { $0.value.contains(text) }.map(\.column.table))
    }

    struct Column: Hashable, Sendable {
        let table: String
        let name: String
    }

    /// Every value of every table as text; bytes both as they read as text and in hexadecimal.
    func dump() async throws -> [(column: Column, value: String)] {
        try await database.read { transaction in
            try Self.columns(transaction).flatMap { column in
                try transaction.rows("SELECT \(column.name) AS v FROM \(column.table)").map { row in
                    let value: Value = try row["v"]
                    switch value {
                    case .text(let text): return (column, text)
                    case .blob(let bytes): return (column, bytes.hex + " " + String(decoding: bytes, as: UTF8.self))
                    case .integer(let number): return (column, String(number))
                    case .real(let number): return (column, String(number))
                    case .null: return (column, "")
                    }
                }
            }
        }
    }

    static func columns(_ transaction: any Transaction) throws -> [Column] {
        try tableColumns(transaction).map { Column(table: $0.table, name: $0.name) }
    }
}
