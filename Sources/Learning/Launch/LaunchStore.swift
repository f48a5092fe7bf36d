import Core
import Storage

/// SQL for packages, their learners and their sessions.
struct LaunchStore {
    let transaction: any Transaction

    // MARK: Packages

    private static let packageColumns = "id, organisation, audience, code, structure, imported, closed"

    /// - Returns: `false` when the organisation has the same file already, or the code is taken.
    func insert(_ package: LaunchPackage, _ content: PackageContent, hash: String) throws -> Bool {
        let known = try transaction.row(
            "SELECT id FROM learning_launch_packages WHERE organisation = $1 AND hash = $2 AND closed IS NULL",
            package.organisation, hash)
        guard known == nil else { return false }
        let inserted = try transaction.row(
            """
            INSERT INTO learning_launch_packages (id, organisation, audience, code, structure, hash, imported)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (code) DO NOTHING RETURNING id
            """, package.id, package.organisation, package.audience.rawValue, package.code.text,
            String(decoding: content.xml, as: UTF8.self), hash, package.imported)
        guard inserted != nil else { return false }
        for file in content.files {
            try transaction.execute(
                "INSERT INTO learning_launch_files (package, path, content_type, content) VALUES ($1, $2, $3, $4)",
                package.id, file.path, file.type, file.bytes)
        }
        return true
    }

    /// The newest first, closed ones too.
    func packages() throws -> [LaunchPackage] {
        try transaction.rows(
            "SELECT \(Self.packageColumns) FROM learning_launch_packages ORDER BY imported DESC, id DESC LIMIT 200"
        ).map(Self.package)
    }

    func package(_ code: JoinCode) throws -> LaunchPackage? {
        try transaction.row("SELECT \(Self.packageColumns) FROM learning_launch_packages WHERE code = $1", code.text)
            .map(Self.package)
    }

    /// What the maker of a package calls it.
    func title(of package: Identifier) throws -> CourseStructure.LangStrings? {
        try transaction.row("SELECT \(Self.packageColumns) FROM learning_launch_packages WHERE id = $1", package)
            .map { try Self.package($0).structure.title }
    }

    func close(_ package: Identifier, at instant: Instant) throws -> Bool {
        try transaction.execute(
            "UPDATE learning_launch_packages SET closed = $2 WHERE id = $1 AND closed IS NULL", package, instant) == 1
    }

    func file(_ package: Identifier, path: String) throws -> PackageContent.File? {
        try transaction.row(
            "SELECT content_type, content FROM learning_launch_files WHERE package = $1 AND path = $2", package, path
        ).map { PackageContent.File(path: path, type: try $0["content_type"], bytes: try $0["content"]) }
    }

    private static func package(_ row: Row) throws -> LaunchPackage {
        let code: String = try row["code"]
        let xml: String = try row["structure"]
        guard let code = JoinCode(code) else { throw StorageError.column("code") }
        return LaunchPackage(
            id: try row["id"], organisation: try row["organisation"], audience: try row.choice("audience"), code: code,
            structure: try CourseStructure(xml: Array(xml.utf8)), imported: try row["imported"],
            closed: try row["closed"])
    }

    // MARK: Waivers

