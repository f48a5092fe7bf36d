import Core
import Storage

/// SQL for courses that are written in the workplace.
struct EditorStore {
    let transaction: any Transaction

    /// What is known of a draft beside its files.
    struct Record: Hashable, Sendable {
        var base: Int
        var revision: Int
        var changed: Instant
        var proposed: Instant?
        var proposedBy: String?
    }

    /// One published version with its own files.
    struct Version: Sendable {
        var course: String
        var number: Int
        var texts: [String: String]
    }

    /// One version in the list of a course.
    struct Issue: Hashable, Sendable {
        var number: Int
        /// `nil` for one of the folder that was not kept yet.
        var published: Instant?
        /// Whether it was published here; otherwise it is one of the folder.
        var isOwn: Bool
    }

    // MARK: Drafts

    func record(_ course: String) throws -> Record? {
        try transaction.row(
            "SELECT base, revision, changed, proposed, proposed_by FROM learning_course_drafts WHERE course = $1",
            course
        ).map(Self.record)
    }

    func records() throws -> [String: Record] {
        let rows = try transaction.rows(
            "SELECT course, base, revision, changed, proposed, proposed_by FROM learning_course_drafts")
        return try rows.reduce(into: [:]) { $0[try $1["course"]] = try Self.record($1) }
    }

    private static func record(_ row: Row) throws -> Record {
        Record(
            base: try row["base"], revision: try row["revision"], changed: try row["changed"],
            proposed: try row["proposed"], proposedBy: try row["proposed_by"])
    }

    func save(_ record: Record, of course: String) throws {
        try transaction.execute(
            """
            INSERT INTO learning_course_drafts (course, base, revision, changed, proposed, proposed_by)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (course) DO UPDATE
            SET base = excluded.base, revision = excluded.revision, changed = excluded.changed,
            proposed = excluded.proposed, proposed_by = excluded.proposed_by
            """, course, record.base, record.revision, record.changed, record.proposed, record.proposedBy)
    }

    func texts(_ course: String) throws -> [String: String] {
        let rows = try transaction.rows(
            "SELECT path, text FROM learning_course_draft_files WHERE course = $1", course)
        return try rows.reduce(into: [:]) { $0[try $1["path"]] = try $1["text"] }
    }

    /// Writes only what differs from `old`.
    func save(_ draft: CourseDraft, was old: [String: String]) throws {
        for (path, text) in draft.texts where old[path] != text {
            try transaction.execute(
                """
                INSERT INTO learning_course_draft_files (course, path, text) VALUES ($1, $2, $3)
                ON CONFLICT (course, path) DO UPDATE SET text = excluded.text
                """, draft.slug, path, text)
        }
        for path in old.keys where draft.texts[path] == nil {
            try transaction.execute(
                "DELETE FROM learning_course_draft_files WHERE course = $1 AND path = $2", draft.slug, path)
        }
    }

    func delete(_ course: String) throws {
        for table in ["removed", "draft_files", "drafts"] {
            try transaction.execute("DELETE FROM learning_course_\(table) WHERE course = $1", course)
        }
    }

    // MARK: What was taken out

    func removed(_ course: String) throws -> [(id: Identifier, part: RemovedPart)] {
        let rows = try transaction.rows(
            "SELECT id, part FROM learning_course_removed WHERE course = $1 ORDER BY id DESC", course)
        return try rows.map { (try $0["id"], try JSONText.read(try $0["part"])) }
    }

    func insert(_ part: RemovedPart, _ id: Identifier, of course: String) throws {
        try transaction.execute(
            "INSERT INTO learning_course_removed (id, course, part) VALUES ($1, $2, $3)", id, course,
            try JSONText.write(part))
    }

    /// - Returns: what it was; `nil` when it is not there (any more).
    func takeRemoved(_ id: Identifier, of course: String) throws -> RemovedPart? {
        let row = try transaction.row(
            "DELETE FROM learning_course_removed WHERE id = $1 AND course = $2 RETURNING part", id, course)
        return try row.map { try JSONText.read(try $0["part"]) }
    }

    // MARK: Versions

    /// How much was published here, over all courses.
    func edition() throws -> Int {
        let row = try transaction.row("SELECT COALESCE(MAX(edition), 0) AS edition FROM learning_course_versions")
        return try row?["edition"] ?? 0
    }

    /// The newest version of each course that was published here, with its own files.
    func newest() throws -> [Version] {
        let rows = try transaction.rows(
            """
            SELECT f.course, f.version, f.path, f.text FROM learning_course_version_files f
            JOIN (SELECT course, MAX(version) AS newest FROM learning_course_versions
            WHERE edition IS NOT NULL GROUP BY course) v ON v.course = f.course AND v.newest = f.version
            WHERE f.folder = f.course
            """)
        var versions: [String: Version] = [:]
        for row in rows {
            let course: String = try row["course"]
            let number: Int = try row["version"]
            var version = versions[course] ?? Version(course: course, number: number, texts: [:])
            version.texts[try row["path"]] = try row["text"]
            versions[course] = version
        }
        return versions.values.sorted { $0.course < $1.course }
    }

    /// The latest first.
    func issues(_ course: String) throws -> [Issue] {
        try transaction.rows(
            """
            SELECT version, published, edition FROM learning_course_versions WHERE course = $1 ORDER BY version DESC
            """, course
        ).map { row in
            let edition: Int? = try row["edition"]
            return Issue(number: try row["version"], published: try row["published"], isOwn: edition != nil)
        }
    }

    /// Every file of one version, those it takes over included, by folder and path; empty when there is no such version.
    func files(_ course: String, _ version: Int) throws -> [String: [String: String]] {
        let rows = try transaction.rows(
            """
            SELECT folder, path, text FROM learning_course_version_files WHERE course = $1 AND version = $2
            """, course, version)
        return try rows.reduce(into: [:]) { $0[try $1["folder"], default: [:]][try $1["path"]] = try $1["text"] }
    }

    /// Keeps a version for ever.
    ///
    /// - Parameter edition: `nil` for one of the folder, which may have been kept before.
    func insert(
        _ course: String, _ version: Int, edition: Int?, at instant: Instant, proposedBy: String?,
        publishedBy: String?, _ files: [String: [String: String]]
    ) throws {
        let new = try transaction.row(
            """
            INSERT INTO learning_course_versions (course, version, edition, published, proposed_by, published_by)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (course, version) DO NOTHING RETURNING course
            """, course, version, edition, instant, proposedBy, publishedBy)
        guard new != nil else {
            guard edition == nil else { throw StorageError.conflict }
            return
        }
        for (folder, texts) in files {
            for (path, text) in texts {
                try transaction.execute(
                    """
                    INSERT INTO learning_course_version_files (course, version, folder, path, text)
                    VALUES ($1, $2, $3, $4, $5)
                    """, course, version, folder, path, text)
            }
        }
    }

    /// The highest version of a course that was kept; 0 without one.
    func highest(_ course: String) throws -> Int {
        let row = try transaction.row(
            "SELECT COALESCE(MAX(version), 0) AS version FROM learning_course_versions WHERE course = $1", course)
        return try row?["version"] ?? 0
    }

    /// The names that screens had in any version of a course: no other screen may have them.
    func paths(_ course: String) throws -> Set<String> {
        let rows = try transaction.rows(
            "SELECT DISTINCT path FROM learning_course_version_files WHERE course = $1 AND folder = $1", course)
        return Set(try rows.map { try $0["path"] })
    }
}
