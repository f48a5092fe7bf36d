import Core
import Directory
import Storage
import TestSupport
import Testing
import Vault

/// Whoever has the whole database has names and dates, and nothing that opens or signs in anywhere.
struct StolenDatabaseTests {
    /// Every value of every table, as text.
    private func contents(of world: World) async throws -> String {
        try await world.database.read { transaction in
            var lines: [String] = []
            for (table, column) in try tableColumns(transaction) {
                let values = try transaction.rows("SELECT CAST(\(column) AS TEXT) AS v FROM \(table)")
                lines += try values.map { "\(table).\(column) \(try $0["v"] as String? ?? "")" }
            }
            return lines.joined(separator: "\n").lowercased()
        }
    }

    @Test(arguments: testEngines)
    func holdsNoSecret(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (bob, carla) = (try await world.join("Bob"), try await world.join("Carla"))
            let desk = try await world.desk(for: bob)
            try await world.give(carla, keyOf: desk, by: bob)
            let (_, invitation) = try await world.directory.members.invite(
                .system, MemberDraft(name: "Dirk", email: "dirk@example.org", organisation: world.coalition))
            let signedIn = try await world.directory.signIn.signIn(
                email: bob.email, password: bob.password, source: "198.51.100.77")
            let offered = try await world.directory.secondFactors.offer(world.admin.token).secret
            let given = try await world.directory.secondFactors.extraBackupCode(
                .system, pending: signedIn.token.text)
            let backup = try await world.directory.secondFactors.newBackupCodes(world.key(carla))
            _ = try? await world.directory.signIn.signIn(
                email: "canary-name@example.org", password: "canary-password", source: "198.51.100.77")
            try await world.directory.audit.chain()
            let content = try await contents(of: world)
            // The dump is one: it has what it may have.
            for known in ["directory_members.email bob@example.org", "directory_grants", "directory_sessions"] {
                #expect(content.contains(known))
            }
            var secrets = [bob.password, carla.password, "canary", "198.51.100.77", signedIn.token.text, bob.token]
            secrets += [offered.base32, given.text] + backup.map(\.text)
            secrets += [invitation.token.text, signedIn.info.formToken]
            for code in [bob.recoveryCode, carla.recoveryCode, world.admin.recoveryCode] {
                secrets += [code.text, code.text.replacing("-", with: "")]
            }
            // Every token and every private key that was ever made.
            let random = world.random.all.filter { $0.count == 32 || $0.count == 20 }
            #expect(random.count > 10 && random.contains { $0.count == 20 })
            secrets += random.map(\.hex)
            for secret in secrets { #expect(!content.contains(secret.lowercased())) }
        }
    }

    /// The bytes of a recovery code are 16, as those of a salt: the codes are looked for by what they give.
    @Test(arguments: testEngines)
    func holdsNothingThatOpensWithoutTheSiteKey(engine: Engine) async throws {
        try await withWorld(engine) { world in
            // With everything but the site key a right password does not even look right.
            let thief = Directory(
                database: world.database, siteKey: SiteKey(Array(repeating: 0, count: 32))!, now: world.clock.now,
                cost: .trivial)
            await #expect(throws: DirectoryError.wrongPassword) {
                try await thief.signIn.signIn(
                    email: world.admin.email, password: world.admin.password, source: "a")
            }
            await #expect(throws: DirectoryError.wrongRecoveryCode) {
                try await thief.signIn.recover(
                    email: world.admin.email, code: world.admin.recoveryCode.text,
                    newPassword: "heel andere woorden", source: "a")
            }
            let report = try await thief.audit.verify()
            #expect(!report.isIntact)
        }
    }

    /// What holds a secret prints without it.
    @Test func secretsDoNotPrint() async throws {
        try await withWorld(.sqlite) { world in
            let bob = try await world.join("Bob")
            let session = try await world.directory.signIn.signIn(
                email: bob.email, password: bob.password, source: "a")
            let key = try await world.directory.sessions.unlock(session.token.text)
            var printed = "\(session) \(key) \(bob.recoveryCode) \(siteKey) \(String(reflecting: session))"
            dump(session, to: &printed)
            dump(key, to: &printed)
            let bytes = [UInt8](hex: session.token.text)!
            for secret in world.random.all.filter({ $0.count == 32 }) + [bytes, Array(0..<32)] {
                #expect(!printed.contains(secret.hex))
                #expect(!printed.contains(secret.prefix(4).map(String.init).joined(separator: ", ")))
                #expect(!printed.contains(secret.prefix(3).map { "- \($0)" }.joined(separator: "\n")))
            }
        }
    }

    /// An error never carries what was typed.
    @Test func errorsSayNothingPersonal() async throws {
        try await withWorld(.sqlite) { world in
            do {
                _ = try await world.directory.signIn.signIn(
                    email: "canary@example.org", password: "canary-password", source: "canary-source")
                Issue.record("signed in")
            } catch { #expect(!"\(error)".contains("canary")) }
        }
    }
}
