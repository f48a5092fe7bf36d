import Core
import Foundation
import Linkage
import Tables
import TestDesks
import TestSupport
import Testing
import Vault

@testable import Coaches

/// The model that ships: learned from invented accounts by `scripts/learn-account-model`, and measured on other ones.
@Suite struct AccountModelTests {
    private static func shipped() throws -> AccountLinkage {
        try AccountLinkage(folder: World.resources + "/coaches")
    }

    @Test func itFitsWhatAccountsAreComparedBy() throws {
        let model = try Self.shipped().model
        #expect(model.comparisons == AccountLinkage.comparisons)
        for (comparison, levels) in zip(model.comparisons, model.levels) {
            #expect(levels.map(\.label) == comparison.levels.map(\.label) + ["else"])
            #expect(abs(levels.reduce(0) { $0 + $1.m } - 1) < 0.01 && abs(levels.reduce(0) { $0 + $1.u } - 1) < 0.01)
            // Agreement counts for, difference against.
            #expect(levels[0].weight > 0 || comparison.column == "age")
            #expect(levels.last!.weight < 0)
        }
        let contact = try #require(model.comparisons.firstIndex { $0.column == "contact" })
        #expect(model.levels[contact].map(\.m) == [0.3, 0.7], "assumed, not learned")
    }

    /// Twelve sets of 60 accounts in two waves, of which 15 come back. Made up by the same generator: says nothing of real accounts.
    @Test func whatItFindsAmongFewAccounts() throws {
        let linkage = try Self.shipped()
        var (found, right) = (0, 0)
        for set in 1...12 {
            let accounts = try Self.accounts("accounts-\(set).csv")
            let proposed = try linkage.propose(accounts.map(\.account))
            let names = proposed.map { (accounts[$0.left].name, accounts[$0.right].name) }
            found += names.count
            right += names.count { left, other in
                Set([left.first, other.first]) == ["a", "b"] && left.dropFirst() == other.dropFirst()
            }
        }
        let (precision, recall) = (Double(right) / Double(max(1, found)), Double(right) / 180)
        print("account model: precision \(precision), recall \(recall), \(right) of \(found) proposals right")
        #expect(precision >= 0.9)
        // What it misses is told, and may not get worse unseen.
        #expect(recall >= 0.75)
    }

    /// Every way in which accounts look alike is one of those that the reasons name.
    @Test func everyProposalSaysWhy() throws {
        let accounts = try Self.accounts("accounts-1.csv").map(\.account)
        let columns = AccountLinkage.comparisons.map(\.column)
        for pair in try Self.shipped().propose(accounts) {
            guard case .linkage(let probability, let weight, let prior, let reasons) = pair.origin else {
                Issue.record("a proposal of Linkage with another origin")
                continue
            }
            let compared = reasons.filter { $0.column != AccountLinkage.sameSelector }
            #expect(compared.map(\.column) == columns)
            #expect(probability >= AccountLinkage.threshold || compared.count < reasons.count)
            #expect(abs(prior + reasons.reduce(0) { $0 + $1.weight } - weight) < 1e-6)
        }
    }

    @Test func aModelOfOtherColumnsIsRefused() throws {
        try withTemporaryFolderNow { folder in
            let file = World.resources + "/coaches/linkage-model.json"
            let text = try String(contentsOfFile: file, encoding: .utf8)
                .replacing("\"column\" : \"place\"", with: "\"column\" : \"street\"")
                .replacing("\"column\": \"place\"", with: "\"column\": \"street\"")
            try text.write(toFile: folder + "/linkage-model.json", atomically: true, encoding: .utf8)
            #expect(throws: LinkageError.self) { try AccountLinkage(folder: folder) }
        }
    }

    private func withTemporaryFolderNow(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    /// Accounts of a set, with the names that tell their owners.
    private static func accounts(_ file: String) throws -> [(name: String, account: Account)] {
        let path = URL(fileURLWithPath: #filePath).appendingPathComponent("../../Coded/Accounts/\(file)").standardized
        var reader = try TableReader(Array(try Data(contentsOf: path)))
        try reader.require(header: ["id", "handle", "phone", "name", "place", "age", "platform", "profile"])
        return try reader.rest().map { row in
            let cells = row.cells
            let selectors = [Selector(.handle, cells[1])] + (cells[2].isEmpty ? [] : [Selector(.phone, cells[2])])
            return (
                cells[0],
                Account(
                    id: Identifier(at: TestClock().instant, random: systemRandomBytes), platform: cells[6],
                    selectors: selectors, statedName: cells[3], statedAge: Int(cells[5]), statedPlace: cells[4],
                    profile: cells[7])
            )
        }
    }
}
