import Core
import Directory
import Storage
import TestSupport
import Testing

@testable import Learning

@Suite struct JoinsTests {
    @Test(arguments: testEngines)
    func aCodeOpensTheCourse(engine: Engine) async throws {
        try await World.on(engine) { world in
            let joins = world.learning.joins
            let member = world.member(of: world.hotel)
            let join = try await joins.make(
                member, organisation: world.hotel.id, course: "receptie", audience: .hotel)
            let opened = try await joins.open(join.code.description.lowercased())
            #expect(opened == join)
            let token = try await world.learning.attempts.begin(
                course: "receptie", role: .reception, join: opened, language: .nl)
            let learner = try await world.learning.attempts.find(token, course: "receptie")
            #expect(learner?.organisation == world.hotel.id)
            try await joins.close(member, join.id)
            try await joins.close(member, join.id)
            await #expect(throws: LearningError.joinClosed) { try await joins.open(join.code.text) }
            // Who was in goes on.
            _ = try await world.learning.attempts.change(token, course: "receptie", language: .nl, finish)
            #expect(world.audit.actions.filter { $0.hasPrefix("learning.join.") }.count == 2)
        }
    }

    @Test(arguments: testEngines)
    func aCodeThatDoesNotOpenSaysWhy(engine: Engine) async throws {
        try await World.on(engine) { world in
            let joins = world.learning.joins
            await #expect(throws: LearningError.codeMistyped) { try await joins.open("7GXK-M4QQ") }
            await #expect(throws: LearningError.noSuchCode) {
                try await joins.open(JoinCode(random: seededRandomBytes(99)).text)
            }
            let code = try #require(JoinCode(stem: "DEM0001"))
            _ = try await joins.make(
                .system, organisation: world.hotel.id, course: "receptie", audience: .hotel, code: code)
            await #expect(throws: LearningError.codeTaken) {
                try await joins.make(
                    .system, organisation: world.park.id, course: "receptie", audience: .hotel, code: code)
            }
            await #expect(throws: LearningError.audienceNotOfCourse) {
                try await joins.make(.system, organisation: world.hotel.id, course: "receptie", audience: .police)
            }
            await #expect(throws: LearningError.noSuchOrganisation) {
                try await joins.make(
                    .system, organisation: Identifier(at: world.clock.instant, random: systemRandomBytes),
                    course: "receptie", audience: .hotel)
            }
        }
    }

    @Test(arguments: testEngines)
    func anOrganisationThatStoppedTakesNobodyIn(engine: Engine) async throws {
        try await World.on(engine) { world in
            let joins = world.learning.joins
            let join = try await joins.make(
                .system, organisation: world.hotel.id, course: "receptie", audience: .hotel)
            try await world.learning.context.organisations.setActive(
                .system, world.hotel.id, version: world.hotel.version, false)
            await #expect(throws: LearningError.joinClosed) { try await joins.open(join.code.text) }
        }
    }

    @Test(arguments: testEngines)
    func membersMakeJoinsOfTheirOwnOrganisation(engine: Engine) async throws {
        try await World.on(engine) { world in
            let joins = world.learning.joins
            let stranger = world.member(of: world.park)
            await #expect(throws: DirectoryError.notAllowed) {
                try await joins.make(stranger, organisation: world.hotel.id, course: "receptie", audience: .hotel)
            }
            await #expect(throws: DirectoryError.signInFirst) {
                try await joins.make(.visitor, organisation: world.hotel.id, course: "receptie", audience: .hotel)
            }
            let join = try await joins.make(
                world.trainer, organisation: world.hotel.id, course: "receptie", audience: .hotel)
            await #expect(throws: DirectoryError.notAllowed) { try await joins.close(stranger, join.id) }
            await #expect(throws: DirectoryError.notAllowed) { try await joins.find(stranger, join.id) }
            await #expect(throws: DirectoryError.notAllowed) { try await joins.all(stranger, of: world.hotel.id) }
            await #expect(throws: DirectoryError.notAllowed) { try await joins.latest(stranger) }
            #expect(try await joins.latest(world.member(of: world.park, kind: .coalition)) == [join])
        }
    }
}
