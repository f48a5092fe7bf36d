import Core
import Directory
import Storage
import TestSupport
import Testing
import Vault

struct DeskTests {
    /// What the desk's page shows of a member.
    private func shown(_ world: World, _ desk: Identifier, _ person: Person) async throws -> DeskMember {
        try #require(try await world.directory.desks.details(.system, desk).members.first { $0.id == person.id })
    }

    @Test(arguments: testEngines)
    func theFirstKeyIsMadeAtTheSignInOfItsFirstMember(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let desks = world.directory.desks
            let anna = try await world.actor(world.admin)
            let bob = try await world.join("Bob")
            let desk = try await desks.add(
                anna, DeskDraft(name: " Meldpunt ", task: .duty, organisation: world.coalition, firstMember: bob.id))
            #expect(desk.name == "Meldpunt" && desk.epoch == nil && desk.memberCount == 1 && !desk.isOpen)
            // Not by the administrator, nor by anybody else.
            _ = try await world.actor(world.admin)
            _ = try await world.actor(world.join("Carla"))
            #expect(try await desks.details(anna, desk.id).desk.epoch == nil)
            let actor = try await world.actor(bob)
            #expect(actor.member?.desks == [desk.id: .duty])
            let details = try await desks.details(actor, desk.id)
            #expect(details.desk.epoch == 1 && details.desk.keyHolderCount == 1 && !details.desk.isOpen)
            #expect(details.members.map(\.holdsKey) == [true])
            // Signing in again makes no other.
            _ = try await world.actor(bob)
            let epochs = try await world.count("directory_desk_epochs")
            #expect(epochs == 1)
        }
    }

    /// Bob is signed in when the desk is created for him: his next request makes the key, with his new token.
    @Test(arguments: testEngines)
    func theFirstKeyIsAlsoMadeInASessionThatGoesOn(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let bob = try await world.join("Bob")
            _ = try await world.desk(.care, for: bob)
            let session = try await world.enter(bob)
            let desk = try await world.directory.desks.add(
                .system, DeskDraft(name: "Een", task: .duty, organisation: world.coalition, firstMember: bob.id))
            let found = try #require(try await world.directory.sessions.resume(session.token.text))
            #expect(found.session.replacement != nil)
            #expect(try await world.holders(desk.id) == [bob.id])
        }
    }

    @Test(arguments: testEngines)
    func signingInManyTimesAtOnceMakesOneKeyThatWorks(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let bob = try await world.join("Bob")
            _ = try await world.desk(.care, for: bob)
            let desk = try await world.directory.desks.add(
                .system, DeskDraft(name: "Een", task: .duty, organisation: world.coalition, firstMember: bob.id))
            let done = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<6 { group.addTask { (try? await world.actor(bob)) != nil } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(done == 6)
            let epochs = try await world.count("directory_desk_epochs WHERE desk_id = '\(desk.id)'")
            #expect(epochs == 1)
            let carla = try await world.join("Carla")
            try await world.give(carla, keyOf: desk.id, by: bob)
            #expect(try await world.holders(desk.id) == [bob.id, carla.id])
        }
    }

    /// A desk is led by its first member until an administrator chooses another of its members; who leaves leads it no more.
    @Test(arguments: testEngines)
    func aDeskHasALeadAmongItsMembers(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let desks = world.directory.desks
            let (bob, carla) = (try await world.join("Bob"), try await world.join("Carla"))
            let desk = try await world.desk(for: bob)
            func found() async throws -> Desk { try await desks.details(.system, desk).desk }
            #expect(try await found().lead == bob.id)
            func choose(_ lead: Identifier?) async throws {
                try await desks.change(
                    .system, desk, version: found().version,
                    to: DeskDraft(
                        name: "Loket", task: .duty, organisation: world.coalition, firstMember: bob.id, lead: lead))
            }
            await #expect(throws: DirectoryError.leadNotAtDesk) { try await choose(carla.id) }
            try await world.give(carla, keyOf: desk, by: bob)
            try await choose(carla.id)
            #expect(try await found().lead == carla.id)
            try await desks.removeMember(.system, desk, carla.id)
            #expect(try await found().lead == nil)
            try await world.give(carla, keyOf: desk, by: bob)
            #expect(try await found().lead == nil)
            try await choose(bob.id)
            try await choose(nil)
            try await choose(carla.id)
            try await world.directory.members.deactivate(.system, carla.id, version: 1)
            #expect(try await found().lead == nil)
            // Before the first key another member can take the place of the first, also as lead.
            let dirk = try await world.join("Dirk")
            let new = try await desks.add(
                .system, DeskDraft(name: "Twee", task: .care, organisation: world.coalition, firstMember: bob.id))
            try await desks.change(
                .system, new.id, version: new.version,
                to: DeskDraft(
                    name: "Twee", task: .care, organisation: world.coalition, firstMember: dirk.id, lead: dirk.id))
            #expect(try await desks.details(.system, new.id).desk.lead == dirk.id)
        }
    }

    @Test(arguments: testEngines)
    func aColleagueGivesTheKeyAfterComparing(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let desks = world.directory.desks
            let (bob, carla, dirk) = (
                try await world.join("Bob"), try await world.join("Carla"), try await world.join("Dirk")
            )
            let desk = try await world.desk(for: bob)
            try await desks.addMember(.system, desk, carla.id)
            let bobNow = try await world.actor(bob)
            let bobKey = try await world.key(bob)
            let waiting = try await desks.details(bobNow, desk).waiting
            #expect(waiting.map(\.id) == [carla.id])
            let fingerprint = try #require(waiting[0].fingerprint)
            #expect(try await desks.fingerprint(world.actor(carla)) == fingerprint)
            await #expect(throws: DirectoryError.fingerprintChanged) {
                try await desks.grant(
                    bobNow, bobKey, desk: desk, to: carla.id, fingerprint: "00000 00000 00000 00000 00000 00000")
            }
            // Not to somebody who is not at the desk.
            let other = try #require(try await desks.fingerprint(world.actor(dirk)))
            await #expect(throws: DirectoryError.notFound) {
                try await desks.grant(bobNow, bobKey, desk: desk, to: dirk.id, fingerprint: other)
            }
            try await desks.grant(bobNow, bobKey, desk: desk, to: carla.id, fingerprint: fingerprint)
            #expect(try await world.holders(desk) == [bob.id, carla.id])
            #expect(try await desks.details(bobNow, desk).desk.isOpen)
            // Carla's grant is as good as Bob's: she gives the key on.
            try await world.give(dirk, keyOf: desk, by: carla)
            #expect(try await world.holders(desk) == [bob.id, carla.id, dirk.id])
        }
    }

    @Test(arguments: testEngines)
    func anAdministratorAloneGetsNoKey(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let desks = world.directory.desks
            let bob = try await world.join("Bob")
            let desk = try await world.desk(for: bob)
            let anna = try await world.actor(world.admin)
            let annaKey = try await world.key(world.admin)
            let own = try #require(try await desks.fingerprint(anna))
            await #expect(throws: DirectoryError.notAllowed) {
                try await desks.grant(anna, annaKey, desk: desk, to: world.admin.id, fingerprint: own)
            }
            // Not by sitting down at the desk either.
            try await desks.addMember(anna, desk, world.admin.id)
            let seated = try await world.actor(world.admin)
            await #expect(throws: DirectoryError.noKey) {
                try await desks.grant(seated, annaKey, desk: desk, to: world.admin.id, fingerprint: own)
            }
            // Not with Bob's rights and her own key, nor as Vangnet itself.
            await #expect(throws: DirectoryError.notAllowed) {
                try await desks.grant(
                    world.actor(bob), annaKey, desk: desk, to: world.admin.id, fingerprint: own)
            }
            await #expect(throws: DirectoryError.notAllowed) {
                try await desks.grant(.system, annaKey, desk: desk, to: world.admin.id, fingerprint: own)
            }
            #expect(try await world.holders(desk) == [bob.id])
            // Not by taking over Bob's account: the grant goes when the keys are new.
            let link = try await world.directory.members.reinvite(anna, bob.id)
            _ = try await world.accept(link, email: bob.email, password: "van de beheerder zelf")
            #expect(try await world.holders(desk).isEmpty)
            let epochs = try await world.count("directory_desk_epochs")
            #expect(epochs == 1)
        }
    }

    @Test(arguments: testEngines)
    func givingTheKeyAsksThePasswordAgain(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (bob, carla) = (try await world.join("Bob"), try await world.join("Carla"))
            let desk = try await world.desk(for: bob)
            try await world.directory.desks.addMember(.system, desk, carla.id)
            let actor = try await world.actor(bob)
            let key = try await world.key(bob)
            let fingerprint = try #require(try await shown(world, desk, carla).fingerprint)
            world.clock.advance(seconds: SessionRules.confirmation)
            await #expect(throws: DirectoryError.confirmFirst) {
                try await world.directory.desks.grant(actor, key, desk: desk, to: carla.id, fingerprint: fingerprint)
            }
        }
    }

    @Test(arguments: testEngines)
    func whoLeavesLosesGrantsAndSessionsAndANewEpochStarts(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let desks = world.directory.desks
            let (bob, carla, dirk) = (
                try await world.join("Bob"), try await world.join("Carla"), try await world.join("Dirk")
            )
            let desk = try await world.desk(for: bob)
            try await world.give(carla, keyOf: desk, by: bob)
            try await world.give(dirk, keyOf: desk, by: bob)
            let session = try await world.enter(carla)
            let actor = try await world.actor(carla)
            let key = try await world.key(carla)
            try await desks.removeMember(.system, desk, carla.id)
            try await world.expectNoSession(session.token.text)
            #expect(try await desks.details(.system, desk).desk.epoch == 2)
            #expect(try await world.holders(desk) == [bob.id, dirk.id])
            let left = try await world.count("directory_grants WHERE member_id = '\(carla.id)'")
            #expect(left == 0)
            // A request that was on its way gets nothing any more.
            let fingerprint = try #require(try await shown(world, desk, dirk).fingerprint)
            await #expect(throws: DirectoryError.noKey) {
                try await desks.grant(actor, key, desk: desk, to: dirk.id, fingerprint: fingerprint)
            }
            // A new colleague gets the keys of both epochs, so that what is older can be read.
            let eva = try await world.join("Eva")
            try await world.give(eva, keyOf: desk, by: dirk)
            let grants = try await world.count("directory_grants WHERE member_id = '\(eva.id)'")
            #expect(grants == 2)
            try await desks.removeMember(.system, desk, bob.id)
            try await desks.addMember(.system, desk, carla.id)
            try await world.give(carla, keyOf: desk, by: eva)
            #expect(try await world.holders(desk) == [carla.id, dirk.id, eva.id])
        }
    }

    @Test(arguments: testEngines)
    func leavingTheCoalitionLeavesEveryDesk(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (bob, carla) = (try await world.join("Bob"), try await world.join("Carla"))
            let one = try await world.desk(.duty, for: bob)
            let two = try await world.desk(.care, for: carla)
            for (desk, person, colleague) in [(one, carla, bob), (two, bob, carla)] {
                try await world.give(person, keyOf: desk, by: colleague)
            }
            try await world.directory.members.deactivate(.system, bob.id, version: 1)
            for desk in [one, two] {
                #expect(try await world.holders(desk) == [carla.id])
                let details = try await world.directory.desks.details(.system, desk)
                #expect(details.desk.epoch == 2 && details.members.map(\.id) == [carla.id])
            }
        }
    }

    @Test(arguments: testEngines)
    func theLastWhoHoldsTheKeyStays(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let desks = world.directory.desks
            let (bob, carla) = (try await world.join("Bob"), try await world.join("Carla"))
            let desk = try await world.desk(for: bob)
            try await desks.addMember(.system, desk, carla.id)
            let error = DirectoryError.lastKeyHolder(desk: "Loket")
            await #expect(throws: error) { try await desks.removeMember(.system, desk, bob.id) }
            await #expect(throws: error) {
                try await world.directory.members.deactivate(.system, bob.id, version: 1)
            }
            #expect(try await world.holders(desk) == [bob.id])
            // Whoever does not hold it can go.
            try await desks.removeMember(.system, desk, carla.id)
            // Closing the desk first is a decision.
            let version = try await desks.details(.system, desk).desk.version
            try await desks.setActive(.system, desk, version: version, false)
            try await desks.removeMember(.system, desk, bob.id)
            #expect(try await world.holders(desk).isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func theLastTwoWhoLeaveAtOnceLeaveOne(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (bob, carla) = (try await world.join("Bob"), try await world.join("Carla"))
            let desk = try await world.desk(for: bob)
            try await world.give(carla, keyOf: desk, by: bob)
            await withTaskGroup(of: Void.self) { group in
                for person in [bob, carla] {
                    group.addTask { try? await world.directory.desks.removeMember(.system, desk, person.id) }
                }
            }
            let holders = try await world.holders(desk)
            #expect(holders.count == 1)
            let left = try #require([bob, carla].first { holders.contains($0.id) })
            let dirk = try await world.join("Dirk")
            try await world.give(dirk, keyOf: desk, by: left)
        }
    }

    @Test(arguments: testEngines)
    func aClosedDeskGivesNoRights(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let bob = try await world.join("Bob")
            let desk = try await world.desk(.training, for: bob)
            var desks = try #require(try await world.actor(bob).member).desks
            #expect(desks == [desk: .training])
            try await world.directory.desks.setActive(.system, desk, version: 1, false)
            desks = try #require(try await world.actor(bob).member).desks
            #expect(desks.isEmpty)
            await #expect(throws: DirectoryError.changedMeanwhile) {
                try await world.directory.desks.setActive(.system, desk, version: 1, true)
            }
            try await world.directory.desks.setActive(.system, desk, version: 2, true)
            #expect(try await world.holders(desk) == [bob.id])
        }
    }

    @Test(arguments: testEngines)
    func changesAreForAdministratorsAndForWhoSawTheLatest(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let desks = world.directory.desks
            let (bob, carla) = (try await world.join("Bob"), try await world.join("Carla"))
            let desk = try await world.desk(for: bob)
            var draft = DeskDraft(name: "Nieuw", task: .care, organisation: world.coalition, firstMember: carla.id)
            let actor = try await world.actor(bob)
            await #expect(throws: DirectoryError.notAllowed) {
                try await desks.change(actor, desk, version: 1, to: draft)
            }
            await #expect(throws: DirectoryError.notAllowed) { try await desks.add(actor, draft) }
            await #expect(throws: DirectoryError.notAllowed) { try await desks.addMember(actor, desk, carla.id) }
            await #expect(throws: DirectoryError.notAllowed) { try await desks.removeMember(actor, desk, bob.id) }
            await #expect(throws: DirectoryError.notAllowed) {
                try await desks.details(world.actor(carla), desk)
            }
            try await desks.change(.system, desk, version: 1, to: draft)
            let details = try await desks.details(.system, desk).desk
            // It has a key, so whom it was made for stays.
            #expect(details.name == "Nieuw" && details.task == .care && details.firstMember == bob.id)
            await #expect(throws: DirectoryError.changedMeanwhile) {
                try await desks.change(.system, desk, version: 1, to: draft)
            }
            draft.name = ""
            await #expect(throws: DirectoryError.missing(field: "name")) { try await desks.add(.system, draft) }
            draft.name = "Goed"
            draft.firstMember = Identifier(at: world.clock.instant, random: systemRandomBytes)
            await #expect(throws: DirectoryError.notFound) { try await desks.add(.system, draft) }
        }
    }

    /// A desk whose first member never comes is given to another.
    @Test(arguments: testEngines)
    func aDeskWithoutKeyCanBeForSomebodyElse(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let desks = world.directory.desks
            let (bob, carla) = (try await world.join("Bob"), try await world.join("Carla"))
            var draft = DeskDraft(name: "Loket", task: .care, organisation: world.coalition, firstMember: bob.id)
            let desk = try await desks.add(.system, draft)
            try await desks.removeMember(.system, desk.id, bob.id)
            _ = try await world.actor(bob)
            draft.firstMember = carla.id
            try await desks.change(.system, desk.id, version: 1, to: draft)
            _ = try await world.actor(carla)
            #expect(try await world.holders(desk.id) == [carla.id])
        }
    }

    /// Whoever can write to the database cannot have what comes in later sealed to a key of their own: not with the public
    /// key alone, and not with a grant that goes with it.
    @Test(arguments: testEngines)
    func aKeyThatWasPutInIsNotUsed(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (bob, carla) = (try await world.join("Bob"), try await world.join("Carla"))
            let desk = try await world.desk(for: bob)
            let foreign = KeyPair(random: systemRandomBytes)
            let publicKey = foreign.publicKey.bytes.hex
            try await world.tamper(
                "UPDATE directory_desk_epochs SET public_key = $1 WHERE desk_id = $2", publicKey, desk)
            await #expect(throws: SealError.refused) { try await world.give(carla, keyOf: desk, by: bob) }
            let bobsKey: String = try await world.database.read {
                try $0.row("SELECT public_key FROM directory_credentials WHERE member_id = $1", bob.id)!["public_key"]
            }
            let recipient = try PublicKey([UInt8](hex: bobsKey)!)
            let place = Place(
                .deskKey, record: desk.text, object: foreign.publicKey.id, recipient: recipient.id, epoch: 1)
            let wrapped = try foreign.wrapped(to: recipient, for: place).bytes.hex
            try await world.tamper("UPDATE directory_grants SET wrapped_key = $1 WHERE desk_id = $2", wrapped, desk)
            await #expect(throws: SealError.refused) { try await world.give(carla, keyOf: desk, by: bob) }
            #expect(try await world.holders(desk) == [bob.id])
        }
    }

    /// Whoever can write to the database gets no new key by writing himself among the holders, nor by putting his public key in
    /// a holder's place.
    @Test(arguments: testEngines)
    func aHolderThatWasPutInGetsNoNewKey(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (bob, carla) = (try await world.join("Bob"), try await world.join("Carla"))
            let (dirk, eva) = (try await world.join("Dirk"), try await world.join("Eva"))
            let desk = try await world.desk(for: bob)
            try await world.give(carla, keyOf: desk, by: bob)
            try await world.give(dirk, keyOf: desk, by: bob)
            try await world.tamper(
                """
                INSERT INTO directory_grants (desk_id, epoch, member_id, wrapped_key, mac, granted_by, granted_at)
                SELECT desk_id, epoch, $2, wrapped_key, mac, granted_by, granted_at FROM directory_grants
                WHERE desk_id = $1 AND member_id = $3
                """, desk, eva.id, bob.id)
            let foreign = KeyPair(random: systemRandomBytes).publicKey.bytes.hex
            try await world.tamper(
                "UPDATE directory_credentials SET public_key = $1 WHERE member_id = $2", foreign, carla.id)
            try await world.directory.desks.removeMember(.system, desk, dirk.id)
            #expect(try await world.count("directory_grants WHERE epoch = 2") == 1)
            #expect(try await world.count("directory_grants WHERE epoch = 2 AND member_id = '\(bob.id)'") == 1)
        }
    }

    /// Dirk gets the key at the moment that Carla leaves: the new epoch is not made without him.
    @Test(arguments: testEngines)
    func aGrantThatComesBetweenIsNotLost(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (bob, carla, dirk) = (
                try await world.join("Bob"), try await world.join("Carla"), try await world.join("Dirk")
            )
            let desk = try await world.desk(for: bob)
            try await world.give(carla, keyOf: desk, by: bob)
            world.counter.beforeNextWrite { try await world.give(dirk, keyOf: desk, by: bob) }
            await #expect(throws: DirectoryError.changedMeanwhile) {
                try await world.directory.desks.removeMember(.system, desk, carla.id)
            }
            #expect(try await world.holders(desk) == [bob.id, carla.id, dirk.id])
            try await world.directory.desks.removeMember(.system, desk, carla.id)
            #expect(try await world.holders(desk) == [bob.id, dirk.id])
        }
    }

    /// Dirk's keys are made anew between comparing and giving.
    @Test(arguments: testEngines)
    func aKeyThatChangesBetweenIsNotWrappedTo(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (bob, dirk) = (try await world.join("Bob"), try await world.join("Dirk"))
            let desk = try await world.desk(for: bob)
            try await world.directory.desks.addMember(.system, desk, dirk.id)
            let fingerprint = try #require(try await shown(world, desk, dirk).fingerprint)
            let (actor, key) = (try await world.actor(bob), try await world.key(bob))
            world.counter.beforeNextWrite {
                let link = try await world.directory.members.reinvite(.system, dirk.id)
                _ = try await world.accept(link, email: dirk.email, password: "van iemand anders")
            }
            await #expect(throws: DirectoryError.changedMeanwhile) {
                try await world.directory.desks.grant(actor, key, desk: desk, to: dirk.id, fingerprint: fingerprint)
            }
            #expect(try await world.holders(desk) == [bob.id])
        }
    }

    /// A grant put at another desk, another epoch or another member does not open.
    @Test(arguments: testEngines)
    func aGrantOpensNowhereElse(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (bob, carla) = (try await world.join("Bob"), try await world.join("Carla"))
            let one = try await world.desk(.duty, for: bob)
            let two = try await world.desk(.care, for: bob)
            try await world.tamper(
                """
                UPDATE directory_grants SET wrapped_key = (SELECT wrapped_key FROM directory_grants WHERE desk_id = $1)
                WHERE desk_id = $2
                """, one, two)
            await #expect(throws: SealError.refused) { try await world.give(carla, keyOf: two, by: bob) }
        }
    }
}
