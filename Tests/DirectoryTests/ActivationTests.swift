import Core
import Directory
import Storage
import TestSupport
import Testing

struct ActivationTests {
    private let whole = ActivationDraft(
        controller: "Vangnet Nederland", legalBasis: "Artikel 6, eerste lid, onder e.\nUitvoeringswet, artikel 33.",
        checkedBy: "M. Jurist, advocaat", dpiaReference: "DPIA 2020-1", dpiaOn: Day(year: 2020, month: 3, day: 1),
        arrangements: "Met de politie: zie bijlage 2.", retentionDays: 365)

    private func isActive(_ world: World, _ part: ActivatedPart = .signals) async throws -> Bool {
        try await world.database.read { try world.directory.activations.isActive(part, in: $0) }
    }

    private func missing(_ world: World, _ part: ActivatedPart = .signals) async throws -> [String] {
        try await world.database.read { try world.directory.activations.missing(part, in: $0).map(\.key) }
    }

    private func sign(_ world: World, _ person: Person, version: Int = 1) async throws {
        try await world.directory.activations.sign(
            world.actor(person), world.key(person), .signals, version: version)
    }

    /// Two administrators, and the record of Signals written down.
    private func withRecord(_ engine: Engine, _ body: (World, Person) async throws -> Void) async throws {
        try await withWorld(engine) { world in
            let bob = try await world.join("Bob", isAdministrator: true)
            try await world.directory.activations.save(world.actor(world.admin), .signals, version: 0, whole)
            try await body(world, bob)
        }
    }

    @Test(arguments: testEngines)
    func aPartIsActiveWhenTwoDifferentMembersSigned(engine: Engine) async throws {
        try await withRecord(engine) { world, bob in
            #expect(try await missing(world) == ["directory.activation.two-signatures"])
            try await sign(world, world.admin)
            await #expect(throws: DirectoryError.alreadySigned) { try await sign(world, world.admin) }
            #expect(try await missing(world) == ["directory.activation.one-signature"])
            #expect(try await !isActive(world))
            try await sign(world, bob)
            #expect(try await isActive(world))
            #expect(try await missing(world).isEmpty)
            let days = try await world.database.read {
                try world.directory.activations.retentionDays(.signals, in: $0)
            }
            #expect(days == 365)
            // One part says nothing of another.
            #expect(try await !isActive(world, .care))
            #expect(try await missing(world, .care).count == 7)
        }
    }

