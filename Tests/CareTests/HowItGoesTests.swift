import Core
import Records
import Storage
import TestDesks
import TestSupport
import Testing

@testable import Care

@Suite struct HowItGoesTests {
    @Test(arguments: testEngines)
    func twoViewsStandBesideEachOther(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let files = world.care.files
            let (ada, plan) = try await world.open()
            await expect(CareError.inFuture(field: "viewed-on")) {
                try await files.view(
                    ada, plan, [.housing: .not], on: world.today.adding(days: 1), isSaidByYoungPerson: false)
            }
            await expect(CareError.missing(field: "view-support")) {
                try await files.view(ada, plan, [:], on: world.today, isSaidByYoungPerson: false)
            }
            try await files.view(
                ada, plan, [.housing: .arranged, .income: .partly], on: world.today, isSaidByYoungPerson: false)
            try await files.view(
                ada, plan, [.housing: .not, .income: .partly], on: world.today, isSaidByYoungPerson: true)
            let views = try await files.look(ada, plan).file.lines.views(on: world.today)
            #expect(views.map(\.domain) == Domain.bigFive)
            #expect(views.filter(\.differs).map(\.domain) == [.housing])
            #expect(views[1].worker?.view == .arranged && views[1].own?.view == .not)
            #expect(views[0].worker == nil && views[0].own == nil)
        }
    }

    @Test(arguments: testEngines)
    func unknownIsNotNoAndNotAskedIsNeither(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let files = world.care.files
            let (ada, plan) = try await world.open()
            await expect(CareError.dayAfter(field: "since", world.today)) {
                try await files.observe(
                    ada, plan, .debts, .yes, since: world.today.adding(days: 1), on: world.today, .workerSaw)
            }
            await expect(CareError.inFuture(field: "on")) {
                try await files.observe(
                    ada, plan, .debts, .yes, since: nil, on: world.today.adding(days: 1), .workerSaw)
            }
            try await files.observe(ada, plan, .debts, .unknown, since: nil, on: world.today, .workerSaw)
            try await files.observe(
                ada, plan, .debts, .no, since: nil, on: world.today.adding(days: -9), .youngPersonSaid)
            let observations = try await files.look(ada, plan).file.observations
            #expect(observations.latest(.debts, on: world.today)?.answer == .unknown)
            #expect(observations.latest(.missing, on: world.today) == nil)
            #expect(observations.history(.debts).map(\.answer) == [.unknown, .no])
            #expect(try await world.audited("care.observation.added").allSatisfy { !$0.details.contains("debts") })
        }
    }
}
