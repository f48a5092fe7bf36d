import Core
import Directory
import Foundation
import Storage
import TestSupport
import Testing
import Vault

struct SignInTests {
    private func signIn(
        _ world: World, _ email: String, _ password: String, from source: String = "198.51.100.7"
    ) async throws -> NewSession {
        try await world.directory.signIn.signIn(email: email, password: password, source: source)
    }

    @Test(arguments: testEngines)
    func theRightPasswordSignsIn(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let session = try await signIn(world, " ANNA@example.org ", world.admin.password)
            let found = try #require(try await world.directory.sessions.resume(session.token.text))
            let member = try #require(found.actor.member)
            #expect(member.id == world.admin.id && member.name == "Anna" && member.isAdministrator)
            #expect(member.organisationKind == .coalition && member.desks.isEmpty)
            #expect(found.session.isConfirmed(at: world.clock.instant))
        }
    }

    /// Unknown, known, left, and invited but never come: the same number of derivations and queries, the same sentence.
    @Test(arguments: testEngines)
    func aKnownAndAnUnknownNameCostAndSayTheSame(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let left = try await world.join("Left")
            try await world.directory.members.deactivate(.system, left.id, version: 1)
            _ = try await world.directory.members.invite(
                .system, MemberDraft(name: "New", email: "new@example.org", organisation: world.coalition))
            var costs: Set<[Int]> = []
            for email in [
                "anna@example.org", "nobody@example.org", "left@example.org", "new@example.org", "no address", "",
            ] {
                let before = [world.queue.derivations, world.counter.reads, world.counter.writes]
                await #expect(throws: DirectoryError.wrongPassword) {
                    try await signIn(world, email, "niet het wachtwoord")
                }
                let after = [world.queue.derivations, world.counter.reads, world.counter.writes]
                costs.insert(zip(after, before).map { $0 - $1 })
            }
            #expect(costs.count == 1)
            #expect(costs.first?[0] == 1)
        }
    }

    @Test(arguments: testEngines)
    func guessingStopsOneSourceAndNobodyElse(engine: Engine) async throws {
        try await withWorld(engine) { world in
            for _ in 0..<10 {
                await #expect(throws: DirectoryError.wrongPassword) {
                    try await signIn(world, "anna@example.org", "geraden wachtwoord")
                }
            }
            let before = world.queue.derivations
            await #expect(throws: DirectoryError.tooManyAttempts(seconds: 900)) {
                try await signIn(world, "anna@example.org", world.admin.password)
            }
            #expect(world.queue.derivations == before)
            #expect(DirectoryError.tooManyAttempts(seconds: 900).retryAfter == 900)
            // From elsewhere Anna signs in, and somebody else does from the same place.
            _ = try await signIn(world, "anna@example.org", world.admin.password, from: "203.0.113.9")
            let bob = try await world.join("Bob")
            _ = try await signIn(world, bob.email, bob.password)
            world.clock.advance(seconds: 900)
            _ = try await signIn(world, "anna@example.org", world.admin.password)
            try await world.directory.cleanUp()
            let left = try await world.count("directory_attempts")
            #expect(left == 0)
        }
    }

    @Test(arguments: testEngines)
    func guessingManyNamesStopsTheSourceToo(engine: Engine) async throws {
        try await withWorld(engine) { world in
            for number in 0..<60 {
                await #expect(throws: DirectoryError.wrongPassword) {
                    try await signIn(world, "n\(number)@example.org", "geraden wachtwoord")
                }
            }
            await #expect(throws: DirectoryError.tooManyAttempts(seconds: 900)) {
                try await signIn(world, "n99@example.org", "geraden wachtwoord")
            }
            _ = try await signIn(world, "anna@example.org", world.admin.password, from: "203.0.113.9")
        }
    }

    /// Whoever has one IPv6 address has a whole network of them.
    @Test(arguments: testEngines)
    func anotherAddressOfTheSameNetworkIsTheSameSource(engine: Engine) async throws {
        try await withWorld(engine) { world in
            for number in 0..<10 {
                await #expect(throws: DirectoryError.wrongPassword) {
                    try await signIn(world, "anna@example.org", "geraden wachtwoord", from: "2001:db8:1:2::\(number)")
                }
            }
            await #expect(throws: DirectoryError.tooManyAttempts(seconds: 900)) {
                try await signIn(world, "anna@example.org", world.admin.password, from: "2001:DB8:1:2:ffff::1")
            }
            _ = try await signIn(world, "anna@example.org", world.admin.password, from: "2001:db8:1:3::1")
            // The same IPv4 address in both its forms.
            for number in 0..<10 {
                let source = number.isMultiple(of: 2) ? "::ffff:192.0.2.1" : "192.0.2.1"
                await #expect(throws: DirectoryError.wrongPassword) {
                    try await signIn(world, "anna@example.org", "geraden wachtwoord", from: source)
                }
            }
            await #expect(throws: DirectoryError.tooManyAttempts(seconds: 900)) {
                try await signIn(world, "anna@example.org", world.admin.password, from: "192.0.2.1")
            }
            _ = try await signIn(world, "anna@example.org", world.admin.password, from: "::ffff:192.0.2.2")
        }
    }

    @Test(arguments: testEngines)
    func manyGuessesAtOnceCountToo(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let before = world.queue.derivations
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<40 {
                    group.addTask { _ = try? await signIn(world, "anna@example.org", "geraden wachtwoord") }
                }
            }
            #expect(world.queue.derivations - before <= 10)
        }
    }

    @Test(arguments: testEngines)
    func manyPeopleSignInAtOnce(engine: Engine) async throws {
        try await withWorld(engine) { world in
            var people: [Person] = [world.admin]
            for number in 0..<12 { people.append(try await world.join("Lid\(number)")) }
            let done = await withTaskGroup(of: Bool.self) { group in
                for person in people {
                    group.addTask { (try? await signIn(world, person.email, person.password)) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(done == people.count)
        }
    }

    /// A token that was in the browser before is good for nothing afterwards.
    @Test(arguments: testEngines)
    func signingInGivesATokenOfItsOwn(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let planted = String(repeating: "5", count: 64)
            let one = try await world.directory.signIn.signIn(
                email: world.admin.email, password: world.admin.password, source: "a", replacing: planted)
            #expect(one.token.text != planted)
            try await world.expectNoSession(planted)
            let bob = try await world.join("Bob")
            let two = try await world.directory.signIn.signIn(
                email: world.admin.email, password: world.admin.password, source: "a", replacing: bob.token)
            #expect(two.token.text != one.token.text)
            try await world.expectNoSession(bob.token)
            #expect(try await world.directory.sessions.resume(two.token.text)?.actor.member?.id == world.admin.id)
        }
    }

    @Test(arguments: testEngines)
    func aFullQueueIsNoWrongPassword(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let queue = DerivationQueue(slots: 1, places: 0)
            let full = Directory(
                database: world.database, siteKey: siteKey, now: world.clock.now, queue: queue, cost: .trivial)
            let (started, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            async let occupied: Void = queue.run(source: nil) {
                started.signal()
                goOn.wait()
            }
            // On the queue's own thread, which may block.
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    started.wait()
                    continuation.resume()
                }
            }
            for _ in 0..<20 {
                await #expect(throws: VaultError.busy) {
                    try await full.signIn.signIn(
                        email: world.admin.email, password: world.admin.password, source: "a")
                }
            }
            goOn.signal()
            try await occupied
            _ = try await full.signIn.signIn(email: world.admin.email, password: world.admin.password, source: "a")
            let left = try await world.count("directory_attempts")
            #expect(left == 0)
        }
    }

    @Test(arguments: testEngines)
    func theRecoveryCodeGivesANewPasswordAndKeepsTheKeys(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let bob = try await world.join("Bob")
            let desk = try await world.desk(for: bob)
            let new = "heel andere woorden nu"
            let typed = bob.recoveryCode.text.lowercased().replacing("-", with: " ")
            let (session, code) = try await world.directory.signIn.recover(
                email: "BOB@example.org", code: typed, newPassword: new, source: "a")
            #expect(code != bob.recoveryCode)
            try await world.expectNoSession(bob.token)
            #expect(session.member == bob.id && session.info.pending == .code)
            await #expect(throws: DirectoryError.wrongPassword) { try await signIn(world, bob.email, bob.password) }
            _ = try await signIn(world, bob.email, new)
            // The old code is used up, the grant still opens.
            await #expect(throws: DirectoryError.wrongRecoveryCode) {
                try await world.directory.signIn.recover(
                    email: bob.email, code: bob.recoveryCode.text, newPassword: new, source: "a")
            }
            let carla = try await world.join("Carla")
            let again = Person(id: bob.id, email: bob.email, password: new, recoveryCode: code, token: "")
            try await world.give(carla, keyOf: desk, by: again)
            #expect(try await world.holders(desk) == [bob.id, carla.id])
        }
    }

    @Test(arguments: testEngines)
    func recoveringCostsAndSaysTheSameForAllAndIsCounted(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let service = world.directory.signIn
            let wrong = RecoveryCode(random: seededRandomBytes(9)).text
            var costs: Set<[Int]> = []
            for email in ["anna@example.org", "nobody@example.org", "no address"] {
                let before = [world.queue.derivations, world.counter.reads, world.counter.writes]
                await #expect(throws: DirectoryError.wrongRecoveryCode) {
                    try await service.recover(
                        email: email, code: wrong, newPassword: "heel andere woorden nu", source: "a")
                }
                let after = [world.queue.derivations, world.counter.reads, world.counter.writes]
                costs.insert(zip(after, before).map { $0 - $1 })
            }
            #expect(costs.count == 1 && costs.first?[0] == 1)
            let typo = (wrong.first == "0" ? "1" : "0") + wrong.dropFirst()
            let before = world.queue.derivations
            await #expect(throws: DirectoryError.recoveryCodeTyped) {
                try await service.recover(
                    email: "anna@example.org", code: typo, newPassword: "heel andere woorden nu", source: "a")
            }
            #expect(world.queue.derivations == before)
            for _ in 0..<9 {
                _ = try? await service.recover(
                    email: "anna@example.org", code: wrong, newPassword: "heel andere woorden nu", source: "a")
            }
            await #expect(throws: DirectoryError.tooManyAttempts(seconds: 900)) {
                try await service.recover(
                    email: "anna@example.org", code: world.admin.recoveryCode.text,
                    newPassword: "heel andere woorden nu", source: "a")
            }
        }
    }

    @Test(arguments: testEngines)
    func changingThePasswordEndsTheOtherSessions(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let service = world.directory.signIn
            let bob = try await world.join("Bob")
            let other = try await signIn(world, bob.email, bob.password)
            let new = "heel andere woorden nu"
            await #expect(throws: DirectoryError.wrongPassword) {
                try await service.changePassword(bob.token, from: "niet het oude", to: new, source: "a")
            }
            await #expect(throws: DirectoryError.passwordTooShort(least: 12)) {
                try await service.changePassword(bob.token, from: bob.password, to: "kort", source: "a")
            }
            await #expect(throws: DirectoryError.signInFirst) {
                try await service.changePassword(
                    String(repeating: "0", count: 64), from: bob.password, to: new, source: "a")
            }
            try await world.expectSession(other.token.text)
            let changed = try await service.changePassword(bob.token, from: bob.password, to: new, source: "a")
            for token in [bob.token, other.token.text] {
                try await world.expectNoSession(token)
            }
            try await world.expectSession(changed.token.text)
            _ = try await signIn(world, bob.email, new)
            // The recovery code that Bob wrote down still works.
            _ = try await service.recover(
                email: bob.email, code: bob.recoveryCode.text, newPassword: "nog weer andere woorden", source: "a")
        }
    }

    @Test(arguments: testEngines)
    func aNewRecoveryCodeEndsTheOldOne(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let bob = try await world.join("Bob")
            let key = try await world.key(bob)
            let code = try await world.directory.signIn.newRecoveryCode(key)
            world.clock.advance(seconds: SessionRules.confirmation)
            await #expect(throws: DirectoryError.confirmFirst) {
                try await world.directory.signIn.newRecoveryCode(key)
            }
            await #expect(throws: DirectoryError.wrongRecoveryCode) {
                try await world.directory.signIn.recover(
                    email: bob.email, code: bob.recoveryCode.text, newPassword: "heel andere woorden", source: "a")
            }
            _ = try await world.directory.signIn.recover(
                email: bob.email, code: code.text, newPassword: "heel andere woorden", source: "a")
        }
    }
}
