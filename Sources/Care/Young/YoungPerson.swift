import Core

/// A young person whose plan is kept: as little as the plan needs.
///
/// There is no citizen service number, no address and no story here; what happened stands in the provider's own file.
struct YoungPerson: Sendable, Codable, Hashable {
    enum Known: String, Sendable, Codable, CaseIterable {
        case yes, no, unknown
    }

    /// A first name or a name that was made up.
    var name: String
    /// Needed for the deadlines, which follow from the 18th birthday.
    var bornOn: Day
    var municipality: String
    /// Under which the provider knows them in its own file.
    var reference: String
    /// Whom they chose themselves, by first name; empty when there is nobody yet.
    var mentor: String
    /// The member who coordinates.
    var coordinator: Identifier?
    /// A mild intellectual disability: the plan is then given in the easy-to-read version first.
    var hasMildDisability: Known

    init(
        name: String, bornOn: Day, municipality: String = "", reference: String = "", mentor: String = "",
        coordinator: Identifier? = nil, hasMildDisability: Known = .unknown
    ) {
        self.name = name
        self.bornOn = bornOn
        self.municipality = municipality
        self.reference = reference
        self.mentor = mentor
        self.coordinator = coordinator
        self.hasMildDisability = hasMildDisability
    }

    /// The same, as it is kept.
    ///
    /// - Throws: `CareError.bornInFuture`, `.tooYoung`, `.tooOld`, `.missing`, `.tooLong`, `.holdsFile`, `.holdsBSN`.
    func checked(on today: Day, _ limits: CareLimits = .standard) throws(CareError) -> YoungPerson {
        var checked = self
        checked.name = try CareText.required(name, field: "name", most: CareText.name)
        try Birthdays.check(bornOn, on: today, limits)
        checked.municipality = try CareText.required(municipality, field: "municipality", most: CareText.name)
        checked.reference = try CareText.text(reference, field: "reference", most: CareText.name)
        checked.mentor = try CareText.text(mentor, field: "mentor", most: CareText.name)
        return checked
    }

    /// From this day the plan is exported and then destroyed.
    func endsOn(_ limits: CareLimits = .standard) -> Day { Birthdays.end(born: bornOn, limits) }
}
