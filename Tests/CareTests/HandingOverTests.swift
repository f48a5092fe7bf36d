import Core
import Directory
import Records
import Storage
import TestDesks
import TestSupport
import Testing

@testable import Care

/// Handing over between desks: who takes which step, and who can look until when.
@Suite struct HandingOverTests {
    private func other(_ world: World) async throws -> Seat { try await world.seat(world.other.one, world.other) }

    private func ask(_ world: World, _ seat: Seat, _ plan: Identifier, _ function: CareFunction) async throws
        -> Identifier
    {
        try await world.care.files.askHandover(seat, plan, function, of: .desk(world.other.id), on: world.today)
    }

    /// Whoever takes over direction keeps the plan from the first contact on, and the desk before is out at once.
    @Test(arguments: testEngines)
    func directionMovesThePlan(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let files = world.care.files
            let ada = try await world.seat()
            var person = world.person()
            person.coordinator = world.desk.one.id
            let plan = try await world.begin(ada, person)
            let dien = try await other(world)
            await expect(RecordsError.notFound) { try await files.look(dien, plan) }
            let id = try await ask(world, ada, plan, .direction)
            #expect(world.notices.all.last?.desk == world.other.id)
            let seen = try await files.look(dien, plan)
            #expect(!seen.isKept && seen.file.readers.map(\.desk) == [world.other.id])
            #expect(try await files.all(dien).files.map(\.id) == [plan])
            await expect(RecordsError.notKeptHere) { try await files.setAftercare(dien, plan, nil) }
            await expect(CareError.handoverRuns) { try await ask(world, ada, plan, .direction) }
            await expect(CareError.otherSide) { try await files.takeStep(ada, plan, id, .accept, on: world.today) }
            await expect(CareError.otherSide) {
                try await files.takeStep(dien, plan, id, .withdraw, on: world.today, note: "x")
            }
            await expect(CareError.stepNotOpen) { try await files.takeStep(dien, plan, id, .meet, on: world.today) }
            try await files.takeStep(dien, plan, id, .accept, on: world.today)
            #expect(world.notices.all.last?.desk == world.desk.id)
            #expect(try await files.look(ada, plan).file.record.referrals.map(\.id) == [id])
            try await files.takeStep(dien, plan, id, .meet, on: world.today, youngPersonWasThere: true)

            let kept = try await files.open(dien, plan)
            #expect(kept.isKept && kept.file.readers.isEmpty && kept.file.person.coordinator == nil)
            #expect(kept.file.record.contacts.map(\.kind) == [.first])
            await expect(RecordsError.notFound) { try await files.look(ada, plan) }
            await expect(RecordsError.notFound) { try await files.takeStep(ada, plan, id, .finish, on: world.today) }
            #expect(try await files.all(ada).files.isEmpty)
            #expect(try await world.count("care_wraps") == 1)
            #expect(try await world.count("care_alerts", where: "desk_id = '\(world.desk.id)'") == 0)
            // The new desk works on: it lets go of what the old one asked, and enters as its own.
            try await files.takeStep(dien, plan, id, .finish, on: world.today)
            try await files.setAftercare(dien, plan, Aftercare(member: nil, name: "Tante Els", since: world.today))
            #expect(try await files.look(dien, plan).file.handover(id)?.handover.state == .done)
            #expect(try await world.audited("care.handover.meet").count == 1)
        }
    }

    /// A desk that says no, or whose question is withdrawn, reads no more; unless it has another part in the plan.
    @Test(arguments: testEngines)
    func noEndsTheReading(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let files = world.care.files
            let (ada, plan) = try await world.open()
            let dien = try await other(world)
            var id = try await ask(world, ada, plan, .guidance)
            await expect(CareError.missing(field: "note")) {
                try await files.takeStep(dien, plan, id, .refuse, on: world.today)
            }
            try await files.takeStep(dien, plan, id, .refuse, on: world.today, note: "Geen plek")
            await expect(RecordsError.notFound) { try await files.look(dien, plan) }
            #expect(try await files.look(ada, plan).file.handover(id)?.handover.taken.last?.note == "Geen plek")
            #expect(try await world.audited("care.handover.refuse").allSatisfy { !$0.details.contains("plek") })

            let stay = try await ask(world, ada, plan, .stay)
            id = try await ask(world, ada, plan, .guidance)
            try await files.takeStep(ada, plan, id, .withdraw, on: world.today, note: "Te vroeg")
            #expect(try await files.look(dien, plan).file.readers.count == 1)
            try await files.takeStep(ada, plan, stay, .withdraw, on: world.today, note: "Ook te vroeg")
            await expect(RecordsError.notFound) { try await files.look(dien, plan) }
            // Asked anew, it reads again.
            _ = try await ask(world, ada, plan, .stay)
            #expect(try await files.look(dien, plan).file.readers.count == 1)
        }
    }

    @Test(arguments: testEngines)
    func onlyWithConsent(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let files = world.care.files
            let ada = try await world.seat()
            let plan = try await world.begin(ada, consents: world.consents([.help]))
            await expect(CareError.noConsent) { try await ask(world, ada, plan, .stay) }
            var consent = Consent(id: world.care.context.identifier(), .handover, on: world.today)
            let given = consent
            try await files.change(ada, plan, "care.consent.given") { try $0.enter(.consent(given)) }
            let id = try await ask(world, ada, plan, .stay)
            let dien = try await other(world)
            #expect(try await files.look(dien, plan).file.handovers.count == 1)
            // Taken back: the other desk is out at once, and nobody goes on with it.
            consent.withdrawnOn = world.today
            let withdrawn = consent
            try await files.change(ada, plan, "care.consent.withdrawn") { try $0.enter(.consent(withdrawn)) }
            await expect(RecordsError.notFound) { try await files.look(dien, plan) }
            #expect(try await files.look(ada, plan).file.readers.isEmpty)
            try await files.takeStep(ada, plan, id, .withdraw, on: world.today, note: "Trok in")
            let outside = { (name: String) async throws -> Identifier in
                try await files.askHandover(ada, plan, .stay, of: .outside(name), on: world.today)
            }
            await expect(CareError.noConsent) { try await outside("Wijkteam") }
        }
    }

    /// The desk that took a part over before loses it at the next one's first contact, and not while it has another part.
    @Test(arguments: testEngines)
    func theNextFirstContactEndsTheReadingOfTheOneBefore(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let files = world.care.files
            let (ada, plan) = try await world.open()
            let third = try await DeskMakers(directory: world.directory).desk(
                "Zorg C", .care, world.coalition, ["Ida", "Jos"])
            let (dien, ida) = (try await other(world), try await world.seat(third.one, third))
            for function in [CareFunction.guidance, .stay] {
                let id = try await ask(world, ada, plan, function)
                try await files.takeStep(dien, plan, id, .accept, on: world.today)
                try await files.takeStep(dien, plan, id, .meet, on: world.today)
            }
            for (place, function) in [CareFunction.guidance, .stay].enumerated() {
                world.clock.advance(seconds: 86_400)
                let again = try await world.seat()
                let id = try await files.askHandover(again, plan, function, of: .desk(third.id), on: world.today)
                try await files.takeStep(ida, plan, id, .accept, on: world.today)
                #expect(try await files.look(dien, plan).file.readers.count == 2)
                try await files.takeStep(ida, plan, id, .meet, on: world.today)
                if place == 0 { #expect(try await files.look(dien, plan).file.readers.count == 2) }
            }
            await expect(RecordsError.notFound) { try await files.look(dien, plan) }
            #expect(try await files.look(ida, plan).file.readers.map(\.desk) == [third.id])
        }
    }

    /// Some days after the help of a desk ended its reading ends, by the nightly job, which has no key.
    @Test(arguments: testEngines)
    func readingEndsSomeDaysAfterCareEnded(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let files = world.care.files
            let (ada, plan) = try await world.open()
            let dien = try await other(world)
            let id = try await ask(world, ada, plan, .guidance)
            try await files.takeStep(dien, plan, id, .accept, on: world.today)
            try await files.takeStep(dien, plan, id, .meet, on: world.today)
            // What the desk before it gave ended earlier, and ends nothing here.
            try await files.add(
                ada, plan,
                CareSpell(
                    id: world.care.context.identifier(), .guidance, .jeugdwet, .stopped,
                    from: world.today.adding(days: -300), to: world.today.adding(days: -100), provider: "A",
                    knownOn: world.today))
            #expect(try await world.count("care_access") == 0)
            let began = world.today
            world.clock.advance(seconds: 10 * 86_400)
            let later = try await world.seat()
            try await files.add(
                later, plan,
                CareSpell(
                    id: world.care.context.identifier(), .guidance, .wmo, .stopped, from: began, to: world.today,
                    funder: "Ede", provider: "Zorg B", knownOn: world.today))
            let end = world.today.adding(days: CareLimits.standard.accessDays)
            #expect(try await world.count("care_access", where: "ends_on = '\(end)'") == 1)
            #expect(try await files.look(later, plan).file.accessEnds(.standard)[world.other.id]?.because == .careEnded)
            world.clock.advance(seconds: 29 * 86_400)
            try await world.care.nightly()
            let dienLater = try await other(world)
            #expect(try await files.look(dienLater, plan).isKept == false)
            world.clock.advance(seconds: 86_400)
            try await world.care.nightly()
            let dienAfter = try await other(world)
            await expect(RecordsError.notFound) { try await files.look(dienAfter, plan) }
            #expect(try await world.audited("care.plan.access-ended").count == 1)
        }
    }

    @Test(arguments: testEngines)
    func anOrganisationOutsideIsWrittenDown(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let files = world.care.files
            let (ada, plan) = try await world.open()
            await expect(CareError.missing(field: "outside")) {
                try await files.askHandover(ada, plan, .mentalHealth, of: .outside(" "), on: world.today)
            }
            await expect(CareError.inFuture(field: "asked-on")) {
                try await files.askHandover(
                    ada, plan, .mentalHealth, of: .outside("GGZ"), on: world.today.adding(days: 1))
            }
            await expect(RecordsError.notFound) {
                try await files.askHandover(ada, plan, .stay, of: .desk(world.desk.id), on: world.today)
            }
            let id = try await files.askHandover(ada, plan, .mentalHealth, of: .outside("GGZ"), on: world.today)
            try await files.takeStep(ada, plan, id, .accept, on: world.today)
            try await files.takeStep(ada, plan, id, .meet, on: world.today, note: "Goed", youngPersonWasThere: true)
            try await files.takeStep(ada, plan, id, .finish, on: world.today)
            let line = try #require(try await files.look(ada, plan).file.handover(id))
            #expect(line.handover.state == .done && line.handover.isWarm(on: world.today) && line.to.desk == nil)
            #expect(try await world.count("care_wraps") == 1)
            // The first contact belongs to it.
            await expect(CareError.unknownItem(id.text)) { try await files.strike(ada, plan, id) }
        }
    }

    /// Who reads along writes steps only, and a desk without a part not even those.
    @Test(arguments: testEngines)
    func whoReadsAlongWritesNothingElse(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let files = world.care.files
            let (ada, plan) = try await world.open()
            let id = try await ask(world, ada, plan, .stay)
            let outside = try await files.askHandover(ada, plan, .guidance, of: .outside("Wijkteam"), on: world.today)
            let dien = try await other(world)
            await expect(RecordsError.notKeptHere) {
                try await files.takeStep(dien, plan, outside, .accept, on: world.today)
            }
            await expect(RecordsError.notKeptHere) {
                try await files.takeStep(dien, plan, world.care.context.identifier(), .accept, on: world.today)
            }
            await expect(RecordsError.notKeptHere) {
                try await files.observe(dien, plan, .debts, .yes, since: nil, on: world.today, .workerSaw)
            }
            await expect(RecordsError.notKeptHere) {
                try await files.askHandover(dien, plan, .stay, of: .outside("X"), on: world.today)
            }
            let third = try await DeskMakers(directory: world.directory).desk(
                "Zorg C", .care, world.coalition, ["Ida", "Jos"])
            let ida = try await world.seat(third.one, third)
            await expect(RecordsError.notFound) { try await files.takeStep(ida, plan, id, .accept, on: world.today) }
            // A key that is gone while somebody writes is noticed by the transaction that writes.
            try await world.tamper("DELETE FROM care_wraps WHERE desk_id = $1", world.other.id)
            await expect(RecordsError.notFound) { try await files.takeStep(dien, plan, id, .accept, on: world.today) }
        }
    }

    @Test(arguments: testEngines)
    func somebodyStaysReachable(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let files = world.care.files
            let (ada, plan) = try await world.open()
            await expect(CareError.missing(field: "aftercare")) {
                try await files.setAftercare(ada, plan, Aftercare(name: "", since: world.today))
            }
            await expect(CareError.missing(field: "aftercare-member")) {
                try await files.setAftercare(
                    ada, plan, Aftercare(member: world.other.one.id, name: "Dien", since: world.today))
            }
            try await files.setAftercare(
                ada, plan, Aftercare(member: world.desk.two.id, name: "Bram", since: world.today))
            let file = try await files.look(ada, plan).file
            let end = file.person.endsOn()
            #expect(file.aftercare?.isThere(on: end.adding(days: -1), born: file.person.bornOn) == true)
            #expect(file.aftercare?.isThere(on: end, born: file.person.bornOn) == false)
            try await files.setAftercare(ada, plan, nil)
            #expect(try await files.look(ada, plan).file.aftercare == nil)
            #expect(try await world.audited("care.aftercare.ended").count == 1)
        }
    }
}
