import Core
import Directory
import Storage
import TestSupport
import Testing
import Vault

struct MemberTests {
    private func draft(_ world: World, _ name: String, _ email: String, isAdministrator: Bool = false) -> MemberDraft {
        MemberDraft(name: name, email: email, organisation: world.coalition, isAdministrator: isAdministrator)
    }

    @Test(arguments: testEngines)
    func anAddressIsOnePersonHoweverItIsTyped(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let members = world.directory.members
            _ = try await members.invite(.system, draft(world, "Bob", " Bob@Example.ORG "))
            for email in ["bob@example.org", "BOB@EXAMPLE.ORG", "bob@example.org "] {
                await #expect(throws: DirectoryError.emailTaken) {
                    try await members.invite(.system, draft(world, "Bob", email))
                }
            }
            let carla = try await world.join("Carla")
            await #expect(throws: DirectoryError.emailTaken) {
                try await members.change(.system, carla.id, version: 1, to: draft(world, "Carla", "BOB@example.org"))
            }
        }
    }

    @Test(arguments: testEngines)
    func manyInvitesAtOnceMakeOneMember(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let done = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let email = number.isMultiple(of: 2) ? "bob@example.org" : "BOB@example.org"
                        let made = try? await world.directory.members.invite(.system, draft(world, "Bob", email))
                        return made != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(done == 1)
            let count = try await world.count("directory_members")
            #expect(count == 2)
            #expect(try await world.count("directory_invitations WHERE member_id IS NOT NULL") == 1)
        }
    }

    @Test(arguments: testEngines)
    func theLastAdministratorStays(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let members = world.directory.members
            let anna = try await world.actor(world.admin)
            let demoted = draft(world, "Anna", "anna@example.org")
            // Somebody who was invited and never came is no replacement.
            _ = try await members.invite(.system, draft(world, "Bob", "bob@example.org", isAdministrator: true))
            await #expect(throws: DirectoryError.lastAdministrator) {
                try await members.change(anna, world.admin.id, version: 1, to: demoted)
            }
            await #expect(throws: DirectoryError.lastAdministrator) {
                try await members.deactivate(anna, world.admin.id, version: 1)
            }
            _ = try await world.join("Carla", isAdministrator: true)
            try await members.change(anna, world.admin.id, version: 1, to: demoted)
            #expect(try await world.member(world.admin).isAdministrator == false)
        }
    }

    @Test(arguments: testEngines)
    func administratorsWhoDemoteEachOtherAtOnceLeaveOne(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let carla = try await world.join("Carla", isAdministrator: true)
            let pair = [(world.admin, carla), (carla, world.admin)]
            let actors = [try await world.actor(world.admin), try await world.actor(carla)]
            await withTaskGroup(of: Void.self) { group in
                for (actor, (_, other)) in zip(actors, pair) {
                    group.addTask {
                        let demoted = draft(world, "Naam", other.email)
                        try? await world.directory.members.change(actor, other.id, version: 1, to: demoted)
                    }
                }
            }
            let left = try await world.directory.members.all(.system).filter { $0.isAdministrator && $0.isActive }
            #expect(left.count == 1)
        }
    }

    @Test(arguments: testEngines)
    func administratorsWhoDeactivateEachOtherAtOnceLeaveOne(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let carla = try await world.join("Carla", isAdministrator: true)
            let actors = [try await world.actor(world.admin), try await world.actor(carla)]
            await withTaskGroup(of: Void.self) { group in
                for (actor, other) in zip(actors, [carla, world.admin]) {
                    group.addTask { try? await world.directory.members.deactivate(actor, other.id, version: 1) }
                }
            }
            let left = try await world.directory.members.all(.system).filter { $0.isAdministrator && $0.isActive }
            #expect(left.count == 1)
        }
    }

    @Test(arguments: testEngines)
    func whoLeavesIsOutAtOnce(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let bob = try await world.join("Bob")
            try await world.expectSession(bob.token)
            try await world.directory.members.deactivate(.system, bob.id, version: 1)
            try await world.expectNoSession(bob.token)
            await #expect(throws: DirectoryError.wrongPassword) { try await world.actor(bob) }
            await #expect(throws: DirectoryError.notFound) {
                try await world.directory.members.reinvite(.system, bob.id)
            }
            #expect(try await world.count("directory_credentials") == 1)
            // Back again: with a new link and new keys.
            let invitation = try await world.directory.members.reactivate(.system, bob.id, version: 2)
            await #expect(throws: DirectoryError.wrongPassword) { try await world.actor(bob) }
            let again = try await world.accept(invitation, email: bob.email, password: "heel andere woorden nu")
            #expect(try await world.actor(again).member?.id == bob.id)
        }
    }

    @Test(arguments: testEngines)
    func fewerRightsEndSessionsAndMoreRightsGiveANewToken(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let sessions = world.directory.sessions
            let bob = try await world.join("Bob")
            let before = try #require(try await sessions.resume(bob.token)).session
            try await world.directory.members.change(
                .system, bob.id, version: 1, to: draft(world, "Bob", bob.email, isAdministrator: true))
            let (actor, session) = try #require(try await sessions.resume(bob.token))
            #expect(actor.member?.isAdministrator == true)
            let token = try #require(session.replacement).text
            #expect(token != bob.token)
            #expect(session.id == before.id && session.formToken == before.formToken)
            // The old token goes on until the new one has arrived, and no longer.
            let old = try #require(try await sessions.resume(bob.token))
            #expect(old.session.replacement == nil)
            #expect(try await sessions.unlock(token).member == bob.id)
            let next = try #require(try await sessions.resume(token))
            #expect(next.session.replacement == nil)
            try await world.expectNoSession(bob.token)
            #expect(try await sessions.unlock(token).member == bob.id)
            try await world.directory.members.change(.system, bob.id, version: 2, to: draft(world, "Bob", bob.email))
            try await world.expectNoSession(token)
        }
    }

    @Test(arguments: [
        "", "bob", "bob@", "@example.org", "bob@example", "bob@@example.org", "a b@example.org", "bob@example..org",
        "bob@exam\u{0}ple.org", "b\u{00F6}b@example.org", "b\u{043E}b@example.org", "bob@ex\u{0430}mple.org",
        "Bob <bob@example.org>", "bob@example.org,carla@example.org",
        "bob@example.org\r\nBcc: x@y.nl",
        String(repeating: "b", count: 250) + "@example.org",
    ])
    func whatIsNoAddressIsRefused(email: String) async throws {
        try await withWorld(.sqlite) { world in
            await #expect(throws: DirectoryError.emailInvalid) {
                try await world.directory.members.invite(.system, draft(world, "Bob", email))
            }
        }
    }

    @Test(arguments: testEngines)
    func onlyAdministratorsManageThem(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let members = world.directory.members
            let bob = try await world.join("Bob")
            let actor = try await world.actor(bob)
            await #expect(throws: DirectoryError.notAllowed) { try await members.all(actor) }
            await #expect(throws: DirectoryError.notAllowed) { try await members.find(actor, world.admin.id) }
            #expect(try await members.find(actor, bob.id).name == "Bob")
            await #expect(throws: DirectoryError.notAllowed) {
                try await members.change(
                    actor, bob.id, version: 1, to: draft(world, "Bob", bob.email, isAdministrator: true))
            }
            await #expect(throws: DirectoryError.notAllowed) { try await members.reinvite(actor, world.admin.id) }
            await #expect(throws: DirectoryError.notAllowed) {
                try await members.deactivate(actor, world.admin.id, version: 1)
            }
            await #expect(throws: DirectoryError.signInFirst) { try await members.all(.visitor) }
        }
    }

    @Test(arguments: testEngines)
    func theCommandLineAddsToTheSameOrganisation(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (one, link) = try await world.directory.addMember(
                name: "Bob", email: "bob@example.org", organisation: "vangnet nederland", isAdministrator: false)
            #expect(one.organisation == world.coalition && !one.canSignIn)
            let bob = try await world.accept(link, email: one.email, password: "woorden die niemand raadt")
            #expect(try await world.actor(bob).member?.name == "Bob")
            let (other, _) = try await world.directory.addMember(
                name: "Cor", email: "cor@example.org", organisation: "Nieuw", isAdministrator: true)
            #expect(other.organisation != world.coalition && other.isAdministrator)
        }
    }
}
