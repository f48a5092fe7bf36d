public import Content
public import Core

/// A signal: something that somebody may see or hear. Behaviour or circumstances, never where somebody comes from or how they look.
public struct Indicator: Sendable, Hashable, Identifiable {
    /// How much it says by itself.
    public enum Strength: String, Sendable, CaseIterable, Comparable {
        case weak, medium, strong
        /// Somebody may be in danger.
        case acute

        public static func < (left: Strength, right: Strength) -> Bool {
            allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
        }
    }

    /// `V01`: stays the same, since reports and figures refer to it.
    public var id: String
    /// The id of an `IndicatorGroup`.
    public var group: String
    public var strength: Strength
    public var settings: Set<Setting>
    /// Ids of roles (`ChecklistRole`).
    public var roles: Set<String>
    /// Only for these ages; `nil` for all.
    public var ages: Set<AgeBand>?
    /// May hold `{who}` and `{they}`.
    public var text: Translated
    /// What it may be as well: the innocent reading.
    public var maybe: Translated?
    /// Where there is no innocent reading: what is good to know instead. One of the two is there.
    public var note: Translated?
    public var advised: Translated
    public var avoided: Translated
    /// Counts as strong as soon as one of these was seen as well.
    public var strongerWith: [String]
    /// Ids of the checklist's sources.
    public var sources: [String]
}

/// Signals that are asked together: a place.
public struct IndicatorGroup: Sendable, Hashable, Identifiable {
    public var id: String
    public var title: Translated
}

/// Who asks, and for whom.
public struct ChecklistRole: Sendable, Hashable, Identifiable {
    /// Which advice fits.
    public enum Kind: String, Sendable, CaseIterable {
        /// Works there.
        case worker
        /// The young person.
        case `self`
        /// A friend, a parent, a carer.
        case near
        case other
    }

    public var id: String
    public var kind: Kind
    public var text: Translated
    public var hint: Translated?
    /// The young person, as in "somebody asks {who}".
    public var who: Translated
    /// The young person, as in "{they} must".
    public var they: Translated
}

/// Where it was seen, and what is asked there.
public struct ChecklistSetting: Sendable, Hashable {
    public var id: Setting
    public var text: Translated
    public var hint: Translated?
    /// The question whether it happens now.
    public var now: Translated
    /// Ids of the roles one can choose.
    public var roles: [String]
    /// The role that counts when somebody does not say.
    public var unsaidRole: String
}

/// Who outside the project has looked at the checklist.
public struct ChecklistReview: Sendable, Hashable {
    /// In the order in which they are told: police, care, lawyer, survivors.
    public static let kinds = ["police", "care", "lawyer", "survivors"]
    public var marks: [String: ReviewMark]

    /// Those that still have to look.
    public var waiting: [String] { Self.kinds.filter { marks[$0] == .waiting } }
}
