public import Core
import Crypto
import Directory
import FoundationEssentials
import Storage
import Vault
import Web
import XAPI

/// Launching units of imported packages by cmi5: registrations, sessions, and what units may report. Open to all: who has the token
/// has the registration.
public struct Launches: Sendable {
    let context: LearningContext
    let writer: StatementWriter

    /// The package that a learner's code opens.
    ///
    /// - Throws: `LearningError.codeMistyped`, `LaunchError.noSuchPackage`, `.closed`.
    public func open(_ code: String) async throws -> LaunchPackage {
        guard let code = JoinCode(code) else { throw LearningError.codeMistyped }
        let found = try await context.database.read { try LaunchStore(transaction: $0).package(code) }
        guard let found else { throw LaunchError.noSuchPackage }
        let organisation = try await context.organisations.find(.visitor, id: found.organisation)
        guard found.closed == nil, organisation.isActive else { throw LaunchError.closed }
        return found
    }

    /// A file of a package; `nil` when there is none.
    func file(_ package: Identifier, path: String) async throws -> PackageContent.File? {
        try await context.database.read { try LaunchStore(transaction: $0).file(package, path: path) }
    }

    /// How far a learner is; `nil` for a token that is none of this package's learners.
    func progress(_ token: AttemptToken, in package: LaunchPackage) async throws -> CourseProgress? {
        try await context.database.read { transaction in
            let store = LaunchStore(transaction: transaction)
            guard let registration = try store.registration(token), registration.package.id == package.id else {
                return nil
            }
            return try store.progress(registration.id)
        }
    }

    // MARK: Registrations

    /// Begins a package: a learner without a name, whose account in statements is random. What asks for nothing is satisfied from
    /// the start (9.6.1).
    ///
    /// - Parameter address: of this installation.
    func register(in package: LaunchPackage, address: String, language: Language) async throws -> AttemptToken {
        let token = AttemptToken(random: context.random)
        let registration = LaunchRegistration(
            id: context.identifier(), package: package,
            actor: LearnerAccount(homePage: address, name: context.random(16).hex))
        let preferences = JSONValue.members([
            "languagePreference": .string(language.tag), "audioPreference": .string("on"),
        ])
        let context = context
        try await write(registration.id, package.organisation) { transaction, now in
            let store = LaunchStore(transaction: transaction)
            // The day, so that the row does not tell when somebody learned.
            try store.insert(registration, token: token, on: now.day)
            try Self.count(.joined, registration, at: now, context, transaction)
            let query = try DocumentQuery(
                QueryParameters(["profileId": "cmi5LearnerPreferences", "agent": registration.actor.json.text]),
                resource: .agentProfile, method: "PUT", version: .v1)
            try Self.put(preferences, query, package.organisation, now, transaction)
            return try settle(registration, session: nil, at: now, in: transaction)
        }
        return token
    }

    /// Makes the statements that follow from what is known of a learner (again).
    func settle(_ registration: Identifier, of organisation: Identifier) async throws {
        try await write(registration, organisation) { transaction, now in
            guard let found = try LaunchStore(transaction: transaction).registration(registration) else { return [] }
            return try settle(found, session: nil, at: now, in: transaction)
        }
    }

    // MARK: Launching

