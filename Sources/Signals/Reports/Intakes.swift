public import Core
public import Directory
import Storage

/// What an installation does with signals.
public enum Intake: String, Sendable, Codable, CaseIterable {
    /// The checklist ends in advice and nothing is stored: as an installation begins.
    case adviceOnly = "advice-only"
    /// Reports are taken in.
    case reports
}

/// What an installation chose.
public struct IntakeSettings: Hashable, Sendable {
    public var intake: Intake
    /// Whether documents may come with a report.
    public var documents: Bool
    /// Goes up with every change; a page that edits hands back the one it showed.
    public var version: Int

    public init(intake: Intake, documents: Bool, version: Int) {
        self.intake = intake
        self.documents = documents
        self.version = version
    }
}

/// When somebody has read a report at the latest.
public enum Promise: Hashable, Sendable {
    /// First read before this moment.
    case before(Instant)
    /// Nobody is on duty in the weeks to come.
    case nobody
}

/// Whether reports are taken in now.
public struct IntakeState: Hashable, Sendable {
    /// What keeps them from being taken in.
    public enum Missing: String, Sendable, CaseIterable {
        case intakeOff = "intake-off"
        /// The activation record is not filled in, or not signed by two.
        case notActivated = "not-activated"
        /// No duty desk with two members who hold its key.
        case noDutyDesk = "no-duty-desk"
        /// No custodian desk with two members who hold its key.
        case noCustodianDesk = "no-custodian-desk"
    }

    /// In the order of `Missing`; empty when reports are taken in.
    public let missing: [Missing]
    public let documents: Bool
    /// When a report of this urgency, filed now, is read.
    public let promise: Promise
    /// Whether somebody of the desk is on duty at this moment. When not, the form says so before its first field.
    public let isOnDuty: Bool
    /// How many days after closing a report is deleted.
    public let retentionDays: Int

    public var isOpen: Bool { missing.isEmpty }
}

/// Whether reports are taken in, and when somebody looks.
public struct Intakes: Sendable {
    let context: SignalsContext

    static let readers = Policy.anyOf(.administrator, .desk(.duty))

    /// Whether reports are taken in now, and when one of this urgency would be read. Open to all.
    public func state(for urgency: Urgency = .normal) async throws -> IntakeState {
        let context = context
        return try await context.database.read { transaction in
            let intake = try Self.intake(context, transaction)
            let now = context.now()
            let rota = try intake.duty.map { try RotaStore(transaction: transaction).find($0.desk) } ?? Rota()
            return IntakeState(
                missing: intake.missing, documents: intake.documents, promise: rota.promise(for: urgency, from: now),
                isOnDuty: !rota.onDuty(at: now).isEmpty, retentionDays: try context.retentionDays(transaction))
        }
    }

    /// What the installation chose. For administrators and duty desks.
    public func settings(_ actor: Actor) async throws -> IntakeSettings {
        try Self.readers.require(actor)
        return try await context.database.read { try SettingsStore(transaction: $0).find() }
    }

    /// Changes it. For administrators.
    ///
    /// - Parameter version: that of the settings as the page showed them.
    /// - Throws: `SignalsError.changedMeanwhile`.
    public func change(_ actor: Actor, version: Int, intake: Intake, documents: Bool) async throws {
        try Policy.administrator.require(actor)
        let settings = IntakeSettings(intake: intake, documents: documents, version: version)
        let context = context
        try await context.database.write { transaction in
            guard try SettingsStore(transaction: transaction).put(settings) else {
                throw SignalsError.changedMeanwhile
            }
            try context.audit.record(
                AuditEvent(
                    "signals.intake.changed", subject: "signals:intake",
                    details: ["intake": intake.rawValue, "documents": documents ? "yes" : "no"]),
                by: actor, in: transaction)
        }
    }

    // MARK: -

    /// Where reports go, and what keeps them from being taken in.
    struct Now: Sendable {
        var missing: [IntakeState.Missing]
        var documents: Bool
        var duty: DeskSeal?
        var custodian: DeskSeal?
    }

    /// - Parameter desk: the duty desk that was chosen; `nil` for the first of the coalition by name, and without any the
    ///   first of a partner. The police get what a desk refers to them.
    static func intake(
        _ context: SignalsContext, at desk: Identifier? = nil, _ transaction: any Transaction
    ) throws -> Now {
        let settings = try SettingsStore(transaction: transaction).find()
        let desks = try context.desks.seals(.duty, in: transaction).filter { $0.organisationKind != .police }
        let ours = desks.filter { $0.organisationKind == .coalition }
        let duty = desk == nil ? ours.first ?? desks.first : desks.first { $0.desk == desk }
        let custodians = try context.desks.seals(.custodian, in: transaction)
        let custodian = custodians.first { $0.organisation == duty?.organisation } ?? custodians.first
        var missing: [IntakeState.Missing] = []
        if settings.intake == .adviceOnly { missing.append(.intakeOff) }
        if try !context.isActivated(transaction) { missing.append(.notActivated) }
        if duty == nil { missing.append(.noDutyDesk) }
        if custodian == nil { missing.append(.noCustodianDesk) }
        return Now(missing: missing, documents: settings.documents, duty: duty, custodian: custodian)
    }
}
