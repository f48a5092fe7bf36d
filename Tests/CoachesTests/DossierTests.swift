import Core
import Foundation
import Records
import Testing

@testable import Coaches

/// What a dossier is, without a database: copies, hashes, approvals, and where it went.
@Suite struct DossierTests {
    // MARK: Freezing

    @Test func anObservationBringsItsAccountAndALinkBoth() throws {
        let frozen = try DossierSample.sources().frozen(DossierSample.selection)
        #expect(frozen.map(\.kind) == [.study, .account, .account, .observation, .observation, .link])
        let more = DossierSelection(observations: [.init(study: DossierSample.study, number: 3)])
        let accounts = try DossierSample.sources().frozen(more).compactMap { content -> Identifier? in
            if case .account(let account) = content { account.account } else { nil }
        }
        #expect(accounts == [DossierSample.third])
    }

    @Test func anImageIsReceivedAndNotKept() throws {
        let text = try DossierSample.contents().items.map(\.json).joined()
        #expect(text.contains("\"image\":\"received, not kept\"") && text.contains("\"image\":\"none\""))
    }

    @Test func whatIsNotThereOrDoesNotCountCannotBeChosen() throws {
        let sources = DossierSample.sources()
        #expect(throws: CoachesError.nothingChosen) { try sources.frozen(DossierSelection()) }
        #expect(throws: RecordsError.notFound) {
            try sources.frozen(DossierSelection(observations: [.init(study: DossierSample.study, number: 9)]))
        }
        #expect(throws: RecordsError.notFound) {
            try sources.frozen(DossierSelection(links: [DossierSample.id(77)]))
        }
        var study = DossierSample.filled()
        study.apply(.retracted(number: 1, reason: "x"), DossierSample.stamp(DossierSample.ada, 50))
        study.apply(.undecided(DossierSample.link, reason: "x"), DossierSample.stamp(DossierSample.ada, 51))
        let later = DossierSample.sources(study)
        #expect(throws: CoachesError.retracted) {
            try later.frozen(DossierSelection(observations: [.init(study: DossierSample.study, number: 1)]))
        }
        #expect(throws: RecordsError.notFound) { try later.frozen(DossierSelection(links: [DossierSample.link])) }
        // An account that nobody observed rests on the protocol of today, and that is not filled in.
        study.apply(.agreed(StudyProtocol(title: "x")), DossierSample.stamp(DossierSample.ada, 52))
        let account = AccountReference(study: DossierSample.study, account: DossierSample.second)
        #expect(throws: CoachesError.protocolIncomplete) {
            try DossierSample.sources(study).frozen(DossierSelection(accounts: [account]))
        }
    }

    /// A dossier names the protocol that was in force when each observation was entered, not that of today.
    @Test func whatWasObservedKeepsItsProtocol() throws {
        var study = DossierSample.filled()
        var newer = World.agreed("Nieuwer")
        newer.ethicsNumber = "2027-1"
        study.apply(.agreed(newer), DossierSample.stamp(DossierSample.bram, 40))
        let later = DossierSample.observation(DossierSample.first, "Later.", minutes: 41)
        study.apply(
            .observed(session: DossierSample.session, later, codebook: "1"), DossierSample.stamp(DossierSample.ada, 42))
        // Put right under the newer one: it was still entered under the older.
        let right = DossierSample.observation(DossierSample.third, "Verbeterd.", minutes: 3)
        study.apply(
            .corrected(number: 3, right, codebook: "1", reason: "x", hidesOld: false),
            DossierSample.stamp(DossierSample.ada, 43))
        study.apply(.agreed(StudyProtocol(title: "x")), DossierSample.stamp(DossierSample.ada, 44))
        #expect(study.protocols.map(\.stamp.member) == [DossierSample.ada, DossierSample.bram, DossierSample.ada])
        let sources = DossierSample.sources(study)
        func frozen(_ numbers: Int...) throws -> [DossierContent] {
            try sources.frozen(
                DossierSelection(observations: numbers.map { .init(study: DossierSample.study, number: $0) }))
        }
        func protocols(_ contents: [DossierContent]) -> [String] {
            contents.compactMap { content in
                guard case .study(let study) = content else { return nil }
                return "\(study.protocolVersion) \(study.ethicsNumber) \(study.agreedAt.instant.rfc3339)"
            }
        }
        let (one, two) = ("1 2026-11 2026-11-24T08:10:00.000Z", "2 2027-1 2026-11-24T08:40:00.000Z")
        #expect(protocols(try frozen(3)) == [one])
        #expect(protocols(try frozen(1, 4)) == [one, two])
        let numbers = try frozen(1, 3, 4).compactMap { content -> Int? in
            if case .observation(let observation) = content { observation.protocolVersion } else { nil }
        }
        #expect(numbers == [1, 1, 2])
        #expect(try frozen(1, 3, 4).allSatisfy { sources.change(of: $0) == nil })
    }

    @Test func whatChangedInTheStudyIsSeen() throws {
        let frozen = try DossierSample.sources().frozen(DossierSample.selection)
        func changes(_ events: StudyEvent...) -> [DossierChange?] {
            var study = DossierSample.filled()
            for event in events { study.apply(event, DossierSample.stamp(DossierSample.ada, 50)) }
            return frozen.map { DossierSample.sources(study).change(of: $0) }
        }
        #expect(changes().allSatisfy { $0 == nil })
        let again = DossierSample.observation(DossierSample.first, "Nog iets.", minutes: 9)
        #expect(changes(.observed(session: DossierSample.session, again, codebook: "1")).allSatisfy { $0 == nil })
        #expect(changes(.readAgain(number: 1, codes: ["offer"])).allSatisfy { $0 == nil })
        #expect(changes(.corrected(number: 1, again, codebook: "1", reason: "x", hidesOld: false))[3] == .corrected)
        #expect(changes(.retracted(number: 2, reason: "x"))[4] == .retracted)
        #expect(changes(.undecided(DossierSample.link, reason: "x"))[5] == .undone)
        let renamed = Account(id: DossierSample.first, platform: "Kik", selectors: [Selector(.handle, "ander_01")])
        #expect(changes(.account(renamed))[1] == .corrected)
        // A newer protocol changes nothing of what was observed under the older one.
        #expect(changes(.agreed(StudyProtocol(title: "x"))).allSatisfy { $0 == nil })
        let gone = DossierSources(studies: [], names: [:])
        #expect(frozen.allSatisfy { gone.change(of: $0) == .gone })
    }

    // MARK: Hashes

    @Test func theSameContentsGiveTheSameHashes() throws {
        let (one, other) = (try DossierSample.contents(), try DossierSample.contents())
        #expect(one == other && one.hash == other.hash && one.list == other.list)
        // As `printf … | sha256sum` gives them.
        #expect(DossierItem.sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(one.hash == DossierItem.sha256(one.list))
        for (place, item) in one.items.enumerated() {
            #expect(item.hash == DossierItem.sha256(item.json) && item.json.utf8.allSatisfy { $0 >= 0x20 })
            #expect(one.list.contains("\(item.hash)  \(one.name(place))\n"))
        }
    }

    @Test func whatIsReadBackIsTheSame() throws {
        let contents = try DossierSample.contents()
        let bytes = try JSONEncoder().encode(contents)
        #expect(try JSONDecoder().decode(DossierContents.self, from: bytes) == contents)
        for item in contents.items { #expect(try DossierItem(item.content) == item) }
        let text = String(decoding: bytes, as: UTF8.self)
        let changed = text.replacingOccurrences(of: "Biedt aan", with: "Bied aan")
        #expect(changed != text)
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(DossierContents.self, from: Data(changed.utf8))
        }
    }

    /// Each value of each item, changed alone, gives another hash of the item and of the dossier.
    @Test func everyFieldCounts() throws {
        let contents = try DossierSample.contents()
        var tried = 0
        for (place, item) in contents.items.enumerated() {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(item.json.utf8)) as? [String: Any])
            for (field, value) in object where field != "kind" {
                var counted = 0
                for other in Self.others(value) {
                    var changed = object
                    changed[field] = other
                    let bytes = try JSONSerialization.data(withJSONObject: changed)
                    // A choice or a day with another letter is none.
                    guard let content = try? JSONDecoder().decode(DossierContent.self, from: bytes) else { continue }
                    #expect(try DossierItem(content).hash != item.hash, "\(item.content.kind).\(field)")
                    counted += 1
                }
                tried += counted > 0 ? 1 : 0
            }
            #expect(contents.items.count { $0.hash == item.hash } == 1, "item \(place) is not alone")
        }
        #expect(tried > 60)
        #expect(
            try DossierContents(
                DossierSample.cover(title: "Dossier 2026-2"), Array(contents.items.dropFirst().map(\.content))
            ).hash != contents.hash)
        #expect(try DossierSample.contents(version: 2).hash != contents.hash)
        let fewer = DossierSelection(observations: [.init(study: DossierSample.study, number: 1)])
        #expect(try DossierSample.contents(fewer).hash != contents.hash)
    }

    /// Other values of the same kind.
    private static func others(_ value: Any) -> [Any] {
        if let text = value as? String { return [other(text)].compactMap { $0 } }
        if let list = value as? [Any] { return list.isEmpty ? [] : [Array(list.dropLast())] }
        if let object = value as? [String: Any] {
            return object.flatMap { key, value in
                others(value).map { object.merging([key: $0]) { _, other in other } as Any }
            }
        }
        // A truth value reads as a number here; the one that it is not does not decode.
        if let number = value as? Int { return [number + 1, number == 0] }
        return []
    }

    /// Another text of the same kind: another digit in a number, a day or a moment, another letter in a text.
    private static func other(_ text: String) -> String? {
        if let digit = text.lastIndex(where: \.isNumber) {
            let value = text[digit] == "1" ? "2" : "1"
            return text.replacingCharacters(in: digit...digit, with: value)
        }
        return text.isEmpty ? "x" : text + "x"
    }

    @Test func aHashIsComparedWhateverItsBlanksAndCapitals() throws {
        let contents = try DossierSample.contents()
        let spaced = contents.hash.uppercased().enumerated().map { $0 % 4 == 3 ? "\($1) " : "\($1)" }.joined()
        #expect(contents.check(contents.hash) == .same && contents.check("\n\t\(spaced)") == .same)
        #expect(contents.check(" \n") == .unchecked)
        #expect(contents.check(String(contents.hash.dropLast())) == .differs)
        for place in contents.hash.indices {
            let other = contents.hash[place] == "0" ? "1" : "0"
            #expect(contents.check(contents.hash.replacingCharacters(in: place...place, with: other)) == .differs)
        }
    }

    @Test(arguments: [
        (0.0, "0.00"), (0.9371, "0.94"), (-3.456, "-3.46"), (8.006, "8.01"), (-0.001, "0.00"), (12.5, "12.50"),
    ])
    func weightsHaveTwoDecimals(value: Double, text: String) {
        #expect(FrozenLink.decimal(value) == text)
    }

    // MARK: Approving and handing over

    private func dossier(_ events: [(DossierEvent, Identifier)]) -> Dossier {
        var dossier = Dossier()
        for (place, (event, member)) in events.enumerated() {
            dossier.apply(event, DossierSample.stamp(member, Int64(place)))
        }
        return dossier
    }

    private var over: DossierEvent {
        .handedOver(HandOver(to: "E. Smit", way: .inPerson, at: DossierSample.moment(60)))
    }

    @Test func twoMembersApproveExactlyTheseContents() throws {
        let (ada, bram, cor) = (DossierSample.ada, DossierSample.bram, DossierSample.cor)
        let contents = try DossierSample.contents()
        let frozen = (DossierEvent.frozen(DossierSample.selection, contents), ada)
        let approved = DossierEvent.approved(hash: contents.hash)
        #expect(dossier([frozen]).status == .frozen)
        #expect(dossier([frozen, (approved, ada), (approved, ada)]).approvals.count == 1)
        #expect(dossier([frozen, (.approved(hash: "0"), ada), (approved, bram)]).approvals.count == 1)
        #expect(dossier([frozen, (approved, ada), (approved, bram)]).status == .approved)
        #expect(dossier([frozen, (approved, ada), (approved, bram), (approved, cor)]).approvals.count == 2)
        #expect(throws: CoachesError.cannotApprove) {
            try dossier([frozen, (approved, ada)]).require(approved, by: ada)
        }
        #expect(throws: CoachesError.cannotApprove) { try dossier([]).require(approved, by: ada) }
    }

    @Test func newContentsTakeApprovalsAway() throws {
        let (ada, bram) = (DossierSample.ada, DossierSample.bram)
        let (one, two) = (try DossierSample.contents(), try DossierSample.contents(version: 2))
        let before: [(DossierEvent, Identifier)] = [
            (.frozen(DossierSample.selection, one), ada), (.approved(hash: one.hash), ada),
            (.approved(hash: one.hash), bram), (.frozen(DossierSample.selection, two), ada),
        ]
        let again = dossier(before)
        #expect(again.status == .frozen && again.approvals.isEmpty && again.version == 2)
        #expect(dossier(before + [(over, ada)]).handOver == nil)
        #expect(dossier(before + [(.approved(hash: one.hash), ada)]).approvals.isEmpty)
        #expect(throws: RecordsError.changedMeanwhile) {
            try again.require(.frozen(DossierSample.selection, two), by: ada)
        }
    }

    @Test func nothingIsHandedOverWithoutTwoApprovals() throws {
        let (ada, bram) = (DossierSample.ada, DossierSample.bram)
        let contents = try DossierSample.contents()
        let one: [(DossierEvent, Identifier)] = [
            (.frozen(DossierSample.selection, contents), ada), (.approved(hash: contents.hash), ada),
        ]
        #expect(throws: CoachesError.needsApprovals) { try dossier(one).require(over, by: ada) }
        let two = one + [(.approved(hash: contents.hash), bram)]
        let handedOver = dossier(two + [(over, ada)])
        #expect(handedOver.status == .handedOver)
        let receipt = DossierEvent.received(DossierReceipt(on: DossierSample.moment(60).day, by: "E. Smit"))
        #expect(throws: CoachesError.notHandedOver) { try dossier(two).require(receipt, by: ada) }
        for closed in [over, .withdrawn(reason: "x"), .approved(hash: contents.hash)] {
            #expect(throws: CoachesError.dossierClosed) { try handedOver.require(closed, by: bram) }
        }
        try handedOver.require(receipt, by: bram)
        let withdrawn = dossier(two + [(.withdrawn(reason: "x"), ada)])
        #expect(throws: CoachesError.dossierClosed) { try withdrawn.require(over, by: ada) }
    }

    @Test func onlyWhatIsApprovedLeaves() throws {
        let (ada, bram) = (DossierSample.ada, DossierSample.bram)
        let contents = try DossierSample.contents()
        let frozen = (DossierEvent.frozen(DossierSample.selection, contents), ada)
        let approvals = [ada, bram].map { (DossierEvent.approved(hash: contents.hash), $0) }
        for early in [[], [frozen], [frozen, approvals[0]]] {
            #expect(throws: CoachesError.needsApprovals) { try dossier(early).requireMayLeave() }
            #expect(!dossier(early).mayLeave)
        }
        let approved = [frozen] + approvals
        try dossier(approved).requireMayLeave()
        try dossier(approved + [(over, ada)]).requireMayLeave()
        let again = (DossierEvent.frozen(DossierSample.selection, try DossierSample.contents(version: 2)), ada)
        #expect(throws: CoachesError.needsApprovals) { try dossier(approved + [again]).requireMayLeave() }
        let withdrawn = dossier(approved + [(.withdrawn(reason: "x"), ada)])
        #expect(throws: CoachesError.dossierClosed) { try withdrawn.requireMayLeave() }
        #expect(throws: CoachesError.notHandedOver) { try dossier(approved).require(passed(60), by: ada) }
        #expect(throws: CoachesError.dossierClosed) { try withdrawn.require(passed(60), by: ada) }
    }

    private func passed(_ minutes: Int64) -> DossierEvent {
        let at = DossierSample.moment(minutes)
        return .passed(CustodyStep(from: "E. Smit", to: "Kluis", at: at, why: "Bewaren", check: .unchecked))
    }

    @Test func nothingHappensBeforeItCould() throws {
        let (ada, bram) = (DossierSample.ada, DossierSample.bram)
        let contents = try DossierSample.contents()
        var made = Dossier()
        made.apply(.frozen(DossierSample.selection, contents), DossierSample.stamp(ada, 30))
        made.apply(.approved(hash: contents.hash), DossierSample.stamp(ada, 35))
        // Half a minute past: who types the minute on the clock is right.
        let last = DossierSample.moment(40).advanced(bySeconds: 30)
        made.apply(.approved(hash: contents.hash), Stamp(at: last, member: bram))
        func over(_ minutes: Int64) -> DossierEvent {
            .handedOver(HandOver(to: "E. Smit", way: .inPerson, at: DossierSample.moment(minutes)))
        }
        #expect(throws: CoachesError.tooEarly(field: "at", last)) { try made.require(over(39), by: ada) }
        try made.require(over(40), by: ada)
        made.apply(over(40), DossierSample.stamp(ada, 45))
        let frozen = contents.cover.frozenAt.instant
        #expect(throws: CoachesError.tooEarly(field: "at", frozen)) { try made.require(passed(29), by: ada) }
        try made.require(passed(30), by: ada)
    }

    // MARK: CASE

    @Test func everyThingHasANameOfItsOwn() throws {
        // RFC 9562, section 4.3 with appendix A.4: the name www.example.com in the namespace of domain names.
        let space = try #require(Identifier("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        #expect(CaseBundle.uuid5(in: space, "www.example.com") == "2ed6657d-e927-568b-95e1-2665a8aea6a2")
    }

    /// Tests/Coaches/test_case.py validates this file.
    @Test func theCommittedBundleIsWhatTheCodeWrites() throws {
        let file = URL(fileURLWithPath: #filePath).appendingPathComponent("../../Coaches/dossier.jsonld").standardized
        let text = try CaseBundle.text(DossierSample.handedOver(), names: DossierSample.names)
        if (try? String(contentsOf: file, encoding: .utf8)) != text {
            let written = FileManager.default.temporaryDirectory.appendingPathComponent("coaches-dossier.jsonld")
            try text.write(to: written, atomically: true, encoding: .utf8)
            Issue.record("\(file.path) is another; what the code writes stands in \(written.path)")
        }
    }
}
