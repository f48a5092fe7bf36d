import Core
import Directory
import Storage
import TestSupport
import Testing

@testable import Learning

/// Files of participations: what is read, and what is refused with its line.
@Suite struct ParticipationFileTests {
    private static let header = "activity,audience,people,from,to,organisation,source"
    private static let good = "e-learning,hotel,12,2020-01-01,2020-06-30,,Hotel De Linde"

    private struct Refused: Error {}

    private func read(_ text: String) -> ParticipationReading { read(Array(text.utf8)) }
    private func read(_ bytes: [UInt8]) -> ParticipationReading { ParticipationFile(organisations: []).read(bytes) }

    private func record(_ text: String) throws -> Participation {
        guard case .records(let records) = read("\(Self.header)\n\(text)\n") else { throw Refused() }
        return try #require(records.first)
    }

    /// The key and the line of each mistake.
    private func mistakes(_ reading: ParticipationReading) -> [String] {
        guard case .errors(let errors, _) = reading else { return [] }
        return errors.map { "\($0.text.key) \($0.line ?? 0)" }
    }

    @Test func aPlainFile() throws {
        let record = try record(Self.good)
        #expect(record.activity == .eLearning)
        #expect(record.audience == .hotel)
        #expect(record.people == 12)
        #expect(record.period.name == "2020-H1")
        #expect(record.source == Source(title: "Hotel De Linde", kind: .imported))
    }

