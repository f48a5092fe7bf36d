import Core
import Foundation
import Storage
import TestSupport
import Testing
import Vault

@testable import Directory

/// The vectors of the standards.
struct FactorSecretTests {
    private let secret = Array("12345678901234567890".utf8)

    /// RFC 4226, appendix D.
    @Test func countersGiveTheCodesOfTheStandard() {
        let expected = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        #expect((0..<10).map { FactorSecret.code(secret, counter: UInt64($0), digits: 6) } == expected)
    }

    /// RFC 6238, appendix B, the rows of SHA-1.
    @Test(arguments: [
        (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
    ])
    func momentsGiveTheCodesOfTheStandard(seconds: Int64, code: String) throws {
        let instant = Instant(milliseconds: seconds * 1000)
        let step = FactorSecret.step(at: instant)
        #expect(FactorSecret.code(secret, counter: UInt64(step), digits: 8) == code)
        #expect(try #require(FactorSecret(secret)).code(at: instant) == String(code.suffix(6)))
    }

    /// RFC 4648, section 10, and the secret that authenticator apps use as their example.
    @Test func theSecretIsReadAsAppsReadIt() throws {
        let made = try #require(FactorSecret(secret))
        #expect(made.base32 == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(FactorSecret(base32: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ") == made)
        for wrong in ["", "GEZD", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", made.base32 + "A", made.base32.lowercased()] {
            #expect(FactorSecret(base32: wrong) == nil)
        }
        let random = seededRandomBytes(3)
        for _ in 0..<200 {
            let secret = FactorSecret(random: random)
            #expect(secret.bytes.count == 20 && FactorSecret(base32: secret.base32) == secret)
        }
    }

    /// One step before and after, and never the same or an earlier one again.
    @Test func theWindowIsOneStepAndMovesForwardOnly() throws {
        let secret = try #require(FactorSecret(secret))
        let now = Instant(milliseconds: 1_600_000_000_000)
        let step = FactorSecret.step(at: now)
        for offset in Int64(-3)...3 {
            let code = secret.code(at: now.advanced(bySeconds: offset * 30))
            #expect((secret.step(of: code, at: now, after: -1) == step + offset) == (abs(offset) <= 1))
            #expect((secret.step(of: code, at: now, after: step) != nil) == (offset == 1))
            #expect(secret.step(of: code, at: now, after: step + 1) == nil)
        }
        let code = secret.code(at: now)
        #expect(secret.step(of: " \(code.prefix(3)) \(code.suffix(3)) ", at: now, after: -1) == step)
        for wrong in ["", String(code.dropLast()), code + "0", "abcdef", String(repeating: "1", count: 5000), "１２３４５６"]
        {
            #expect(secret.step(of: wrong, at: now, after: -1) == nil)
        }
    }

    @Test func backupCodesReadBackHoweverTheyAreTyped() throws {
        let random = seededRandomBytes(4)
        var seen: Set<String> = []
        for _ in 0..<500 {
            let code = BackupCode(random: random)
            seen.insert(code.text)
            #expect(code.text.count == 14 && !code.text.contains { "ILOU".contains($0) })
            let typed = code.text.lowercased().replacing("-", with: " ").replacing("0", with: "o")
                .replacing("1", with: "l")
            #expect(BackupCode(typed: typed) == code)
        }
        #expect(seen.count == 500)
        for wrong in ["", "AAAA-BBBB", "AAAA-BBBB-CCCC-D", "AAAA-BBBB-CCC!", "ÀAAA-BBBB-CCCC"] {
            #expect(BackupCode(typed: wrong) == nil)
        }
    }
}

struct SecondFactorTests {
    /// Somebody at a desk who has enrolled: with the secret, the backup codes and a session.
    private struct Enrolled {
        let person: Person
        let secret: FactorSecret
        let codes: [BackupCode]
        let session: NewSession
    }

