public import Core
import Crypto
import Vault

/// A part that stores what is about people, and therefore stores nothing before it was activated (product rule 2).
public enum ActivatedPart: String, Sendable, Codable, CaseIterable {
    case signals, care, coaches

    /// The desks whose members may settle and sign it, beside administrators.
    public var tasks: Set<DeskTask> {
        switch self {
        case .signals: [.duty, .custodian]
        case .care: [.care, .onCall]
        case .coaches: [.research]
        }
    }
}

/// What has to be settled before a part stores anything, as a person fills it in. A field may stay empty until somebody
/// knows; it cannot be signed so.
public struct ActivationDraft: Hashable, Sendable {
    /// Who is the controller (GDPR article 4(7)), or the joint controllers.
    public var controller: String
    /// The legal basis (GDPR articles 6, 9 and 10).
    public var legalBasis: String
    /// Who checked the legal basis: a name and a role.
    public var checkedBy: String
    /// Where the data protection impact assessment is to be found (GDPR article 35).
    public var dpiaReference: String
    /// The day of that assessment.
    public var dpiaOn: Day?
    /// What was agreed with partners: between joint controllers (GDPR article 26) and with processors (article 28).
    public var arrangements: String
    /// How long what is stored is kept, in days.
    public var retentionDays: Int?

    public init(
        controller: String = "", legalBasis: String = "", checkedBy: String = "", dpiaReference: String = "",
        dpiaOn: Day? = nil, arrangements: String = "", retentionDays: Int? = nil
    ) {
        self.controller = controller
        self.legalBasis = legalBasis
        self.checkedBy = checkedBy
        self.dpiaReference = dpiaReference
        self.dpiaOn = dpiaOn
        self.arrangements = arrangements
        self.retentionDays = retentionDays
    }

    /// The shortest and the longest retention, in days.
    public static let retention = 1...3650

    /// The same, in the form in which it is stored.
    func checked() throws -> ActivationDraft {
        var draft = self
        draft.controller = try Input.optionalLine(controller, field: "controller") ?? ""
        draft.legalBasis = try Input.lines(legalBasis, field: "basis", most: 4000)
        draft.checkedBy = try Input.optionalLine(checkedBy, field: "checked-by") ?? ""
        draft.dpiaReference = try Input.optionalLine(dpiaReference, field: "dpia") ?? ""
        draft.arrangements = try Input.lines(arrangements, field: "arrangements", most: 4000)
        if let days = retentionDays, !Self.retention.contains(days) {
            throw DirectoryError.retentionOutOfRange(
                least: Self.retention.lowerBound, most: Self.retention.upperBound)
        }
        return draft
    }

    /// What is not filled in, in the order of the form.
    var gaps: [Text] {
        [
            (controller.isEmpty, "directory.activation.controller"),
            (legalBasis.isEmpty, "directory.activation.legal-basis"),
            (checkedBy.isEmpty, "directory.activation.checked-by"),
            (dpiaReference.isEmpty || dpiaOn == nil, "directory.activation.dpia"),
            (arrangements.isEmpty, "directory.activation.arrangements"),
            (retentionDays == nil, "directory.activation.retention"),
        ].filter(\.0).map { Text($0.1) }
    }
}

/// One who signed.
public struct ActivationSignature: Hashable, Sendable {
    public let member: Identifier
    public let name: String
    public let at: Instant
}

/// The activation record of a part: what was settled, and who signed it.
public struct Activation: Hashable, Sendable {
    public let id: Identifier
    public let part: ActivatedPart
    /// Goes up with every change; a page that edits hands back the one it showed.
    public let version: Int
    public let settled: ActivationDraft
    /// Who wrote this version down; `nil` for Vangnet itself.
    public let madeBy: String?
    public let madeAt: Instant
    /// Those that were made here for exactly this text, oldest first.
    public let signatures: [ActivationSignature]
    /// Who withdrew it and when; `nil` when nobody did.
    public let withdrawn: ActivationSignature?

    /// How many different members have to sign.
    public static let signaturesNeeded = 2

    /// Whether the part may store anything.
    public var isActive: Bool { missing.isEmpty }

    /// What is missing before the part may store anything; empty when it may.
    public var missing: [Text] {
        guard withdrawn == nil else { return [Text("directory.activation.withdrawn")] }
        return settled.gaps + Self.missing(signatures: signatures.count)
    }

    /// Whether everything is filled in.
    public var isComplete: Bool { settled.gaps.isEmpty }

    /// What is missing as long as there is no record at all.
    public static var allMissing: [Text] { ActivationDraft().gaps + missing(signatures: 0) }

    private static func missing(signatures: Int) -> [Text] {
        switch signaturesNeeded - signatures {
        case ...0: []
        case 1: [Text("directory.activation.one-signature")]
        default: [Text("directory.activation.two-signatures")]
        }
    }
}

/// A version of a record as the database holds it: exactly what is signed.
struct StoredActivation: Sendable {
    let id: Identifier
    let part: ActivatedPart
    let version: Int
    let settled: ActivationDraft
    let madeBy: String
    let madeAt: Instant

    private var fields: Canonical {
        var fields = Canonical("vangnet", "activation", "1", id.text, part.rawValue)
        fields.append(Int64(version))
        for text in [
            settled.controller, settled.legalBasis, settled.checkedBy, settled.dpiaReference,
            settled.dpiaOn?.description ?? "", settled.arrangements,
        ] { fields.append(text) }
        fields.append(Int64(settled.retentionDays ?? 0))
        fields.append(madeBy)
        fields.append(madeAt.milliseconds)
        return fields
    }

    /// SHA-256 of what was settled: stands in the audit trail.
    var hash: String { Array(SHA256.hash(data: fields.bytes)).hex }

    /// What a signature's MAC is over.
    func signed(by member: Identifier, at instant: Instant) -> [UInt8] {
        var fields = Canonical("vangnet", "activation signature", "1", hash, member.text)
        fields.append(instant.milliseconds)
        return fields.bytes
    }
}
