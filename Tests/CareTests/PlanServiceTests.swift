import Core
import Directory
import Records
import Storage
import TestDesks
import TestSupport
import Testing

@testable import Care

/// What members enter in a plan.
@Suite struct PlanServiceTests {
    /// The item of a part of life, and the version of the plan.
    private func item(
        _ domain: Domain, _ world: World, _ seat: Seat, _ id: Identifier
    ) async throws -> (item: PlanItem, version: Int) {
        let plan = try await world.care.files.look(seat, id).file.plan
        return (try #require(plan.items.first { $0.domain == domain }), plan.version)
    }

    @Test(arguments: testEngines)
    func whoWaitsSaysForWhat(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let (item, version) = try await item(.housing, world, seat, id)
            await expect(CareError.missing(field: "proof")) {
                try await world.care.files.set(seat, id, item.id, .blocked, proof: "", basedOn: version)
            }
            try await world.care.files.set(seat, id, item.id, .blocked, proof: "Wachtlijst", basedOn: version)
            let now = try await self.item(.housing, world, seat, id).item
            #expect(now.latest == .blocked && now.changes.last?.proof == "Wachtlijst")
            #expect(now.changes.last?.stamp.by == .member(world.desk.one.id))
        }
    }

    /// The same item, changed by two at once: the second sees both; other items are no conflict.
    @Test(arguments: testEngines)
    func aStaleChangeShowsBoth(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (ada, id) = try await world.open()
            let bram = try await world.seat(1)
            let (room, version) = try await item(.housing, world, ada, id)
            let (school, _) = try await item(.schoolWork, world, ada, id)
            try await world.care.files.set(bram, id, room.id, .done, proof: "Sleutel", basedOn: version)
            try await world.care.files.set(ada, id, school.id, .done, proof: "", basedOn: version)
            do {
                try await world.care.files.set(ada, id, room.id, .youngPersonDoesNotWant, proof: "", basedOn: version)
                Issue.record("a stale change was written")
            } catch let stale as StalePlan {
                #expect(
                    stale.theirs?.latest == .done
                        && stale.typed == .changed(room.id, .youngPersonDoesNotWant, proof: ""))
                try await world.care.files.set(
                    ada, id, room.id, .youngPersonDoesNotWant, proof: "", basedOn: stale.version)
            }
            let now = try await item(.housing, world, ada, id).item
            #expect(now.changes.map(\.state) == [.done, .youngPersonDoesNotWant])
        }
    }

    @Test(arguments: testEngines)
    func aDayIsSetByHandAndFollowsAgain(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let (item, version) = try await item(.housing, world, seat, id)
            let follows = item.dueDay(try await world.care.files.look(seat, id).file.anchors(on: world.today))
            let fixed = world.today.adding(days: 5)
            try await world.care.files.move(seat, id, item.id, to: fixed, basedOn: version)
            let (moved, next) = try await self.item(.housing, world, seat, id)
            #expect(moved.fixedDue == fixed)
            #expect(try await world.count("care_alerts", where: "due_on = '\(fixed)'") == 1)
            try await world.care.files.move(seat, id, item.id, to: nil, basedOn: next)
            let again = try await world.care.files.look(seat, id).file
            #expect(again.plan.item(item.id)?.dueDay(again.anchors(on: world.today)) == follows)
        }
    }

    /// A list that has more: the items come in once.
    @Test(arguments: testEngines)
    func newItemsOfTheListComeInOnce(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let longer = Checklist(
                version: "test-2",
                items: Checklist.small.items + [Checklist.item("bank", .income, "T18-1m", "Bank", "Bank account")])
            let care = Care(world.care.context.with(longer))
            #expect(try await care.files.addNewItems(seat, id) == 1)
            #expect(try await care.files.addNewItems(seat, id) == 0)
            let plan = try await care.files.look(seat, id).file.plan
            #expect(plan.items.last?.origin == .checklist(id: "bank", version: "test-2"))
            #expect(plan.items.count == longer.items.count)
        }
    }

    // MARK: Own words

    @Test(arguments: testEngines)
    func ownWordsGoOnTheirDayUnlessRenewed(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let files = world.care.files
            let version = try await files.look(seat, id).file.plan.version
            try await files.wish(
                seat, id, nil, "Een eigen kamer.", field: "wish", isLookedAt: false, basedOn: version)
            let note = try #require(try await files.look(seat, id).file.plan.wish)
            #expect(try await files.look(seat, id).texts[note] == "Een eigen kamer.")
            world.clock.advance(seconds: 80 * 86_400)
            try await files.renewWish(try await world.seat(), id, nil)
            world.clock.advance(seconds: 80 * 86_400)
            try await world.care.nightly()
            #expect(try await files.look(try await world.seat(), id).texts[note] == "Een eigen kamer.")
            world.clock.advance(seconds: 11 * 86_400)
            try await world.care.nightly()
            let later = try await world.seat()
            #expect(try await files.look(later, id).texts.isEmpty)
            #expect(try await world.count("care_texts") == 0)
            // That it was there stays in the history; renewing brings nothing back.
            try await files.renewWish(later, id, nil)
            #expect(try await files.look(later, id).texts.isEmpty)
        }
    }

    @Test(arguments: testEngines)
    func whatIsNewTakesThePlaceOfWhatWas(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let files = world.care.files
            let (item, version) = try await item(.housing, world, seat, id)
            try await files.wish(seat, id, item.id, "Met tuin", field: "wish", isLookedAt: false, basedOn: version)
            let second = try await self.item(.housing, world, seat, id).version
            try await files.wish(seat, id, item.id, "Met balkon", field: "wish", isLookedAt: false, basedOn: second)
            #expect(try await files.look(seat, id).texts.values.sorted() == ["Met balkon"])
            let third = try await self.item(.housing, world, seat, id).version
            try await files.wish(seat, id, item.id, "", field: "wish", isLookedAt: false, basedOn: third)
            #expect(try await files.look(seat, id).texts.isEmpty)
            #expect(try await world.count("care_texts") == 0)
        }
    }

    /// A BSN is refused; a telephone number is kept only after somebody looked.
    @Test(arguments: testEngines)
    func whatDoesNotBelongThereIsAsked(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open()
            let version = try await world.care.files.look(seat, id).file.plan.version
            func wish(_ text: String, isLookedAt: Bool = false) async throws {
                try await world.care.files.wish(
                    seat, id, nil, text, field: "wish", isLookedAt: isLookedAt, basedOn: version)
            }
            await expect(CareError.holdsBSN(field: "wish")) { try await wish("111222333", isLookedAt: true) }
            await expect(CareError.tooLong(field: "wish", most: 500)) {
                try await wish(String(repeating: "a", count: 501))
            }
            let looked = CareError.lookFirst(field: "wish", TextRemark.phone.text)
            await expect(looked) { try await wish("Bel 0612345678") }
            #expect(try await world.count("care_texts") == 0)
            try await wish("Bel 0612345678", isLookedAt: true)
            #expect(try await world.count("care_texts") == 1)
        }
    }

    /// Nothing that was typed stands in the audit trail or plain in the database.
    @Test(arguments: testEngines)
    func nothingTypedStandsOpen(engine: Engine) async throws {
        try await withWorld(engine) { world in
            let (seat, id) = try await world.open(world.person("Kanarie"))
            let files = world.care.files
            let version = try await files.look(seat, id).file.plan.version
            _ = try await files.add(seat, id, .income, "Kanarie rekening", due: nil, onPhone: false, basedOn: version)
            try await files.wish(
                seat, id, nil, "Kanarie zingt", field: "wish", isLookedAt: false,
                basedOn: try await files.look(seat, id).file.plan.version)
            for (table, column) in [
                ("care_entries", "sealed"), ("care_texts", "sealed"), ("directory_audit", "details"),
            ] {
                #expect(try await world.count(table, where: "\(column) LIKE '%anarie%'") == 0, "\(table)")
            }
        }
    }
}

extension CareContext {
    /// The same with another list.
    fileprivate func with(_ checklist: Checklist) -> CareContext {
        CareContext(
            directory: directory, checklist: checklist, letters: letters, receiptCost: receiptCost, isDemo: isDemo,
            isActivated: isActivated, notify: notify, now: now)
    }
}
