import Foundation
import Testing

@testable import Linkage

@Suite struct LinkerTests {
    /// Unsupervised, with the settings that follow from the columns: good, and as sure as it should be.
    @Test func accountsAreFoundAgain() throws {
        let accounts = Accounts(each: 1500)
        let records = try accounts.records(count: 1500)
        let linker = try Linker(records, try Accounts.settings(records))
        #expect(linker.pairing == .link)
        let model = linker.train()
        let truth = try Truth(accounts.pairs, records, pairing: .link)
        let pairs = try linker.pairs(model, atLeast: 0.001)
        let evaluation = Evaluation(pairs, truth)
        #expect(evaluation.quality(at: 0.5).f1 > 0.85)
        #expect(evaluation.expectedCalibrationError() < 0.05)
        let prior = Double(truth.count) / linker.allPairs
        #expect((0.7...1.4).contains(model.prior / prior))
        let links = OneToOne.links(pairs, threshold: 0.5)
        #expect(Evaluation(links, truth).quality(at: 0.5).f1 >= evaluation.quality(at: 0.5).f1)
        #expect(Set(links.map(\.left)).count == links.count && Set(links.map(\.right)).count == links.count)
    }

    @Test func explanationsAddUp() throws {
        let accounts = Accounts(each: 400)
        let records = try accounts.records(count: 400)
        let linker = try Linker(records, try Accounts.settings(records))
        let model = linker.train()
        for pair in try linker.pairs(model, atLeast: 0).prefix(500) {
            let explanation = try linker.explain(model, pair.left, pair.right)
            let sum = explanation.contributions.reduce(explanation.prior) { $0 + $1.weight }
            #expect(abs(sum - pair.weight) < 1e-6)
            #expect((0...1).contains(pair.probability) && pair.weight.isFinite)
        }
        #expect(throws: LinkageError.noRecord(800)) { try linker.explain(model, 0, 800) }
    }

    /// The same links each time, and the same from a model that was kept.
    @Test func aKeptModelGivesTheSame() throws {
        let accounts = Accounts(each: 400)
        let records = try accounts.records(count: 400)
        let linker = try Linker(records, try Accounts.settings(records))
        let model = linker.train()
        #expect(linker.train() == model)
        let kept = try Model(json: model.json())
        #expect(kept == model)
        #expect(try linker.pairs(kept, atLeast: 0.1) == linker.pairs(model, atLeast: 0.1))
    }

    /// New records are scored against all without scoring the old ones with each other.
    @Test func newRecordsAlone() throws {
        let accounts = Accounts(each: 400)
        let records = try Records(names: Accounts.columns, rows: accounts.rows)
        let settings = try Accounts.settings(records)
        let whole = try Linker(records, settings)
        let model = whole.train()
        let new = try Linker(records, settings, newFrom: 450)
        let expected = try whole.pairs(model, atLeast: 0.01).filter { $0.right >= 450 }
        #expect(!expected.isEmpty)
        #expect(try new.pairs(model, atLeast: 0.01) == expected)
    }

    /// A kept model on records that overlap less, or are far more: its prior would be wrong, and is estimated anew.
    @Test func aKeptModelGetsThePriorOfTheRecordsAtHand() throws {
        let accounts = Accounts(each: 600)
        let records = try accounts.records(count: 600)
        let linker = try Linker(records, try Accounts.settings(records))
        let model = linker.train()
        // On the same records it hardly moves.
        let same = try linker.adapted(model)
        #expect(same.levels == model.levels && (0.8...1.25).contains(same.prior / model.prior))
        // Other accounts, of which every third match is left in.
        let others = Accounts(each: 600, seed: 77)
        let dropped = Set(others.pairs.enumerated().filter { $0.offset % 3 != 0 }.map(\.element.right))
        let rows = others.rows.filter { !dropped.contains($0.identifier) }
        let fewer = try Records(names: Accounts.columns, rows: rows, leftCount: 600)
        let truth = try Truth(
            others.pairs.filter { !dropped.contains($0.right) }, fewer, pairing: .link)
        let settings = try Settings(derivedFrom: fewer, comparisons: model.comparisons)
        #expect(settings.comparisons == model.comparisons)
        let second = try Linker(fewer, settings)
        let adapted = try second.adapted(model)
        let prior = Double(truth.count) / second.allPairs
        #expect((0.6...1.6).contains(adapted.prior / prior), "\(adapted.prior) for \(prior)")
        #expect(abs(adapted.prior - prior) < abs(model.prior - prior))
        #expect(Evaluation(try second.pairs(adapted, atLeast: 0.001), truth).quality(at: 0.5).f1 > 0.8)
    }

    /// As few as one new record can be scored with a model that was kept.
    @Test func aSingleNewRecord() throws {
        let accounts = Accounts(each: 400)
        let records = try accounts.records(count: 400)
        let model = try Linker(records, try Accounts.settings(records)).train()
        let one = try Records(names: Accounts.columns, rows: Array(accounts.rows.prefix(401)), leftCount: 400)
        let linker = try Linker(one, try Settings(derivedFrom: one, comparisons: model.comparisons))
        let adapted = try linker.adapted(model)
        #expect((1e-5...0.05).contains(adapted.prior))
        let pairs = try linker.pairs(adapted, atLeast: 0.5)
        #expect(pairs.map { [$0.left, $0.right] } == [[0, 400]])
    }

