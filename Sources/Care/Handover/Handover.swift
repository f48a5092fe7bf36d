import Core

/// A warm handover: help that goes from one side to another, and is over for the old one only when the young person has met the new one.
///
/// Each step is taken by the side that knows it. What was done stays; a handover that was refused or withdrawn is asked anew.
struct Handover: Sendable, Codable, Hashable {
    enum Side: String, Sendable, Codable, CaseIterable, Hashable {
        /// Who helped up to now.
        case giving
        /// Who takes over.
        case receiving
    }

    enum State: String, Sendable, Codable, CaseIterable, Hashable {
        case asked, accepted
        case firstContact = "first-contact"
        case done, refused, withdrawn

        /// Whether nothing follows any more.
        var isOver: Bool { self == .done || self == .refused || self == .withdrawn }
    }

    /// Something that one of the sides does.
    enum Step: String, Sendable, Codable, CaseIterable, Hashable {
        case accept
        case meet
        case finish
        case refuse, withdraw

        /// Which side takes it. Whoever meets the young person says so; whoever lets go says that it is done.
        var side: Side {
            switch self {
            case .accept, .meet, .refuse: .receiving
            case .finish, .withdraw: .giving
            }
        }

        /// The states in which it can be taken.
        var from: [State] {
            switch self {
            case .accept: [.asked]
            case .meet: [.accepted]
            case .finish: [.firstContact]
            // Once the young person and the new helper have met, nobody turns back: a new handover is asked.
            case .refuse, .withdraw: [.asked, .accepted]
            }
        }

        var to: State {
            switch self {
            case .accept: .accepted
            case .meet: .firstContact
            case .finish: .done
            case .refuse: .refused
            case .withdraw: .withdrawn
            }
        }
    }

    /// A step that was taken.
    struct Taken: Sendable, Codable, Hashable {
        let step: Step
        /// The day on which it happened, which may be before it was entered.
        let on: Day
        /// Why, of a refusal and a withdrawal; how it went, in a line.
        let note: String
        /// Whether the young person was there, of a first contact.
        let youngPersonWasThere: Bool
        let stamp: Stamp
    }

    let id: Identifier
    let function: CareFunction
    let asked: Stamp
    let askedOn: Day
    private(set) var taken: [Taken] = []

    init(id: Identifier, _ function: CareFunction, askedOn: Day, asked: Stamp) {
        self.id = id
        self.function = function
        self.askedOn = askedOn
        self.asked = asked
    }

    var state: State { taken.last?.step.to ?? .asked }

    /// The steps that a side can take now.
    func steps(_ side: Side) -> [Step] { Step.allCases.filter { $0.side == side && $0.from.contains(state) } }

    /// The handover with one more step.
    ///
    /// - Throws: `CareError.stepNotOpen`, `.otherSide`, `.inFuture`, `.dayBefore`, `.missing` (a reason, of a refusal or a withdrawal),
    ///   `.tooLong`, `.holdsFile`, `.holdsBSN`.
    func taking(
        _ step: Step, by side: Side, on day: Day, note: String = "", youngPersonWasThere: Bool = false, _ stamp: Stamp
    ) throws(CareError) -> Handover {
        guard step.side == side else { throw .otherSide }
        guard step.from.contains(state) else { throw .stepNotOpen }
        guard day <= stamp.at.day else { throw .inFuture(field: "on") }
        let last = taken.last?.on ?? askedOn
        guard day >= last else { throw .dayBefore(field: "on", last) }
        let needsReason = step == .refuse || step == .withdraw
        let note =
            needsReason
            ? try CareText.required(note, field: "note", most: CareText.line)
            : try CareText.text(note, field: "note", most: CareText.line)
        var next = self
        next.taken.append(
            Taken(
                step: step, on: day, note: note, youngPersonWasThere: step == .meet && youngPersonWasThere,
                stamp: stamp))
        return next
    }

    /// The day on which a step was taken; `nil` when it was not.
    func day(of step: Step) -> Day? { taken.first { $0.step == step }?.on }

    var acceptedOn: Day? { day(of: .accept) }
    var firstContactOn: Day? { day(of: .meet) }

    /// Whether the young person met the new helper, before or on a day, and was there themselves: what counts as handed over warmly.
    func isWarm(on day: Day) -> Bool { taken.contains { $0.step == .meet && $0.youngPersonWasThere && $0.on <= day } }

    /// What the gap finder knows of it; `nil` while nobody said yes, and once it was withdrawn or refused.
    var referral: Referral? {
        guard let accepted = taken.first(where: { $0.step == .accept }), state != .refused, state != .withdrawn
        else { return nil }
        return Referral(id: id, function, acceptedOn: accepted.on, knownOn: accepted.stamp.at.day)
    }
}
