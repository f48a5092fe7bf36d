import Core
import Directory
import TestSupport
import Testing
import Vault

@testable import Learning

/// Files of rosters: what is read, what is left out with its line, and what is refused as a whole.
@Suite struct RosterFileTests {
    private func file(everybody: [String] = ["receptie"], onlySite: String? = nil) -> RosterFile {
        RosterFile(
            courses: [tinyCourse(), tinyCourse("schoonmaak")], everybody: everybody, onlySite: onlySite)
    }

    private func read(_ text: String, everybody: [String] = ["receptie"], onlySite: String? = nil) throws
        -> RosterReading
    {
        try file(everybody: everybody, onlySite: onlySite).read(Array(text.utf8))
    }

    /// The key and the line of each mistake.
    private func mistakes(_ reading: RosterReading) -> [String] {
        reading.mistakes.map { "\($0.text.key.split(separator: ".").last!) \($0.line ?? 0)" }
    }

    private func refused(_ text: String) -> String? {
        do {
            _ = try read(text)
            return nil
        } catch { return (error as? ImportRefusal)?.text.key }
    }

    @Test func aPlainFile() throws {
        let reading = try read(
            "naam,personeelsnummer,locatie,afdeling,e-mail,cursus,taal,uiterlijk\n"
                + "Noor Bakker,17,Haven,Receptie,noor@voorbeeld.example,schoonmaak,en,31-12-2027\n")
        #expect(
            reading.lines == [
                RosterLine(
                    line: 2, name: "Noor Bakker", number: "17", email: "noor@voorbeeld.example", language: .en,
                    site: "Haven", department: "Receptie", courses: ["schoonmaak"], due: Day("2027-12-31"))
            ])
        #expect(reading.mistakes.isEmpty)
    }

    @Test func asPersonnelSystemsWriteIt() throws {
        var wanted = try read("name,number,site\nNoor van den Berg,17,Haven\n").lines
        let files = [
            "Personeelsnr.;Roepnaam;Tussenvoegsel;Achternaam;Vestiging\r\n17;Noor;van den;Berg;Haven\r\n",
            "\u{FEFF}\"Site\"\t\"Staff number\"\t\"Full name\"\r\nHaven\t17\tNoor  van den Berg \r\n\r\n",
        ]
        for text in files { #expect(try read(text).lines == wanted, "\(text)") }
        var utf16: [UInt8] = [0xFF, 0xFE]
        for unit in "name,number,site\nNoor van den Berg,17,Haven\n".utf16 {
            utf16 += [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
        #expect(try file().read(utf16).lines == wanted)
        wanted[0].line = 3
        let announced = "sep=;\nLOCATIE;NAAM;PERSONEELSNUMMER\nHaven;Noor van den Berg;17\n"
        #expect(try read(announced).lines == wanted)
        let latin: [UInt8] = Array("naam;locatie\nRen".utf8) + [0xE9, 0x65] + Array(";Haven\n".utf8)
        #expect(try file().read(latin).lines.map(\.name) == ["Renée"])
    }

    @Test func everyWrongLineIsNamedAndTheOthersStay() throws {
        let reading = try read(
            """
            naam;nummer;locatie;email;cursus;taal;uiterlijk
            A;1;Haven;a@b.example;receptie;nl;
            ;;Haven;;;;
            C;3;;;;;
            D;4;Haven;geen adres;;;
            E;5;Haven;;duiken;;
            F;6;Haven;;;klingon;
            G;7;Haven;;;;30-2-2027
            H;1;Haven;;;;
            =I();9;Haven;;;;
            J;10;Haven;;
            K;11;Haven;;Signals at the desk | schoonmaak;en;1/2/2027
            """)
        #expect(reading.lines.map(\.name) == ["A", "K"])
        #expect(reading.lines[1].courses == ["receptie", "schoonmaak"] || reading.lines[1].courses == ["schoonmaak"])
        #expect(
            mistakes(reading) == [
                "nobody 3", "site 4", "email 5", "course 6", "language 7", "date 8", "number-twice 9", "unreadable 10",
                "cells 11",
            ])
        #expect(reading.mistakeCount == 9)
    }

    @Test func namesWithoutANumberStandOnce() throws {
        let reading = try read("naam;nummer;locatie\nSam;;Haven\nsam;;Bos\nSam;4;Haven\n")
        #expect(mistakes(reading) == ["name-twice 3"])
        #expect(reading.lines.count == 2)
    }

    @Test func whatIsNotSaidComesFromTheForm() throws {
        #expect(try mistakes(read("naam;locatie\nSam;Haven\n", everybody: [])) == ["no-course 2"])
        #expect(try read("naam\nSam\n", onlySite: "Haven").lines.map(\.site) == ["Haven"])
        #expect(try mistakes(read("naam\nSam\n")) == ["site 2"])
        // The same site, written in two ways.
        #expect(Set(try read("naam;locatie\nSam;Haven\nNoor; haven\n").lines.map(\.site)) == ["Haven"])
    }

    @Test func otherColumnsAreNotKept() throws {
        let reading = try read("naam;BSN;geboortedatum;locatie\nSam;123456782;1-1-1990;Haven\n")
        #expect(reading.ignored == ["BSN", "geboortedatum"])
        #expect(!reading.lines.packed.contains("123456782"))
        #expect(!reading.lines.packed.contains("1990"))
    }

    @Test func aFileThatIsNone() {
        #expect(refused("") == "tables.empty")
        #expect(refused("kleur;maat\nrood;3\n") == "roster.file.no-columns")
        #expect(refused("naam;locatie\n") == "roster.file.empty")
        #expect(refused("naam;name;locatie\nSam;Sam;Haven\n") == "roster.file.column-twice")
        #expect(refused("naam;locatie\nSam;\"Haven\n") == "tables.open-quote")
        // Citizen service numbers under another name: all nine digits pass its test.
        let citizens = (0..<6).map { Self.citizenNumber($0) }
        let file = "naam;personeelsnummer;locatie\n" + citizens.map { "N\($0);\($0);Haven" }.joined(separator: "\n")
        #expect(refused(file) == "roster.file.citizen-numbers")
        let ordinary = (100_000_000..<100_000_006).map { "N\($0);\($0);Haven" }.joined(separator: "\n")
        #expect(refused("naam;personeelsnummer;locatie\n" + ordinary) == nil)
    }

    /// A number of nine digits that passes the test of citizen service numbers.
    private static func citizenNumber(_ place: Int) -> String {
        var numbers: [Int] = []
        var number = 100_000_000
        while numbers.count <= place {
            let digits = String(number).utf8.map { Int($0) - 48 }
            let sum = (0..<8).reduce(0) { $0 + (9 - $1) * digits[$1] } - digits[8]
            if sum % 11 == 0 { numbers.append(number) }
            number += 1
        }
        return "\(numbers[place])"
    }

    @Test func aLineComesBackAsItWasPacked() throws {
        let lines = [
            RosterLine(line: 2, name: "Noor, \"N\"; Bakker", number: "", site: "Haven", courses: ["a", "b"]),
            RosterLine(
                line: 9, name: "", number: "1|2", email: "a@b.example", language: .en, site: "Bos",
                department: "Keuken", courses: ["a"], due: Day("2027-01-01")),
        ]
        #expect([RosterLine](packed: lines.packed) == lines)
    }

    /// 100,000 lines of which three are wrong.
    @Test func aLongFileWithThreeMistakes() throws {
        var text = "naam;nummer;locatie;afdeling;email\n"
        for number in 1...100_000 {
            switch number {
            case 777: text += "Wie;777;;A;\n"
            case 50_000: text += "Mens 50000;50000;Haven;A;geen adres\n"
            case 99_999: text += "Mens 1;1;Haven;A;\n"
            default:
                text += "Mens \(number);\(number);Locatie \(number % 40);Afdeling \(number % 7);m\(number)@b.example\n"
            }
        }
        let reading = try read(text)
        #expect(mistakes(reading) == ["site 778", "email 50001", "number-twice 100000"])
        #expect(reading.lines.count == 99_997)
    }
}

/// A file over a roster: who comes in, who changes, who is missing.
@Suite struct RosterPlanTests {
    private func line(_ name: String, _ number: String = "", site: String = "Haven") -> RosterLine {
        RosterLine(line: 0, name: name, number: number, site: site, courses: ["receptie"])
    }

    private func roster(_ lines: [RosterLine]) -> [RosterEntry] {
        lines.map { RosterEntry(id: Identifier(at: systemClock(), random: systemRandomBytes), line: $0) }
    }

    @Test func theSameFileChangesNothing() {
        let lines = [line("A", "1"), line("B"), line("", "3")]
        let plan = RosterPlan(lines, over: roster(lines))
        #expect(plan.same == 3 && plan.added.isEmpty && plan.changed.isEmpty && plan.missing.isEmpty)
    }

    @Test func aPersonIsKnownByTheNumber() {
        let plan = RosterPlan([line("Noor de Vries", "1", site: "Bos")], over: roster([line("Noor Bakker", "1")]))
        #expect(plan.changed.count == 1 && plan.missing.isEmpty)
    }

    @Test func aNumberThatComesLaterKeepsThePerson() {
        let known = roster([line("Sam")])
        let plan = RosterPlan([line("Sam", "9")], over: known)
        #expect(plan.changed.map(\.id) == known.map(\.id))
        // Two of that name: nobody knows which.
        let two = RosterPlan([line("Sam", "9"), line("Sam", "10")], over: known)
        #expect(two.added.count == 2 && two.missing.count == 1)
        // Another number is another person.
        let other = RosterPlan([line("Sam", "9")], over: roster([line("Sam", "8")]))
        #expect(other.added.count == 1 && other.missing.count == 1)
    }

    @Test func aNameNeverTakesWhoHasANumberFurtherOn() {
        let known = roster([line("Sam", "7")])
        let plan = RosterPlan([line("Sam"), line("Noor", "7")], over: known)
        #expect(plan.changed.map(\.id) == known.map(\.id))
        #expect(plan.changed[0].line.name == "Noor")
        #expect(plan.added.map(\.name) == ["Sam"])
    }

    /// Whatever the file: each line once, each person once, and nobody both kept and missing.
    @Test func everybodyIsAccountedFor() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            func some(_ count: Int) -> [RosterLine] {
                var seen: Set<String> = []
                return (0..<count).compactMap { _ in
                    let number = Bool.random(using: &random) ? "\(Int.random(in: 1...8, using: &random))" : ""
                    let name = ["A", "B", "C", "D", "E"].randomElement(using: &random)!
                    guard seen.insert(number.isEmpty ? "n" + name : number).inserted else { return nil }
                    return line(name, number, site: ["Haven", "Bos"].randomElement(using: &random)!)
                }
            }
            let (lines, known) = (some(6), roster(some(6)))
            let plan = RosterPlan(lines, over: known)
            #expect(plan.added.count + plan.changed.count + plan.same == lines.count)
            #expect(plan.changed.count + plan.same + plan.missing.count == known.count)
            #expect(Set(plan.changed.map(\.id)).isDisjoint(with: plan.missing.map(\.id)))
        }
    }
}

