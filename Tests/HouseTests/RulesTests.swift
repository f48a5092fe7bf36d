import Core
import Testing
import TestSupport

@testable import House

@Suite struct NumberTests {
    @Test(arguments: [
        ("31015-197", "31015-197"), ("kst-31015-197", "31015-197"), ("KST-36410-VI-12", "36410-VI-12"),
        ("31 015, nr. 197", "31015-197"), ("36 410 VI, nr. 12", "36410-VI-12"), ("36410-(R2114)-7", "36410-(R2114)-7"),
    ])
    func numbers(_ text: String, _ expected: String) {
        let number = Kamerstuknummer(text)
        #expect(number?.description == expected)
        #expect(Kamerstuknummer(expected) == number)
    }

    @Test(arguments: [
        "", "31015", "31015-", "-197", "3101-197", "31015-19799", "2020Z13371", "31015-197b", "ah-tk-20202021-12",
    ])
    func notANumber(_ text: String) { #expect(Kamerstuknummer(text) == nil) }

    @Test(arguments: [
        ("Gewijzigde motie van het lid X over Y (t.v.v. 31015-182)", ["31015-182"]),
        ("Gewijzigde motie van het lid X over Y (T.V.V. 36547-30) ", ["36547-30"]),
        ("Nader gewijzigd amendement (t.v.v. 36410-VI-12)", ["36410-VI-12"]),
        ("Gewijzigde motie over Y (t.v.v. 31 015, nr. 182)", ["31015-182"]),
        ("Gewijzigde motie over Y (t.v.v.31015-182)", ["31015-182"]),
        ("Gewijzigde motie over Y (t.v.v. 31015-182 en 31015-183)", ["31015-182", "31015-183"]),
        ("Motie over de brief van 31015-182", []), ("Motie over Y (t.v.v. iets)", []), ("", []),
    ])
    func replaced(_ onderwerp: String, _ expected: [String]) {
        #expect(Kamerstuknummer.replaced(in: onderwerp).map(\.description) == expected)
    }
}

@Suite struct UitkomstTests {
    @Test(arguments: [
        ("Stemmen - aangenomen", Uitkomst.aangenomen), ("Stemmen - verworpen", .verworpen),
        ("Stemmen - aangehouden", .aangehouden), ("Stemmen - aangehouden (al tijdens debat)", .aangehouden),
        ("Stemmen - uitstellen", .uitgesteld), ("Stemmen - zonder stemming aannemen", .aangenomen),
        ("Stemmen - ingetrokken", .ingetrokken), ("Stemmen - ingetrokken (al tijdens debat)", .ingetrokken),
        ("Stemmen - vervallen", .vervallen), ("Stemmen - gestaakt", .gestaakt), ("Stemmen - vastgesteld", .vastgesteld),
        ("Stemmen - niet aangenomen", .nietAangenomen), ("Overgenomen", .overgenomen),
        ("stemmen -  Aangenomen ", .aangenomen),
    ])
    func known(_ text: String, _ expected: Uitkomst) { #expect(Uitkomst.reading(text).known == expected) }

    /// Others that were seen: none of them ends a vote, and each is kept.
    @Test(arguments: [
        "Ingediend", "Stemmen", "Agenderen - stemmingen", "Behandelen [en afdoen]", "Voorstel volgt ",
        "V.k.a. - voor kennisgeving aannemen (plenair)", "Aanhouden - tot de volgende procedurevergadering",
        "[Vrij tekstveld / geen Parlisproces]", "Stemmen - iets van morgen",
        "Termijn - vervallen in verband met verstrijken termijn",
    ])
    func kept(_ text: String) {
        #expect(Uitkomst.reading(text).known == nil)
        #expect(Uitkomst.reading(text).text == text)
    }

    @Test func onlyDecisionsCount() throws {
        var besluit = try page(Besluit.self, "besluiten.json").rows[0]
        #expect(besluit.uitkomst?.known == .aangenomen)
        besluit.status = Open("Concept voorstel")
        #expect(besluit.uitkomst == nil)
        besluit.status = Open(.besluit)
        besluit.verwijderd = true
        #expect(besluit.uitkomst == nil)
    }

    @Test func theLastDecision() {
        let zaak = Identifier("9ce9d411-3570-4507-a41a-9a2caf9de535")!
        func besluit(_ soort: String, _ day: String?, linked: Bool = true) -> Besluit {
            var besluit = Besluit(
                id: Identifier(at: Instant(milliseconds: 1), random: seededRandomBytes(UInt64(soort.count))))
            besluit.besluitSoort = soort
            besluit.status = Open(.besluit)
            besluit.zaken = linked ? [Verwijzing(id: zaak)] : []
            besluit.agendapunt = Agendapunt(id: zaak)
            besluit.agendapunt?.activiteit = Verwijzing(id: zaak)
            besluit.agendapunt?.activiteit?.datum = day.flatMap { HouseTime($0)?.instant }
            return besluit
        }
        let all = [
            besluit("Stemmen - aangenomen", "2020-09-15"), besluit("Stemmen - aangehouden", "2020-07-02"),
            besluit("Ingediend", "2020-10-01"), besluit("Stemmen - verworpen", "2020-12-01", linked: false),
            besluit("Stemmen - uitstellen", nil),
        ]
        #expect(all.last(about: zaak)?.uitkomst?.known == .aangenomen)
        #expect(all.last(about: Identifier("00000000-0000-0000-0000-000000000001")!) == nil)
    }
}

@Suite struct TallyTests {
    @Test func aShowOfHands() throws {
        let besluiten = try page(Besluit.self, "besluiten.json").rows
        let tally = VoteTally(besluiten[0])
        #expect(tally.basis == .fracties)
        #expect((tally.voor, tally.tegen, tally.nietDeelgenomen) == (110, 39, 1))
        #expect(tally.flags.isEmpty)
        #expect(tally.isSound && !tally.isConfirmed)
        #expect(!besluiten[0].isLinked)
        #expect(besluiten[0].datum?.day.description == "2023-12-21")
        #expect(VoteTally(besluiten[1]).basis == .none)
        #expect(!VoteTally(besluiten[1]).isSound)
    }