    /// Begins a session with a unit. One that the learner still has open is abandoned.
    ///
    /// - Parameters:
    ///   - address: of this installation.
    ///   - returnPath: where the unit sends the learner at its end, with the language in it.
    /// - Returns: the address at which the browser finds the unit.
    /// - Throws: `LaunchError.notBegun`, `.noSuchUnit`.
    func launch(
        _ unit: Int, in package: LaunchPackage, by token: AttemptToken, address: String, returnPath: String
    ) async throws -> String {
        guard let unit = package.structure.units.first(where: { $0.index == unit }),
            let place = UnitAddress(unit.url)
        else { throw LaunchError.noSuchUnit }
        let found = try await context.database.read { try LaunchStore(transaction: $0).registration(token) }
        guard let registration = found, registration.package.id == package.id else { throw LaunchError.notBegun }
        let session = context.identifier()
        let key = context.random(32).hex
        let (url, query) = place.launched(from: address + package.filePath)
        try await write(registration.id, package.organisation) { transaction, now in
            let store = LaunchStore(transaction: transaction)
            var statements = try store.openSessions(of: registration.id).flatMap {
                try abandon($0, at: now, in: transaction)
            }
            let progress = try store.progress(registration.id)
            let isDone = unit.moveOn != .notApplicable && progress.isSatisfied(unit)
            let mode: LaunchMode = isDone ? .review : .normal
            try store.insert(
                session, registration: registration.id, unit: unit.index, mode: mode,
                fetchHash: secretHash(key), at: now)
            try store.use(registration.id, on: now.day)
            let document = try DocumentQuery(
                QueryParameters([
                    "activityId": registration.activity(of: unit), "agent": registration.actor.json.text,
                    "registration": registration.id.text, "stateId": CMI5.launchData,
                ]), resource: .state, method: "PUT", version: .v1)
            let data = LaunchStatements.launchData(
                unit, session: session, mode: mode, returnURL: address + returnPath)
            try Self.put(data, document, package.organisation, now, transaction)
            statements.append(
                try self.statements(registration, now).launched(unit, session: session, mode: mode, url: url))
            return statements
        }
        let parameters = [
            ("endpoint", address + XAPIRoutes.base + "/"), ("fetch", address + LaunchPages.fetchPath + "/" + key),
            ("actor", registration.actor.json.text), ("registration", registration.id.text),
            ("activityId", registration.activity(of: unit)),
        ].map { "\($0)=\(Percent.encode($1))" }
        return url + "?" + ((query.isEmpty ? [] : [query]) + parameters).joined(separator: "&")
    }

    /// What a fetch address answers (8.2).
    enum FetchAnswer: Hashable, Sendable {
        case token(String)
        /// Used before, or the session is over: code 1.
        case used
        /// No address of ours: code 2.
        case unknown
    }

    /// Gives the token of a session away, once.
    func fetch(_ key: String) async throws -> FetchAnswer {
        let secret = context.random(32).hex
        let hash = secretHash(key)
        let context = context
        return try await context.database.persistently { transaction in
            let store = LaunchStore(transaction: transaction)
            guard let session = try store.fetch(hash, secretHash: secretHash(secret), at: context.now()) else {
                return try store.isKnown(hash) ? .used : .unknown
            }
            return .token(Data("\(session):\(secret)".utf8).base64EncodedString())
        }
    }

    /// Ends sessions that nobody ended within a day; for a nightly job.
    func abandonOld() async throws {
        let before = context.now().advanced(bySeconds: -LaunchSession.longest)
        while true {
            let ids = try await context.database.read {
                try LaunchStore(transaction: $0).openSessions(before: before, limit: 100)
            }
            for id in ids {
                guard let found = try await find(id) else { continue }
                try await write(found.session.registration, found.registration.package.organisation) {
                    transaction, now in
                    guard let found = try LaunchStore(transaction: transaction).find(id), found.session.ended == nil,
                        found.session.abandoned == nil
                    else { return [] }
                    return try abandon(found, at: now, in: transaction)
                }
            }
            if ids.count < 100 { return }
        }
    }

    /// Deletes learners who did nothing for half a year; for a nightly job. Their completion stays as a count.
    func deleteUnused() async throws {
        let before = context.now().day.adding(days: -Attempts.retentionDays)
        while try await context.database.write({
            try LaunchStore(transaction: $0).deleteUnused(before: before, limit: 100)
        }) == 100 { try Task.checkCancellation() }
    }

    private func find(_ id: Identifier) async throws -> LaunchStore.Found? {
        try await context.database.read { try LaunchStore(transaction: $0).find(id) }
    }

    // MARK: What a unit may

