public import Content
import Core

/// What observations are coded with: a list that a person wrote, with a version. A code never changes its meaning; a new
/// meaning is a new code in a new version.
public struct Codebook: Sendable {
    /// What a code is about. Weight advice is no crime in itself and is kept apart from the rest.
    public enum Group: String, Sendable, CaseIterable {
        case contact, sexual, threat, weight
    }

    public struct Code: Sendable, Identifiable {
        public let id: String
        public let group: Group
        public let name: Translated
        /// When it is given, and when not.
        public let definition: Translated
        /// Whether it is a demand to the young person, which figures count.
        public let isDemand: Bool
        /// Whether only a description in a few words is kept: a manual.
        public let isDescribedOnly: Bool

        public init(
            id: String, group: Group, name: Translated, definition: Translated, isDemand: Bool = false,
            isDescribedOnly: Bool = false
        ) {
            self.id = id
            self.group = group
            self.name = name
            self.definition = definition
            self.isDemand = isDemand
            self.isDescribedOnly = isDescribedOnly
        }
    }

    public let version: String
    /// In the order in which a person reads them.
    public let codes: [Code]
    private let places: [String: Int]

    public init(version: String, codes: [Code]) {
        self.version = version
        self.codes = codes
        places = Dictionary(codes.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    public subscript(_ id: String) -> Code? { places[id].map { codes[$0] } }

    /// The same codes in the order of the book, each once.
    public func ordered(_ ids: [String]) -> [String] {
        Set(ids).sorted { (places[$0] ?? Int.max, $0) < (places[$1] ?? Int.max, $1) }
    }
}
