public import Core
public import Records

/// What was agreed before a study begins: the question, who allowed it and until when, and what stops it.
///
/// A field may stay empty until somebody knows; as long as one is, nothing is observed.
public struct StudyProtocol: Sendable, Codable, Hashable {
    /// Why personal data about crimes may be processed: counsel decides, and who checked it is written down.
    public enum Ground: String, Sendable, Codable, CaseIterable {
        /// A ground in the Dutch implementation act (UAVG).
        case uavg
        /// A permit of the supervisor (Autoriteit Persoonsgegevens).
        case permit
    }

    public var title: String
    public var question: String
    /// Who is the controller (GDPR article 4(7)).
    public var controller: String
    /// The body that approved the study on ethical grounds, and the number it gave.
    public var ethicsBody: String
    public var ethicsNumber: String
    /// The first and the last day for which it approved.
    public var approvedFrom: Day?
    public var approvedTo: Day?
    /// Where the data protection impact assessment is to be found (GDPR article 35), and its day.
    public var dpiaReference: String
    public var dpiaOn: Day?
    /// When the study stops at once.
    public var stopRules: String
    /// With whom at the police it was agreed.
    public var policeContact: String
    public var ground: Ground?
    /// The article or the number of the permit.
    public var groundReference: String
    /// Who checked the ground: a name and a role.
    public var groundCheckedBy: String
    /// The day on which all of it is destroyed.
    public var keepUntil: Day?

    public init(
        title: String = "", question: String = "", controller: String = "", ethicsBody: String = "",
        ethicsNumber: String = "", approvedFrom: Day? = nil, approvedTo: Day? = nil, dpiaReference: String = "",
        dpiaOn: Day? = nil, stopRules: String = "", policeContact: String = "", ground: Ground? = nil,
        groundReference: String = "", groundCheckedBy: String = "", keepUntil: Day? = nil
    ) {
        self.title = title
        self.question = question
        self.controller = controller
        self.ethicsBody = ethicsBody
        self.ethicsNumber = ethicsNumber
        self.approvedFrom = approvedFrom
        self.approvedTo = approvedTo
        self.dpiaReference = dpiaReference
        self.dpiaOn = dpiaOn
        self.stopRules = stopRules
        self.policeContact = policeContact
        self.ground = ground
        self.groundReference = groundReference
        self.groundCheckedBy = groundCheckedBy
        self.keepUntil = keepUntil
    }

    /// What has to be filled in before anything is observed, in the order of the form.
    public enum Gap: String, Sendable, CaseIterable {
        case question, controller, ethics, dpia
        case stopRules = "stop-rules"
        case police, ground
    }

    /// What is not filled in.
    public var gaps: [Gap] {
        Gap.allCases.filter { gap in
            switch gap {
            case .question: question.isEmpty
            case .controller: controller.isEmpty
            case .ethics: ethicsBody.isEmpty || ethicsNumber.isEmpty || approvedFrom == nil || approvedTo == nil
            case .dpia: dpiaReference.isEmpty || dpiaOn == nil
            case .stopRules: stopRules.isEmpty
            case .police: policeContact.isEmpty
            case .ground: ground == nil || groundReference.isEmpty || groundCheckedBy.isEmpty
            }
        }
    }

    /// The days for which the study was approved.
    public var approved: Period? {
        guard let approvedFrom, let approvedTo else { return nil }
        return Period(from: approvedFrom, to: approvedTo)
    }

    /// Stops what is observed, or entered, outside the approval or without an impact assessment.
    ///
    /// - Parameter days: the day of the observation and the day on which it is entered.
    func requireOpen(on days: [Day]) throws {
        guard gaps.isEmpty, let approved else { throw CoachesError.protocolIncomplete }
        guard days.allSatisfy(approved.contains) else {
            throw CoachesError.outsideApproval(from: approved.from, to: approved.to)
        }
    }

    /// At least so many days lie between a change of the day of destruction and that day, so that a colleague sees it in time.
    static let notice = 14

    /// The longest that a study is kept, in days: seven years.
    static let longest = 7 * 366

    /// The same, as it is sealed.
    ///
    /// - Parameter begun: the day on which the study began, from which the longest term counts.
    func checked(on today: Day, begun: Day? = nil) throws -> StudyProtocol {
        var checked = self
        checked.title = try Typed.required(title, field: "title", most: Typed.line)
        checked.question = try Typed.text(question, field: "question", most: Typed.story)
        checked.controller = try Typed.text(controller, field: "controller", most: Typed.line)
        checked.ethicsBody = try Typed.text(ethicsBody, field: "ethics-body", most: Typed.line)
        checked.ethicsNumber = try Typed.text(ethicsNumber, field: "ethics-number", most: Typed.line)
        checked.dpiaReference = try Typed.text(dpiaReference, field: "dpia", most: Typed.line)
        checked.stopRules = try Typed.text(stopRules, field: "stop-rules", most: Typed.story)
        checked.policeContact = try Typed.text(policeContact, field: "police", most: Typed.line)
        checked.groundReference = try Typed.text(groundReference, field: "ground-reference", most: Typed.line)
        checked.groundCheckedBy = try Typed.text(groundCheckedBy, field: "ground-checked-by", most: Typed.line)
        if let from = approvedFrom, let to = approvedTo, to < from {
            throw CoachesError.dayBefore(field: "approved-to", from)
        }
        guard let keepUntil else { throw CoachesError.missing(field: "keep-until") }
        guard keepUntil > today else { throw CoachesError.dayBefore(field: "keep-until", today.adding(days: 1)) }
        let last = (begun ?? today).adding(days: Self.longest)
        guard keepUntil <= last else { throw CoachesError.dayAfter(field: "keep-until", last) }
        return checked
    }
}

/// A protocol as it was written down at some moment. A newer one comes beside it; it stays.
public struct ProtocolVersion: Sendable, Hashable {
    /// From 1.
    public let number: Int
    public let agreed: StudyProtocol
    /// When it was written down, and by whom.
    public let stamp: Stamp
}