    @Test func aModelOfAnotherSchemaIsRefused() throws {
        let accounts = Accounts(each: 200)
        let records = try accounts.records(count: 200)
        var settings = try Accounts.settings(records)
        let model = try Linker(records, settings).train()
        settings.comparisons.removeLast()
        let other = try Linker(records, settings)
        let error = #expect(throws: LinkageError.self) { try other.pairs(model, atLeast: 0.5) }
        guard case .otherSchema(let theirs, let ours)? = error else { return #expect(Bool(false)) }
        #expect(theirs.contains("bio") && !ours.contains("bio"))
        #expect(theirs == Accounts.columns.joined(separator: ", "))
        // The same columns, compared in another way: only those are named.
        settings.comparisons = model.comparisons
        settings.comparisons[3].levels.removeLast()
        let levels = #expect(throws: LinkageError.self) { try model.check(fits: settings) }
        guard case .otherSchema(let theirWay, let ourWay)? = levels else { return #expect(Bool(false)) }
        #expect(theirWay.hasPrefix("city") && ourWay.hasPrefix("city") && theirWay != ourWay)
        let names = try Records(names: ["name"], rows: [("1", ["x"]), ("2", ["y"])])
        #expect(throws: LinkageError.otherSchema(model: theirs, settings: "name")) { try model.check(fits: names) }
        #expect(throws: LinkageError.self) { try Model(json: Data("{}".utf8)) }
        let broken = String(decoding: model.json(), as: UTF8.self)
            .replacing(try Regex("\"prior\" : [^,\n]+"), with: "\"prior\" : 1.5")
        #expect(throws: LinkageError.model("a probability outside 0 to 1")) { try Model(json: Data(broken.utf8)) }
    }

    @Test func columnsWithNothingInThem() throws {
        let empty = try Records(names: ["a", "b"], rows: (0..<10).map { ("\($0)", [nil, " "]) })
        #expect(throws: LinkageError.nothingToCompare) { try Settings(derivedFrom: empty) }
        let settings = Settings(
            comparisons: [Comparison("a", levels: [Level(.exact)])], blocking: [BlockingRule([BlockingKey("a")])])
        #expect(throws: LinkageError.noPairs) { try Linker(empty, settings) }
        // One empty column beside a full one does no harm.
        let half = try Records(
            names: ["a", "b"], rows: (0..<100).map { ("\($0)", [nil, "name \($0 / 2)"]) })
        let given = Settings(
            comparisons: ["a", "b"].map { Comparison($0, levels: [Level(.exact), Level(.jaroWinkler, 0.9)]) },
            blocking: [BlockingRule([BlockingKey("b")]), BlockingRule([BlockingKey("b", part: .first)], most: nil)])
        let linker = try Linker(half, given)
        let model = linker.train()
        for level in model.levels.joined() { #expect(level.weight.isFinite) }
        for pair in try linker.pairs(model, atLeast: 0) { #expect((0...1).contains(pair.probability)) }
    }

    @Test func settingsThatCannotBeFollowed() throws {
        let records = try Records(names: ["a"], rows: [("1", ["x"]), ("2", ["x"])])
        let rule = [BlockingRule([BlockingKey("a")])]
        func refused(_ settings: Settings) -> LinkageError? {
            #expect(throws: LinkageError.self) { try Linker(records, settings) }
        }
        #expect(refused(Settings(comparisons: [], blocking: rule)) == .nothingToCompare)
        let wrong = Comparison("b", levels: [Level(.exact)])
        #expect(refused(Settings(comparisons: [wrong], blocking: rule)) == .noColumn("b", there: ["a"]))
        let open = Comparison("a", levels: [Level(.jaroWinkler)])
        #expect(
            refused(Settings(comparisons: [open], blocking: rule)) == .settings("a: jaro_winkler needs a threshold"))
        let good = Comparison("a", levels: [Level(.exact)])
        #expect(refused(Settings(comparisons: [good], blocking: [])) == .settings("from 1 to 32 blocking rules"))
    }

    @Test func rareAgreementsCountMore() throws {
        let rows = (0..<400).map { number -> (identifier: String, values: [String?]) in
            ("\(number)", [number < 200 ? "jansen" : "naam\(number / 2)", "plaats\(number / 2 % 190)"])
        }
        let records = try Records(names: ["name", "place"], rows: rows)
        let settings = Settings(
            comparisons: [
                Comparison("name", levels: [Level(.exact)], termFrequency: true),
                Comparison("place", levels: [Level(.exact)]),
            ], blocking: [BlockingRule([BlockingKey("name")]), BlockingRule([BlockingKey("place")])])
        let linker = try Linker(records, settings)
        let model = linker.train()
        let common = try linker.explain(model, 0, 1)
        let rare = try linker.explain(model, 300, 301)
        #expect(rare.contributions[0].rarity > common.contributions[0].rarity + 3)
        #expect(rare.pair.weight > common.pair.weight)
    }
}
