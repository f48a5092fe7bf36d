import Core
import Crypto
import Directory
import Foundation
import House
import Storage
import Synchronization
import TestSupport
import Testing
import Vault
import Web

@testable import Commitments

/// What a member does with what comes from the House, and what the House does afterwards.
@Suite("Work with what comes from the House")
struct HouseWorkTests {
    private static let times = SmallHouse.times
    private static let votes = [("Aster", 90, "Voor"), ("Berk", 55, "Tegen")]

    private static func zaak(_ id: Int, _ sort: String, _ subject: String, place: Int) -> String {
        #"""
        {"Id":"00000000-0000-4000-8000-00000000\#(id)","Nummer":"2020Z0\#(id)","Soort":"\#(sort)","Onderwerp":"\#(subject)",
        "GestartOp":"2020-07-02T00:00:00+02:00","Volgnummer":\#(place),
        "Kamerstukdossier":[{"Id":"00000000-0000-4000-8000-000000000001","Nummer":99001}],"\#(times)}
        """#
    }

    private static func document(_ id: Int, _ sort: String, _ subject: String, of zaak: Int) -> String {
        #"""
        {"Id":"00000000-0000-4000-8000-00000000\#(id)","Soort":"\#(sort)","DocumentNummer":"2020D0\#(id)",
        "Onderwerp":"\#(subject)","Datum":"2020-08-01T00:00:00+02:00",
        "Zaak":[{"Id":"00000000-0000-4000-8000-00000000\#(zaak)","Nummer":"2020Z0\#(zaak)"}],"\#(times)}
        """#
    }

    private static func toezegging(_ status: String = "Openstaand", due: String = "2020-09-01", letters: String = "[]")
        -> String
    {
        #"""
        {"Id":"00000000-0000-4000-8000-000000000501","Nummer":"TZ202007-001","Tekst":"De minister stuurt een brief.",
        "Aanmaakdatum":"2020-07-02T00:00:00+02:00","Status":"\#(status)","DatumNakoming":"\#(due)T00:00:00+02:00",
        "Ministerie":"VWS","KamerbriefNakoming":\#(letters),"\#(times)}
        """#
    }

    /// Reads `rows`, now and again whenever the test asks.
    private struct Reading: Sendable {
        let house: PolicyRoom
        let small: SmallHouse
        let following: HouseFollowing

        init(_ house: PolicyRoom, _ rows: [String: [String]]) async throws {
            self.house = house
            small = SmallHouse(rows.merging(["Kamerstukdossier": [SmallHouse.file]]) { first, _ in first })
            following = try await house.commitments.followHouse(PolicyRoom.first, try HouseQuery(dossier: "99001"))
            try await again()
        }

        func again(_ change: (inout sending SmallHouse.State) -> Void = { _ in }) async throws {
            small.change(change)
            try await house.commitments.importHouse(PolicyRoom.first, following.id, from: try small.source())
        }

        func proposals(_ kind: ItemKind? = nil) async throws -> [HouseRecord] {
            try await house.commitments.proposals(PolicyRoom.first, kind: kind, page: 1).records
        }
    }

    // MARK: What a letter becomes

    @Test("a letter becomes what the member says, and answers what the member says", arguments: testEngines)
    func letters(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let reading = try await Reading(house, ["Zaak": [Self.zaak(6001, "Brief regering", "Antwoord", place: 31)]])
            let questions = try await house.commitments.add(PolicyRoom.first, PolicyRoom.draft(.questions, "Vragen"))
            let letter = try #require(try await reading.proposals().first)
            #expect(letter.kinds == [.letter, .response, .publication])
            await #expect(throws: CommitmentsError.cannotFollow) {
                _ = try await house.commitments.follow(
                    PolicyRoom.first, proposal: letter.id, as: .motion, office: nil, theme: nil)
            }
            await #expect(throws: CommitmentsError.notAnswered) {
                _ = try await house.commitments.follow(
                    PolicyRoom.first, proposal: letter.id, as: .response, office: nil, theme: nil, answers: ["weg"])
            }
            #expect(try await house.commitments.workList(PolicyRoom.first).list.groups.map(\.reason) == [.questions])
            let item = try await house.commitments.follow(
                PolicyRoom.first, proposal: letter.id, as: .response, office: "kabinet", theme: nil,
                answers: [questions.slug])
            #expect(item.kind == .response && item.slug == "reactie-99001-31")
            let dossier = try await house.commitments.dossier(questions.slug)
            #expect(dossier.open.isAnswered)
            #expect(dossier.links == [ItemLink(from: questions.id, to: item.id)])
            #expect(try await house.commitments.workList(PolicyRoom.first).list.isEmpty)
        }
    }

    @Test("a number that was entered by hand under another kind is not entered twice", arguments: testEngines)
    func twins(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let reading = try await Reading(house, ["Zaak": [Self.zaak(6001, "Brief regering", "Reactie", place: 31)]])
            let hand = try await house.commitments.add(
                PolicyRoom.first, PolicyRoom.draft(.response, "Met de hand", reference: "99001-31"))
            let letter = try #require(try await reading.proposals().first)
            let found = try await house.commitments.proposal(PolicyRoom.first, letter.id)
            #expect(found.twins.map(\.id) == [hand.id])
            await #expect(throws: CommitmentsError.sameNumber) {
                _ = try await house.commitments.follow(
                    PolicyRoom.first, proposal: letter.id, office: nil, theme: nil)
            }
            try await house.commitments.link(PolicyRoom.first, proposal: letter.id, with: hand.slug)
            #expect(try await house.commitments.all(PolicyRoom.first).count == 1)
            #expect(try await house.commitments.proposal(PolicyRoom.first, letter.id).record.item == hand.id)
        }
    }

    // MARK: Documents and letters of fulfilment

    @Test("documents stand with their case; answers and letters without a case are proposals", arguments: testEngines)
    func documents(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let reading = try await Reading(
                house,
                [
                    "Zaak": [
                        Self.zaak(6001, "Schriftelijke vragen", "Vragen over opvang", place: -1),
                        Self.zaak(6002, "Brief regering", "Voortgang", place: 32),
                    ],
                    "Document": [
                        Self.document(7001, "Antwoord schriftelijke vragen", "Antwoord over opvang", of: 6001),
                        Self.document(7002, "Brief regering", "Voortgang", of: 6002),
                        Self.document(7003, "Brief regering", "Brief zonder zaak", of: 6009),
                        Self.document(7004, "Schriftelijke vragen", "Vragen over opvang", of: 6001),
                    ],
                ])
            let proposals = try await reading.proposals()
            #expect(
                Set(proposals.map(\.title)) == [
                    "Vragen over opvang", "Voortgang", "Antwoord over opvang", "Brief zonder zaak",
                ])
            #expect(proposals.count == 4)
            let questions = try #require(proposals.first { $0.kind == .questions })
            let found = try await house.commitments.proposal(PolicyRoom.first, questions.id)
            #expect(found.documents.map(\.number) == ["2020D07001", "2020D07004"])
            let item = try await house.commitments.follow(
                PolicyRoom.first, proposal: questions.id, office: "kabinet", theme: nil)
            // The answer says itself what it answers.
            let answer = try #require(proposals.first { $0.kind == .response })
            let asked = try await house.commitments.proposal(PolicyRoom.first, answer.id).answers
            #expect(asked.map(\.id) == [item.id])
            // Written questions have to be answered within three weeks, by a rule whose source stands with it.
            let deadline = try #require(try await house.commitments.dossier(item.slug).deadlines.first)
            #expect(deadline.kind == .rule && deadline.due.description == "2020-07-23")
            #expect(deadline.source?.title.contains("Reglement van Orde") == true)
            #expect(deadline.source?.certainty == .reported)
            let late = try await house.commitments.workList(PolicyRoom.first).list
            #expect(late.groups.map(\.reason) == [.overdue])
            // A tombstone takes the document away again.
            try await reading.again {
                $0.rows["Document"] = [
                    #"{"Id":"00000000-0000-4000-8000-000000007001","\#(Self.times.replacing("false", with: "true"))}"#
                ]
            }
            #expect(try await house.commitments.proposal(PolicyRoom.first, answer.id).record.isDeleted)
            #expect(try await house.commitments.proposal(PolicyRoom.first, questions.id).documents.count == 1)
        }
    }

    @Test("a letter that fulfils a commitment waits to be read beside it", arguments: testEngines)
    func fulfilments(engine: Engine) async throws {
        let letters = #"""
            [{"Id":"00000000-0000-4000-8000-000000007001","DocumentNummer":"2020D07001","Onderwerp":"Brief over opvang",
            "Datum":"2020-08-01T00:00:00+02:00"},
            {"Id":"00000000-0000-4000-8000-000000007002","DocumentNummer":"2020D07002","Onderwerp":"Voortgang",
            "Datum":"2020-08-01T00:00:00+02:00"}]
            """#
        try await PolicyRoom.open(engine) { house in
            let commitments = house.commitments
            let reading = try await Reading(
                house,
                [
                    "Zaak": [Self.zaak(6002, "Brief regering", "Voortgang", place: 32)],
                    "Document": [Self.document(7002, "Brief regering", "Voortgang", of: 6002)],
                    "Toezegging": [Self.toezegging(letters: letters)],
                ])
            // The letter of another file is a proposal too; the one whose case is here is not there twice.
            let proposed = try await reading.proposals(.letter)
            #expect(Set(proposed.map(\.title)) == ["Brief over opvang", "Voortgang"] && proposed.count == 2)
            #expect(try await commitments.workList(PolicyRoom.first).list.fulfilments.isEmpty)
            let promise = try #require(try await reading.proposals(.commitment).first)
            let item = try await commitments.follow(
                PolicyRoom.first, proposal: promise.id, office: "minister-vws", theme: nil)
            var waiting = try await commitments.workList(PolicyRoom.first).list.fulfilments
            #expect(waiting.map(\.number) == ["2020D07001", "2020D07002"])
            #expect(waiting.map(\.item.id) == [item.id, item.id])
            #expect(waiting.map(\.title) == ["Brief over opvang", "Voortgang"])

            // Followed as a letter for that commitment, and then read.
            let letter = try #require(proposed.first { $0.title == "Brief over opvang" })
            #expect(try await commitments.proposal(PolicyRoom.first, letter.id).answers.map(\.id) == [item.id])
            let followed = try await commitments.follow(
                PolicyRoom.first, proposal: letter.id, as: .letter, office: "minister-vws", theme: nil,
                answers: [item.slug])
            #expect(try await commitments.workList(PolicyRoom.first).list.fulfilments.count == 2)
            try await commitments.markRead(PolicyRoom.first, followed.id)
            waiting = try await commitments.workList(PolicyRoom.first).list.fulfilments
            #expect(waiting.map(\.number) == ["2020D07002"])
            // One that nobody follows can be read too.
            try await commitments.markRead(PolicyRoom.first, letter: "2020D07002", of: item.id)
            #expect(try await commitments.workList(PolicyRoom.first).list.fulfilments.isEmpty)
            await #expect(throws: CommitmentsError.notFound) {
                try await commitments.markRead(PolicyRoom.first, letter: "2020D1", of: item.id)
            }
            // A later run does not ask again.
            try await reading.again()
            #expect(try await commitments.workList(PolicyRoom.first).list.fulfilments.isEmpty)
            #expect(try await commitments.fulfilments(PolicyRoom.first, of: item.id).count == 2)
        }
    }

    @Test("a letter of which the register has only the number", arguments: testEngines)
    func numberOnly(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let reading = try await Reading(house, ["Toezegging": [Self.toezegging(letters: #""2020Z06002""#)]])
            let promise = try #require(try await reading.proposals().first)
            _ = try await house.commitments.follow(
                PolicyRoom.first, proposal: promise.id, office: "minister-vws", theme: nil)
            let waiting = try await house.commitments.workList(PolicyRoom.first).list.fulfilments
            #expect(waiting.map(\.number) == ["2020Z06002"] && waiting[0].letter == nil)
            // Once the letter itself is read, it is that one.
            try await reading.again {
                $0.rows["Zaak"] = [Self.zaak(6002, "Brief regering", "Voortgang", place: 32)]
            }
            #expect(try await house.commitments.workList(PolicyRoom.first).list.fulfilments[0].title == "Voortgang")
        }
    }

    // MARK: What the House changes

    private func followed(
        _ engine: Engine,
        _ body: @escaping @Sendable (PolicyRoom, Reading, _ motion: Item, _ vote: Item) async throws -> Void
    ) async throws {
        try await PolicyRoom.open(engine) { house in
            let reading = try await Reading(
                house,
                [
                    "Zaak": [SmallHouse.motion(21, "Motie over een meldpunt")],
                    "Besluit": [
                        SmallHouse.decision([21], "Stemmen - aangenomen", text: "Aangenomen (90-55).", Self.votes)
                    ],
                ])
            let proposal = try #require(try await reading.proposals().first)
            let motion = try await house.commitments.follow(
                PolicyRoom.first, proposal: proposal.id, office: "kabinet", theme: nil)
            let decision = try #require(try await reading.proposals(.vote).first)
            let vote = try await house.commitments.follow(
                PolicyRoom.first, proposal: decision.id, office: nil, theme: nil)
            try await body(house, reading, motion, vote)
        }
    }

    @Test("what the House changes is shown and decided about", arguments: testEngines)
    func changed(engine: Engine) async throws {
        try await followed(engine) { house, reading, motion, _ in
            let commitments = house.commitments
            #expect(try await commitments.workList(PolicyRoom.first).list.changes.isEmpty)
            house.clock.advance(seconds: 60)
            for _ in 1...2 {
                try await reading.again { $0.rows["Zaak"] = [SmallHouse.motion(21, "Motie over twee meldpunten")] }
            }
            let waiting = try await commitments.workList(PolicyRoom.first).list.changes
            #expect(waiting.map(\.change.field) == [.title] && waiting[0].item.id == motion.id)
            #expect(waiting[0].change.old == "Motie over een meldpunt")
            #expect(waiting[0].change.new == "Motie over twee meldpunten")
            // Nothing here changes by itself; everybody sees that the House changed it.
            #expect(try await commitments.dossier(motion.slug).item.draft.title[.nl] == "Motie over een meldpunt")
            #expect(try await commitments.shown(motion.slug).0.houseChanges?.map(\.field) == [.title])
            #expect(try await commitments.events(theme: nil).first?.event.kind == .house)
            try await commitments.decide(PolicyRoom.first, change: waiting[0].change.id, taken: true)
            #expect(try await commitments.dossier(motion.slug).item.draft.title[.nl] == "Motie over twee meldpunten")
            #expect(try await commitments.workList(PolicyRoom.first).list.changes.isEmpty)
            await #expect(throws: CommitmentsError.decided) {
                try await commitments.decide(PolicyRoom.second, change: waiting[0].change.id, taken: false)
            }
        }
    }

    @Test("what the House deletes stays here, and says so", arguments: testEngines)
    func deleted(engine: Engine) async throws {
        try await followed(engine) { house, reading, motion, _ in
            let commitments = house.commitments
            for _ in 1...2 {
                try await reading.again { $0.rows["Zaak"] = [SmallHouse.motion(21, "", deleted: true)] }
            }
            let waiting = try await commitments.workList(PolicyRoom.first).list.changes
            #expect(waiting.map(\.change.field) == [.deleted])
            await #expect(throws: CommitmentsError.cannotTake) {
                try await commitments.decide(PolicyRoom.first, change: waiting[0].change.id, taken: true)
            }
            try await commitments.decide(PolicyRoom.first, change: waiting[0].change.id, taken: false)
            #expect(try await commitments.shown(motion.slug).0.houseChanges?.count == 1)
            try await reading.again { $0.rows["Zaak"] = [SmallHouse.motion(21, "Motie over een meldpunt")] }
            let back = try await commitments.workList(PolicyRoom.first).list.changes
            #expect(back.map(\.change.field) == [.restored])
        }
    }

    @Test("a decision that changes, and votes that change, reach the motion by a member", arguments: testEngines)
    func decisions(engine: Engine) async throws {
        try await followed(engine) { house, reading, motion, vote in
            let commitments = house.commitments
            #expect(try await commitments.dossier(motion.slug).open.adoption?.value == true)
            try await reading.again {
                $0.rows["Besluit"] = [
                    SmallHouse.decision(
                        [21], "Stemmen - verworpen", text: "Verworpen (55-90).",
                        [("Aster", 90, "Tegen"), ("Berk", 55, "Voor")])
                ]
            }
            let waiting = try await commitments.workList(PolicyRoom.first).list.changes
            #expect(waiting.map(\.change.field) == [.outcome, .votes] && waiting[0].item.id == vote.id)
            #expect(waiting[1].change.old == "Voor 90 (Aster 90); Tegen 55 (Berk 55)")
            #expect(waiting[1].change.new == "Voor 55 (Berk 55); Tegen 90 (Aster 90)")
            #expect(try await commitments.dossier(motion.slug).open.adoption?.value == true)
            try await commitments.decide(PolicyRoom.first, change: waiting[0].change.id, taken: true)
            let open = try await commitments.dossier(motion.slug).open
            #expect(open.adoption?.value == false && !open.isPromise)
            #expect(open.adoption?.parties?.map(\.choice) == ["Tegen", "Voor"])
        }
    }

    /// A verdict that was published does not disappear because the House changed something, or because a vote is followed.
    @Test("a promise that was judged stays one", arguments: testEngines)
    func judged(engine: Engine) async throws {
        try await followed(engine) { house, reading, motion, _ in
            let commitments = house.commitments
            let verdict = try await commitments.propose(
                PolicyRoom.first, motion.id,
                VerdictDraft(
                    outcome: .notAssessable, criteria: nil, evidence: "Niet te meten.", evidenceDate: rough("2021"),
                    source: nil))
            try await commitments.answer(PolicyRoom.second, verdict, agrees: true)
            let rejected = SmallHouse.decision([21], "Stemmen - verworpen", text: "Verworpen.", Self.votes)
            try await reading.again { $0.rows["Besluit"] = [rejected] }
            let change = try #require(
                try await commitments.workList(PolicyRoom.first).list.changes.first { $0.change.field == .outcome })
            await #expect(throws: CommitmentsError.judged) {
                try await commitments.decide(PolicyRoom.first, change: change.change.id, taken: true)
            }
            // Nothing of the attempt is kept.
            #expect(
                try await commitments.workList(PolicyRoom.first).list.changes.contains {
                    $0.change.id == change.change.id
                })
            try await reading.again {
                $0.rows["Besluit"] = [
                    rejected.replacing("000000000200", with: "000000000201").replacing("2020-07-07", with: "2020-07-14")
                        .replacing("0000030", with: "0000031")
                ]
            }
            let second = try #require(try await reading.proposals(.vote).first)
            await #expect(throws: CommitmentsError.judged) {
                _ = try await commitments.follow(PolicyRoom.first, proposal: second.id, office: nil, theme: nil)
            }
            #expect(try await commitments.dossier(motion.slug).open.verdict == .notAssessable)
        }
    }

    @Test("a later day in the register is a better deadline when a member says so", arguments: testEngines)
    func due(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let reading = try await Reading(house, ["Toezegging": [Self.toezegging()]])
            let promise = try #require(try await reading.proposals().first)
            let item = try await house.commitments.follow(
                PolicyRoom.first, proposal: promise.id, office: "minister-vws", theme: nil)
            try await reading.again { $0.rows["Toezegging"] = [Self.toezegging(due: "2020-10-15")] }
            let change = try #require(try await house.commitments.workList(PolicyRoom.first).list.changes.first?.change)
            #expect([change.field.rawValue, change.old, change.new] == ["due", "2020-09-01", "2020-10-15"])
            #expect(try await house.commitments.dossier(item.slug).deadlines.count == 1)
            try await house.commitments.decide(PolicyRoom.first, change: change.id, taken: true)
            let deadlines = try await house.commitments.dossier(item.slug).deadlines
            #expect(deadlines.map(\.due.description) == ["2020-09-01", "2020-10-15"])
            #expect(deadlines.map(\.change) == [.first, .replaced])
        }
    }

    /// The migration keeps beside a motion what `refresh` keeps.
    @Test("motions that were recorded before show the flaw of their vote", arguments: testEngines)
    func adoption(engine: Engine) async throws {
        try await followed(engine) { house, _, motion, vote in
            try await house.database.write { transaction in
                let result = VoteResult(isAdopted: true, basis: .decision, flaw: "Zegt \"isAdopted\": nee")
                try transaction.execute(
                    "UPDATE commitments_items SET result = $1 WHERE id = $2", try JSONText.write(result), vote.id)
                let migration = try #require(commitmentsMigrations.first { $0.name == "commitments/0003-house" })
                let sql = try #require(migration.sql[transaction.engine])
                try transaction.script(
                    String(sql[try #require(sql.range(of: "UPDATE commitments_items")).lowerBound...]))
                let migrated = try CommitmentStore(transaction: transaction).openItem(motion.id)?.adoption
                try CommitmentStore(transaction: transaction).refresh(motion.id)
                #expect(migrated?.flaw == "Zegt \"isAdopted\": nee")
                #expect(try CommitmentStore(transaction: transaction).openItem(motion.id)?.adoption == migrated)
            }
        }
    }

    // MARK: Runs

    @Test("what could not be read is known with the run", arguments: testEngines)
    func remarks(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let reading = try await Reading(
                house,
                [
                    "Zaak": [21, 22].map {
                        SmallHouse.motion($0, "Motie").replacing("2020-07-02T00:00:00+02:00", with: "morgen")
                    }
                ])
            var following = try #require(try await house.commitments.followings(PolicyRoom.first).first)
            #expect(following.title == "Verzonnen")
            #expect(following.remarks.map(\.field) == ["GestartOp"] && following.remarks.map(\.count) == [2])
            #expect(following.remarks[0].example == "00000000-0000-4000-8000-000000000121")
            try await reading.again { $0.rows["Zaak"] = [] }
            following = try #require(try await house.commitments.followings(PolicyRoom.first).first)
            #expect(following.remarks.isEmpty)
        }
    }

    @Test("a run whose process died has broken off when its time is over", arguments: testEngines)
    func died(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let following = try await house.commitments.followHouse(PolicyRoom.first, .search("opvang"))
            try await house.database.write {
                try HouseStore(transaction: $0).begin(following.id, until: house.clock.now().advanced(bySeconds: 60))
            }
            var state = try #require(try await house.commitments.followings(PolicyRoom.first).first)
            #expect(state.isRunning && state.error == nil)
            house.clock.advance(seconds: 61)
            state = try #require(try await house.commitments.followings(PolicyRoom.first).first)
            #expect(!state.isRunning && state.error == "commitments.parliament.stopped")
            // The next run goes on.
            try await house.commitments.importHouse(
                PolicyRoom.first, following.id, from: try SmallHouse([:]).source())
            state = try #require(try await house.commitments.followings(PolicyRoom.first).first)
            #expect(!state.isRunning && state.error == nil)
        }
    }

    /// What the SyncFeed says changed is fetched from the source.
    @Test("the feed says what changed", arguments: testEngines)
    func feed(engine: Engine) async throws {
        let file = "00000000-0000-4000-8000-000000000001"
        @Sendable func page(_ name: String, _ id: String, _ inside: String) -> String {
            """
            <feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="next" href="Feed?skiptoken=5"/>
            <content type="application/xml"><ns1:\(name) xmlns:ns1="http://www.tweedekamer.nl/xsd/tkData/v1-0" id="\(id)"
            ns1:bijgewerkt="2026-03-05T09:00:00+01:00" ns1:verwijderd="false">\(inside)</ns1:\(name)></content></entry></feed>
            """
        }
        let zaak = "00000000-0000-4000-8000-000000000121"
        let transport = HouseTransport { address, _, _ in
            func answer(_ text: String) -> HouseTransport.Answer { .init(status: 200, body: Array(text.utf8)) }
            if address.contains("skiptoken") { return answer(#"<feed xmlns="http://www.w3.org/2005/Atom"/>"#) }
            if address.contains("category=Kamerstukdossier") {
                return answer(page("kamerstukdossier", file, "<ns1:nummer>99001</ns1:nummer>"))
            }
            if address.contains("category=Zaak"), !address.contains("category=ZaakActor") {
                return answer(page("zaak", zaak, #"<ns1:kamerstukdossier ref="\#(file)"/>"#))
            }
            if address.contains("category=") { return answer(#"<feed xmlns="http://www.w3.org/2005/Atom"/>"#) }
            return answer(SmallHouse.motion(21, "Motie over een meldpunt"))
        }
        try await PolicyRoom.open(engine) { house in
            let settings = HouseSettings(sleep: { _ in })
            let source = try HouseSource("https://house.example/OData", transport: transport, settings: settings)
            let feed = try SyncFeed("https://house.example/SyncFeed", transport: transport, settings: settings)
            let following = try await house.commitments.followHouse(PolicyRoom.first, try HouseQuery(dossier: "99001"))
            for expected in [2, 0] {
                let rows = try await house.commitments.importHouse(
                    PolicyRoom.first, following.id, from: source, feed: feed)
                #expect(rows == expected)
            }
            let found = try await house.commitments.proposals(PolicyRoom.first, kind: nil, page: 1).records
            #expect(found.map(\.reference) == ["99001-21"])
            let state = try #require(try await house.commitments.followings(PolicyRoom.first).first)
            #expect(state.cursor.contains("feed.Zaak=5"))
        }
    }

    // MARK: Deadlines of what is no promise

    @Test("recommendations can have a deadline too, and be late", arguments: testEngines)
    func deadlines(engine: Engine) async throws {
        try await PolicyRoom.open(engine) { house in
            let item = try await house.commitments.add(
                PolicyRoom.first, PolicyRoom.draft(.recommendation, "Aanbeveling"))
            #expect(try await house.commitments.workList(PolicyRoom.first).list.groups.map(\.reason) == [.unanswered])
            try await house.commitments.setDeadline(PolicyRoom.first, item.id, deadline("1 oktober 2020", .rule))
            #expect(try await house.commitments.workList(PolicyRoom.first).list.groups.map(\.reason) == [.overdue])
            // It is no promise: nothing is late in the tracker.
            #expect(try await house.commitments.tracker(TrackerFilter(), page: 1).total == 0)
            let report = try await house.commitments.add(PolicyRoom.first, PolicyRoom.draft(.publication, "Rapport"))
            await #expect(throws: CommitmentsError.noDeadline) {
                try await house.commitments.setDeadline(PolicyRoom.first, report.id, deadline("1 oktober 2020"))
            }
        }
    }
}
