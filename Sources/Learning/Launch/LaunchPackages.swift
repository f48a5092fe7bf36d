public import Core
import Crypto
public import Directory
import Storage
import Vault

/// What the training desk does with packages of others.
public struct LaunchPackages: Sendable {
    let context: LearningContext
    let launches: Launches

    /// A package with what is known of its learners.
    public struct Overview: Sendable {
        public let package: LaunchPackage
        public let begun: Int
        public let completed: Int
        /// Units that nobody needs to do.
        let waivers: [Waiver]
    }

    /// All packages, the newest first, closed ones too.
    public func all(_ actor: Actor) async throws -> [Overview] {
        try Policy.learningDesk.require(actor)
        return try await context.database.read { transaction in
            let store = LaunchStore(transaction: transaction)
            return try store.packages().map { try Self.overview($0, store) }
        }
    }

    /// One package, by its code.
    ///
    /// - Throws: `LaunchError.noSuchPackage`.
    public func find(_ actor: Actor, _ code: JoinCode) async throws -> Overview {
        try Policy.learningDesk.require(actor)
        return try await context.database.read { transaction in
            let store = LaunchStore(transaction: transaction)
            guard let package = try store.package(code) else { throw LaunchError.noSuchPackage }
            return try Self.overview(package, store)
        }
    }

    private static func overview(_ package: LaunchPackage, _ store: LaunchStore) throws -> Overview {
        let people = try store.people(of: package.id)
        return Overview(
            package: package, begun: people.begun, completed: people.completed,
            waivers: try store.waivers(of: package.id))
    }

    /// Imports a package for the people of an organisation: a zip, or a course structure alone.
    ///
    /// - Parameters:
    ///   - audience: what its learners count as.
    ///   - code: a code of one's own choice, for the demo; otherwise a random one.
    /// - Throws: `LaunchError`, `LearningError.noSuchOrganisation`.
    public func importPackage(
        _ actor: Actor, _ bytes: [UInt8], organisation: Identifier, audience: Audience, code: JoinCode? = nil
    ) async throws -> LaunchPackage {
        try Policy.learningDesk.require(actor)
        guard try await context.organisations.all(.system).contains(where: { $0.id == organisation && $0.isActive })
        else { throw LearningError.noSuchOrganisation }
        guard bytes.count <= PackageContent.mostPacked else {
            throw LaunchError.tooLarge(most: PackageContent.mostPacked >> 20)
        }
        let content = try PackageContent(bytes)
        let package = LaunchPackage(
            id: context.identifier(), organisation: organisation, audience: audience,
            code: code ?? JoinCode(random: context.random), structure: content.structure, imported: context.now(),
            closed: nil)
        let hash = Array(SHA256.hash(data: bytes)).hex
        let context = context
        try await context.database.write { transaction in
            guard try LaunchStore(transaction: transaction).insert(package, content, hash: hash) else {
                throw LaunchError.importedBefore
            }
            try context.audit.record(
                AuditEvent(
                    "learning.package.imported", subject: "package:\(package.id)",
                    details: ["organisation": organisation.text, "audience": audience.rawValue, "sha256": hash]),
                by: actor, in: transaction)
        }
        return package
    }

    /// Closes a package: nobody begins it or a unit of it any more. Closing twice is no mistake.
    ///
    /// - Throws: `LaunchError.noSuchPackage`.
    public func close(_ actor: Actor, _ code: JoinCode) async throws {
        let package = try await find(actor, code).package
        let context = context
        try await context.database.write { transaction in
            guard try LaunchStore(transaction: transaction).close(package.id, at: context.now()) else { return }
            try context.audit.record(
                AuditEvent("learning.package.closed", subject: "package:\(package.id)"), by: actor, in: transaction)
        }
    }

    /// Says of a unit that nobody needs to do it, now and later: every learner gets the statement *waived*. Twice is no mistake.
    ///
    /// - Throws: `LaunchError.noSuchPackage`, `.noSuchUnit`.
    public func waive(_ actor: Actor, _ code: JoinCode, unit: Int, _ reason: WaiveReason) async throws {
        let package = try await find(actor, code).package
        guard package.structure.units.contains(where: { $0.index == unit }) else { throw LaunchError.noSuchUnit }
        let context = context
        let learners = try await context.database.write { transaction -> [Identifier] in
            let store = LaunchStore(transaction: transaction)
            guard try store.waive(package.id, Waiver(unit: unit, reason: reason), at: context.now()) else { return [] }
            try context.audit.record(
                AuditEvent(
                    "learning.package.waived", subject: "package:\(package.id)",
                    details: ["unit": "\(unit)", "reason": reason.rawValue]), by: actor, in: transaction)
            return try store.registrations(of: package.id)
        }
        for learner in learners { try await launches.settle(learner, of: package.organisation) }
    }
}
