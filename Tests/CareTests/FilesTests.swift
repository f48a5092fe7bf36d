import Core
import Directory
import Records
import Storage
import TestDesks
import TestSupport
import Testing

@testable import Care

/// Young people's plans at the desk that keeps them.
@Suite struct FilesTests {
    @Test(arguments: testEngines)
    func aPlanBeginsWithTheItemsOfTheList(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let listed = try await world.care.files.open(seat, id)
            #expect(listed.isKept && listed.file.person.name == "Noor")
            #expect(listed.file.plan.items.count == Checklist.small.items.count)
            #expect(listed.file.consents.hold(.help, on: world.today, born: listed.file.person.bornOn))
            #expect(try await world.audited("care.plan.begun").count == 1)
            #expect(try await world.count("care_alerts") > 0)
        }
    }

    @Test(arguments: testEngines)
    func anothersPlanIsNotThere(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (_, id) = try await world.open()
            let dien = try await world.seat(world.other.one, world.other)
            await expect(RecordsError.notFound) { try await world.care.files.open(dien, id) }
            #expect(try await world.care.files.all(dien).files.isEmpty)
            let gijs = try await world.seat(world.onCall.one, world.onCall)
            await #expect(throws: DirectoryError.notAllowed) { _ = try await world.care.files.open(gijs, id) }
        }
    }

    @Test(arguments: testEngines)
    func nothingIsKeptBeforeActivation(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let seat = try await world.seat()
            world.switches.isActivated = false
            await expect(RecordsError.notActivated) { try await world.begin(seat) }
        }
    }
}
