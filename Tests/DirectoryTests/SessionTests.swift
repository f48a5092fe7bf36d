import Core
import Directory
import Storage
import TestSupport
import Testing
import Vault

struct SessionTests {
    @Test(arguments: testEngines)
    func endsAfterHalfAnHourWithoutARequest(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let sessions = world.directory.sessions
            for _ in 0..<4 {
                world.clock.advance(seconds: SessionRules.idle - 1)
                try await world.expectSession(world.admin.token)
            }
            world.clock.advance(seconds: SessionRules.idle)
            try await world.expectNoSession(world.admin.token)
            await #expect(throws: DirectoryError.signInFirst) { try await sessions.unlock(world.admin.token) }
        }
    }

    @Test(arguments: testEngines)
    func endsAfterTenHoursWhateverHappens(engine: Engine) async throws {
        try await withWorld(engine) { world in
            for _ in 0..<(10 * 60 / 20 - 1) {
                world.clock.advance(seconds: 20 * 60)
                try await world.expectSession(world.admin.token)
            }
            world.clock.advance(seconds: 20 * 60)
            try await world.expectNoSession(world.admin.token)
            try await world.directory.cleanUp()
            let left = try await world.count("directory_sessions")
            #expect(left == 0)
        }
    }

    @Test(arguments: testEngines)
    func aRequestCostsOneReadAndAWriteAtMostOnceAMinute(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (reads, writes) = (world.counter.reads, world.counter.writes)
            for _ in 0..<60 {
                let found = try await world.directory.sessions.resume(world.admin.token)
                #expect(found != nil)
                world.clock.advance(seconds: 2)
            }
            #expect(world.counter.reads - reads == 60)
            #expect(world.counter.writes - writes == 1)
        }
    }

    @Test(arguments: testEngines)
    func signingOutEndsIt(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let sessions = world.directory.sessions
            let bob = try await world.join("Bob")
            let other = try await world.directory.signIn.signIn(email: bob.email, password: bob.password, source: "a")
            try await sessions.signOut(bob.token)
            try await sessions.signOut(bob.token)
            try await sessions.signOut("nothing")
            try await world.expectNoSession(bob.token)
            let actor = try #require(try await sessions.resume(other.token.text)).actor
            try await sessions.signOutEverywhere(actor)
            try await world.expectNoSession(other.token.text)
            try await world.expectSession(world.admin.token)
            await #expect(throws: DirectoryError.signInFirst) { try await sessions.signOutEverywhere(.visitor) }
        }
    }

    @Test(arguments: testEngines)
    func thePasswordIsAskedAgain(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let service = world.directory.signIn
            let token = world.admin.token
            world.clock.advance(seconds: SessionRules.confirmation)
            var session = try #require(try await world.directory.sessions.resume(token)).session
            #expect(throws: DirectoryError.confirmFirst) { try session.requireConfirmed(at: world.clock.instant) }
            await #expect(throws: DirectoryError.wrongPassword) {
                try await service.confirm(token, password: "niet het wachtwoord", source: "a")
            }
            try await service.confirm(token, password: world.admin.password, source: "a")
            session = try #require(try await world.directory.sessions.resume(token)).session
            try session.requireConfirmed(at: world.clock.instant)
            // Somebody else's password confirms nothing.
            let bob = try await world.join("Bob")
            await #expect(throws: DirectoryError.wrongPassword) {
                try await service.confirm(token, password: bob.password, source: "a")
            }
            await #expect(throws: DirectoryError.signInFirst) {
                try await service.confirm("nothing", password: bob.password, source: "a")
            }
        }
    }

    @Test(arguments: testEngines)
    func anythingThatIsNoTokenIsNobody(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let reads = world.counter.reads
            let wrong = ["", "x", world.admin.token.uppercased(), world.admin.token + "0", " " + world.admin.token]
            for token in wrong {
                let found = try await world.directory.sessions.resume(token)
                #expect(found == nil)
            }
            #expect(world.counter.reads == reads)
            #expect(try await world.directory.sessions.resume(String(world.admin.token.reversed())) == nil)
        }
    }

    @Test(arguments: testEngines)
    func manyRequestsAtOnceGetOneNewToken(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let bob = try await world.join("Bob")
            try await world.directory.members.change(
                .system, bob.id, version: 1,
                to: MemberDraft(name: "Bob", email: bob.email, organisation: world.coalition, isAdministrator: true))
            let answers = await withTaskGroup(of: SessionInfo?.self) { group in
                for _ in 0..<8 {
                    group.addTask { try? await world.directory.sessions.resume(bob.token)?.session }
                }
                return await group.reduce(into: [SessionInfo]()) { if let session = $1 { $0.append(session) } }
            }
            #expect(answers.count == 8)
            let tokens = answers.compactMap(\.replacement?.text)
            #expect(tokens.count == 1)
            try await world.expectSession(#require(tokens.first))
        }
    }

    /// The answer with the new token never arrived: after a minute there is another.
    @Test(arguments: testEngines)
    func aLostAnswerLosesNoSession(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let bob = try await world.join("Bob")
            try await world.directory.members.change(
                .system, bob.id, version: 1,
                to: MemberDraft(name: "Bob", email: bob.email, organisation: world.coalition, isAdministrator: true))
            let lost = try #require(try await world.directory.sessions.resume(bob.token)?.session.replacement).text
            world.clock.advance(seconds: 60)
            let next = try #require(try await world.directory.sessions.resume(bob.token)?.session.replacement).text
            try await world.expectNoSession(lost)
            try await world.expectSession(next)
            try await world.expectNoSession(bob.token)
            try await world.directory.sessions.signOut(next)
            try await world.expectNoSession(next)
        }
    }

    /// A session moved to another member's row gives nothing: the key inside is bound to its place.
    @Test(arguments: testEngines)
    func aSessionOfOneMemberOpensNothingOfAnother(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let bob = try await world.join("Bob")
            try await world.tamper(
                "UPDATE directory_sessions SET member_id = $1 WHERE member_id = $2", world.admin.id, bob.id)
            await #expect(throws: SealError.refused) { try await world.directory.sessions.unlock(bob.token) }
        }
    }

    @Test(arguments: testEngines)
    func anotherSiteKeyIsNoticed(engine: Engine) async throws {
        try await withWorld(engine) { world in
            try await world.directory.checkSiteKey()
            try await world.directory.checkSiteKey()
            let other = Directory(
                database: world.database, siteKey: SiteKey(Array(1..<33))!, now: world.clock.now, cost: .trivial)
            await #expect(throws: DirectoryError.otherSiteKey) { try await other.checkSiteKey() }
            #expect(try await other.sessions.resume(world.admin.token) == nil)
            await #expect(throws: DirectoryError.wrongPassword) {
                try await other.signIn.signIn(
                    email: world.admin.email, password: world.admin.password, source: "a")
            }
        }
    }
}
