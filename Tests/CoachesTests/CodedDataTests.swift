import Content
import Core
import Directory
import Foundation
import Records
import Storage
import TestDesks
import TestSupport
import Testing
import Vault
import Web

@testable import Coaches

/// What leaves a study as a table: codes, and nothing that anybody typed.
@Suite struct CodedDataTests {
    /// A study of twelve observations of five accounts, of which eight were read twice; the same each time.
    private static func study(_ codebook: Codebook) -> Study {
        let random = seededRandomBytes(7)
        let start = Instant(startOf: Day("2026-11-02")!)
        func identifier() -> Identifier { Identifier(at: start, random: random) }
        let (one, two) = (identifier(), identifier())
        func stamp(_ member: Identifier) -> Stamp { Stamp(at: start, member: member) }
        var study = Study()
        study.apply(.agreed(World.agreed("Kanarie titel")), stamp(one))
        let session = identifier()
        study.apply(
            .sessionBegun(
                SessionStart(id: session, secondReader: two, persona: "J1", statedAge: 14, platform: "Kik")),
            stamp(one))
        let accounts = (1...5).map { number in
            Account(id: identifier(), platform: "Kik", selectors: [Selector(.handle, "kanarie_\(number)")])
        }
        for account in accounts { study.apply(.account(account), stamp(one)) }
        let codes = codebook.codes.map(\.id)
        for number in 0..<12 {
            let observation = Observation(
                account: accounts[number % 5].id, observedAt: start.advanced(bySeconds: Int64(number) * 400_000),
                setting: Observation.Setting.allCases[number % 4], isPublic: number % 3 == 0,
                codes: codebook.ordered([codes[number % codes.count], codes[(number * 5 + 1) % codes.count]]),
                initiator: Observation.Initiator.allCases[number % 3],
                ageStatedBefore: Observation.Known.allCases[number % 3], imageReceived: number == 4,
                text: "Kanarie tekst \(number)")
            study.apply(.observed(session: session, observation, codebook: codebook.version), stamp(one))
            guard number < 8 else { continue }
            let second = number % 2 == 0 ? observation.codes : [codes[(number + 3) % codes.count]]
            study.apply(.readAgain(number: number + 1, codes: second), stamp(two))
        }
        study.apply(.retracted(number: 12, reason: "Dubbel"), stamp(one))
        return study
    }

    private static func data(_ study: Study, _ codebook: Codebook, seed: UInt64 = 3) throws -> CodedData {
        let strings = try Strings(folder: World.resources + "/strings")
        var random = SeededGenerator(seed: seed)
        return CodedData(study, codebook, random: &random) { key, language in strings(Text(key), language) }
    }

    private static func shipped() throws -> Codebook { try Codebook(folder: World.resources + "/coaches") }

    /// The files that `Tests/Coded` reads with pandas, frictionless, PSPP and R. VANGNET_RECORD_SNAPSHOTS writes them anew.
    @Test func theFilesAreThoseThatOtherProgramsWereTriedOn() throws {
        let codebook = try Self.shipped()
        let data = try Self.data(Self.study(codebook), codebook)
        let files = [
            ("data.csv", data.csv), ("codebook.csv", data.codebookCSV),
            ("data.sps", data.spss(.nl, yes: "Ja", no: "Nee")), ("data.R", data.script(.nl)),
        ]
        let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../Snapshots/Coaches").standardized
        for (name, text) in files {
            let file = folder.appendingPathComponent(name)
            if ProcessInfo.processInfo.environment["VANGNET_RECORD_SNAPSHOTS"] != nil {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try text.write(to: file, atomically: true, encoding: .utf8)
            }
            #expect(text == (try String(contentsOf: file, encoding: .utf8)), "\(name) changed")
        }
    }

    @Test func nothingThatAnybodyTypedAndNoMomentLeaves() throws {
        let codebook = try Self.shipped()
        let study = Self.study(codebook)
        let data = try Self.data(study, codebook)
        for text in [data.csv, data.codebookCSV, data.spss(.nl, yes: "Ja", no: "Nee"), data.script(.nl)] {
            #expect(!text.lowercased().contains("kanarie") && !text.contains("Kik") && !text.contains("J1"))
            for identifier in study.accounts.map(\.id.text) { #expect(!text.contains(identifier)) }
        }
        let names = data.variables.map(\.name)
        #expect(data.rows.allSatisfy { $0.count == names.count })
        let month = try #require(names.firstIndex(of: "month"))
        #expect(data.rows.allSatisfy { $0[month].count == 7 })
        #expect(!data.csv.contains("2026-11-"))
        // Names that SPSS takes: a letter first, then letters, digits and underscores, at most 64, each once.
        let isPlain = names.allSatisfy { name in
            name.first?.isLetter == true && name.utf8.count <= 64
                && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F }
        }
        #expect(isPlain && Set(names).count == names.count)
    }

    @Test func numbersAreShuffledEachTimeAndCodesStay() throws {
        let codebook = try Self.shipped()
        let study = Self.study(codebook)
        let one = try Self.data(study, codebook)
        let other = try Self.data(study, codebook, seed: 4)
        #expect(one.rows != other.rows)
        #expect(one.rows.count == 11, "the one that was taken back is left out")
        let (account, first) = (3, 12)
        func codes(_ data: CodedData) -> [[String]] {
            data.rows.map { Array($0[first...]) }.sorted { $0.joined() < $1.joined() }
        }
        #expect(codes(one) == codes(other))
        #expect(Set(one.rows.map { $0[account] }) == Set((1...5).map(String.init)))
        let twice = try #require(one.variables.firstIndex { $0.name == "read_twice" })
        #expect(one.rows.count { $0[twice] == "1" } == 8)
        for row in one.rows { #expect((row[twice] == "0") == (row.last == "")) }
    }

    @Test func quotationMarksStayInTheirLabels() throws {
        let label = "Zo'n \"label\" \\ met\nregel"
        let text = Translated(original: .nl, [.nl: label, .en: label])
        let book = Codebook(
            version: "x", codes: [Codebook.Code(id: "a-b", group: .contact, name: text, definition: text)])
        let data = try Self.data(Self.study(book), book)
        #expect(data.spss(.nl, yes: "Ja", no: "Nee").contains("code_a_b 'Zo''n \"label\" \\ met regel (zoals nu)'"))
        #expect(
            data.script(.nl).contains(
                "attr(data$code_a_b, \"label\") <- \"Zo'n \\\"label\\\" \\\\ met regel (zoals nu)\""))
    }

    @Test func whoStandsOut() throws {
        let book = Codebook.small
        let summary = Studies.summary(Self.study(book))
        #expect(summary.observations == 11 && summary.accounts == 5 && summary.uniqueAccounts <= 5)
    }

    @Test(arguments: testEngines)
    func itTakesThePasswordAndLeavesARow(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            _ = try await studies.observe(seat, study, session, world.draft())
            let zip = try await studies.codedData(seat, study, .nl) { key, _ in key }
            #expect(zip.starts(with: Array("PK".utf8)))
            #expect(try await world.audited("coaches.coded-data.exported").count == 1)
            try await studies.share(seat, study, with: world.other.id, true)
            let reader = try await world.seat(world.other.one, world.other)
            await expect(RecordsError.notKeptHere) { try await studies.codedData(reader, study, .nl) { key, _ in key } }
            world.clock.advance(seconds: 3_600)
            await #expect(throws: DirectoryError.confirmFirst) {
                try await studies.codedData(seat, study, .nl) { key, _ in key }
            }
            #expect(try await world.audited("coaches.coded-data.exported").count == 1)
        }
    }
}