    func waive(_ package: Identifier, _ waiver: Waiver, at instant: Instant) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO learning_launch_waivers (package, unit, reason, made) VALUES ($1, $2, $3, $4)
            ON CONFLICT (package, unit) DO NOTHING
            """, package, waiver.unit, waiver.reason.rawValue, instant) == 1
    }

    func waivers(of package: Identifier) throws -> [Waiver] {
        try transaction.rows(
            "SELECT unit, reason FROM learning_launch_waivers WHERE package = $1 ORDER BY unit", package
        ).map { Waiver(unit: try $0["unit"], reason: try $0.choice("reason")) }
    }

    // MARK: Registrations

    private static let registrationColumns = """
        r.id AS registration, r.account, r.home, p.id, p.organisation, p.audience, p.code, p.structure, p.imported, p.closed
        """

    func insert(_ registration: LaunchRegistration, token: AttemptToken, on day: Day) throws {
        try transaction.execute(
            """
            INSERT INTO learning_launch_registrations (id, package, token_hash, account, home, used, started)
            VALUES ($1, $2, $3, $4, $5, $6, 0)
            """, registration.id, registration.package.id, AttemptStore.hash(token), registration.actor.name,
            registration.actor.homePage, day)
    }

    func registration(_ token: AttemptToken) throws -> LaunchRegistration? {
        try transaction.row(
            """
            SELECT \(Self.registrationColumns) FROM learning_launch_registrations r
            JOIN learning_launch_packages p ON p.id = r.package WHERE r.token_hash = $1
            """, AttemptStore.hash(token)
        ).map(Self.registration)
    }

    func registration(_ id: Identifier) throws -> LaunchRegistration? {
        try transaction.row(
            """
            SELECT \(Self.registrationColumns) FROM learning_launch_registrations r
            JOIN learning_launch_packages p ON p.id = r.package WHERE r.id = $1
            """, id
        ).map(Self.registration)
    }

    private static func registration(_ row: Row) throws -> LaunchRegistration {
        LaunchRegistration(
            id: try row["registration"], package: try package(row),
            actor: LearnerAccount(homePage: try row["home"], name: try row["account"]))
    }

    func registrations(of package: Identifier) throws -> [Identifier] {
        try transaction.rows(
            "SELECT id FROM learning_launch_registrations WHERE package = $1 ORDER BY id", package
        ).map { try $0["id"] }
    }

    /// How many learners a package has, and how many completed it.
    func people(of package: Identifier) throws -> (begun: Int, completed: Int) {
        let row = try transaction.row(
            """
            SELECT COUNT(*) AS begun, COUNT(completed) AS completed FROM learning_launch_registrations
            WHERE package = $1
            """, package)
        return try row.map { (try $0["begun"], try $0["completed"]) } ?? (0, 0)
    }

    func use(_ registration: Identifier, on day: Day) throws {
        try transaction.execute(
            "UPDATE learning_launch_registrations SET used = $2 WHERE id = $1", registration, day)
    }

    /// - Returns: whether it is so from now on.
    func start(_ registration: Identifier) throws -> Bool {
        try transaction.execute(
            "UPDATE learning_launch_registrations SET started = 1 WHERE id = $1 AND started = 0", registration) == 1
    }

    /// - Returns: whether it is so from now on.
    func complete(_ registration: Identifier, on day: Day) throws -> Bool {
        try transaction.execute(
            "UPDATE learning_launch_registrations SET completed = $2 WHERE id = $1 AND completed IS NULL", registration,
            day) == 1
    }

    /// Deletes learners who did nothing since `day`, with their sessions.
    func deleteUnused(before day: Day, limit: Int) throws -> Int {
        let ids: [Identifier] = try transaction.rows(
            "SELECT id FROM learning_launch_registrations WHERE used < $1 ORDER BY id LIMIT $2", day, limit
        ).map { try $0["id"] }
        for id in ids {
            for table in ["learning_launch_satisfied", "learning_launch_sessions"] {
                try transaction.execute("DELETE FROM \(table) WHERE registration = $1", id)
            }
            try transaction.execute("DELETE FROM learning_launch_registrations WHERE id = $1", id)
        }
        return ids.count
    }

    // MARK: What is satisfied

    func progress(_ registration: Identifier) throws -> CourseProgress {
        var progress = CourseProgress()
        let rows = try transaction.rows(
            "SELECT unit, verbs FROM learning_launch_sessions WHERE registration = $1", registration)
        for row in rows { progress.said[try row["unit"], default: []].formUnion(Self.verbs(try row["verbs"])) }
        return progress
    }

    /// - Returns: whether it was not said before.
    func satisfy(_ registration: Identifier, node: Int) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO learning_launch_satisfied (registration, node) VALUES ($1, $2)
            ON CONFLICT (registration, node) DO NOTHING
            """, registration, node) == 1
    }

    static let course = -1

    fileprivate static func verbs(_ text: String) -> Set<CMI5Verb> {
        Set(text.split(separator: " ").compactMap { CMI5Verb(rawValue: String($0)) })
    }
}

// MARK: - Sessions

