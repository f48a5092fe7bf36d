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

    struct Revision: Sendable {
        var number: Int
        var published: Instant
        var hash: String
        var review: PublishedReview
        var exception: Exception?
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

    // MARK: Editors and opinions

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

    /// The last word of every member, the latest first.
    func opinions(of review: Identifier) throws -> [Opinion] {
        try transaction.rows(
            "SELECT * FROM review_opinions WHERE review_id = $1 ORDER BY given_at DESC, member_id", review
        ).map {
            Opinion(
                member: try $0["member_id"], organisation: try $0["organisation_id"], hash: try $0["hash"],
                remark: try $0["remark"], at: try $0["given_at"])
        }
    }

    func give(_ opinion: Opinion, _ review: Identifier) throws {
        try transaction.execute(
            """
            INSERT INTO review_opinions (review_id, member_id, organisation_id, hash, remark, given_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (review_id, member_id) DO UPDATE SET organisation_id = excluded.organisation_id,
                hash = excluded.hash, remark = excluded.remark, given_at = excluded.given_at
            """, review, opinion.member, opinion.organisation, opinion.hash, opinion.remark, opinion.at)
    }

    func clearOpinions(of review: Identifier) throws {
        try transaction.execute("DELETE FROM review_opinions WHERE review_id = $1", review)
    }

    func clearEditors(of review: Identifier) throws {
        try transaction.execute("DELETE FROM review_editors WHERE review_id = $1", review)
    }

    // MARK: Revisions

    func addRevision(
        _ number: Int, of record: Record, hash: String, content: [UInt8], exception: Exception?, at instant: Instant
    ) throws {
        try transaction.execute(
            """
            INSERT INTO review_revisions (review_id, number, period, published_at, hash, content, without, reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, record.id, number, record.name, instant, hash, String(decoding: content, as: UTF8.self),
            try exception.map { try JSONText.write($0.without) }, exception?.reason)
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
        let without: String? = try row["without"]
        let reason: String? = try row["reason"]
        return Revision(
            number: try row["number"], published: try row["published_at"], hash: try row["hash"],
            review: try PublishedReview(canonical: Array(content.utf8)),
            exception: try without.map { Exception(without: try JSONText.read($0), reason: reason ?? "") })
    }

    // MARK: Secret links to drafts

    func insert(_ link: PreviewLink, to review: Identifier, hash: String) throws {
        try transaction.execute(
            "INSERT INTO review_previews (id, review_id, token_hash, made_at, ends_at) VALUES ($1, $2, $3, $4, $5)",
            link.id, review, hash, link.made, link.ends)
    }

    /// All links to a draft, the latest first.
    func previews(of review: Identifier) throws -> [PreviewLink] {
        try transaction.rows(
            "SELECT * FROM review_previews WHERE review_id = $1 ORDER BY made_at DESC, id DESC", review
        ).map(Self.preview)
    }

    /// The link whose token has this hash, and the period of its review.
    func preview(hash: String) throws -> (link: PreviewLink, period: String)? {
        try transaction.row(
            """
            SELECT p.id, p.made_at, p.ends_at, p.revoked_at, r.period
            FROM review_previews p JOIN review_reviews r ON r.id = p.review_id WHERE p.token_hash = $1
            """, hash
        ).map { (try Self.preview($0), try $0["period"]) }
    }

    /// `false` when there is no such link, or it was revoked before.
    func revokePreview(_ id: Identifier, of review: Identifier, at instant: Instant) throws -> Bool {
        try transaction.execute(
            "UPDATE review_previews SET revoked_at = $1 WHERE id = $2 AND review_id = $3 AND revoked_at IS NULL",
            instant, id, review) == 1
    }

    func revokePreviews(of review: Identifier, at instant: Instant) throws {
        try transaction.execute(
            "UPDATE review_previews SET revoked_at = $1 WHERE review_id = $2 AND revoked_at IS NULL", instant, review)
    }

    private static func preview(_ row: Row) throws -> PreviewLink {
        PreviewLink(
            id: try row["id"], made: try row["made_at"], ends: try row["ends_at"], revoked: try row["revoked_at"])
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