/// When something is to be done, and again.
@Suite struct RosterStateTests {
    private let today = Day("2026-11-26")!

    private func state(_ course: RosterCourse, version: Int? = 3) -> RosterState {
        RosterState(course, version: version, on: today)
    }

    @Test func howSomebodyStands() {
        #expect(state(RosterCourse(course: "a")) == .open)
        #expect(state(RosterCourse(course: "a", due: today)) == .open)
        #expect(state(RosterCourse(course: "a", due: today.adding(days: -1))) == .late)
        func done(_ day: String, version: Int = 3, required: Bool = true) -> RosterState {
            state(RosterCourse(course: "a", isRequired: required, done: .init(day: Day(day)!, version: version)))
        }
        #expect(done("2026-11-26") == .done)
        #expect(done("2025-11-27") == .done)
        #expect(done("2025-11-26") == .refresh)
        #expect(done("2026-05-01", version: 2) == .newVersion)
        #expect(done("2025-05-01", version: 2) == .refresh)
        #expect(done("2020-01-01", required: false) == .done)
        #expect(state(RosterCourse(course: "x", done: .init(day: today, version: 1)), version: nil) == .done)
    }

    /// The rule in SQL asks for the last day of completion; it is the same rule turned round.
    @Test func aYearLaterAndAYearBeforeAgree() {
        var day = Day("2023-01-01")!
        while day < Day("2029-12-31")! {
            let last = Refresh.lastDone(on: day)
            #expect(Refresh.day(after: last) <= day, "\(day)")
            #expect(Refresh.day(after: last.adding(days: 1)) > day, "\(day)")
            day = day.adding(days: 1)
        }
    }
}

/// The own code of a person.
@Suite struct RosterCodeTests {
    @Test func aCodeIsMadeAgainAndReadAgain() {
        let siteKey = SiteKey(Array(repeating: 7, count: 32))!
        let person = Identifier(at: systemClock(), random: systemRandomBytes)
        let code = RosterCode(person: person, generation: 0, siteKey: siteKey)
        #expect(code == RosterCode(person: person, generation: 0, siteKey: siteKey))
        #expect(code != RosterCode(person: person, generation: 1, siteKey: siteKey))
        #expect(RosterCode(code.description.lowercased()) == code)
        #expect(code.description.utf8.count == 14)
        #expect(RosterCode(String(code.text.dropLast())) == nil)
        var cookie = RosterCookie(nil)
        cookie[course: "receptie"] = code
        #expect(RosterCookie(cookie.text)[course: "receptie"] == code)
        #expect(RosterCookie("receptie~niets.x")[course: "receptie"] == nil)
    }
}
