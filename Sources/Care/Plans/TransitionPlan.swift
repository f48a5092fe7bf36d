import Core

/// A young person's plan: its items, and everything that was entered, in its order.
struct TransitionPlan: Sendable, Codable, Hashable {
    struct Entry: Sendable, Codable, Hashable {
        /// The version that the plan has with it, from 1.
        let version: Int
        let event: PlanEvent
        let stamp: Stamp
    }

    private(set) var items: [PlanItem] = []
    /// What the young person wants, in their own words: a `FreeText` beside the plan.
    private(set) var wish: Identifier?
    /// The version in which the wish changed last.
    private(set) var wishVersion = 0
    /// The oldest first. Only ever longer.
    private(set) var history: [Entry] = []

    /// Goes up with everything that is entered.
    var version: Int { history.count }

    func item(_ id: Identifier) -> PlanItem? { items.first { $0.id == id } }

    /// The plan with something more in it.
    ///
    /// - Parameter basedOn: the version that whoever enters it was looking at. Somebody else's change to another item is no conflict.
    /// - Throws: `StalePlan` when the same item, or the same wish, changed since; `CareError`.
    func applying(_ event: PlanEvent, _ stamp: Stamp, basedOn: Int) throws -> TransitionPlan {
        let event = try event.checked(on: stamp.at.day)
        if let id = event.item {
            let isNew =
                switch event {
                case .fromChecklist, .own: true
                default: false
                }
            let found = item(id)
            guard isNew == (found == nil) else { throw CareError.unknownItem(id.text) }
            if let found, found.version > basedOn {
                throw StalePlan(typed: event, theirs: found, theirWish: wish, version: version)
            }
        } else if wishVersion > basedOn {
            throw StalePlan(typed: event, theirs: nil, theirWish: wish, version: version)
        }
        var plan = self
        plan.apply(event, stamp)
        return plan
    }

    /// Takes in one thing that was entered before. What cannot be, because of what was there before, changes nothing but the version.
    mutating func apply(_ event: PlanEvent, _ stamp: Stamp) {
        history.append(Entry(version: version + 1, event: event, stamp: stamp))
        switch event {
        case .fromChecklist(let id, let item, let list, let domain, let due):
            add(PlanItem(id: id, domain: domain, origin: .checklist(id: item, version: list), due: due, added: stamp))
        case .own(let id, let domain, let text, let due, let onPhone):
            // What the young person entered on the phone stands there.
            add(
                PlanItem(
                    id: id, domain: domain, origin: .own(text), due: nil, added: stamp, fixedDue: due,
                    onPhone: onPhone || stamp.by == .youngPerson))
        case .changed(let id, let state, let proof):
            change(id) { $0.changes.append(PlanItem.Change(state: state, proof: proof, stamp: stamp)) }
        case .wished(let id, let wish): change(id) { $0.wish = wish }
        case .moved(let id, let due): change(id) { $0.fixedDue = due }
        case .wishedOfAll(let wish):
            self.wish = wish
            wishVersion = version
        }
    }

    private mutating func add(_ item: PlanItem) {
        guard self.item(item.id) == nil else { return }
        var item = item
        item.version = version
        items.append(item)
    }

    private mutating func change(_ id: Identifier, _ body: (inout PlanItem) -> Void) {
        guard let place = items.firstIndex(where: { $0.id == id }) else { return }
        body(&items[place])
        items[place].version = version
    }

    /// The items of the list that are valid on a day and not in the plan yet, as they would come in.
    ///
    /// - Parameter newIdentifier: makes an identifier for each.
    func missing(from list: Checklist, on day: Day, newIdentifier: () -> Identifier) -> [PlanEvent] {
        let known = Set(
            items.compactMap { item -> String? in
                if case .checklist(let id, _) = item.origin { id } else { nil }
            })
        return list.valid(on: day).filter { !known.contains($0.id) }.map {
            .fromChecklist(newIdentifier(), item: $0.id, version: list.version, domain: $0.domain, due: $0.due)
        }
    }

    /// What somebody still has to do, by the day on which it is due; what has no day comes last.
    func waiting(on day: Day, _ anchors: Offset.Anchors) -> [(item: PlanItem, due: Day?)] {
        let waiting = items.filter { $0.waits(on: day) }.map { (item: $0, due: $0.dueDay(anchors)) }
        return waiting.sorted {
            ($0.due?.number ?? Int.max, $0.item.id) < ($1.due?.number ?? Int.max, $1.item.id)
        }
    }

    /// Whether nothing waits any more in the Big 5 of what had to be done by a day: what counts as an arranged plan. What is due later, as
    /// the first weeks of an insurance are, can wait.
    ///
    /// A plan without an item in one of them is not arranged: nobody looked.
    func isArranged(on day: Day, _ anchors: Offset.Anchors) -> Bool {
        Domain.bigFive.allSatisfy { domain in
            let items = items.filter { $0.domain == domain }
            return !items.isEmpty
                && items.allSatisfy { item in !item.waits(on: day) || (item.dueDay(anchors).map { $0 > day } ?? false) }
        }
    }

    /// The plan as it stood on a day: what was entered later is left out.
    func known(on day: Day) -> TransitionPlan {
        var plan = TransitionPlan()
        for entry in history where entry.stamp.at.day <= day { plan.apply(entry.event, entry.stamp) }
        return plan
    }
}

/// Somebody else changed the same item since the page was opened. Nothing is lost: what was typed and what stands there now are
/// both in it.
struct StalePlan: Error, Hashable {
    /// What was about to be entered.
    let typed: PlanEvent
    /// The item as it stands now; `nil` when it is about the wish of the whole plan.
    let theirs: PlanItem?
    /// What stands as the wish of the whole plan now.
    let theirWish: Identifier?
    /// To be based on when it is entered after all.
    let version: Int
}