    /// The credential behind the token of a session; `nil` when there is none.
    ///
    /// - Throws: `XAPIError` 403 when the session is over.
    func credential(user: String, password: String) async throws -> StoreCredential? {
        guard let id = Identifier(user), id.text == user, let found = try await find(id),
            let hash = found.secretHash,
            equalInConstantTime(Array(secretHash(password).utf8), Array(hash.utf8))
        else { return nil }
        let session = found.session
        guard session.isOpen(at: context.now()) else {
            throw LaunchSession.refused("The session of this token is over. Launch the unit again (8.2.1, 9.3).")
        }
        return StoreCredential(
            // That of the registration: what its other sessions sent is read as one's own.
            id: session.registration, organisation: found.registration.package.organisation, label: "cmi5",
            scopes: [.writeStatements, .readOwnStatements, .state, .profile], created: session.launched, revoked: nil,
            launch: LaunchScope(
                session: id, registration: session.registration, actor: session.actor, activity: session.activity))
    }

    /// Checks statements of a unit in the transaction that stores them, and makes those that follow from them.
    ///
    /// - Parameter statements: with the id of a PUT filled in by the store.
    /// - Throws: `XAPIError`.
    func take(
        _ statements: [Statement], _ pending: [PendingStatement], in scope: LaunchScope, at now: Instant,
        _ transaction: any Transaction
    ) throws -> [PendingStatement] {
        let store = LaunchStore(transaction: transaction)
        guard let found = try store.find(scope.session) else {
            throw LaunchSession.refused("The session of this token is over. Launch the unit again (8.2.1, 9.3).")
        }
        var session = found.session
        let organisation = found.registration.package.organisation
        let new = try zip(statements, pending).filter { _, pending in
            // What came before and is sent again is as it was; one that differs is refused here, before anything is noted.
            guard let known = try StatementStore.stored(pending.id, of: organisation, in: transaction) else {
                return true
            }
            guard Statement.areSame(known, pending.json) else {
                throw XAPIError(status: 409, "The id of a statement is that of another one that is stored.")
            }
            return false
        }.sorted { ($0.0.facts.timestamp ?? now) < ($1.0.facts.timestamp ?? now) }
        guard !new.isEmpty else { return [] }
        for (statement, pending) in new { try session.take(statement, id: pending.id, at: now) }
        try store.update(session)
        try store.use(session.registration, on: now.day)
        if session.initialized != nil, try store.start(session.registration) {
            try Self.count(.started, found.registration, at: now, context, transaction)
        }
        guard session.verbs != found.session.verbs else { return [] }
        return try settle(found.registration, session: session.id, at: now, in: transaction)
    }

    // MARK: What follows

    private func statements(_ registration: LaunchRegistration, _ now: Instant) -> LaunchStatements {
        LaunchStatements(registration: registration, now: now, newID: context.identifier)
    }

    private func abandon(
        _ found: LaunchStore.Found, at now: Instant, in transaction: any Transaction
    ) throws -> [PendingStatement] {
        var session = found.session
        session.abandoned = now
        try LaunchStore(transaction: transaction).update(session)
        return [
            try statements(found.registration, now).abandoned(
                found.unit, session: session.id, duration: session.duration)
        ]
    }

    /// The statements *waived* and *satisfied* that were not made yet (9.3.7, 9.3.9), and the count of who completed the course.
    ///
    /// - Parameter session: in which it came about; `nil` outside any, for which a new id is made (9.6.1).
    private func settle(
        _ registration: LaunchRegistration, session: Identifier?, at now: Instant, in transaction: any Transaction
    ) throws -> [PendingStatement] {
        let store = LaunchStore(transaction: transaction)
        let structure = registration.package.structure
        let make = statements(registration, now)
        var made: [PendingStatement] = []
        var progress = try store.progress(registration.id)
        for waiver in try store.waivers(of: registration.package.id) {
            guard let unit = structure.units.first(where: { $0.index == waiver.unit }),
                progress.said[unit.index]?.contains(.waived) != true
            else { continue }
            let own = context.identifier()
            try store.insert(
                own, registration: registration.id, unit: unit.index, mode: .normal, fetchHash: nil, verbs: [.waived],
                ended: now, at: now)
            made.append(try make.waived(unit, waiver.reason, session: own))
            progress.said[unit.index, default: []].insert(.waived)
        }
        let session = session ?? context.identifier()
        for block in structure.blocks where progress.isSatisfied(block.children) {
            guard try store.satisfy(registration.id, node: block.index) else { continue }
            made.append(try make.satisfied(block, session: session))
        }
        guard progress.isSatisfied(structure.children) else { return made }
        if try store.satisfy(registration.id, node: LaunchStore.course) {
            made.append(try make.courseSatisfied(session: session))
        }
        if progress.isEarned(structure), try store.complete(registration.id, on: now.day) {
            try Self.count(.completed, registration, at: now, context, transaction)
        }
        return made
    }

