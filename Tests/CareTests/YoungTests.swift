import Core
import Foundation
import TestSupport
import Testing

@testable import Care

@Suite struct BirthdayTests {
    @Test func whoWasBornOnTheLeapDayTurns18OnTheFirstOfMarch() {
        let born = day("2008-02-29")
        #expect(Birthdays.eighteenth(born: born) == day("2026-03-01"))
        #expect(Birthdays.day(16, born: born) == day("2024-02-29"))
        #expect(Birthdays.age(on: day("2026-02-28"), born: born) == 17)
        #expect(Birthdays.age(on: day("2026-03-01"), born: born) == 18)
        #expect(Birthdays.end(born: born) == day("2032-02-29"))
    }

    @Test func monthsKeepTheDayOrTakeTheLastOfTheMonth() {
        #expect(Birthdays.months(-18, from: day("2026-03-31")) == day("2024-09-30"))
        #expect(Birthdays.months(1, from: day("2028-01-31")) == day("2028-02-29"))
        #expect(Birthdays.months(12, from: day("2026-12-15")) == day("2027-12-15"))
        #expect(Birthdays.months(0, from: day("2026-12-31")) == day("2026-12-31"))
    }

    /// Over all days of eight years: an age goes up on the birthday and on no other day.
    @Test func anAgeGoesUpOnTheBirthdayOnly() {
        for number in day("2004-01-01").number...day("2011-12-31").number {
            let born = Day(number: number)
            for age in [16, 18, 24] {
                let birthday = Birthdays.day(age, born: born)
                #expect(Birthdays.age(on: birthday, born: born) == age)
                #expect(Birthdays.age(on: birthday.adding(days: -1), born: born) == age - 1)
            }
        }
    }

    @Test func from16UpToAndIncluding23() {
        let today = day("2026-11-26")
        func check(_ born: String) -> CareError? {
            refusal { () throws(CareError) in try Birthdays.check(day(born), on: today) }
        }
        #expect(check("2010-11-26") == nil)
        #expect(check("2010-11-27") == .tooYoung(age: 16, from: day("2026-11-27")))
        #expect(check("2002-11-27") == nil)
        #expect(check("2002-11-26") == .tooOld(age: 24, since: today))
        #expect(check("2026-11-27") == .bornInFuture)
    }
}

@Suite struct FreeTextTests {
    @Test(arguments: [
        ("nummer 111222333", [TextRemark.bsn]), ("111.222.333", [.bsn]), ("111 222 333 is van mij", [.bsn]),
        ("111222334", []), ("000000000", []), ("1112223330", []), ("op 26-11-2026 en 27-11-2026", []),
        ("bel 06-12345678", [.phone]), ("+31 6 1234 5678", [.phone]), ("0031612345678", [.phone]),
        ("06-12345678 111222333", [.bsn, .phone]), ("(020) 123 45 67", [.phone]),
        ("zie https://voorbeeld.nl", [.link]), ("www.voorbeeld.nl", [.link]), ("mail a@voorbeeld.nl", [.mail]),
        ("![ik](x)", [.image]), ("foto.JPG gestuurd", [.image]), ("<img src=x>", [.image]),
        ("data:image/png", [.image]),
        ("Sanne wil in januari op zichzelf wonen.", []), ("@", []), ("kosten: 1.250 euro, 12 weken", []),
    ])
    func whatDoesNotBelongThere(text: String, remarks: [TextRemark]) { #expect(TextRemark.all(in: text) == remarks) }

    /// One number in eleven passes, as the test is made.
    @Test func theElevenTestIsThatOfTheNumbers() {
        func passes(_ number: Int) -> Bool { TextRemark.all(in: String(number)) == [.bsn] }
        let found = (100_000_000..<100_001_100).filter(passes)
        #expect(found.count == 100)
        for number in found {
            let digits = String(number).compactMap(\.wholeNumberValue)
            let sum = zip(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(sum % 11 == 0)
        }
    }

    @Test func itIsShortAndGoesAfter90DaysUnlessRenewed() throws {
        let written = try FreeText.written(
            " Belt liever dan dat hij mailt. ", id: identifier(9), on: day("2026-11-26"), field: "note")
        let text = try #require(written)
        #expect(text.text == "Belt liever dan dat hij mailt.")
        #expect(text.keepUntil == day("2027-02-24"))
        #expect(text.isKept(on: day("2027-02-24")) && !text.isKept(on: day("2027-02-25")))
        #expect(text.renewed(on: day("2027-02-01")).keepUntil == day("2027-05-02"))
        #expect(text.renewed(on: day("2027-02-25")) == text, "what passed its day does not come back")
        #expect(try FreeText.written(" \n", id: identifier(9), on: day("2026-11-26"), field: "note") == nil)
        let long = String(repeating: "é ", count: 250)
        #expect(
            refusal { () throws(CareError) in
                _ = try FreeText.written(long, id: identifier(9), on: day("2026-11-26"), field: "note")
            }
                == nil)
        let tooLong = String(repeating: "é", count: 501)
        #expect(
            refusal { () throws(CareError) in
                _ = try FreeText.written(tooLong, id: identifier(9), on: day("2026-11-26"), field: "note")
            }
                == .tooLong(field: "note", most: 500))
        #expect(
            refusal { () throws(CareError) in
                _ = try FreeText.written("111222333", id: identifier(9), on: day("2026-11-26"), field: "note")
            } == .holdsBSN(field: "note"))
    }
}

