import Core

/// What was known of a young person's help on a day, in numbers of days, as the rules read it.
struct CareFacts: Sendable {
    /// A spell as it was known.
    struct Piece: Sendable {
        let function: CareFunction
        let law: CareLaw
        let status: CareSpell.Status
        let span: DaySpan
        /// Where it stands in the record.
        let place: Int
    }

    let record: CareRecord
    let limits: CareLimits
    let today: Int
    /// Nothing that came in later counts.
    let known: Int
    /// The 18th birthday.
    let eighteenth: Int
    /// From 24 months before 18 up to the 24th birthday.
    let window: DaySpan
    /// In an order that does not depend on that of the record.
    let pieces: [Piece]
    /// By the place of the function: the days of spells that were begun, and the same with those that are granted and still to begin.
    private let real: [[DaySpan]]
    private let promised: [[DaySpan]]

    init(_ record: CareRecord, on day: Day, known: Day, _ limits: CareLimits) {
        self.record = record
        self.limits = limits
        today = day.number
        self.known = known.number
        let eighteenth = Birthdays.eighteenth(born: record.born)
        self.eighteenth = eighteenth.number
        window = DaySpan(
            Birthdays.months(-limits.windowMonths, from: eighteenth).number,
            Birthdays.end(born: record.born, limits).number)
        pieces = Self.pieces(of: record, known: known.number)
        (real, promised) = Self.covers(pieces, today: day.number)
    }

    private static func pieces(of record: CareRecord, known: Int) -> [Piece] {
        let spells = record.spells
        var pieces: [Piece] = []
        pieces.reserveCapacity(spells.count)
        for place in spells.indices where spells[place].knownOn.number <= known && !spells[place].isRetracted {
            pieces.append(
                Piece(
                    function: spells[place].function, law: spells[place].law, status: spells[place].status,
                    span: spells[place].days, place: place))
        }
        if isCorrected(spells) {
            let latest = latest(spells, known: known)
            pieces.removeAll { !latest.contains($0.place) }
        }
        pieces.removeAll { $0.span.isEmpty }
        pieces.sort { left, right in
            if left.span.start != right.span.start { return left.span.start < right.span.start }
            if left.span.end != right.span.end { return left.span.end < right.span.end }
            return spells[left.place].id < spells[right.place].id
        }
        return pieces
    }

    private static func isCorrected(_ spells: [CareSpell]) -> Bool { spells.contains { $0.revision > 0 } }

    /// The places of the last revisions that had come in.
    private static func latest(_ spells: [CareSpell], known: Int) -> Set<Int> {
        var latest: [Identifier: Int] = [:]
        for place in spells.indices where spells[place].knownOn.number <= known {
            if let before = latest[spells[place].id], !spells[place].isNewer(than: spells[before]) { continue }
            latest[spells[place].id] = place
        }
        return Set(latest.values)
    }

    private static func covers(_ pieces: [Piece], today: Int) -> (real: [[DaySpan]], promised: [[DaySpan]]) {
        var real = [[DaySpan]](repeating: [], count: CareFunction.count)
        var promised = real
        for piece in pieces {
            let place = piece.function.place
            if piece.status.isReal {
                real[place].add(piece.span)
                promised[place].add(piece.span)
            } else if piece.status == .granted, piece.span.start >= today {
                promised[place].add(piece.span)
            }
        }
        return (real, promised)
    }

    /// The days on which help of that function was given, a list in order.
    func cover(_ function: CareFunction) -> [DaySpan] { real[function.place] }
    /// With those on which it is to be given because it was granted. What should have begun and did not is no cover.
    func promised(_ function: CareFunction) -> [DaySpan] { promised[function.place] }

    func spell(_ piece: Piece) -> CareSpell { record.spells[piece.place] }
    func id(_ piece: Piece) -> Identifier { record.spells[piece.place].id }

    /// Whether a gap from that day on is near enough to be told.
    func isNear(_ start: Int) -> Bool { start <= today + limits.comingDays }

    /// Months later, as days are counted.
    func months(_ count: Int, after day: Int) -> Int { Birthdays.months(count, from: Day(number: day)).number }

    /// Kinds of help, without who is in charge: that has a rule of its own (G9).
    static let help: [CareFunction] = [.stay, .specialised, .mentalHealth, .guidance]
}

extension CareFunction {
    /// Its place among all.
    var place: Int {
        switch self {
        case .stay: 0
        case .specialised: 1
        case .mentalHealth: 2
        case .guidance: 3
        case .direction: 4
        }
    }

    static let count = 5
}

extension [DaySpan] {
    /// Adds a span that begins no earlier than the last one, and keeps the list in order.
    fileprivate mutating func add(_ span: DaySpan) {
        if let last, span.start <= last.end {
            if span.end > last.end { self[count - 1].end = span.end }
        } else {
            append(span)
        }
    }
}
