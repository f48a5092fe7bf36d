public import Core
public import Directory

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

    /// Whether reports are taken in now, and when one of this urgency would be read. Open to all.
    public func state(for urgency: Urgency = .normal) async throws -> IntakeState { throw SignalsError.notFound }

    /// What the installation chose. For administrators and duty desks.
    public func settings(_ actor: Actor) async throws -> IntakeSettings { throw SignalsError.notFound }

    /// Changes it. For administrators.
    ///
    /// - Parameter version: that of the settings as the page showed them.
    /// - Throws: `SignalsError.changedMeanwhile`.
    public func change(_ actor: Actor, version: Int, intake: Intake, documents: Bool) async throws {
        throw SignalsError.notFound
    }
}
