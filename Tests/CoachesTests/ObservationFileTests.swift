import Core
import Directory
import Storage
import TestDesks
import TestSupport
import Testing
import Vault

@testable import Coaches

/// A table of observations: all of it comes in, or nothing.
@Suite struct ObservationFileTests {
    private static let header = "observed_at,platform,handle,phone,codes,initiator,age_stated_before,text,summary"
    private static let good = """
        \(header)
        2026-11-23 20:15,Kik,coach_01,,offer,coach,no,Letterlijk gezegd.,
        2026-11-23T19:40:00Z,Kik,@Coach_01,+31612345678,offer|nude-demand,coach,ja,,Vraagt om beelden.
        23-11-2026 21:00,Forum,ander,,secrecy,unclear,,,Vraagt te zwijgen.
        """

    private func read(_ text: String) throws -> [ObservationFile.Line] {
        try ObservationFile(
            codebook: .small, agreed: World.agreed(), now: TestClock().instant,
            account: Identifier(at: TestClock().instant, random: seededRandomBytes(1))
        ).read(Array(text.utf8))
    }

    /// What is wrong, as `line column key`.
    private func mistakes(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch let refusal as ObservationFileRefusal {
            return refusal.mistakes.map {
                "\($0.line.map(String.init) ?? "-") \($0.column ?? "-") \($0.text.key)"
            }
        } catch { return ["\(error)"] }
    }

    @Test func everyColumnIsRead() throws {
        let lines = try read(
            """
            observed_at;platform;handle;phone;mail;url;payment;setting;public;codes;initiator;age_stated_before;image_received;summary;text
            2026-11-23 20:15;Kik;'@coach;0612345678;a@example.org;example.org/a;NL00;chat;yes;secrecy | offer;persona;yes;ja;;Letterlijk
            """)
        let draft = try #require(lines.first).draft
        #expect(draft.selectors.map(\.kind) == [.handle, .phone, .mail, .url, .payment])
        #expect(draft.selectors[0].value == "@coach" && draft.platform == "Kik")
        let observation = draft.observation
        #expect(observation.observedAt == Instant(Day("2026-11-23")!, minute: 20 * 60 + 15))
        #expect(observation.isPublic && observation.imageReceived && !observation.isSummary)
        #expect(observation.codes == ["secrecy", "offer"] && observation.initiator == .persona)
    }

