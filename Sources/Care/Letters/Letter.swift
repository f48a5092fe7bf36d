import Content
import Core

/// A letter that asks for what a young person needs after 18: in Dutch, since it goes to a Dutch organisation.
struct Letter: Sendable, Identifiable {
    /// Something that is filled in from the plan, written as `{name}`.
    enum Place: String, Sendable, CaseIterable {
        /// As was chosen: a name, or initials.
        case name
        /// Only when that was ticked.
        case born
        case eighteenth, municipality, today, coordinator
        /// The day on which youth care ends, as far as is known.
        case youthCareEnd = "youth-care-end"
        /// What help runs, by its function and without a provider.
        case helpNow = "help-now"
        /// What of the checklist still waits in the Big 5.
        case openItems = "open-items"
    }

    /// A stretch of the text.
    enum Part: Sendable, Hashable {
        case words(String)
        case place(Place)
    }

    /// What stands where nothing is known: to be filled in by hand.
    static let blank = "……"

    let id: String
    /// What it is called, for who works with it.
    let name: Translated
    let about: Translated
    let receiver: Translated
    /// The items of the checklist on which it rests.
    let items: [String]
    let review: ReviewMark
    let parts: [Part]

    /// The letter with what is known; dots for the rest.
    func filled(_ known: [Place: String]) -> String {
        parts.map { part in
            switch part {
            case .words(let words): words
            case .place(let place): known[place].flatMap { $0.isEmpty ? nil : $0 } ?? Self.blank
            }
        }.joined()
    }

    /// A text in its parts. What stands in braces and is no place comes back with its line, from 1.
    static func parts(of text: String) -> (parts: [Part], unknown: [(name: String, line: Int)]) {
        var (parts, unknown): ([Part], [(name: String, line: Int)]) = ([], [])
        var rest = Substring(text)
        var line = 1
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let words = rest[..<open]
            line += words.count { $0 == "\n" }
            if !words.isEmpty { parts.append(.words(String(words))) }
            let name = String(rest[rest.index(after: open)..<close])
            if let place = Place(rawValue: name) { parts.append(.place(place)) } else { unknown.append((name, line)) }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.words(String(rest))) }
        return (parts, unknown)
    }
}
