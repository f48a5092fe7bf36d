import Core
import Storage
import Web

/// The SQL of reviews.
struct ReviewStore {
    let transaction: any Transaction

    /// A review as its row tells it.
    struct Record: Sendable {
        var id: Identifier
        var period: Period
        /// Counts every change of the draft.
        var version: Int
        /// The number of the last publication; 0 when there is none.
        var revision: Int
        var isOpen: Bool
        var content: ReviewContent
        var note: Words
        var changed: Instant

        var name: String { period.name ?? "" }
    }

    struct Approval: Hashable, Sendable {
        var member: Identifier
        var hash: String
        var at: Instant
    }

    struct Revision: Sendable {
        var number: Int
        var published: Instant
        var hash: String
        var review: PublishedReview
    }

    // MARK: Reviews

    func all() throws -> [Record] {
        try transaction.rows("SELECT * FROM review_reviews ORDER BY period").map(Self.record)
    }

    func find(_ period: String) throws -> Record? {
        try transaction.row("SELECT * FROM review_reviews WHERE period = $1", period).map(Self.record)
    }

    /// `false` when the period has a review already.
    func insert(_ record: Record) throws -> Bool {
        try !transaction.rows(
            """
            INSERT INTO review_reviews (id, period, version, revision, is_open, content, note, changed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (period) DO NOTHING RETURNING id
            """, record.id, record.name, record.version, record.revision, record.isOpen,
            try JSONText.write(record.content), try JSONText.write(record.note), record.changed
        ).isEmpty
    }

    /// Writes the record when its version is still the one before `record.version`; `false` when it is not.
    func update(_ record: Record) throws -> Bool {
        try transaction.execute(
            """
            UPDATE review_reviews SET version = $1, revision = $2, is_open = $3, content = $4, note = $5, changed_at = $6
            WHERE id = $7 AND version = $8
            """, record.version, record.revision, record.isOpen, try JSONText.write(record.content),
            try JSONText.write(record.note), record.changed, record.id, record.version - 1) == 1
    }

    private static func record(_ row: Row) throws -> Record {
        Record(
            id: try row["id"], period: try Period(named: try row["period"]), version: try row["version"],
            revision: try row["revision"], isOpen: try row["is_open"], content: try JSONText.read(try row["content"]),
            note: try JSONText.read(try row["note"]), changed: try row["changed_at"])
    }

    // MARK: Editors and approvals

    func editors(of review: Identifier) throws -> [Identifier] {
        try transaction.rows(
            "SELECT member_id FROM review_editors WHERE review_id = $1 ORDER BY member_id", review
        ).map { try $0["member_id"] }
    }

    func addEditor(_ member: Identifier, to review: Identifier) throws {
        try transaction.execute(
            """
            INSERT INTO review_editors (review_id, member_id) VALUES ($1, $2)
            ON CONFLICT (review_id, member_id) DO NOTHING
            """, review, member)
    }

    func approvals(of review: Identifier) throws -> [Approval] {
        try transaction.rows(
            """
            SELECT member_id, hash, approved_at FROM review_approvals WHERE review_id = $1
            ORDER BY approved_at, member_id
            """, review
        ).map { Approval(member: try $0["member_id"], hash: try $0["hash"], at: try $0["approved_at"]) }
    }

    func approve(_ approval: Approval, _ review: Identifier) throws {
        try transaction.execute(
            """
            INSERT INTO review_approvals (review_id, member_id, hash, approved_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (review_id, member_id) DO UPDATE SET hash = excluded.hash, approved_at = excluded.approved_at
            """, review, approval.member, approval.hash, approval.at)
    }

    func clearApprovals(of review: Identifier) throws {
        try transaction.execute("DELETE FROM review_approvals WHERE review_id = $1", review)
    }

    func clearEditors(of review: Identifier) throws {
        try transaction.execute("DELETE FROM review_editors WHERE review_id = $1", review)
    }

    // MARK: Revisions

    func addRevision(_ number: Int, of record: Record, hash: String, content: [UInt8], at instant: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO review_revisions (review_id, number, period, published_at, hash, content)
            VALUES ($1, $2, $3, $4, $5, $6)
            """, record.id, number, record.name, instant, hash, String(decoding: content, as: UTF8.self))
    }

    /// Grows with every publication: what is kept in memory is good as long as it is the same.
    func revisionCount() throws -> Int {
        try transaction.row("SELECT COUNT(*) AS count FROM review_revisions")?["count"] ?? 0
    }

    /// All publications of a period, the newest first.
    func revisions(of period: String) throws -> [Revision] {
        try transaction.rows(
            "SELECT * FROM review_revisions WHERE period = $1 ORDER BY number DESC", period
        ).map(Self.revision)
    }

    /// The last publication of every period.
    func latest() throws -> [Revision] {
        try transaction.rows(
            """
            SELECT r.* FROM review_revisions r
            WHERE r.number = (SELECT MAX(n.number) FROM review_revisions n WHERE n.review_id = r.review_id)
            ORDER BY r.period
            """
        ).map(Self.revision)
    }

    /// The names of the periods that were published.
    func publishedNames() throws -> [String] {
        try transaction.rows("SELECT period FROM review_reviews WHERE revision > 0 ORDER BY period").map {
            try $0["period"]
        }
    }

    private static func revision(_ row: Row) throws -> Revision {
        let content: String = try row["content"]
        return Revision(
            number: try row["number"], published: try row["published_at"], hash: try row["hash"],
            review: try PublishedReview(canonical: Array(content.utf8)))
    }

    // MARK: Figures taken over

    func takenOver() throws -> [(id: Identifier, figure: TakenOver)] {
        try transaction.rows("SELECT * FROM review_taken_over ORDER BY id").map { row in
            let counts: String = try row["counts"]
            let kind: String = try row["source_kind"]
            guard let period = Period(from: try row["first_day"], to: try row["last_day"]),
                let counts = Counted(rawValue: counts), let kind = Source.Kind(rawValue: kind)
            else { throw StorageError.column("review_taken_over") }
            return (
                try row["id"],
                TakenOver(
                    figure: try row["figure"], counts: counts, value: try row["value"], period: period,
                    countedIn: try row["counted_in"],
                    source: Source(title: try row["source_title"], kind: kind, url: try row["source_url"]),
                    note: try JSONText.read(try row["note"]))
            )
        }
    }

    func insert(_ figure: TakenOver, id: Identifier, at instant: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO review_taken_over (id, figure, counts, value, first_day, last_day, counted_in, source_title,
                source_kind, source_url, note, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """, id, figure.figure, figure.counts.rawValue, figure.value, figure.period.from, figure.period.to,
            figure.countedIn, figure.source.title, figure.source.kind.rawValue, figure.source.url,
            try JSONText.write(figure.note), instant)
    }

    /// `false` when there is no such figure.
    func deleteTakenOver(_ id: Identifier) throws -> Bool {
        try transaction.execute("DELETE FROM review_taken_over WHERE id = $1", id) == 1
    }
}
