import Badges
import Core
import FoundationEssentials
import Storage

/// SQL for the keys that sign badges.
struct BadgeKeyStore {
    let transaction: any Transaction

    /// A key with its private half as it is sealed; empty once the key has ended.
    struct Record {
        var key: PublishedKey
        var sealed: String
    }

    /// The latest first.
    func all() throws -> [Record] {
        try transaction.rows(
            "SELECT jwk, sealed, starts, ends, withdrawn FROM learning_badge_keys ORDER BY starts DESC, id DESC"
        ).map { row in
            let text: String = try row["jwk"]
            guard let jwk = try? JSONDecoder().decode(JWK.self, from: Data(text.utf8)) else {
                throw StorageError.column("jwk")
            }
            return Record(
                key: PublishedKey(
                    jwk: jwk, starts: try row["starts"], ends: try row["ends"], withdrawn: try row["withdrawn"]),
                sealed: try row["sealed"])
        }
    }

    func insert(_ record: Record, _ algorithm: SigningAlgorithm) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let jwk = String(decoding: try encoder.encode(record.key.jwk), as: UTF8.self)
        try transaction.execute(
            """
            INSERT INTO learning_badge_keys (id, algorithm, jwk, sealed, starts, ends, withdrawn)
            VALUES ($1, $2, $3, $4, $5, $6, NULL)
            """, record.key.id, algorithm.rawValue, jwk, record.sealed, record.key.starts, record.key.ends)
    }

    /// Ends every key that still signs, and destroys the private halves.
    func end(at instant: Instant) throws {
        try transaction.execute(
            """
            UPDATE learning_badge_keys SET sealed = '', ends = CASE WHEN ends > $1 THEN $1 ELSE ends END
            WHERE sealed <> ''
            """, instant)
    }

    func withdraw(_ id: String, at instant: Instant) throws {
        try transaction.execute(
            "UPDATE learning_badge_keys SET withdrawn = $2 WHERE id = $1 AND withdrawn IS NULL", id, instant)
    }
}

/// SQL for the places of certificates in status lists.
struct BadgeStore {
    let transaction: any Transaction

    /// A certificate's place.
    struct Place: Hashable, Sendable {
        var list: Int
        var position: Int
    }

    func place(of completion: String) throws -> Place? {
        try transaction.row("SELECT list, position FROM learning_badges WHERE completion = $1", completion).map {
            Place(list: try $0["list"], position: try $0["position"])
        }
    }

    /// The list that places are drawn from now.
    func currentList() throws -> Int {
        let latest: Int? = try transaction.row("SELECT MAX(list) AS list FROM learning_badges")?["list"]
        return latest ?? 1
    }

    /// - Returns: `false` when another certificate has the place.
    func insert(_ place: Place, of completion: String) throws -> Bool {
        try transaction.row(
            """
            INSERT INTO learning_badges (list, position, completion) VALUES ($1, $2, $3)
            ON CONFLICT (list, position) DO NOTHING RETURNING list
            """, place.list, place.position, completion) != nil
    }

    // MARK: What badges are for

    /// Keeps what a badge says of a version of a course, as it was said first in its language.
    func insert(_ achievement: BadgeAchievement, of course: String) throws {
        try transaction.execute(
            """
            INSERT INTO learning_achievements (course, version, language, name, description, narrative)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (course, version, language) DO NOTHING
            """, course, achievement.version, achievement.language, achievement.name, achievement.description,
            achievement.narrative)
    }

    /// What was kept of a version, in each language in which a badge was made.
    func achievements(of course: String, version: Int) throws -> [KeptAchievement] {
        try transaction.rows(
            """
            SELECT language, name, description, narrative FROM learning_achievements WHERE course = $1 AND version = $2
            ORDER BY language
            """, course, version
        ).map { row in
            KeptAchievement(
                language: try row["language"], name: try row["name"], description: try row["description"],
                narrative: try row["narrative"])
        }
    }

    // MARK: Revoked

    /// - Returns: `false` when it was revoked before.
    func revoke(_ completion: String, _ revocation: Revocation) throws -> Bool {
        try transaction.execute(
            "UPDATE learning_badges SET revoked = $2, reason = $3 WHERE completion = $1 AND revoked IS NULL",
            completion,
            revocation.at, revocation.reason.rawValue) == 1
    }

    func revocation(of completion: String) throws -> Revocation? {
        try transaction.row(
            "SELECT revoked, reason FROM learning_badges WHERE completion = $1 AND revoked IS NOT NULL", completion
        ).map { Revocation(at: try $0["revoked"], reason: try $0.choice("reason")) }
    }

    /// The places in a list that were revoked.
    func revoked(in list: Int) throws -> [Int] {
        try transaction.rows(
            "SELECT position FROM learning_badges WHERE revoked IS NOT NULL AND list = $1", list
        ).map { try $0["position"] }
    }

    /// The latest first.
    func latestRevoked(_ limit: Int) throws -> [RevokedCertificate] {
        try transaction.rows(
            """
            SELECT c.course, c.version, c.day, b.revoked, b.reason FROM learning_badges b
            JOIN learning_completions c ON c.id = b.completion
            WHERE b.revoked IS NOT NULL ORDER BY b.revoked DESC, c.id LIMIT $1
            """, limit
        ).map { row in
            RevokedCertificate(
                course: try row["course"], version: try row["version"], day: try row["day"],
                revocation: Revocation(at: try row["revoked"], reason: try row.choice("reason")))
        }
    }
}