    private func rollCall(_ text: String, voor: Int, tegen: Int, soort: String = "Stemmen - verworpen") -> Besluit {
        var besluit = Besluit(id: Identifier("55555555-0000-4000-8000-000000000003")!)
        besluit.stemmingsSoort = Open(.hoofdelijk)
        besluit.status = Open(.besluit)
        besluit.besluitSoort = soort
        besluit.besluitTekst = text
        besluit.stemmingen = (0..<voor + tegen).map { vote($0 < voor ? .voor : .tegen, "Lid \($0)", 30, person: true) }
        return besluit
    }

    private func vote(_ soort: StemmingSoort, _ name: String, _ size: Int?, person: Bool = false) -> Stemming {
        let random = seededRandomBytes(UInt64(name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }))
        var vote = Stemming(id: Identifier(at: Instant(milliseconds: 5), random: random))
        vote.soort = Open(soort)
        vote.actorNaam = name
        vote.actorFractie = person ? "Partij" : name
        vote.fractieGrootte = size
        vote.isPersoon = person
        return vote
    }

    private func show(_ votes: [Stemming], _ text: String? = nil, _ soort: String? = nil) -> VoteTally {
        var besluit = Besluit(id: Identifier("55555555-0000-4000-8000-000000000004")!)
        besluit.stemmingsSoort = Open(.metHandopsteken)
        besluit.status = Open(.besluit)
        besluit.besluitTekst = text
        besluit.besluitSoort = soort
        besluit.stemmingen = votes
        return VoteTally(besluit)
    }

    @Test func aRollCall() {
        let whole = VoteTally(rollCall("Verworpen (72-74).", voor: 72, tegen: 74))
        #expect(whole.basis == .personen)
        #expect((whole.voor, whole.tegen) == (72, 74))
        #expect(whole.isConfirmed && whole.isSound)
    }

    /// A hundred rows, while the text says 146: the source stopped.
    @Test func aRollCallThatStopsAtAHundred() {
        let tally = VoteTally(rollCall("Verworpen (72-74).", voor: 60, tegen: 40))
        #expect(tally.flags == [.stopsAtHundred, .differsFromText(voor: 72, tegen: 74), .differsFromOutcome])
        #expect(!tally.isSound && !tally.isConfirmed)
        #expect(tally.stated == VoteTally.Stated(voor: 72, tegen: 74))
    }

