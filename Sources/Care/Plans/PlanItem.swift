import Core

/// One thing to arrange in a young person's plan, from the checklist or of its own.
struct PlanItem: Sendable, Codable, Hashable {
    enum Origin: Sendable, Codable, Hashable {
        /// An item of the checklist, and the version of the list that it was taken from.
        case checklist(id: String, version: String)
        /// In somebody's own words.
        case own(String)
    }

    enum State: Sendable, Codable, Hashable {
        case open
        case done
        /// Does not matter for this young person until that day; then it is open again. Without a day it stays so.
        case notApplicable(until: Day?)
        /// Asked, and the answer was no. That is respected, and asked again when they want.
        case youngPersonDoesNotWant
        /// Somebody waits for something; what, stands with the change.
        case blocked
    }

    /// A state that it was given.
    struct Change: Sendable, Codable, Hashable {
        let state: State
        /// What shows it, or why, in a line.
        let proof: String
        let stamp: Stamp
    }

    let id: Identifier
    let domain: Domain
    let origin: Origin
    /// From which the due day follows; `nil` for an item without one.
    let due: Offset?
    let added: Stamp
    /// Whether an own item may stand on the young person's phone, which somebody else may hold; of an item of the checklist the list
    /// says so.
    let onPhone: Bool
    /// A due day that somebody set by hand: it does not move with the birthday.
    var fixedDue: Day?
    /// What the young person wants, in their own words: a `FreeText`, which is kept beside the plan so that it can be destroyed on its
    /// day while the history stays.
    var wish: Identifier?
    /// The oldest first; nothing in it is changed or removed.
    var changes: [Change] = []
    /// The version of the plan in which it changed last.
    var version: Int

    init(
        id: Identifier, domain: Domain, origin: Origin, due: Offset?, added: Stamp, fixedDue: Day? = nil,
        onPhone: Bool = false, version: Int = 0
    ) {
        self.id = id
        self.domain = domain
        self.origin = origin
        self.due = due
        self.added = added
        self.fixedDue = fixedDue
        self.onPhone = onPhone
        self.version = version
    }

    /// As it was said last, whatever the day.
    var latest: State { changes.last?.state ?? .open }

    /// How it stands on a day: what did not matter until then is open again.
    func state(on day: Day) -> State {
        if case .notApplicable(let until?) = latest, until <= day { return .open }
        return latest
    }

    /// When it has to be done: as somebody set by hand, else as follows from the birthday, and moves with it.
    func dueDay(_ anchors: Offset.Anchors) -> Day? { fixedDue ?? due?.day(anchors) }

    /// Whether somebody still has to do something for it.
    func waits(on day: Day) -> Bool {
        switch state(on: day) {
        case .open, .blocked: true
        case .done, .notApplicable, .youngPersonDoesNotWant: false
        }
    }

    func isOverdue(on day: Day, _ anchors: Offset.Anchors) -> Bool {
        waits(on: day) && (dueDay(anchors).map { $0 < day } ?? false)
    }
}