    private func password(_ world: World, _ person: Person) async throws -> NewSession {
        try await world.directory.signIn.signIn(email: person.email, password: person.password, source: "a")
    }

    private func enrol(_ world: World, _ person: Person, _ session: NewSession) async throws -> Enrolled {
        let factors = world.directory.secondFactors
        let secret = try await factors.offer(session.token.text).secret
        let (session, codes) = try await factors.enrol(
            session.token.text, code: secret.code(at: world.clock.instant), source: "a")
        return Enrolled(person: person, secret: secret, codes: codes, session: session)
    }

    /// Bob, whom a desk was created for, enrolled a step ago.
    private func withBob(_ engine: Engine, _ body: (World, Enrolled) async throws -> Void) async throws {
        try await withWorld(engine) { world in
            let bob = try await world.join("Bob")
            _ = try await world.directory.desks.add(
                .system, DeskDraft(name: "Loket", task: .duty, organisation: world.coalition, firstMember: bob.id))
            let enrolled = try await enrol(world, bob, password(world, bob))
            world.clock.advance(seconds: FactorSecret.period)
            try await body(world, enrolled)
        }
    }

    private func pass(
        _ world: World, _ token: String, _ answer: FactorAnswer, from source: String = "a"
    ) async throws -> NewSession {
        try await world.directory.secondFactors.pass(token, answer, source: source)
    }

    /// Everything that takes a token refuses one that waits for a second factor.
    private func expectNobody(
        _ world: World, _ token: String, _ pending: PendingStep, at location: SourceLocation = #_sourceLocation
    ) async throws {
        let found = try #require(try await world.directory.sessions.resume(token), sourceLocation: location)
        #expect(found.actor == .visitor && found.session.pending == pending, sourceLocation: location)
        #expect(found.session.replacement == nil, sourceLocation: location)
        let service = world.directory.signIn
        for call in [
            { _ = try await world.directory.sessions.unlock(token) },
            { try await service.confirm(token, password: "maakt niet uit", source: "a") },
            {
                _ = try await service.changePassword(
                    token, from: "maakt niet uit", to: "vier andere woorden nu", source: "a")
            },
        ] { await #expect(throws: DirectoryError.signInFirst, sourceLocation: location) { try await call() } }
        await #expect(throws: DirectoryError.signInFirst, sourceLocation: location) {
            try await world.directory.secondFactors.state(found.actor)
        }
    }