    @Test func aRollCallWithAParty() {
        var besluit = rollCall("Verworpen (2-3).", voor: 2, tegen: 3)
        besluit.stemmingen?.append(vote(.voor, "Fractie", 20))
        let tally = VoteTally(besluit)
        #expect((tally.voor, tally.tegen) == (2, 3))
        #expect(tally.flags == [.noMember("Fractie")])
        #expect(tally.isConfirmed && !tally.isSound)
    }

    @Test func mistakesAndDoubles() {
        var mistaken = vote(.tegen, "B", 10)
        mistaken.vergissing = true
        #expect(show([vote(.voor, "A", 20), mistaken]).flags == [.mistake("B")])
        #expect(show([vote(.voor, "A", 20), mistaken]).tegen == 10)
        #expect(show([vote(.voor, "A", 20), mistaken]).isSound)
        let corrected = show([vote(.voor, "A", 20), mistaken, vote(.voor, "B", 10)])
        #expect((corrected.voor, corrected.tegen) == (30, 0))
        #expect(corrected.flags == [.mistake("B"), .several("B")])
        #expect(!corrected.isSound)
    }

    @Test func whatCannotBeCountedIsNamed() {
        #expect(show([vote(.voor, "A", nil)]).flags == [.noSize("A")])
        #expect(show([vote(.voor, "A", 151)]).flags == [.noSize("A")])
        #expect(show([vote(.voor, "A", 100), vote(.tegen, "B", 60)]).flags == [.moreThanHouse])
        #expect(show([vote(.voor, "A", 20), vote(.tegen, "Lid", 20, person: true)]).flags == [.memberApart("Lid")])
        var odd = vote(.voor, "A", 20)
        odd.soort = Open("Misschien")
        #expect(show([odd]).flags == [.unknownVote("Misschien")])
        var gone = vote(.tegen, "B", 20)
        gone.verwijderd = true
        #expect(show([vote(.voor, "A", 20), gone]).tegen == 0)
    }

    @Test func againstTheOutcome() {
        let votes = [vote(.voor, "A", 80), vote(.tegen, "B", 70)]
        #expect(show(votes, nil, "Stemmen - verworpen").flags == [.differsFromOutcome])
        #expect(show(votes, nil, "Stemmen - aangenomen").flags.isEmpty)
        #expect(show(votes, "Aangenomen (80-70)", "Stemmen - aangenomen").isConfirmed)
        #expect(show(votes, "Aangenomen (81-69)", nil).flags == [.differsFromText(voor: 81, tegen: 69)])
    }

    @Test(arguments: [
        ("Verworpen (72-74).", 72, 74), ("(72-74)", 72, 74), ("Aangenomen ( 110 – 39 )", 110, 39),
        ("(t.v.v. 31015-182) Verworpen (10-140)", 10, 140),
        ("(72-74) en nog eens (72-74)", 72, 74),
    ])
    func statedNumbers(_ text: String, _ voor: Int, _ tegen: Int) {
        #expect(VoteTally.stated(in: text) == VoteTally.Stated(voor: voor, tegen: tegen))
    }

    @Test(arguments: [
        "", "Aangenomen.", "(31015-182)", "(100-51)", "(72-74", "(72)", "(72-74-3)", "(72-74) (70-76)", "72-74", "(-5)",
    ])
    func noStatedNumbers(_ text: String) { #expect(VoteTally.stated(in: text) == nil) }

    /// Any division of the House over parties adds up, in whatever order the votes come.
    @Test func anyDivision() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<500 {
            var left = 150
            var votes: [Stemming] = []
            var sums: [StemmingSoort: Int] = [:]
            while left > 0 {
                let size = Int.random(in: 1...min(left, 40), using: &random)
                let soort = StemmingSoort.allCases.randomElement(using: &random)!
                votes.append(vote(soort, "Fractie \(votes.count)", size))
                sums[soort, default: 0] += size
                left -= size
            }
            let tally = show(votes.shuffled(using: &random))
            #expect(tally.voor == sums[.voor] ?? 0 && tally.tegen == sums[.tegen] ?? 0)
            #expect(tally.nietDeelgenomen == sums[.nietDeelgenomen] ?? 0)
            #expect(tally.flags.isEmpty)
            #expect(tally == show(votes.shuffled(using: &random)))
        }
    }
}
