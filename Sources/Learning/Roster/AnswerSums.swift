import Core
import FoundationEssentials

/// Sums over people, by exercise or situation: nobody's row, whichever way one looks at it.
public struct AnswerSums: Hashable, Sendable, Codable {
    public private(set) var people: Int
    /// By identifier; what each place means says who makes the sums.
    public private(set) var sums: [String: [Int]]

    public static let none = AnswerSums(people: 0, sums: [:])

    init(people: Int, sums: [String: [Int]]) {
        self.people = people
        self.sums = sums
    }

    static func += (left: inout AnswerSums, right: AnswerSums) {
        left.people += right.people
        left.sums.merge(right.sums) { one, other in
            // A list of another length was made by another release; what both have is added.
            one.count >= other.count ? zipped(one, other) : zipped(other, one)
        }
    }

    private static func zipped(_ long: [Int], _ short: [Int]) -> [Int] {
        long.indices.map { long[$0] + ($0 < short.count ? short[$0] : 0) }
    }

    /// The same sums always give the same text.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Numbers and strings always encode.
        return String(decoding: try! encoder.encode(self), as: UTF8.self)
    }

    init(json: String) {
        self = (try? JSONDecoder().decode(AnswerSums.self, from: Data(json.utf8))) ?? .none
    }
}

/// Sums that are shown, and people who wait to be added to them.
///
/// Who sees the sums today and again tomorrow could otherwise subtract them, and a roster may tell who finished in
/// between. So new people are added by ten or more at once: two looks differ by nobody or by at least ten.
struct ReleasedSums: Hashable, Sendable {
    var shown = AnswerSums.none
    var waiting = AnswerSums.none

    /// Fewer people than this are never shown, and never what two looks differ by.
    static let least = 10

    mutating func add(_ sums: AnswerSums) {
        waiting += sums
        guard waiting.people >= Self.least else { return }
        shown += waiting
        waiting = .none
    }
}

/// What the first answers to one exercise tell about the exercise.
public struct ItemFigures: Hashable, Sendable {
    /// Who answered it, and whose first answer was right.
    public var people: Int
    public var right: Int
    /// Of those who answered every exercise of the course: how many, how many had this one right, and the sums that the
    /// correlation takes over their number of right answers to the other exercises.
    var whole: Int
    var wholeRight: Int
    var rest: Int
    var restSquares: Int
    var restRight: Int

    /// How many of 1 had it right at once: the difficulty index p of classical test theory (Crocker & Algina,
    /// *Introduction to Classical and Modern Test Theory*, 1986, chapter 5). A high p is an easy question. `nil` when
    /// nobody answered.
    public var difficulty: Double? { people == 0 ? nil : Double(right) / Double(people) }

    /// Whether who does well on the other exercises does well on this one: the point-biserial correlation between this
    /// answer (0 or 1) and the number of right answers to all others, so that the exercise does not correlate with
    /// itself (corrected item-total correlation; Henrysson, *Psychometrika* 28, 1963). Between −1 and 1; `nil` below
    /// ten people, and when all answered alike.
    public var discrimination: Double? {
        guard whole >= ReleasedSums.least else { return nil }
        let (n, x, y) = (Double(whole), Double(wholeRight), Double(rest))
        // An answer is 0 or 1, so the sum of its squares is the sum itself.
        let spread = (n * x - x * x) * (n * Double(restSquares) - y * y)
        guard spread > 0 else { return nil }
        return (n * Double(restRight) - x * y) / spread.squareRoot()
    }

    init(_ sums: [Int]) {
        func at(_ place: Int) -> Int { place < sums.count ? sums[place] : 0 }
        (people, right, whole, wholeRight) = (at(0), at(1), at(2), at(3))
        (rest, restSquares, restRight) = (at(4), at(5), at(6))
    }

    /// The sums of one learner who completed a course, out of the first answers.
    static func sums(of attempt: Attempt, in course: Course) -> AnswerSums {
        var right: [String: Bool] = [:]
        var exercises = 0
        for screen in course.screens {
            guard let exercise = screen.exercise else { continue }
            exercises += 1
            if let answer = attempt.answers[screen.id] {
                right[screen.id] = exercise.verdict(over: answer.first) == .right
            }
        }
        return sums(right, exercises: exercises)
    }

    /// - Parameter right: by exercise that was answered.
    static func sums(_ right: [String: Bool], exercises: Int) -> AnswerSums {
        let isWhole = right.count == exercises
        let total = right.values.count { $0 }
        return AnswerSums(
            people: 1,
            sums: right.mapValues { isRight in
                let one = isRight ? 1 : 0
                let rest = total - one
                return [1, one] + (isWhole ? [1, one, rest, rest * rest, rest * one] : [0, 0, 0, 0, 0])
            })
    }
}