    @Test(arguments: testEngines)
    func whoSitsAtADeskIsNobodyBeforeEnrolling(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let bob = try await world.join("Bob")
            let desk = try await world.directory.desks.add(
                .system, DeskDraft(name: "Loket", task: .duty, organisation: world.coalition, firstMember: bob.id)
            ).id
            // Put at a desk while signed in: from the next request on.
            try await expectNobody(world, bob.token, .enrol)
            let pending = try await password(world, bob)
            #expect(pending.info.pending == .enrol)
            try await expectNobody(world, pending.token.text, .enrol)
            #expect(try await world.holders(desk).isEmpty)

            let enrolled = try await enrol(world, bob, pending)
            #expect(enrolled.session.info.pending == nil)
            #expect(enrolled.session.token.text != pending.token.text)
            // All older sessions are over, and the first key of the desk is there.
            try await world.expectNoSession(pending.token.text)
            try await world.expectNoSession(bob.token)
            let found = try #require(try await world.directory.sessions.resume(enrolled.session.token.text))
            #expect(found.actor.member?.desks == [desk: .duty])
            #expect(try await world.holders(desk) == [bob.id])
            #expect(enrolled.codes.count == 8 && Set(enrolled.codes).count == 8)
            // The code that enrolled signs in nowhere.
            let next = try await password(world, bob)
            await #expect(throws: DirectoryError.wrongCode) {
                try await pass(world, next.token.text, .code(enrolled.secret.code(at: world.clock.instant)))
            }
        }
    }

    @Test(arguments: testEngines)
    func thePasswordAloneIsNotEnoughAndTheCodeGivesATokenOfItsOwn(engine: Engine) async throws {
        try await withBob(engine) { world, bob in
            let pending = try await password(world, bob.person)
            #expect(pending.info.pending == .code)
            try await expectNobody(world, pending.token.text, .code)
            // Enrolling anew is no way around.
            await #expect(throws: DirectoryError.signInFirst) {
                try await world.directory.secondFactors.offer(pending.token.text)
            }
            await #expect(throws: DirectoryError.signInFirst) {
                try await world.directory.secondFactors.enrol(pending.token.text, code: "123456", source: "a")
            }
            for wrong in ["", "000000", "12345", bob.secret.base32] {
                await #expect(throws: DirectoryError.wrongCode) {
                    try await pass(world, pending.token.text, .code(wrong))
                }
            }
            let session = try await pass(
                world, pending.token.text, .code(bob.secret.code(at: world.clock.instant)))
            #expect(session.token.text != pending.token.text && session.info.pending == nil)
            #expect(session.info.formToken != pending.info.formToken)
            try await world.expectNoSession(pending.token.text)
            #expect(try await world.directory.sessions.resume(session.token.text)?.actor.member?.id == bob.person.id)
            _ = try await world.directory.sessions.unlock(session.token.text)
            // A session that is complete waits for no code.
            await #expect(throws: DirectoryError.signInFirst) {
                try await pass(world, session.token.text, .backupCode(bob.codes[0].text))
            }
        }
    }

    @Test(arguments: testEngines)
    func aCodeIsGoodOnce(engine: Engine) async throws {
        try await withBob(engine) { world, bob in
            let code = bob.secret.code(at: world.clock.instant)
            _ = try await pass(world, password(world, bob.person).token.text, .code(code))
            let again = try await password(world, bob.person)
            await #expect(throws: DirectoryError.wrongCode) { try await pass(world, again.token.text, .code(code)) }
            // Nor is one of an earlier step, that was never used.
            let before = bob.secret.code(at: world.clock.instant.advanced(bySeconds: -30))
            await #expect(throws: DirectoryError.wrongCode) { try await pass(world, again.token.text, .code(before)) }
            world.clock.advance(seconds: 30)
            await #expect(throws: DirectoryError.wrongCode) { try await pass(world, again.token.text, .code(code)) }
            _ = try await pass(world, again.token.text, .code(bob.secret.code(at: world.clock.instant)))
        }
    }

    @Test(arguments: testEngines)
    func ofTwoWithTheSameCodeAtOnceOneComesIn(engine: Engine) async throws {
        try await withBob(engine) { world, bob in
            for answer in [
                FactorAnswer.code(bob.secret.code(at: world.clock.instant)), .backupCode(bob.codes[3].text),
            ] {
                var tokens: [String] = []
                for _ in 0..<4 { tokens.append(try await password(world, bob.person).token.text) }
                let done = await withTaskGroup(of: Bool.self) { group in
                    for token in tokens {
                        group.addTask { (try? await pass(world, token, answer)) != nil }
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(done == 1)
            }
        }
    }

    @Test(arguments: testEngines)
    func backupCodesAreGoodOnceEachAndNewOnesEndTheOld(engine: Engine) async throws {
        try await withBob(engine) { world, bob in
            let code = bob.codes[0].text.lowercased()
            let session = try await pass(world, password(world, bob.person).token.text, .backupCode(code))
            let again = try await password(world, bob.person)
            for wrong in [code, "", "AAAA-BBBB-CCCC", "123456"] {
                await #expect(throws: DirectoryError.wrongBackupCode) {
                    try await pass(world, again.token.text, .backupCode(wrong))
                }
            }
            let actor = try #require(try await world.directory.sessions.resume(session.token.text)).actor
            #expect(try await world.directory.secondFactors.state(actor).backupCodes == 7)
            // Another's code is none of Bob's.
            let carla = try await world.join("Carla")
            _ = try await world.desk(.care, for: carla)
            let key = try await world.key(carla)
            let foreign = try await world.directory.secondFactors.newBackupCodes(key)[0]
            await #expect(throws: DirectoryError.wrongBackupCode) {
                try await pass(world, again.token.text, .backupCode(foreign.text))
            }
            let own = try await world.directory.sessions.unlock(session.token.text)
            let new = try await world.directory.secondFactors.newBackupCodes(own)
            #expect(try await world.directory.secondFactors.state(actor).backupCodes == 8)
            await #expect(throws: DirectoryError.wrongBackupCode) {
                try await pass(world, again.token.text, .backupCode(bob.codes[1].text))
            }
            _ = try await pass(world, again.token.text, .backupCode(new[7].text))
            world.clock.advance(seconds: SessionRules.confirmation)
            await #expect(throws: DirectoryError.confirmFirst) {
                try await world.directory.secondFactors.newBackupCodes(own)
            }
            await #expect(throws: DirectoryError.notFound) {
                try await world.directory.secondFactors.newBackupCodes(world.key(world.admin))
            }
        }
    }

    /// Ten wrong ones from one place; from elsewhere the member comes in, and somebody else does from the same place.
    @Test(arguments: testEngines)
    func guessingStopsOneSourceAndNobodyElse(engine: Engine) async throws {
        try await withBob(engine) { world, bob in
            let pending = try await password(world, bob.person)
            for _ in 0..<10 {
                await #expect(throws: DirectoryError.wrongCode) {
                    try await pass(world, pending.token.text, .code("000000"))
                }
            }
            let right = FactorAnswer.code(bob.secret.code(at: world.clock.instant))
            await #expect(throws: DirectoryError.tooManyAttempts(seconds: 900)) {
                try await pass(world, pending.token.text, right)
            }
            // The password is good still, from there too.
            _ = try await password(world, bob.person)
            let carla = try await world.join("Carla")
            _ = try await world.desk(.care, for: carla)
            _ = try await world.enter(carla)
            _ = try await pass(world, pending.token.text, right, from: "b")
        }
    }

    /// Whoever has the password and many addresses does not get many more guesses.
    @Test(arguments: testEngines)
    func guessingFromEverywhereStopsToo(engine: Engine) async throws {
        try await withBob(engine) { world, bob in
            let pending = try await password(world, bob.person)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        _ = try? await pass(world, pending.token.text, .code("000000"), from: "198.51.100.\(number)")
                    }
                }
            }
            await #expect(throws: DirectoryError.tooManyAttempts(seconds: 3600)) {
                try await pass(
                    world, pending.token.text, .code(bob.secret.code(at: world.clock.instant)), from: "203.0.113.9")
            }
        }
    }

    @Test(arguments: testEngines)
    func aPendingSessionEndsHalfAnHourAfterThePassword(engine: Engine) async throws {
        try await withBob(engine) { world, bob in
            let pending = try await password(world, bob.person)
            world.clock.advance(seconds: SessionRules.pending - 1)
            try await expectNobody(world, pending.token.text, .code)
            world.clock.advance(seconds: 1)
            try await world.expectNoSession(pending.token.text)
            await #expect(throws: DirectoryError.signInFirst) {
                try await pass(world, pending.token.text, .code(bob.secret.code(at: world.clock.instant)))
            }
        }
    }

    /// A member who has no desk may have a second factor; an older session then waits for it as well.
    @Test(arguments: testEngines)
    func whoHasOneIsAskedForItWithoutADeskToo(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let carla = try await world.join("Carla")
            let session = try await password(world, carla)
            #expect(session.info.pending == nil)
            world.clock.advance(seconds: SessionRules.confirmation)
            let factors = world.directory.secondFactors
            let secret = try await factors.offer(session.token.text).secret
            await #expect(throws: DirectoryError.confirmFirst) {
                try await factors.enrol(
                    session.token.text, code: secret.code(at: world.clock.instant), source: "a")
            }
            try await world.directory.signIn.confirm(session.token.text, password: carla.password, source: "a")
            let enrolled = try await enrol(world, carla, session)
            try await world.expectNoSession(carla.token)
            #expect(try await password(world, carla).info.pending == .code)
            // Another app: a new secret, new codes, and the old ones are gone.
            world.clock.advance(seconds: 30)
            let other = try await enrol(world, carla, enrolled.session)
            #expect(other.secret != enrolled.secret)
            world.clock.advance(seconds: 30)
            let pending = try await password(world, carla)
            await #expect(throws: DirectoryError.wrongCode) {
                try await pass(world, pending.token.text, .code(enrolled.secret.code(at: world.clock.instant)))
            }
            await #expect(throws: DirectoryError.wrongBackupCode) {
                try await pass(world, pending.token.text, .backupCode(enrolled.codes[0].text))
            }
            _ = try await pass(world, pending.token.text, .code(other.secret.code(at: world.clock.instant)))
        }
    }

    /// The same secret stands on the page until it is confirmed, whatever is typed wrong.
    @Test(arguments: testEngines)
    func theOfferStaysUntilItIsConfirmed(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (factors, token) = (world.directory.secondFactors, world.admin.token)
            let offers = try await withThrowingTaskGroup(of: FactorOffer.self) { group in
                for _ in 0..<6 { group.addTask { try await factors.offer(token) } }
                return try await group.reduce(into: [FactorOffer]()) { $0.append($1) }
            }
            #expect(Set(offers.map(\.secret)).count == 1 && offers[0].account == "anna@example.org")
            await #expect(throws: DirectoryError.wrongCode) {
                try await factors.enrol(token, code: "000000", source: "a")
            }
            #expect(try await factors.offer(token).secret == offers[0].secret)
            // Another session gets another.
            let other = try await password(world, world.admin)
            #expect(try await factors.offer(other.token.text).secret != offers[0].secret)
        }
    }

    /// Two requests enrol at once with two sessions: one does, and the other is no way around its code.
    @Test(arguments: testEngines)
    func enrollingBesideAnotherIsRefused(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let bob = try await world.join("Bob")
            _ = try await world.directory.desks.add(
                .system, DeskDraft(name: "Loket", task: .duty, organisation: world.coalition, firstMember: bob.id))
            let (one, two) = try await (password(world, bob), password(world, bob))
            let secret = try await world.directory.secondFactors.offer(one.token.text).secret
            world.counter.beforeNextWrite {}
            let factors = world.directory.secondFactors
            _ = try await factors.offer(two.token.text)
            let other = try await factors.offer(two.token.text).secret
            let results = await withTaskGroup(of: Bool.self) { group in
                for (token, secret) in [(one.token.text, secret), (two.token.text, other)] {
                    let code = secret.code(at: world.clock.instant)
                    group.addTask { (try? await factors.enrol(token, code: code, source: "a")) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(results == 1)
            #expect(try await world.count("directory_backup_codes") == 8)
        }
    }

    /// Who lost everything gets a new invitation; the code for a lost password is no way around.
    @Test(arguments: testEngines)
    func aNewInvitationTakesTheSecondFactorAndTheRecoveryCodeDoesNot(engine: Engine) async throws {
        try await withBob(engine) { world, bob in
            let recovered = try await world.directory.signIn.recover(
                email: bob.person.email, code: bob.person.recoveryCode.text, newPassword: "vier nieuwe woorden nu",
                source: "a")
            #expect(recovered.session.info.pending == .code)
            try await expectNobody(world, recovered.session.token.text, .code)

            let invitation = try await world.directory.members.reinvite(.system, bob.person.id)
            let welcome = try await world.directory.invitations.accept(
                invitation.token.text, password: "weer andere woorden", source: nil)
            #expect(welcome.session.info.pending == .enrol)
            let again = try await enrol(world, bob.person, welcome.session)
            #expect(again.secret != bob.secret)
            let rows = try await world.database.read {
                try world.directory.audit.entries(of: "member:\(bob.person.id)", limit: 50, in: $0).map(\.action)
            }
            #expect(rows.filter { $0 == "directory.second-factor.enrolled" }.count == 2)
            #expect(rows.filter { $0 == "directory.second-factor.removed" }.count == 1)
        }
    }

    @Test(arguments: testEngines)
    func whoLeavesTakesItAlong(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let carla = try await world.join("Carla")
            _ = try await enrol(world, carla, password(world, carla))
            try await world.directory.members.deactivate(.system, carla.id, version: 1)
            #expect(try await world.count("directory_second_factors") == 0)
            #expect(try await world.count("directory_backup_codes") == 0)
        }
    }

    /// A new password leaves the session complete, and one that was not does not become so.
    @Test(arguments: testEngines)
    func changingThePasswordAsksNoSecondCode(engine: Engine) async throws {
        try await withBob(engine) { world, bob in
            let changed = try await world.directory.signIn.changePassword(
                bob.session.token.text, from: bob.person.password, to: "vier andere woorden nu", source: "a")
            #expect(changed.info.pending == nil)
            let next = try await world.directory.signIn.signIn(
                email: bob.person.email, password: "vier andere woorden nu", source: "a")
            #expect(next.info.pending == .code)
        }
    }

    /// What is done is in the trail, and what was given is not.
    @Test(arguments: testEngines)
    func whatHappensIsWrittenDown(engine: Engine) async throws {
        try await withBob(engine) { world, bob in
            let session = try await pass(
                world, password(world, bob.person).token.text, .backupCode(bob.codes[5].text))
            _ = try await world.directory.secondFactors.newBackupCodes(
                world.directory.sessions.unlock(session.token.text))
            let rows = try await world.database.read {
                try world.directory.audit.entries(of: "member:\(bob.person.id)", limit: 50, in: $0)
            }
            #expect(
                Set(rows.map(\.action)).isSuperset(of: [
                    "directory.backup-codes.made", "directory.session.started", "directory.backup-code.used",
                    "directory.session.password-given", "directory.second-factor.enrolled",
                ]))
            #expect(rows.first { $0.action == "directory.backup-code.used" }?.details == ["left": "7"])
            await #expect(throws: DirectoryError.notAllowed) {
                try await world.directory.secondFactors.extraBackupCode(
                    world.actor(world.admin), pending: password(world, bob.person).token.text)
            }
        }
    }

    /// A sealed secret opens at its own place only, and not without the site key.
    @Test(arguments: testEngines)
    func aSecretThatWasMovedIsRefused(engine: Engine) async throws {
        try await withBob(engine) { world, bob in
            let carla = try await world.join("Carla")
            _ = try await world.desk(.care, for: carla)
            try await world.tamper(
                """
                UPDATE directory_second_factors
                SET secret = (SELECT secret FROM directory_second_factors WHERE member_id = $1) WHERE member_id = $2
                """, carla.id, bob.person.id)
            let pending = try await password(world, bob.person)
            await #expect(throws: SealError.refused) {
                try await pass(world, pending.token.text, .code(bob.secret.code(at: world.clock.instant)))
            }
        }
    }

    @Test func nothingSecretPrints() async throws {
        try await withBob(.sqlite) { world, bob in
            let offer = FactorOffer(secret: bob.secret, account: "bob@example.org")
            var printed = "\(offer) \(bob.codes) \(bob.secret)"
            dump(offer, to: &printed)
            dump(bob.codes, to: &printed)
            #expect(!printed.contains(bob.secret.base32) && !printed.contains(bob.codes[0].text))
            #expect(!printed.contains(bob.secret.bytes.prefix(4).map(String.init).joined(separator: ", ")))
        }
    }
}