    @Test(arguments: testEngines)
    func aChangedRecordIsSignedByNobody(engine: Engine) async throws {
        try await withRecord(engine) { world, bob in
            try await sign(world, world.admin)
            try await sign(world, bob)
            let actor = try await world.actor(bob)
            // The same again changes nothing.
            try await world.directory.activations.save(actor, .signals, version: 1, whole)
            #expect(try await isActive(world))
            var longer = whole
            longer.retentionDays = 730
            try await world.directory.activations.save(actor, .signals, version: 1, longer)
            #expect(try await !isActive(world))
            #expect(try await missing(world) == ["directory.activation.two-signatures"])
            await #expect(throws: DirectoryError.changedMeanwhile) { try await sign(world, bob, version: 1) }
            await #expect(throws: DirectoryError.changedMeanwhile) {
                try await world.directory.activations.save(actor, .signals, version: 1, whole)
            }
            // Going back to the old words does not bring the old signatures back.
            try await world.directory.activations.save(actor, .signals, version: 2, whole)
            #expect(try await !isActive(world))
        }
    }

    @Test(arguments: testEngines)
    func oneMemberWithdrawsAndItTakesANewRecordToBeginAgain(engine: Engine) async throws {
        try await withRecord(engine) { world, bob in
            try await sign(world, world.admin)
            try await sign(world, bob)
            let activations = world.directory.activations
            try await activations.withdraw(world.actor(bob), world.key(bob), .signals, version: 1)
            #expect(try await !isActive(world))
            #expect(try await missing(world) == ["directory.activation.withdrawn"])
            let carla = try await world.join("Carla", isAdministrator: true)
            await #expect(throws: DirectoryError.notFound) { try await sign(world, carla) }
            try await activations.save(world.actor(bob), .signals, version: 1, whole)
            try await sign(world, bob, version: 2)
            try await sign(world, carla, version: 2)
            #expect(try await isActive(world))
        }
    }

    @Test(arguments: testEngines)
    func anIncompleteRecordIsKeptAndNotSigned(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let activations = world.directory.activations
            let actor = try await world.actor(world.admin)
            #expect(try await missing(world).count == 7)
            var draft = ActivationDraft(controller: " Vangnet ", legalBasis: "een\r\ntwee ", dpiaReference: "DPIA 1")
            try await activations.save(actor, .signals, version: 0, draft)
            let kept = try #require(try await activations.current(actor, .signals))
            #expect(kept.settled.controller == "Vangnet" && kept.settled.legalBasis == "een\ntwee")
            #expect(
                kept.missing.map(\.key) == [
                    "directory.activation.checked-by", "directory.activation.dpia", "directory.activation.arrangements",
                    "directory.activation.retention", "directory.activation.two-signatures",
                ])
            await #expect(throws: DirectoryError.activationIncomplete) { try await sign(world, world.admin) }
            for days in [0, -1, 3651] {
                draft.retentionDays = days
                await #expect(throws: DirectoryError.retentionOutOfRange(least: 1, most: 3650)) {
                    try await activations.save(actor, .signals, version: 1, draft)
                }
            }
        }
    }

    /// Members of the coalition who are administrators or sit at a desk of the part, with a password given lately.
    @Test(arguments: testEngines)
    func onlyWhoHasToDoWithItSettlesAndSigns(engine: Engine) async throws {
        try await withRecord(engine) { world, bob in
            let activations = world.directory.activations
            let outsider = try await world.join("Carla")
            for call in [
                { try await activations.save(world.actor(outsider), .signals, version: 1, whole) },
                { try await sign(world, outsider) },
                { _ = try await activations.all(world.actor(outsider)) },
            ] { await #expect(throws: DirectoryError.notAllowed) { try await call() } }
            // A desk of another part opens that part alone.
            _ = try await world.desk(.care, for: outsider)
            #expect(try await activations.all(world.actor(outsider)).map(\.part) == [.care])
            await #expect(throws: DirectoryError.notAllowed) { try await sign(world, outsider) }
            _ = try await world.desk(.duty, for: outsider)
            try await sign(world, outsider)
            // Nobody signs with another's key, or long after giving the password.
            let key = try await world.key(bob)
            let (admin, actor) = try await (world.actor(world.admin), world.actor(bob))
            await #expect(throws: DirectoryError.notAllowed) {
                try await activations.sign(admin, key, .signals, version: 1)
            }
            world.clock.advance(seconds: SessionRules.confirmation)
            await #expect(throws: DirectoryError.confirmFirst) {
                try await activations.sign(actor, key, .signals, version: 1)
            }
            await #expect(throws: DirectoryError.confirmFirst) {
                try await activations.withdraw(actor, key, .signals, version: 1)
            }
            // Rights that went since the request began count.
            let fresh = try await world.key(bob)
            let member = try await world.member(bob)
            try await world.directory.members.change(
                .system, bob.id, version: member.version,
                to: MemberDraft(name: "Bob", email: bob.email, organisation: world.coalition))
            await #expect(throws: DirectoryError.notAllowed) {
                try await activations.sign(actor, fresh, .signals, version: 1)
            }
            #expect(try await !isActive(world))
        }
    }

    @Test(arguments: testEngines)
    func anAdministratorOfAPartnerSettlesNothing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let partner = try await world.directory.organisations.add(
                .system, OrganisationDraft(name: "Hotel", kind: .hotel))
            let (_, invitation) = try await world.directory.members.invite(
                .system,
                MemberDraft(
                    name: "Henk", email: "henk@example.org", organisation: partner.id, isAdministrator: true))
            let henk = try await world.accept(invitation, email: "henk@example.org", password: "vier woorden voor Henk")
            await #expect(throws: DirectoryError.notAllowed) {
                try await world.directory.activations.save(world.actor(henk), .care, version: 0, whole)
            }
        }
    }

    /// Whoever owns the database can write a signature into it; it counts for nobody.
    @Test(arguments: testEngines)
    func whatIsWrittenBehindOurBackIsNotSigned(engine: Engine) async throws {
        try await withRecord(engine) { world, bob in
            try await sign(world, world.admin)
            let id = try #require(try await world.directory.activations.current(.system, .signals)).id
            try await world.tamper(
                """
                INSERT INTO directory_activation_signatures (activation_id, member_id, signed_at, mac)
                SELECT activation_id, CAST($2 AS TEXT), signed_at, mac FROM directory_activation_signatures
                WHERE activation_id = $1
                """, id, bob.id)
            #expect(try await missing(world) == ["directory.activation.one-signature"])
        }
    }

    @Test(arguments: testEngines)
    func aTextThatWasChangedAfterSigningIsNotSigned(engine: Engine) async throws {
        try await withRecord(engine) { world, bob in
            try await sign(world, world.admin)
            try await sign(world, bob)
            await #expect(throws: (any Error).self) {
                try await world.tamper("UPDATE directory_activations SET retention_days = 3000")
            }
            #expect(try await isActive(world))
            switch engine {
            case .sqlite: try await world.tamper("DROP TRIGGER directory_activations_no_update")
            case .postgres:
                try await world.tamper("DROP TRIGGER directory_activations_append_only ON directory_activations")
            }
            try await world.tamper("UPDATE directory_activations SET retention_days = 3000")
            #expect(try await !isActive(world))
        }
    }

    @Test(arguments: testEngines)
    func theSecondSignatureOfTwoAtOnceIsNotLost(engine: Engine) async throws {
        try await withRecord(engine) { world, bob in
            let people = [world.admin, bob]
            var ready: [(Actor, MemberKey)] = []
            for person in people { ready.append((try await world.actor(person), try await world.key(person))) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (actor, key) in ready {
                    group.addTask { try await world.directory.activations.sign(actor, key, .signals, version: 1) }
                }
                try await group.waitForAll()
            }
            #expect(try await isActive(world))
            let rows = try await world.database.read {
                try world.directory.audit.entries(of: "activation:signals", limit: 10, in: $0)
            }
            #expect(
                rows.map(\.action) == [
                    "directory.activation.signed", "directory.activation.signed", "directory.activation.saved",
                ])
            #expect(Set(rows.map { $0.details["hash"] }).count == 1)
        }
    }
}
