import Core
import Directory
import Storage
import TestSupport
import Testing

@testable import Review

@Suite("Reviews of an earlier version")
struct MigrationTests {
    @Test("who had agreed before organisations were asked still agrees, for the organisation", arguments: testEngines)
    func approvals(engine: Engine) async throws {
        let before = directoryMigrations + [reviewMigrations[0]]
        let (review, member, organisation) = (Workshop.identifier(1), Workshop.identifier(2), Workshop.identifier(3))
        try await withDatabase(engine, migrations: before) { database in
            try await database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO directory_organisations (id, name, kind, active, created_at, version)
                    VALUES ($1, 'A', 'coalition', 1, 0, 1)
                    """, organisation)
                try transaction.execute(
                    """
                    INSERT INTO directory_members (id, email, name, organisation_id, is_administrator, active, created_at,
                        version) VALUES ($1, 'a@example.org', 'A', $2, 0, 1, 0, 1)
                    """, member, organisation)
                try transaction.execute(
                    """
                    INSERT INTO review_reviews (id, period, version, revision, is_open, content, note, changed_at)
                    VALUES ($1, '2020-H1', 1, 0, 1, '{}', '{}', 0)
                    """, review)
                try transaction.execute(
                    "INSERT INTO review_approvals (review_id, member_id, hash, approved_at) VALUES ($1, $2, 'h', 5)",
                    review, member)
            }
            try await Migrator(directoryMigrations + reviewMigrations).run(on: database)
            let opinions = try await database.read { try ReviewStore(transaction: $0).opinions(of: review) }
            let expected = Opinion(
                member: member, organisation: organisation, hash: "h", remark: nil, at: Instant(milliseconds: 5))
            #expect(opinions == [expected])
        }
    }
}
