import Core
import Directory
import Storage
import Vault

/// Reads a page of an inbox.
struct InboxReader: Sendable {
    let sitting: Sitting
    private var context: SignalsContext { sitting.context }

    /// Characters of the first words.
    static let words = 120

    init(sitting: Sitting) { self.sitting = sitting }

    func page(_ filter: InboxFilter, _ wanted: Int) async throws -> InboxPage {
        let now = context.now()
        let (context, desk, member) = (context, sitting.desk, sitting.member)
        let (counts, page, pages, found) = try await context.database.read { transaction in
            let store = InboxStore(transaction: transaction)
            let counts = try store.counts(desk, member, at: now)
            let pages = max(1, (counts[filter, default: 0] + InboxPage.size - 1) / InboxPage.size)
            let page = min(max(wanted, 1), pages)
            let rows = try store.rows(filter, desk, member, at: now, offset: (page - 1) * InboxPage.size)
            let reports = ReportStore(transaction: transaction, siteKey: context.siteKey)
            return (counts, page, pages, try rows.map { try Self.found($0, reports, store, desk) })
        }
        let names = try await context.memberNames()
        return InboxPage(
            filter: filter, counts: counts, rows: found.map { row($0, names, now) }, page: page, pages: pages)
    }

    /// A row, and what it takes to read from it; one that is damaged has the row as far as it can be read.
    private enum Found: Sendable {
        case whole(ReportRow, InboxStore.First, isMerged: Bool)
        case damaged(Identifier, createdOn: Day?, dueAt: Instant?)
    }

    private static func found(
        _ row: Row, _ reports: ReportStore, _ store: InboxStore, _ desk: Identifier
    ) throws -> Found {
        do {
            let report = try reports.report(row)
            let first = try store.first(of: report.id, holder: desk, generation: report.head.generation)
            let merged: Int = try row["merged"]
            return .whole(report, first, isMerged: report.mergedInto != nil || merged > 0)
        } catch SignalsError.damaged {
            return .damaged(try row["id"], createdOn: try? row["created_on"], dueAt: try? row["due_at"])
        }
    }

    private func row(_ found: Found, _ names: [Identifier: String], _ now: Instant) -> InboxRow {
        switch found {
        case .whole(let report, let first, let isMerged):
            return InboxRow(
                id: report.id, status: report.status, urgency: report.urgency, createdOn: report.createdOn,
                dueAt: report.dueAt, isLate: report.isLate(at: now), isUnread: report.isUnread,
                claimedBy: report.claimedBy.map { Person(id: $0, name: names[$0] ?? "") },
                summary: try? summary(report, first), isMerged: isMerged,
                needsDecision: report.needsDecision(on: now.day), isInvented: report.isInvented)
        case .damaged(let id, let createdOn, let dueAt):
            return InboxRow(
                id: id, status: .new, urgency: .acute, createdOn: createdOn ?? now.day, dueAt: dueAt ?? now,
                isLate: false, isUnread: false, claimedBy: nil, summary: nil, isMerged: false, needsDecision: false,
                isInvented: false)
        }
    }

    /// Opens the first entry only. That all the others are right is looked at when the report is opened.
    private func summary(_ report: ReportRow, _ first: InboxStore.First) throws -> InboxRow.Summary {
        guard first.count == report.head.count, first.wrap.generation == report.head.generation else {
            throw SignalsError.damaged
        }
        var key = try first.wrap.open(
            with: sitting.keyring.pair(first.wrap.epoch), of: report.id, siteKey: context.siteKey)
        while key.generation > 1 {
            guard let sealed = first.previous[key.generation - 1] else { throw SignalsError.damaged }
            key = try key.previous(opening: sealed)
        }
        let bytes = try key.open(
            first.entry.envelope, as: .entry, object: "1", bound: ["", first.entry.author, ""])
        guard case .report(let content) = try Sealed.entry(bytes).kind else { throw SignalsError.damaged }
        return InboxRow.Summary(
            reasons: content.reasons, setting: content.setting, channel: content.channel,
            firstWords: Self.shortened(content.what))
    }

    /// The beginning of a text on one line, to a whole word.
    static func shortened(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard line.count > words else { return line }
        let cut = line.prefix(words - 1)
        let whole = cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut
        return whole + "…"
    }
}
