import Core

@testable import Coaches
import Records

/// A study and a dossier made from it, without a database: the same ones every time.
enum DossierSample {
    static let (ada, bram, cor) = (id(1), id(2), id(3))
    static let names = [ada: "Ada", bram: "Bram", cor: "Cor"]
    static let (study, session, link) = (id(10), id(11), id(12))
    static let (first, second, third) = (id(20), id(21), id(22))
    static let dossier = id(99)

    static func id(_ number: Int) -> Identifier {
        let digits = String(number)
        return Identifier("0199a000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits)!
    }

    /// The 24th of November 2026 at 9:00 in the Netherlands, and so many minutes.
    static func moment(_ minutes: Int64) -> Instant {
        Instant(milliseconds: 1_795_507_200_000).advanced(bySeconds: minutes * 60)
    }

    static func stamp(_ member: Identifier, _ minutes: Int64) -> Stamp { Stamp(at: moment(minutes), member: member) }

    static func observation(
        _ account: Identifier, _ text: String, minutes: Int64, codes: [String] = ["offer"], image: Bool = false
    ) -> Observation {
        Observation(
            account: account, observedAt: moment(minutes), setting: .chat, codes: codes, initiator: .coach,
            ageStatedBefore: .yes, imageReceived: image, text: text, isSummary: !image)
    }

    /// A study with three accounts, two of them confirmed to be one coach's, and three observations.
    static func filled() -> Study {
        var study = Study()
        let accounts = [
            Account(
                id: first, platform: "Kik",
                selectors: [
                    Selector(.handle, "coach_01"), Selector(.phone, "06 12345678"), Selector(.mail, "c@example.org"),
                    Selector(.url, "https://forum.example/u/coach01"), Selector(.payment, "betaal-77"),
                ], statedName: "Rob \"de\" coach", statedAge: 27, statedPlace: "Ede",
                profile: "Zegt te helpen.\nÉén regel."),
            Account(
                id: second, platform: "Forum",
                selectors: [Selector(.handle, "coach01"), Selector(.phone, "0612345678")]),
            Account(id: third, platform: "Kik", selectors: [Selector(.handle, "ander")]),
        ]
        let proposal = LinkProposal(
            id: link, left: AccountReference(study: self.study, account: first),
            right: AccountReference(study: self.study, account: second),
            origin: .linkage(
                probability: 0.9371, weight: 3.9, prior: -6.2,
                reasons: [
                    .init(column: "phone", level: "exact", weight: 8.005),
                    .init(column: "age", level: "missing", weight: 0),
                ]))
        let events: [(StudyEvent, Identifier)] = [
            (.agreed(World.agreed()), ada),
            (
                .sessionBegun(
                    SessionStart(id: session, secondReader: bram, persona: "J1", statedAge: 14, platform: "Kik")), ada
            ),
            (.account(accounts[0]), ada), (.account(accounts[1]), ada), (.account(accounts[2]), ada),
            (
                .observed(session: session, observation(first, "Biedt aan om te helpen.", minutes: 1), codebook: "1"),
                ada
            ),
            (
                .observed(
                    session: session,
                    observation(first, "Stuurde iets.", minutes: 2, codes: ["nude-demand"], image: true),
                    codebook: "1"), ada
            ),
            (.observed(session: session, observation(third, "Geeft advies.", minutes: 3), codebook: "1"), ada),
            (.proposed(proposal), ada), (.decided(link, .confirmed, reason: "Zelfde nummer."), bram),
        ]
        for (place, (event, member)) in events.enumerated() { study.apply(event, stamp(member, 10 + Int64(place))) }
        return study
    }

    static func sources(_ study: Study = filled()) -> DossierSources {
        DossierSources(studies: [(self.study, study)], names: names)
    }

    static let selection = DossierSelection(
        observations: [.init(study: study, number: 1), .init(study: study, number: 2)], links: [link])

    static func cover(version: Int = 1, title: String = "Dossier 2026-1") -> DossierCover {
        DossierCover(
            title: title, legalBasis: "Artikel 24 UAVG, nagekeken door M. Jansen.",
            receiver: DossierReceiver(organisation: "Politie", person: "E. Smit", role: "rechercheur zeden"),
            destroyOn: Day("2028-01-01")!, version: version, frozenAt: FrozenMoment(moment(30)), isInvented: true)
    }

    static func contents(version: Int = 1, _ selection: DossierSelection = selection) throws -> DossierContents {
        try DossierContents(cover(version: version), sources().frozen(selection))
    }

    /// Frozen, approved by two, handed over, passed on twice, received and answered.
    static func handedOver() throws -> Dossiers.Listed {
        let contents = try contents()
        let events: [(DossierEvent, Identifier)] = [
            (.frozen(selection, contents), ada), (.approved(hash: contents.hash), ada),
            (.approved(hash: contents.hash), bram),
            (.handedOver(HandOver(to: "E. Smit", way: .inPerson, at: moment(60), reference: "PL-1")), ada),
            (.passed(CustodyStep(from: "E. Smit", to: "Kluis", at: moment(70), why: "Bewaren", check: .differs)), ada),
            (.passed(CustodyStep(from: "E. Smit", to: "Kluis", at: moment(71), why: "Bewaren", check: .same)), ada),
            (.received(DossierReceipt(on: moment(60).day, by: "E. Smit", reference: "PL-1")), bram),
            (.answered(DossierFeedback(on: moment(60).day, text: "In behandeling.")), bram),
        ]
        var dossier = Dossier()
        for (place, (event, member)) in events.enumerated() { dossier.apply(event, stamp(member, 30 + Int64(place))) }
        return Dossiers.Listed(
            id: self.dossier, dossier: dossier, contents: contents, isInvented: true, deleteOn: contents.cover.destroyOn
        )
    }
}
