import Core
import Directory
import Storage
import TestSupport
import Testing
import Vault

struct InvitationTests {
    private let good = "vier woorden voor Bob"

    private func invite(_ world: World, _ name: String = "Bob") async throws -> (member: Member, invitation: Invitation)
    {
        try await world.directory.members.invite(
            .system,
            MemberDraft(name: name, email: "\(name.lowercased())@example.org", organisation: world.coalition))
    }

    @Test(arguments: testEngines)
    func theFirstStartBeginsOnce(engine: Engine) async throws {
        try await withDatabase(engine, migrations: directoryMigrations) { database in
            let directory = Directory(database: database, siteKey: siteKey, cost: .trivial)
            let links = [
                try await directory.invitations.firstStartLink(), try await directory.invitations.firstStartLink(),
            ].compactMap { $0 }
            #expect(links.count == 2)
            #expect(try await directory.invitations.look(links[0].token.text).member == nil)
            // An ordinary invitation cannot be made of it.
            await #expect(throws: DirectoryError.linkExpired) {
                try await directory.invitations.accept(links[0].token.text, password: good, source: nil)
            }
            let done = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        let made = try? await directory.invitations.begin(
                            links[number % 2].token.text, name: "Anna", email: "anna\(number)@example.org",
                            organisation: "Vangnet", password: good, source: nil)
                        return made != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(done == 1)
            let members = try await directory.members.all(.system)
            #expect(members.count == 1 && members[0].isAdministrator && members[0].canSignIn)
            #expect(try await directory.organisations.all(.system).map(\.kind) == [.coalition])
            #expect(try await directory.invitations.firstStartLink() == nil)
            for link in links {
                await #expect(throws: DirectoryError.linkExpired) {
                    try await directory.invitations.look(link.token.text)
                }
            }
        }
    }

    @Test(arguments: testEngines)
    func aLinkWorksOnce(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let invitations = world.directory.invitations
            let (member, invitation) = try await invite(world)
            let link = invitation.token.text
            #expect(try await invitations.look(link).member == member)
            let done = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        (try? await invitations.accept(link, password: good, source: nil)) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(done == 1)
            await #expect(throws: DirectoryError.linkExpired) {
                try await invitations.accept(link, password: good, source: nil)
            }
            await #expect(throws: DirectoryError.linkExpired) { try await invitations.look(link) }
        }
    }

    @Test(arguments: testEngines)
    func aLinkExpires(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let invitations = world.directory.invitations
            let (_, invitation) = try await invite(world)
            world.clock.advance(seconds: Invitations.validity.member - 1)
            #expect(try await invitations.look(invitation.token.text).member?.name == "Bob")
            world.clock.advance(seconds: 1)
            let before = world.queue.derivations
            await #expect(throws: DirectoryError.linkExpired) { try await invitations.look(invitation.token.text) }
            await #expect(throws: DirectoryError.linkExpired) {
                try await invitations.accept(invitation.token.text, password: good, source: nil)
            }
            #expect(world.queue.derivations == before)
            #expect(DirectoryError.linkExpired.status == 410)
            try await world.directory.cleanUp()
            let left = try await world.count("directory_invitations WHERE used_at IS NULL")
            #expect(left == 0)
        }
    }

    @Test(arguments: testEngines)
    func aNewLinkEndsTheOldOne(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (member, first) = try await invite(world)
            let second = try await world.directory.members.reinvite(.system, member.id)
            await #expect(throws: DirectoryError.linkExpired) {
                try await world.directory.invitations.look(first.token.text)
            }
            _ = try await world.accept(second, email: member.email, password: good)
        }
    }

    @Test(arguments: testEngines)
    func aLinkOfAMemberWhoLeftIsDead(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (member, invitation) = try await invite(world)
            try await world.directory.members.deactivate(.system, member.id, version: 1)
            await #expect(throws: DirectoryError.linkExpired) {
                try await world.directory.invitations.accept(invitation.token.text, password: good, source: nil)
            }
        }
    }

    @Test(arguments: [
        "", "zz", String(repeating: "0", count: 64), String(repeating: "a", count: 1000), "'; DROP TABLE x",
    ])
    func whatIsNoLinkIsNone(text: String) async throws {
        try await withWorld(.sqlite) { world in
            await #expect(throws: DirectoryError.linkExpired) { try await world.directory.invitations.look(text) }
        }
    }

    @Test(arguments: testEngines)
    func aSessionTokenIsNoLinkAndALinkNoSession(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, invitation) = try await invite(world)
            try await world.expectNoSession(invitation.token.text)
            await #expect(throws: DirectoryError.linkExpired) {
                try await world.directory.invitations.look(world.admin.token)
            }
        }
    }

    @Test(arguments: [
        "elf tekens!", "", "wachtwoord12", "Wachtwoord2026!", "Welkom-2026-!!",
        "passwordpassword", "123456789012", "098765432109", "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl",
        "qwertyuiopas", "1q2w3e4r5t6y", "bob@example.org", "Bob van den Berg",
        "............", "geheim123456", "2026welkom2026", "WachtwoordWachtwoord1", "Vakantiepark!1",
    ])
    func easyPasswordsAreRefused(password: String) async throws {
        try await withWorld(.sqlite) { world in
            let (_, invitation) = try await world.directory.members.invite(
                .system,
                MemberDraft(name: "Bob van den Berg", email: "bob@example.org", organisation: world.coalition))
            await #expect(throws: DirectoryError.self) {
                try await world.directory.invitations.accept(invitation.token.text, password: password, source: nil)
            }
        }
    }

    @Test(arguments: [
        "twaalftekens", "fiets lamp wolk stoel", "583920174625", "welkom in mijn tuin", "ééntweedrieviér",
        "日本語日本語日本語日本語の文", "correct paard batterij",
        "geen hoofdletters of cijfers nodig", String(repeating: "lang woord ", count: 90),
    ])
    func longPasswordsNeedNothingElse(password: String) async throws {
        try await withWorld(.sqlite) { world in
            let (member, invitation) = try await invite(world)
            let bob = try await world.accept(invitation, email: member.email, password: password)
            #expect(try await world.actor(bob).member?.id == member.id)
        }
    }
}
