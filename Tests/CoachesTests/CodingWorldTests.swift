import Core
import Directory
import Storage
import TestDesks
import TestSupport
import Testing

@testable import Coaches

@Suite struct CodingWorldTests {
    @Test(arguments: testEngines)
    func whatIsEnteredIsReadBack(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            #expect(try await world.coaches.studies.observe(seat, study, session, world.draft()) == 1)
            let found = try await world.coaches.studies.look(seat, study).study
            #expect(found.accounts.map(\.name) == ["coach_01"])
            let second = try await world.seat(1)
            try await world.coaches.studies.readAgain(second, study, 1, codes: ["secrecy"])
            let again = try await world.coaches.studies.look(second, study).study
            #expect(again.observations[0].secondReading?.codes == ["secrecy"])
        }
    }
}
