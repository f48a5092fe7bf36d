public import Core

/// How one kind of record is written: everything that was entered in it, in its order, adds up to the state it is in.
///
/// Nothing that was entered is changed or removed; what was wrong is put right by something newer.
public protocol RecordFormat: Sendable {
    associatedtype State: Sendable
    associatedtype Event: Codable & Sendable
    /// Which of the part's records these are, `study`; bound to the row, and never changed after release.
    static var kind: String { get }
    /// A record in which nothing was entered.
    static var empty: State { get }
    /// Takes in one thing that was entered. What cannot be, because of what was there before, changes nothing.
    static func apply(_ event: Event, _ stamp: Stamp, to state: inout State)
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