@Suite struct YoungPersonTests {
    private let sanne = YoungPerson(name: " Sanne ", bornOn: day("2009-05-01"), municipality: "Utrecht")

    @Test func asItIsKept() throws {
        let today = day("2026-11-26")
        #expect(try sanne.checked(on: today).name == "Sanne")
        var wrong = sanne
        wrong.reference = "111222333"
        #expect(
            refusal { () throws(CareError) in _ = try wrong.checked(on: today) } == .holdsBSN(field: "reference"))
        wrong = sanne
        wrong.municipality = ""
        #expect(
            refusal { () throws(CareError) in _ = try wrong.checked(on: today) } == .missing(field: "municipality"))
        #expect(refusal { () throws(CareError) in _ = try sanne.checked(on: day("2033-05-01")) }?.field == "born-on")
        #expect(sanne.endsOn() == day("2033-05-01"))
    }

    @Test func itComesBackFromJSON() throws {
        let coded = try JSONEncoder().encode(sanne)
        #expect(try JSONDecoder().decode(YoungPerson.self, from: coded) == sanne)
    }
}

@Suite struct ConsentTests {
    private let born = day("2009-05-01")

    @Test func askedAgainAt16WhatParentsSaidAndAt18All() {
        let parents = Consent(id: identifier(1), .help, by: .parents, on: day("2025-01-10"))
        let own = Consent(id: identifier(2), .statistics, on: day("2025-06-10"))
        let no = Consent(id: identifier(3), .reporting, on: day("2025-06-10"), isGiven: false)
        let all = [parents, own, no]
        #expect(
            all.due(on: day("2025-04-30"), born: born).map(\.purpose) == [.handover, .reporting, .statistics])
        #expect(
            all.due(on: day("2026-01-01"), born: born) == [
                ConsentDue(purpose: .help, reason: .turned16, since: day("2025-05-01")),
                ConsentDue(purpose: .handover, reason: .neverAsked, since: nil),
            ])
        let at18 = all.due(on: day("2027-05-01"), born: born)
        #expect(at18.filter { $0.reason == .turned18 }.map(\.purpose) == [.help, .reporting, .statistics])
        let again = all + [Consent(id: identifier(4), .help, on: day("2027-05-01"))]
        #expect(!again.due(on: day("2027-05-01"), born: born).map(\.purpose).contains(.help))
    }

    @Test func whatTheySaidThemselvesAt15IsAskedAgainAt18() {
        let own = Consent(id: identifier(1), .help, on: day("2024-12-01"))
        #expect(own.askedAgain(born: born) == day("2027-05-01"))
        #expect(own.holds(on: day("2025-06-01"), born: born))
    }

    @Test func helpAndStatisticsHoldApart() {
        let parents = Consent(id: identifier(1), .help, by: .parents, on: day("2025-01-10"))
        #expect([parents].hold(.help, on: day("2025-04-30"), born: born))
        #expect(![parents].hold(.help, on: day("2025-05-01"), born: born), "parents decide no longer at 16")
        #expect(![parents].hold(.statistics, on: day("2025-02-01"), born: born))
        let own = Consent(id: identifier(2), .help, on: day("2026-01-01"), withdrawnOn: day("2026-03-01"))
        #expect([parents, own].hold(.help, on: day("2026-02-28"), born: born))
        #expect(![parents, own].hold(.help, on: day("2026-03-01"), born: born))
        #expect([parents, own].due(on: day("2026-04-01"), born: born).map(\.purpose).contains(.help) == false)
        let no = Consent(id: identifier(3), .help, on: day("2026-05-01"), isGiven: false)
        #expect(![parents, own, no].hold(.help, on: day("2026-06-01"), born: born))
    }

    @Test func withdrawnBeforeItWasGiven() {
        let consent = Consent(id: identifier(1), .help, on: day("2026-05-01"), withdrawnOn: day("2026-04-01"))
        #expect(
            refusal { () throws(CareError) in _ = try consent.checked(on: day("2026-06-01")) }
                == .dayBefore(field: "withdrawn-on", day("2026-05-01")))
    }
}
