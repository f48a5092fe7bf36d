public import Core
import Storage
import Vault

/// What checking the audit trail found.
public struct AuditReport: Hashable, Sendable {
    /// Rows in the chain.
    public internal(set) var chained = 0
    /// Good rows that the chain does not hold yet.
    public internal(set) var pending = 0
    /// The first problems, at most `most`.
    public internal(set) var problems: [AuditProblem] = []
    /// How many problems there are in all.
    public internal(set) var problemCount = 0
    /// The end of the chain.
    public internal(set) var head: AuditHead?

    static let most = 100

    /// Whether all is as it was written.
    public var isIntact: Bool { problemCount == 0 }

    mutating func add(_ problem: AuditProblem) {
        problemCount += 1
        if problems.count < Self.most { problems.append(problem) }
    }
}

/// One thing that is wrong with the audit trail.
public enum AuditProblem: Hashable, Sendable {
    /// The row is not what was written.
    case changed(Identifier)
    /// The row at this place of the chain is gone.
    case missing(position: Int)
    /// A row that was waiting for the chain is gone.
    case missingRow(Identifier)
    /// The rows here do not follow each other as they did when they were linked.
    case outOfOrder(position: Int)
    /// The row is neither in the chain nor waiting for it.
    case outside(Identifier)
    /// The chain ends elsewhere than its signed head says.
    case cutOff(at: Int, head: Int)
    /// The head was not signed with this installation's key, or is gone.
    case headForged
    /// The chain does not pass through a head that was noted before.
    case notTheSame(position: Int)

    /// The problem in a sentence.
    public var text: Text {
        switch self {
        case .changed(let id): Text("directory.audit.changed", ["row": id.text])
        case .missing(let position): Text("directory.audit.missing", ["position": String(position)])
        case .missingRow(let id): Text("directory.audit.missing-row", ["row": id.text])
        case .outOfOrder(let position): Text("directory.audit.out-of-order", ["position": String(position)])
        case .outside(let id): Text("directory.audit.outside", ["row": id.text])
        case .cutOff(let end, let head):
            Text("directory.audit.cut-off", ["end": String(end), "head": String(head)])
        case .headForged: Text("directory.audit.head-forged")
        case .notTheSame(let position): Text("directory.audit.not-the-same", ["position": String(position)])
        }
    }
}

extension AuditLog {
    /// Checks every row, their order, and the end.
    ///
    /// - Parameter noted: a head that was written down before (`AuditHead.text`, from the log): shows when somebody put back
    ///   an older database together with its older head.
    public func verify(noted: String? = nil) async throws -> AuditReport {
        try await database.read { try verify(AuditStore(transaction: $0), noted: noted) }
    }

    private func verify(_ store: AuditStore, noted: String?) throws -> AuditReport {
        var report = AuditReport()
        var hash = AuditHead.beginning.hash
        var expected = 1
        var passed = noted == nil || noted == AuditHead.beginning.text
        try store.eachLink { position, stored, row in
            while expected < position {
                report.add(.missing(position: expected))
                expected += 1
            }
            if let row {
                report.chained += 1
                if !row.isGenuine(siteKey) { report.add(.changed(row.id)) }
                if Self.link(position: position, row: row, after: hash) != stored {
                    report.add(.outOfOrder(position: position))
                }
            } else {
                report.add(.missing(position: position))
            }
            hash = stored
            expected = position + 1
            passed = passed || noted == "\(position):\(stored)"
        }
        if !passed { report.add(.notTheSame(position: Int(noted?.prefix { $0 != ":" } ?? "") ?? 0)) }
        try verifyHead(store, end: expected - 1, hash, &report)
        try verifyUnlinked(store, &report)
        return report
    }

    private func verifyHead(_ store: AuditStore, end: Int, _ hash: String, _ report: inout AuditReport) throws {
        guard let (head, mac) = try store.head() else {
            if end > 0 { report.add(.headForged) }
            return
        }
        report.head = head
        guard isSigned(head, mac) else { return report.add(.headForged) }
        if head.position != end || head.hash != hash { report.add(.cutOff(at: end, head: head.position)) }
    }

    private func verifyUnlinked(_ store: AuditStore, _ report: inout AuditReport) throws {
        try store.eachUnlinked { row, isPending in
            if !row.isGenuine(siteKey) {
                report.add(.changed(row.id))
            } else if isPending {
                report.pending += 1
            } else {
                report.add(.outside(row.id))
            }
        }
        for id in try store.missingPending() { report.add(.missingRow(id)) }
    }
}
