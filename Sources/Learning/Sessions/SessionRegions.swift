import Core

/// In which province people of a session are counted: that of the municipality they work for, where they said it at the door;
/// for officials of whom only the municipalities are known, that in which all of these lie; else that of the place where the
/// session was held. Where nobody filled that in either, nowhere.
struct SessionRegions {
    private let ofPlace: Province?
    /// The province of all municipalities that were there.
    private let ofAll: Province?
    private let list: Municipalities

    init(_ draft: SessionDraft, _ municipalities: [String], _ list: Municipalities) {
        ofPlace = draft.province
        ofAll = Province.only(municipalities.map { list.find(code: $0)?.province })
        self.list = list
    }

    /// People of one audience in one province.
    struct Group: Hashable, Sendable {
        var audience: Audience
        var province: Province?
    }

    /// Everybody who was there, in a fixed order.
    ///
    /// - Parameters:
    ///   - visitors: who came in with the code.
    ///   - uncounted: how many were there beside them.
    func people(
        _ visitors: [(audience: Audience, municipality: String, people: Int)], uncounted: [Audience: Int]
    ) -> [(Group, Int)] {
        var people: [Group: Int] = [:]
        func add(_ count: Int, _ audience: Audience, of municipality: String) {
            guard count > 0 else { return }
            let own = list.find(code: municipality)?.province ?? (audience == .municipality ? ofAll : nil)
            people[Group(audience: audience, province: own ?? ofPlace), default: 0] += count
        }
        for visitor in visitors { add(visitor.people, visitor.audience, of: visitor.municipality) }
        for (audience, count) in uncounted { add(count, audience, of: "") }
        return people.map { ($0.key, $0.value) }.sorted {
            ($0.0.audience.rawValue, $0.0.province?.rawValue ?? "")
                < ($1.0.audience.rawValue, $1.0.province?.rawValue ?? "")
        }
    }
}
