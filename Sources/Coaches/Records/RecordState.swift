public import Core

/// What a record is: everything that was entered in it, in its order, adds up to the state it is in.
///
/// Nothing that was entered is changed or removed; what was wrong is put right by something newer.
protocol RecordState: Sendable {
    associatedtype Event: Codable & Sendable
    /// Which records these are; bound to the row.
    static var kind: RecordKind { get }
    init()
    /// Takes in one thing that was entered. What cannot be, because of what was there before, changes nothing.
    mutating func apply(_ event: Event, _ stamp: Stamp)
}

/// What a record is about.
enum RecordKind: String, Sendable {
    case study, dossier
}

/// When something was entered, and by whom.
public struct Stamp: Sendable, Codable, Hashable {
    public let at: Instant
    public let member: Identifier

    public init(at: Instant, member: Identifier) {
        self.at = at
        self.member = member
    }
}

/// One entry, as it is sealed.
struct Entry<Event: Codable & Sendable>: Codable, Sendable {
    var stamp: Stamp
    var event: Event
}
