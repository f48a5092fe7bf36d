import Core
import Directory
import Storage
import TestSupport
import Testing

@testable import Learning

@Suite struct StoreCredentialTests {
    @Test(arguments: testEngines)
    func aCredentialOpensUntilItIsRevoked(engine: Engine) async throws {
        try await World.on(engine) { world in
            let credentials = world.learning.recordStore.credentials
            let member = world.member(of: world.hotel)
            let made = try await credentials.make(
                member, organisation: world.hotel.id, label: "Moodle", scopes: [.writeStatements, .readOwnStatements])
            #expect(made.secret.utf8.count == 64)
            let user = made.credential.id.text
            #expect(try await credentials.find(user: user, password: made.secret) == made.credential)
            #expect(try await credentials.find(user: user, password: String(made.secret.dropLast()) + "!") == nil)
            #expect(try await credentials.find(user: user.uppercased(), password: made.secret) == nil)
            #expect(try await credentials.find(user: "wie", password: made.secret) == nil)
            #expect(try await credentials.all(member, of: world.hotel.id) == [made.credential])
            try await credentials.revoke(member, made.credential.id)
            try await credentials.revoke(member, made.credential.id)
            #expect(try await credentials.find(user: user, password: made.secret) == nil)
            #expect(try await credentials.all(member, of: world.hotel.id)[0].revoked != nil)
            #expect(world.audit.actions.filter { $0.hasPrefix("learning.credential.") }.count == 2)
        }
    }

    /// The database does not hold the secret.
    @Test(arguments: testEngines)
    func onlyTheHashIsKept(engine: Engine) async throws {
        try await World.on(engine) { world in
            let made = try await world.learning.recordStore.credentials.make(
                .system, organisation: world.hotel.id, label: "Moodle", scopes: [.all])
            let kept: String = try await world.database.read {
                try $0.row("SELECT secret_hash FROM learning_xapi_credentials")!["secret_hash"]
            }
            #expect(kept.utf8.count == 64 && kept != made.secret)
        }
    }

    @Test(arguments: testEngines)
    func membersLookAfterTheirOwnOrganisation(engine: Engine) async throws {
        try await World.on(engine) { world in
            let credentials = world.learning.recordStore.credentials
            let made = try await credentials.make(
                .system, organisationNamed: "zon", label: "Moodle", scopes: [.all])
            #expect(made.credential.organisation == world.hotel.id)
            let byIdentifier = try await credentials.make(
                .system, organisationNamed: world.park.id.text, label: "Moodle", scopes: [.all])
            #expect(byIdentifier.credential.organisation == world.park.id)
            let strangers = [
                world.member(of: world.park), world.member(of: world.park, administrator: true), world.trainer,
            ]
            for stranger in strangers {
                await #expect(throws: DirectoryError.notAllowed) {
                    try await credentials.make(stranger, organisation: world.hotel.id, label: "x", scopes: [.all])
                }
                await #expect(throws: DirectoryError.notAllowed) {
                    try await credentials.all(stranger, of: world.hotel.id)
                }
                await #expect(throws: DirectoryError.notAllowed) {
                    try await credentials.revoke(stranger, made.credential.id)
                }
            }
            await #expect(throws: LearningError.noSuchOrganisation) {
                try await credentials.make(.system, organisationNamed: "maan", label: "x", scopes: [.all])
            }
            await #expect(throws: RecordStoreError.noScope) {
                try await credentials.make(.system, organisationNamed: "zon", label: "x", scopes: [])
            }
            await #expect(throws: RecordStoreError.noLabel) {
                try await credentials.make(.system, organisationNamed: "zon", label: "", scopes: [.all])
            }
        }
    }

    @Test(arguments: testEngines)
    func anOrganisationThatStoppedIsLetInNoMore(engine: Engine) async throws {
        try await World.on(engine) { world in
            let credentials = world.learning.recordStore.credentials
            let made = try await credentials.make(.system, organisationNamed: "zon", label: "x", scopes: [.all])
            try await world.learning.context.organisations.setActive(
                .system, world.hotel.id, version: world.hotel.version, false)
            #expect(try await credentials.find(user: made.credential.id.text, password: made.secret) == nil)
        }
    }
}
