public import Core
public import Records

/// An account of some study.
public struct AccountReference: Sendable, Codable, Hashable, Comparable {
    public let study: Identifier
    public let account: Identifier

    public init(study: Identifier, account: Identifier) {
        self.study = study
        self.account = account
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.study, left.account) < (right.study, right.account)
    }
}

/// That two accounts may be of one coach. Whoever, or whatever, proposes it, a person decides (product rule 6).
public struct LinkProposal: Sendable, Codable, Hashable {
    /// What one comparison adds to the weight. The values themselves are in the studies, and go when those go.
    public struct Reason: Sendable, Codable, Hashable {
        public let column: String
        /// The level of the comparison, as Linkage names it; `missing` where one of the two has no value.
        public let level: String
        /// In bits: a doubling of the odds is 1.
        public let weight: Double
    }

    /// Why a member thinks so.
    public enum Basis: String, Sendable, Codable, CaseIterable {
        case sameSelector = "same-selector"
        case nearHandle = "near-handle"
        case samePhrase = "same-phrase"
        case sameOrder = "same-order"
        case sameTraits = "same-traits"
        case other
    }

    /// Words of estimative probability, so that a member need not give a number.
    public enum Likelihood: String, Sendable, Codable, CaseIterable {
        case possible, likely
        case almostCertain = "almost-certain"
    }

    public enum Origin: Sendable, Codable, Hashable {
        /// `prior` is the weight of a pair of which nothing is known, in bits.
        case linkage(probability: Double, weight: Double, prior: Double, reasons: [Reason])
        case member(basis: Basis, likelihood: Likelihood, words: String)
    }

    public let id: Identifier
    /// The older of the two studies first.
    public let left: AccountReference
    public let right: AccountReference
    public let origin: Origin

    public init(id: Identifier, left: AccountReference, right: AccountReference, origin: Origin) {
        self.id = id
        self.left = left
        self.right = right
        self.origin = origin
    }
}

/// What a member decided on a proposal.
public struct LinkDecision: Sendable, Hashable {
    public enum Verdict: String, Sendable, Codable, CaseIterable {
        case confirmed, rejected
        /// Taken back: nothing is decided.
        case undone
    }

    public let verdict: Verdict
    public let reason: String
    public let stamp: Stamp
}

/// A proposal with everything that was decided on it.
public struct AccountLink: Sendable, Hashable {
    public enum State: String, Sendable {
        case proposed, confirmed, rejected
    }

    public let proposal: LinkProposal
    public let proposed: Stamp
    /// The oldest first.
    public internal(set) var history: [LinkDecision] = []

    public var id: Identifier { proposal.id }

    public var state: State {
        switch history.last?.verdict {
        case .confirmed: .confirmed
        case .rejected: .rejected
        case .undone, nil: .proposed
        }
    }

    /// The pair, in one order whichever way it was proposed.
    public var pair: [AccountReference] { [proposal.left, proposal.right].sorted() }
}
