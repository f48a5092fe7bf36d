import Core

/// A short name for every screen of a course, four signs out of `A-Z a-z 0-9 - _`: a learner's place is written with them.
///
/// A name follows from the screen's identifier alone, so that a learner finds their place back in a newer version. Only where
/// two in one course would come out the same the later one gets another.
struct ScreenKeys {
    static let length = 4
    private let keys: [String: String]

    init(_ course: Course) {
        var keys: [String: String] = [:]
        var taken: Set<String> = []
        for screen in course.screens {
            var seed = screen.id
            while !taken.insert(Self.key(seed)).inserted { seed += "'" }
            keys[screen.id] = Self.key(seed)
        }
        self.keys = keys
    }

    subscript(screen: Screen) -> String { keys[screen.id] ?? "" }

    /// 24 bits of FNV-1a.
    private static func key(_ text: String) -> String {
        let hash = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        return String((0..<length).map { signs[Int((hash >> (6 * UInt32($0))) & 63)] })
    }
}

extension Course {
    /// The longest state that the player of a package can write, in characters: see `packed` in `Resources/packages/attempt.js`,
    /// and the language after it.
    var longestPackedState: Int {
        let exercises = screens.count { $0.exercise != nil }
        return "1;".count + ScreenKeys.length * (1 + screens.count + exercises) + ";;;".count
            + (languages.map(\.tag.count).max() ?? 0)
    }
}
