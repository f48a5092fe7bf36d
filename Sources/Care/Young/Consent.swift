import Core

/// What a young person, or a parent for them, said to one question. Help and statistics are asked apart; each can be taken back
/// by itself.
struct Consent: Sendable, Codable, Hashable {
    enum Purpose: String, Sendable, Codable, CaseIterable {
        /// That this plan is kept.
        case help
        /// That those who take over learn what they need.
        case handover
        /// That somebody reports or acts on it outside of the help.
        case reporting
        /// That they are counted.
        case statistics
    }

    enum Giver: String, Sendable, Codable, CaseIterable {
        case youngPerson = "young-person"
        case parents
        /// A guardian, mentor or administrator whom a judge appointed.
        case representative
    }

    let id: Identifier
    let purpose: Purpose
    /// What it covers, in a line: who learns what.
    var covers: String
    let givenBy: Giver
    let on: Day
    /// No is an answer too: it is kept, so that nobody asks again before the next birthday that counts.
    let isGiven: Bool
    var withdrawnOn: Day?

    init(
        id: Identifier, _ purpose: Purpose, covers: String = "", by givenBy: Giver = .youngPerson, on: Day,
        isGiven: Bool = true, withdrawnOn: Day? = nil
    ) {
        self.id = id
        self.purpose = purpose
        self.covers = covers
        self.givenBy = givenBy
        self.on = on
        self.isGiven = isGiven
        self.withdrawnOn = withdrawnOn
    }

    /// The birthday from which the answer has to be asked anew: at 16 what parents said, since from then on the young person decides
    /// alone (WGBO); at 18 everything that was said before. `nil` for what was said since. Have a lawyer decide.
    func askedAgain(born: Day) -> Day? {
        let sixteenth = Birthdays.day(16, born: born)
        let eighteenth = Birthdays.eighteenth(born: born)
        if on < sixteenth, givenBy == .parents { return sixteenth }
        return on < eighteenth ? eighteenth : nil
    }

    /// Whether it holds on a day: given, not taken back, and no birthday since on which it has to be asked anew.
    ///
    /// What parents said stops at 16 and at 18; what the young person said at 17 holds until they are asked at 18.
    func holds(on day: Day, born: Day) -> Bool {
        guard isGiven, on <= day, withdrawnOn.map({ day < $0 }) ?? true else { return false }
        return givenBy != .parents || askedAgain(born: born).map { day < $0 } ?? true
    }

    /// The same, as it is kept.
    ///
    /// - Throws: `CareError.inFuture`, `.dayBefore`, `.tooLong`, `.holdsFile`, `.holdsBSN`.
    func checked(on today: Day) throws(CareError) -> Consent {
        var checked = self
        guard on <= today else { throw .inFuture(field: "consent-on") }
        if let withdrawnOn {
            guard withdrawnOn >= on else { throw .dayBefore(field: "withdrawn-on", on) }
            guard withdrawnOn <= today else { throw .inFuture(field: "withdrawn-on") }
        }
        checked.covers = try CareText.text(covers, field: "covers", most: CareText.line)
        return checked
    }
}

/// A question that has to be asked.
struct ConsentDue: Sendable, Codable, Hashable {
    enum Reason: String, Sendable, Codable {
        case neverAsked = "never-asked"
        case turned16 = "turned-16"
        case turned18 = "turned-18"
    }

    let purpose: Consent.Purpose
    let reason: Reason
    /// The birthday since which it has to be asked; `nil` when it never was.
    let since: Day?
}

extension [Consent] {
    /// Whether somebody said yes to it and nobody took it back.
    func hold(_ purpose: Consent.Purpose, on day: Day, born: Day) -> Bool {
        latest(purpose, on: day)?.holds(on: day, born: born) ?? false
    }

    /// What has to be asked on a day, in the order of the purposes. Something that was taken back or refused is not asked again before
    /// the next birthday that counts.
    func due(on day: Day, born: Day) -> [ConsentDue] {
        Consent.Purpose.allCases.compactMap { purpose in
            guard let last = latest(purpose, on: day) else {
                return ConsentDue(purpose: purpose, reason: .neverAsked, since: nil)
            }
            guard let again = last.askedAgain(born: born), again <= day else { return nil }
            // Nobody asked at 16, and now both birthdays have passed: the later one tells more.
            let eighteenth = Birthdays.eighteenth(born: born)
            return eighteenth <= day
                ? ConsentDue(purpose: purpose, reason: .turned18, since: eighteenth)
                : ConsentDue(purpose: purpose, reason: .turned16, since: again)
        }
    }

    /// What was said last, up to a day; of two answers of one day the one that was entered last.
    func latest(_ purpose: Consent.Purpose, on day: Day) -> Consent? {
        reversed().filter { $0.purpose == purpose && $0.on <= day }.max { $0.on < $1.on }
    }

    /// Whether they said no to it last, or took their yes back. A yes that a birthday ended is no no: it is asked again.
    func isNo(_ purpose: Consent.Purpose, on day: Day) -> Bool {
        guard let last = latest(purpose, on: day) else { return false }
        return !last.isGiven || (last.withdrawnOn.map { $0 <= day } ?? false)
    }
}