extension LaunchStore {
    /// - Parameter fetchHash: `nil` for a session that no unit has.
    func insert(
        _ id: Identifier, registration: Identifier, unit: Int, mode: LaunchMode, fetchHash: String?,
        verbs: [CMI5Verb] = [], ended: Instant? = nil, at instant: Instant
    ) throws {
        try transaction.execute(
            """
            INSERT INTO learning_launch_sessions
            (id, registration, unit, mode, fetch_hash, launched, verbs, ended) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, id, registration, unit, mode.rawValue, fetchHash, instant,
            verbs.map(\.rawValue).joined(separator: " "), ended)
    }

    /// Gives the token of a session away.
    ///
    /// - Returns: the session; `nil` when its address was used before or is good for nothing any more.
    func fetch(_ fetchHash: String, secretHash: String, at now: Instant) throws -> Identifier? {
        try transaction.row(
            """
            UPDATE learning_launch_sessions SET fetched = $2, secret_hash = $3
            WHERE fetch_hash = $1 AND fetched IS NULL AND abandoned IS NULL AND launched > $4 RETURNING id
            """, fetchHash, now, secretHash, now.advanced(bySeconds: -LaunchSession.longest)
        ).map { try $0["id"] }
    }

    func isKnown(_ fetchHash: String) throws -> Bool {
        try transaction.row("SELECT id FROM learning_launch_sessions WHERE fetch_hash = $1", fetchHash) != nil
    }

    /// A session, whose it is, with what unit, and the hash of its secret.
    struct Found: Sendable {
        let session: LaunchSession
        let registration: LaunchRegistration
        let unit: CourseStructure.Unit
        let secretHash: String?
    }

    func find(_ id: Identifier) throws -> Found? {
        guard let row = try transaction.row("SELECT * FROM learning_launch_sessions WHERE id = $1", id) else {
            return nil
        }
        return try found(row)
    }

    /// Sessions of a learner that nobody ended.
    func openSessions(of registration: Identifier) throws -> [Found] {
        try transaction.rows(
            """
            SELECT * FROM learning_launch_sessions WHERE registration = $1 AND ended IS NULL AND abandoned IS NULL
            ORDER BY launched, id
            """, registration
        ).compactMap(found)
    }

    /// Sessions that nobody ended and that were launched before `instant`.
    func openSessions(before instant: Instant, limit: Int) throws -> [Identifier] {
        try transaction.rows(
            """
            SELECT id FROM learning_launch_sessions WHERE ended IS NULL AND abandoned IS NULL AND launched < $1
            ORDER BY launched LIMIT $2
            """, instant, limit
        ).map { try $0["id"] }
    }

    private func found(_ row: Row) throws -> Found? {
        let (id, place): (Identifier, Int) = (try row["id"], try row["unit"])
        guard let registration = try registration(try row["registration"] as Identifier),
            let unit = registration.package.structure.units.first(where: { $0.index == place })
        else { return nil }
        let others = try transaction.rows(
            "SELECT verbs FROM learning_launch_sessions WHERE registration = $1 AND unit = $2 AND id <> $3",
            registration.id, place, id)
        let earlier = try others.reduce(into: Set<CMI5Verb>()) { $0.formUnion(Self.verbs(try $1["verbs"])) }
        let session = LaunchSession(
            id: id, registration: registration.id, actor: registration.actor,
            activity: registration.activity(of: unit), publisher: unit.id, masteryScore: unit.masteryScore,
            mode: try row.choice("mode"), launched: try row["launched"], verbs: Self.verbs(try row["verbs"]),
            earlier: earlier, initialized: try row["initialized"], terminated: try row["terminated"],
            ended: try row["ended"], abandoned: try row["abandoned"], latest: try row["latest"])
        return Found(
            session: session, registration: registration, unit: unit, secretHash: try row["secret_hash"])
    }

    func update(_ session: LaunchSession) throws {
        try transaction.execute(
            """
            UPDATE learning_launch_sessions
            SET verbs = $2, initialized = $3, terminated = $4, ended = $5, abandoned = $6, latest = $7 WHERE id = $1
            """, session.id, session.verbs.map(\.rawValue).sorted().joined(separator: " "), session.initialized,
            session.terminated, session.ended, session.abandoned, session.latest)
    }
}
