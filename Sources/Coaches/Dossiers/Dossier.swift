public import Core
public import Records

/// A dossier: frozen contents, who approved exactly those, and where they went.
public struct Dossier: Sendable {
    /// What was frozen last; `nil` before anything was.
    public private(set) var contents: DossierContents?
    public private(set) var selection = DossierSelection()
    /// Of the contents as they are.
    public private(set) var approvals: [Stamp] = []
    public private(set) var withdrawn: Stamp?
    public private(set) var handOver: HandOver?
    /// What happened, the oldest first.
    private(set) var history: [DossierLine] = []

    init() {}

    /// Approvals that a hand-over takes, of as many members.
    public static let approvalsNeeded = 2

    /// How far it is.
    public enum Status: String, Sendable, CaseIterable {
        /// Members have to approve.
        case frozen
        /// It may be handed over.
        case approved
        case handedOver = "handed-over"
        case withdrawn
    }

    public var status: Status {
        if withdrawn != nil { return .withdrawn }
        if handOver != nil { return .handedOver }
        return approvals.count >= Self.approvalsNeeded ? .approved : .frozen
    }

    public var version: Int { contents?.cover.version ?? 0 }
    /// Nothing of it changes any more.
    public var isClosed: Bool { status == .withdrawn || status == .handedOver }

    /// Whether it may be printed, and its files may be fetched.
    public var mayLeave: Bool { status == .approved || status == .handedOver }

    /// Stops what is not approved, or was withdrawn, from leaving.
    ///
    /// - Throws: `CoachesError.needsApprovals`, `.dossierClosed`.
    func requireMayLeave() throws {
        guard status != .withdrawn else { throw CoachesError.dossierClosed }
        guard mayLeave else { throw CoachesError.needsApprovals }
    }

    /// Whether a member may still approve.
    public func canApprove(_ member: Identifier) -> Bool {
        status == .frozen && !approvals.contains { $0.member == member }
    }

    /// Whether something may happen to the dossier as it is now.
    ///
    /// - Throws: `CoachesError.nothingChosen`, `.dossierClosed`, `.cannotApprove`, `.needsApprovals`, `.notHandedOver`,
    ///   `.tooEarly`.
    func require(_ event: DossierEvent, by member: Identifier) throws {
        switch event {
        case .frozen(_, let contents):
            guard !isClosed else { throw CoachesError.dossierClosed }
            guard contents.items.contains(where: { ![.cover, .study].contains($0.content.kind) }) else {
                throw CoachesError.nothingChosen
            }
            guard contents.cover.version == version + 1 else { throw RecordsError.changedMeanwhile }
        case .approved(let hash):
            guard !isClosed else { throw CoachesError.dossierClosed }
            guard hash == contents?.hash, canApprove(member) else { throw CoachesError.cannotApprove }
        case .withdrawn:
            guard !isClosed else { throw CoachesError.dossierClosed }
        case .handedOver(let handOver):
            guard !isClosed else { throw CoachesError.dossierClosed }
            guard status == .approved else { throw CoachesError.needsApprovals }
            try Self.require(handOver.at, notBefore: approvals.map(\.at).max())
        case .passed(let step):
            guard status != .withdrawn else { throw CoachesError.dossierClosed }
            guard handOver != nil else { throw CoachesError.notHandedOver }
            try Self.require(step.at, notBefore: contents?.cover.frozenAt.instant)
        case .received, .answered:
            guard handOver != nil else { throw CoachesError.notHandedOver }
        }
    }

    /// Compares by the minute: nobody types seconds.
    private static func require(_ moment: Instant, notBefore first: Instant?) throws {
        guard let first, moment.milliseconds / 60_000 < first.milliseconds / 60_000 else { return }
        throw CoachesError.tooEarly(field: "at", first)
    }
}

/// One thing that was entered in a dossier.
enum DossierEvent: Codable, Sendable {
    /// New contents: what was approved before is not approved any more.
    case frozen(DossierSelection, DossierContents)
    /// By whoever entered it, of the contents with this hash.
    case approved(hash: String)
    case withdrawn(reason: String)
    case handedOver(HandOver)
    case passed(CustodyStep)
    case received(DossierReceipt)
    case answered(DossierFeedback)
}

/// Something that was entered, when and by whom.
struct DossierLine: Sendable {
    let event: DossierEvent
    let stamp: Stamp
}

/// How a dossier is written.
enum DossierRecord: RecordFormat {
    static let kind = "dossier"
    static var empty: Dossier { Dossier() }

    static func apply(_ event: DossierEvent, _ stamp: Stamp, to dossier: inout Dossier) { dossier.apply(event, stamp) }
}

extension Dossier {
    mutating func apply(_ event: DossierEvent, _ stamp: Stamp) {
        guard (try? require(event, by: stamp.member)) != nil else { return }
        history.append(DossierLine(event: event, stamp: stamp))
        switch event {
        case .frozen(let selection, let contents):
            self.selection = selection
            self.contents = contents
            approvals = []
        case .approved: approvals.append(stamp)
        case .withdrawn: withdrawn = stamp
        case .handedOver(let handOver): self.handOver = handOver
        case .passed, .received, .answered: break
        }
    }
}

/// That a dossier was given to its receiver, by the member who entered it.
public struct HandOver: Sendable, Codable, Hashable {
    /// In what way.
    public enum Way: String, Sendable, Codable, CaseIterable {
        case inPerson = "in-person"
        case secureTransfer = "secure-transfer"
        case encryptedMail = "encrypted-mail"
        case registeredPost = "registered-post"
    }

    /// To whom: a name and a role.
    public var to: String
    public var way: Way
    public var at: Instant
    /// The number that the police gave it; empty as long as there is none.
    public var reference: String

    public init(to: String, way: Way, at: Instant, reference: String = "") {
        self.to = to
        self.way = way
        self.at = at
        self.reference = reference
    }
}

/// A step in the chain of custody: who gave the dossier to whom, and whether it was still the same.
public struct CustodyStep: Sendable, Codable, Hashable {
    public let from: String
    public let to: String
    public let at: Instant
    public let why: String
    public let check: HashCheck
}

/// That a receiver confirmed to have the dossier.
public struct DossierReceipt: Sendable, Codable, Hashable {
    public var on: Day
    /// Who confirmed: a name and a role.
    public var by: String
    /// The receiver's reference.
    public var reference: String

    public init(on: Day, by: String, reference: String = "") {
        self.on = on
        self.by = by
        self.reference = reference
    }
}

/// What the receiver told about what was done with it.
public struct DossierFeedback: Sendable, Codable, Hashable {
    public var on: Day
    public var text: String

    public init(on: Day, text: String) {
        self.on = on
        self.text = text
    }

    /// Characters.
    static let most = 500
}

/// Why a dossier is destroyed before its day. A choice, since it stays in the audit trail when nothing else does.
public enum DestroyReason: String, Sendable, CaseIterable {
    case notNeeded = "not-needed"
    case mistake
    case askedByReceiver = "asked-by-receiver"
    case ordered
}