    @Test func asSpreadsheetsWriteIt() throws {
        let wanted = try record(Self.good)
        let semicolons = "\(Self.header)\n\(Self.good)".replacing(",", with: ";")
        let tabs = "\(Self.header)\n\(Self.good)".replacing(",", with: "\t")
        let dutch =
            "activiteit;doelgroep;aantal;van;tot en met;organisatie;bron\r\n"
            + "E-learning;Hotel;12;1-1-2020;30-06-2020;;Hotel De Linde\r\n"
        let quoted =
            "\u{FEFF}\"Activity\", audience ,people,from,to,organisation,source\r\n\r\n"
            + "e-learning,\"hotel\",12,01/01/2020,30/06/2020,,\"Hotel De Linde\"\r\n,,,,,,\r\n"
        let turned =
            "source,people,to,from,audience,activity,organisation\n"
            + "Hotel De Linde,12,2020-06-30,2020-01-01,hotel,e-learning,\n"
        for file in [semicolons, tabs, dutch, quoted, turned] { #expect(read(file) == .records([wanted]), "\(file)") }
    }

    @Test func aProvinceMayStandBesideIt() throws {
        func province(_ text: String) -> ParticipationReading {
            read("\(Self.header),provincie\n\(Self.good),\(text)\n")
        }
        var wanted = try record(Self.good)
        #expect(province("") == .records([wanted]))
        for (text, known) in [
            ("Noord-Holland", Province.noordHolland), ("noord holland", .noordHolland), ("Fryslân", .fryslan),
            ("Friesland", .fryslan), ("zeeland", .zeeland),
        ] {
            wanted.province = known
            #expect(province(text) == .records([wanted]), "\(text)")
        }
        #expect(mistakes(province("Holland")) == ["learning.import.province 2"])
        #expect(mistakes(province("=1+1")) == ["learning.import.formula 2"])
    }

    @Test func windows1252() throws {
        let bytes = Array("\(Self.header)\ne-learning,hotel,3,2020-01-01,2020-06-30,,Caf".utf8) + [0xE9, 0x0A]
        guard case .records(let records) = read(bytes) else { throw Refused() }
        #expect(records[0].source.title == "Café")
    }

    @Test(arguments: [
        ("activity,audience,people,from,to,organisation\n", "learning.import.header-missing 1"),
        ("activity,audience,people,from,to,organisation,source,extra\n", "learning.import.header-column 1"),
        ("activity,activity,people,from,to,organisation,source\n", "learning.import.header-column 1"),
        ("=cmd|' /C calc'!A0\n", "learning.import.header-column 1"),
    ])
    func aWrongHeader(_ text: String, _ mistake: String) {
        #expect(mistakes(read(text + Self.good + "\n")) == [mistake])
    }

    @Test(arguments: [
        ("webinar,hotel,12,2020-01-01,2020-06-30,,Bron", "activity"),
        ("e-learning,piraten,12,2020-01-01,2020-06-30,,Bron", "audience"),
        ("e-learning,,12,2020-01-01,2020-06-30,,Bron", "audience"),
        ("e-learning,hotel,-5,2020-01-01,2020-06-30,,Bron", "people"),
        ("e-learning,hotel,1.5,2020-01-01,2020-06-30,,Bron", "people"),
        ("e-learning,hotel,\"1,5\",2020-01-01,2020-06-30,,Bron", "people"),
        ("e-learning,hotel,1e3,2020-01-01,2020-06-30,,Bron", "people"),
        ("e-learning,hotel,0,2020-01-01,2020-06-30,,Bron", "people"),
        ("e-learning,hotel,,2020-01-01,2020-06-30,,Bron", "people"),
        ("e-learning,hotel,99999999999999999999,2020-01-01,2020-06-30,,Bron", "people"),
        ("e-learning,hotel,١٢,2020-01-01,2020-06-30,,Bron", "people"),
        ("e-learning,hotel,12,2020-02-30,2020-06-30,,Bron", "date"),
        ("e-learning,hotel,12,30-6-20,2020-06-30,,Bron", "date"),
        ("e-learning,hotel,12,2020-07-01,2020-06-30,,Bron", "period"),
        ("e-learning,hotel,12,2020-01-01,2020-06-30,Hotel Nergens,Bron", "organisation"),
        ("e-learning,hotel,12,2020-01-01,2020-06-30,,", "source-missing"),
        ("e-learning,hotel,12,2020-01-01,2020-06-30,,=1+1", "formula"),
        ("e-learning,hotel,12,2020-01-01,2020-06-30,,@SUM(A1)", "formula"),
        ("e-learning,hotel,=6*2,2020-01-01,2020-06-30,,Bron", "formula"),
        ("e-learning,hotel,-2+3,2020-01-01,2020-06-30,,Bron", "formula"),
    ])
    func aWrongLine(_ line: String, _ key: String) {
        let reading = read("\(Self.header)\n\(Self.good)\n\(line)\n\(Self.good)\n")
        #expect(mistakes(reading) == ["learning.import.\(key) 3"])
    }

    @Test func whatTheReaderRefuses() {
        #expect(mistakes(read("")) == ["tables.empty 0"])
        #expect(mistakes(read("\(Self.header)\n")) == ["learning.import.no-records 1"])
        #expect(mistakes(read("\(Self.header)\n\(Self.good)\ne-learning,hotel\n")) == ["tables.cells 3"])
        #expect(mistakes(read("\(Self.header)\n\(Self.good)\ne-learning,ho\u{0}tel\n")) == ["tables.nul 3"])
        let lines = String(repeating: "x\n", count: 1_000_000)
        #expect(mistakes(read("\(Self.header)\n" + lines)) == ["tables.too-many-lines 20002"])
        let many = String(repeating: Self.good + "\n", count: 20_001)
        #expect(mistakes(read("\(Self.header)\n" + many)) == ["tables.too-many-lines 20002"])
        #expect(mistakes(read(Array(repeating: 0x61, count: 5 << 20))) == ["learning.import.too-large 0"])
    }

    @Test func allMistakesUpToFifty() {
        let bad = "e-learning,piraten,12,2020-01-01,2020-06-30,,Bron\n"
        guard case .errors(let errors, let more) = read("\(Self.header)\n" + String(repeating: bad, count: 50)) else {
            Issue.record("accepted")
            return
        }
        #expect(errors.count == 50)
        #expect(errors.last?.line == 51)
        #expect(!more)
        guard case .errors(let first, let isMore) = read("\(Self.header)\n" + String(repeating: bad, count: 51)) else {
            Issue.record("accepted")
            return
        }
        #expect(first.count == 50)
        #expect(isMore)
    }

    /// Whatever bytes come: records or errors, and nothing in between.
    @Test func anyBytes() {
        var generator = SeededGenerator(seed: 8)
        let seed = Array("\(Self.header)\n\(Self.good)\n\(Self.good)\n".utf8)
        for _ in 0..<500 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: .min ... .max, using: &generator), at: place)
                }
            }
            switch read(bytes) {
            case .records(let records): #expect(!records.isEmpty && records.allSatisfy { $0.people > 0 })
            case .errors(let errors, _): #expect(!errors.isEmpty)
            }
        }
    }
}

/// The pages around such a file.
@Suite struct ParticipationPageTests {
    private static let file = """
        activity,audience,people,from,to,organisation,source
        e-learning,hotel,10,2020-01-01,2020-06-30,Hotel De Zon,"Zon, eigen telling"
        e-learning,holiday-park,4,2020-01-01,2020-06-30,,Parken

        """