    private static func count(
        _ milestone: Milestone, _ registration: LaunchRegistration, at now: Instant, _ context: LearningContext,
        _ transaction: any Transaction
    ) throws {
        let province = try SiteStore(transaction: transaction).province(of: registration.package.organisation)
        try CountStore(transaction: transaction).count(
            milestone, of: registration.key, in: province, on: now.day, random: context.random)
    }

    /// Stores what `body` makes, in the transaction in which it does its work.
    private func write(
        _ registration: Identifier, _ organisation: Identifier,
        _ body: @escaping @Sendable (any Transaction, Instant) throws -> [PendingStatement]
    ) async throws {
        _ = try await writer.write(
            WriteRequest(
                organisation: organisation, credential: registration, statements: [], attachments: [:],
                mayDefine: true, before: body))
    }

    private static func put(
        _ json: JSONValue, _ query: DocumentQuery, _ organisation: Identifier, _ now: Instant,
        _ transaction: any Transaction
    ) throws {
        let bytes = json.bytes
        try DocumentStore(transaction: transaction, organisation: organisation).put(
            query,
            StoredDocument(
                contentType: "application/json", content: bytes, tag: Documents.entityTag(of: bytes), changed: now))
    }
}

extension UnitAddress {
    /// The address of the unit without the parameters of a launch, and the query of its own that goes before them.
    ///
    /// - Parameter folder: where the files of the package are, with a slash at the end.
    func launched(from folder: String) -> (url: String, query: String) {
        switch self {
        case .file(let path, let query):
            let parts = path.split(separator: "/").map { Percent.encode(String($0)) }
            return (folder + parts.joined(separator: "/"), query)
        case .elsewhere(let address):
            let whole = address.prefix { $0 != "#" }
            let url = whole.prefix { $0 != "?" }
            return (String(url), String(whole.dropFirst(url.count + 1)))
        }
    }
}

/// What the token of a session may touch: one learner, one registration, one unit.
struct LaunchScope: Hashable, Sendable {
    let session: Identifier
    let registration: Identifier
    let actor: LearnerAccount
    let activity: String

    /// - Throws: `XAPIError` 403.
    func check(_ query: DocumentQuery, method: String) throws(XAPIError) {
        let isRead = method == "GET" || method == "HEAD"
        switch query.resource {
        case .state:
            guard query.activity == activity, query.agent == actor.identifier, query.registration == registration.text
            else { throw Self.outside }
            // Deleting without an id would delete it too.
            guard isRead || (query.id != nil && query.id != CMI5.launchData) else {
                throw LaunchSession.refused("A unit may not change the document LMS.LaunchData (10).")
            }
        case .agentProfile: guard query.agent == actor.identifier else { throw Self.outside }
        case .activityProfile:
            guard query.activity == activity else { throw Self.outside }
            // It is the same for all learners: what one of them left there, the others would read.
            guard isRead else {
                throw LaunchSession.refused("The profile of an activity can be read here, not written.")
            }
        }
    }

    /// - Throws: `XAPIError` 403.
    func check(_ agent: AgentIdentifier) throws(XAPIError) {
        guard agent == actor.identifier else { throw Self.outside }
    }

    private static let outside = LaunchSession.refused(
        "The token of a session is for the actor, the registration and the activityId of its launch alone.")
}
