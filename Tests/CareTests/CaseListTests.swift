import Core
import Tables
import Testing

@testable import Care

@Suite struct CaseListTests {
    private func read(_ text: String) -> CaseListReading {
        CaseListFile(today: day("2026-11-26")).read(Array(text.utf8))
    }

    private func problems(_ text: String) -> [String] {
        let reading = read(text)
        return (reading.problems + reading.rows.flatMap(\.problems)).map {
            "\($0.line.map { "\($0)" } ?? "-") \($0.column ?? "-") \($0.text.key)"
        }
    }

    @Test func inDutchWithSemicolons() throws {
        let reading = read(
            """
            Naam;Geboortedatum;Gemeente;LVB;Soort hulp;Wet;Van;Tot
            Sanne;5-5-2009;Utrecht;ja;stay;jeugdwet;1-1-2026;5-5-2027
            Sam;2008-02-29;Zwolle;;;;;
            """)
        #expect(reading.isGood)
        #expect(reading.young.map(\.name) == ["Sanne", "Sam"])
        #expect(reading.young.map(\.hasMildDisability) == [.yes, .unknown])
        let care = try #require(reading.rows[0].care)
        let spell = try care.spell(id: identifier(1), source: "Lijst", on: day("2026-11-26"))
        #expect(spell.function == .stay && spell.end == day("2027-05-05") && spell.status == .started)
        #expect(reading.rows[1].care == nil)
    }

    @Test func everyLineWithItsProblems() {
        let found = problems(
            """
            name,born_on,municipality,reference,function,law,start,end
            ,2009-05-05,Utrecht,A1,,,,
            Sanne,2011-05-05,Utrecht,A2,,,,
            Sam,1999-05-05,Utrecht,A3,,,,
            Noor,2009-31-05,Utrecht,A1,,,,
            Luca,2009-05-05,Utrecht,111222333,,,,
            Robin,2009-05-05,Utrecht,A6,stay,jeugdwet,2026-05-01,2026-05-01
            Jip,2009-05-05,Utrecht,A7,house,,,
            Kim,2009-05-05,Utrecht,A8,stay,jeugdwet,2026-12-01,
            Bo,2026-12-31,Utrecht,A9,,,,
            """)
        #expect(
            found == [
                "2 name care.error.missing", "3 born_on care.error.too-young", "4 born_on care.error.too-old",
                "5 born_on care.case-list.date", "5 reference care.case-list.twice",
                "6 reference care.error.holds-bsn", "7 end care.error.ends-before-start",
                "8 function care.case-list.choice", "8 law care.case-list.choice", "8 start care.case-list.empty",
                "9 start care.error.in-future", "10 born_on care.error.born-in-future",
            ])
    }

    @Test func whatIsGoodStaysGoodBesideWhatIsNot() {
        let reading = read("name,born_on,municipality\nSanne,2009-05-05,Utrecht\nSam,x,Utrecht\n\nNoor,2009-05-06")
        #expect(!reading.isGood)
        #expect(reading.young.map(\.name) == ["Sanne"])
        #expect(reading.problems.map(\.text.key) == ["tables.cells"])
    }

    @Test(arguments: [
        ("name,born_on\nSanne,2009-05-05", "care.case-list.columns-missing"),
        ("name,born_on,municipality,bsn\nSanne,2009-05-05,Utrecht,1", "care.case-list.column"),
        ("name,born_on,municipality,name\nSanne,2009-05-05,Utrecht,1", "care.case-list.column"),
        ("name,born_on,municipality", "care.case-list.no-lines"), ("", "tables.empty"),
    ])
    func aFileThatIsNone(text: String, key: String) {
        #expect(read(text).problems.map(\.text.key) == [key])
        #expect(read(text).rows.isEmpty)
    }

    @Test func aNumberThatMayBeACitizenServiceNumberIsNotRepeated() {
        let reading = read("name,born_on,municipality\nSanne,111222333,Utrecht")
        #expect(reading.rows[0].problems[0].text.arguments["value"] == "…")
        #expect(read(String(repeating: "x", count: 1 << 21)).problems.map(\.text.key) == ["care.case-list.too-large"])
    }
}