    @Test(arguments: testEngines)
    func fromUploadOverPreviewToUndo(engine: Engine) async throws {
        try await World.on(engine) { world in
            let trainer = world.trainer
            try await world.serve(sessions: ["t": trainer]) { client in
                let desk = Visitor(client, session: "t")
                let path = "/werk/leren/deelnames"
                #expect(try await desk.get(path).says("Hier komen de deelnames"))
                let preview = try await desk.upload("\(path)/inlezen", "file", name: "zon.csv", Array(Self.file.utf8))
                #expect(preview.status == 200)
                #expect(preview.says("2 regels, samen 14 mensen"))
                #expect(try await world.learning.participations.batches(trainer).isEmpty)
                let text = try #require(Self.value(of: "text", in: preview.body))
                let fields: KeyValuePairs = ["name": "zon.csv", "text": text, "doe": "bewaar"]
                #expect(try await desk.post("\(path)/inlezen", fields).status == 303)
                let list = try await desk.get(path)
                #expect(list.says("zon.csv"))
                #expect(list.says(">14<"))
                let again = try await desk.upload("\(path)/inlezen", "file", name: "x.csv", Array(Self.file.utf8))
                #expect(again.status == 422)
                #expect(again.says("al bewaard, op 24 november 2026"))
                let batch = try await desk.get("\(path)/laatste")
                #expect(batch.says("Zon, eigen telling"))
                let undo = try #require(batch.body.split(separator: "action=\"").first { $0.contains("/ongedaan\"") })
                #expect(try await desk.post(String(undo.prefix { $0 != "\"" }), [:]).status == 303)
                #expect(try await world.learning.figureSource.figures(in: Period(named: "2020")).isEmpty)
            }
        }
    }

    @Test(arguments: testEngines)
    func mistakesAreShownAndNothingIsRecorded(engine: Engine) async throws {
        try await World.on(engine) { world in
            let trainer = world.trainer
            try await world.serve(sessions: ["t": trainer, "z": world.member(of: world.hotel)]) { client in
                let desk = Visitor(client, session: "t")
                let path = "/werk/leren/deelnames"
                let wrong = try await desk.post(
                    "\(path)/inlezen", ["text": Self.file.replacing(",10,", with: ",-10,"), "doe": "bewaar"])
                #expect(wrong.status == 422)
                #expect(wrong.says("Regel 2: “-10” is geen aantal mensen."))
                #expect(wrong.says("eigen telling"))
                #expect(try await desk.post("\(path)/inlezen", [:]).status == 422)
                let lines =
                    "activity,audience,people,from,to,organisation,source\n"
                    + String(repeating: "x\n", count: 1_000_000)
                let long = try await desk.upload("\(path)/inlezen", "file", name: "lang.csv", Array(lines.utf8))
                #expect(long.status == 422)
                #expect(long.says("20002"))
                let typed = try await desk.post(
                    "\(path)/nieuw",
                    [
                        "activity": "e-learning", "audience": "hotel", "people": "2.5", "from": "30-6-2020",
                        "to": "1-1-2020", "source": "<b>", "url": "javascript:x", "organisation": "",
                    ])
                #expect(typed.status == 422)
                #expect(typed.says("De laatste dag ligt voor de eerste."))
                #expect(typed.says("value=\"&lt;b&gt;\""))
                #expect(try await world.learning.participations.batches(trainer).isEmpty)
                let right: KeyValuePairs = [
                    "activity": "e-learning", "audience": "hotel", "people": "12", "from": "1-1-2020",
                    "to": "30-6-2020", "source": "Telling", "url": "https://example.org/telling", "organisation": "",
                ]
                #expect(try await desk.post("\(path)/nieuw", right).status == 303)
                #expect(try await desk.post("\(path)/nieuw", right).status == 422)
                let stranger = Visitor(client, session: "z")
                #expect(try await stranger.get(path).status == 403)
                #expect(try await stranger.post("\(path)/nieuw", right).status == 403)
            }
        }
    }

    /// The value of a hidden field, as a browser reads it.
    private static func value(of name: String, in html: String) -> String? {
        guard let start = html.firstRange(of: "name=\"\(name)\" value=\"") else { return nil }
        return String(html[start.upperBound...].prefix { $0 != "\"" }).replacing("&quot;", with: "\"")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }
}