    @Test(arguments: [
        ("2026-11-23 20:15", "2026-11-23T19:15:00"), ("23-11-2026 20:15:30", "2026-11-23T19:15:30"),
        ("2026-07-01T20:15", "2026-07-01T18:15:00"), ("2026-11-23T20:15:00.5+02:00", "2026-11-23T18:15:00"),
        ("2026-11-23t00:15z", "2026-11-23T00:15:00"),
    ])
    func momentsAreRead(text: String, expected: String) { #expect(Moment.read(text)?.rfc3339 == expected + ".000Z") }

    @Test(arguments: [
        "", "2026-11-23", "2026-13-01 10:00", "2026-11-23 24:00", "2026-11-23 10:60", "gisteren 10:00",
        "2026-11-23 10:00 CET", "2026-11-23T10:00+0100", "2026-11-23 1000", "2026-11-23 10:00:00.",
    ])
    func otherTextIsNoMoment(text: String) { #expect(Moment.read(text) == nil) }

    @Test func severalMistakesAreToldAtOnceWithLineAndColumn() {
        let text = """
            \(Self.header)
            gisteren,Kik,a,,offer,coach,no,x,
            2026-11-23 20:15,,a,,offer,coach,no,x,
            2026-11-23 20:15,Kik,,,offer,coach,no,x,
            2026-11-23 20:15,Kik,a,,nonsense,coach,no,x,
            2026-11-23 20:15,Kik,a,,offer,iemand,misschien,x,
            2026-11-23 20:15,Kik,a,,offer,coach,no,x,y
            2026-11-23 20:15,Kik,a,,offer,coach,no,,
            2027-01-01 20:15,Kik,a,,offer,coach,no,x,
            2026-09-01 20:15,Kik,a,,offer,coach,no,x,
            2026-11-23 20:15,Kik,a,,manual,coach,no,x,
            2026-11-23 20:15,Kik,a,,offer,coach,no,x
            2026-11-23 20:15,Kik,a,,,coach,no,x,
            """
        #expect(
            mistakes(text) == [
                "2 observed_at coaches.file.moment", "3 platform coaches.error.missing",
                "4 handle coaches.error.missing", "5 codes coaches.error.unknown-code",
                "6 initiator coaches.file.choice", "6 age_stated_before coaches.file.choice",
                "7 text coaches.file.text-and-summary", "8 summary coaches.file.no-text",
                "9 observed_at coaches.error.in-future", "10 observed_at coaches.error.outside-approval",
                "11 text coaches.error.manual-pasted", "- - tables.cells", "13 codes coaches.error.missing",
            ])
    }

    @Test func twentyMistakesAreEnough() {
        let line = "gisteren,Kik,a,,offer,coach,no,x,\n"
        do {
            _ = try read(Self.header + "\n" + String(repeating: line, count: 50))
            Issue.record("read")
        } catch {
            let refusal = error as? ObservationFileRefusal
            #expect(refusal?.mistakes.count == 20 && refusal?.hasMore == true)
        }
    }

    @Test(arguments: [
        ("", "- - tables.empty"), (Self.header, "- - coaches.file.no-lines"),
        ("naam,leeftijd\na,1", "- - coaches.file.column"), (Self.header + ",handle", "- - coaches.file.column"),
        ("handle,text\na,b", "- - coaches.file.columns-missing"),
        (Self.header + "\n\"open", "- - tables.open-quote"),
        (Self.header + "\n\"a\"b,,,,,,,,", "- - tables.after-quote"),
        (Self.header + String(repeating: "\n,,,,,,,,", count: 5_001), "- - tables.too-many-lines"),
    ])
    func aFileThatIsNoneIsRefused(text: String, expected: String) { #expect(mistakes(text) == [expected]) }

    @Test(arguments: [
        [0xFF, 0xD8, 0xFF, 0xE0], [0x89, 0x50, 0x4E, 0x47, 0x0D], Array("GIF89a".utf8), Array("%PDF-1.7".utf8),
        Array("RIFF0000WEBP".utf8), Array("PK\u{3}\u{4}".utf8), Array("\n <svg>".utf8),
        [0, 0, 0, 0x1C] + Array("ftypheic.....".utf8), Array("BM".utf8) + [0, 0, 0, 0],
    ])
    func imagesAndOtherFilesAreRefused(bytes: [UInt8]) {
        #expect(throws: CoachesError.noImages) {
            try ObservationFile(
                codebook: .small, agreed: World.agreed(), now: TestClock().instant,
                account: Identifier(at: TestClock().instant, random: seededRandomBytes(1))
            ).read(bytes)
        }
    }

    @Test func anImageAsLettersInACellIsRefused() {
        let cell = "data:image/png;base64," + String(repeating: "iVBORw0KGgoAAAANSUhEUg", count: 50)
        let text = "\(Self.header)\n2026-11-23 20:15,Kik,a,,offer,coach,no,\"\(cell)\","
        #expect(mistakes(text) == ["2 text coaches.error.holds-file"])
    }

    /// A million lines with broken quotes, and five megabytes in one quote: refused before anything is kept of it.
    @Test func hugeFilesWithBrokenQuotesAreRefused() {
        let line = "2026-11-23 20:15,Kik,\"a,,offer,coach,no,x,\n"
        #expect(
            mistakes(Self.header + "\n" + String(repeating: line, count: 1_000_000)) == ["- - coaches.file.too-large"])
        let short = String(repeating: "\"a\n", count: 1_000_000)
        #expect(mistakes(Self.header + "\n" + short) == ["- - tables.too-many-lines"])
        #expect(
            mistakes(Self.header + "\n\"" + String(repeating: "a", count: 4 << 20)) == ["- - tables.cell-too-long"])
    }

    @Test func theExampleIsGood() throws {
        let bytes = ObservationFile.example(TestClock().instant, .small)
        #expect(try read(String(decoding: bytes, as: UTF8.self)).count == 2)
        let shipped = try Codebook(folder: World.resources + "/coaches")
        let example = ObservationFile.example(TestClock().instant, shipped)
        let file = ObservationFile(
            codebook: shipped, agreed: World.agreed(), now: TestClock().instant,
            account: Identifier(at: TestClock().instant, random: seededRandomBytes(1)))
        #expect(try file.read(example).count == 2)
    }

    // MARK: In a study

    @Test(arguments: testEngines)
    func aFileComesInOnce(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let studies = world.coaches.studies
            let first = try await studies.importFile(seat, study, session, Array(Self.good.utf8))
            #expect(first == Studies.Imported(numbers: [1, 2, 3], knownLines: [], newAccounts: 2))
            let found = try await studies.look(seat, study).study
            #expect(found.accounts.map(\.name) == ["coach_01", "ander"])
            #expect(found.accounts[0].values(.phone) == ["+31612345678"])
            let rows = try await world.count("coaches_entries")
            let again = try await studies.importFile(seat, study, session, Array(Self.good.utf8))
            #expect(again == Studies.Imported(numbers: [], knownLines: [2, 3, 4], newAccounts: 0))
            #expect(try await world.count("coaches_entries") == rows)
            #expect(try await world.audited("coaches.observations.imported").count == 1)
            #expect(try await world.count("coaches_counts", where: "kind = 'demand' AND number = 1") == 1)

            // Put right and taken back, a line is there still; a new line comes in.
            var changed = found.observations[0].current
            changed.text = "Anders"
            try await studies.correct(seat, study, 1, to: changed, reason: "Typefout")
            try await studies.retract(seat, study, 3, reason: "Dubbel")
            let more = Self.good + "\n2026-11-23 22:00,Kik,coach_01,,offer,coach,no,,Nog een keer."
            let third = try await studies.importFile(seat, study, session, Array(more.utf8))
            #expect(third == Studies.Imported(numbers: [4], knownLines: [2, 3, 4], newAccounts: 0))
        }
    }

    @Test(arguments: testEngines)
    func nothingComesInWhenALineIsWrong(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, study, session) = try await world.open()
            let rows = try await world.count("coaches_entries")
            let bad = Self.good + "\ngisteren,Kik,a,,offer,coach,no,x,"
            await #expect(throws: ObservationFileRefusal.self) {
                try await world.coaches.studies.importFile(seat, study, session, Array(bad.utf8))
            }
            #expect(try await world.count("coaches_entries") == rows)
            let second = try await world.seat(1)
            await expect(.notYourSession) {
                try await world.coaches.studies.importFile(second, study, session, Array(Self.good.utf8))
            }
            world.clock.instant = Instant(startOf: Day("2027-04-02")!)
            let later = try await world.seat()
            await expect(.outsideApproval(from: Day("2026-10-01")!, to: Day("2027-03-31")!)) {
                try await world.coaches.studies.importFile(later, study, session, Array(Self.good.utf8))
            }
        }
    }
}
