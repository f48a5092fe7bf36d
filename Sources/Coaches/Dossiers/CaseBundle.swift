import Core
import Crypto
import Foundation
import Records
import Vault

/// A dossier in the vocabulary of CASE and UCO 1.4 (caseontology.org), as JSON-LD: for programs of the police.
///
/// The same dossier gives the same text. Every thing has an IRI that follows from the dossier's and from what it is (UUID
/// version 5), so that a second export speaks of the same things. Texts of ours in it are English, as the vocabulary is.
struct CaseBundle {
    private let listed: Dossiers.Listed
    private let names: [Identifier: String]
    /// Everything, in the order in which it came.
    private var nodes: [Node] = []
    /// Those that a compilation can hold: facets and hashes are no objects of their own.
    private var objects: [Node] = []
    private var known: Set<String> = []

    /// The bundle as text, with sorted keys.
    ///
    /// - Parameter names: what members are called.
    static func text(_ listed: Dossiers.Listed, names: [Identifier: String]) throws -> String {
        var bundle = CaseBundle(listed: listed, names: names)
        bundle.addAll()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document: Node = .object(["@context": context, "@graph": .list(bundle.nodes)])
        return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
    }

    private init(listed: Dossiers.Listed, names: [Identifier: String]) {
        self.listed = listed
        self.names = names
    }

    private static let context: Node = [
        "case-investigation": "https://ontology.caseontology.org/case/investigation/",
        "kb": "urn:uuid:",
        "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
        "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
        "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
        "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
        "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    ]

    private var cover: DossierCover { listed.contents.cover }

    private mutating func addAll() {
        for (place, item) in listed.contents.items.enumerated() {
            let content = addContentData(item, place)
            let meant = add(item.content)
            add(
                "item/\(place)", "case-investigation:ProvenanceRecord",
                [
                    "case-investigation:exhibitNumber": .text(String(place)),
                    "case-investigation:rootExhibitNumber": .list([.text(listed.id.text)]),
                    "uco-core:object": .list([content] + (meant.map { [$0] } ?? [])),
                ])
        }
        addSittings()
        addChain()
        let authorizations = nodes.compactMap { node in
            node["@type"] == "case-investigation:Authorization" ? node.reference : nil
        }
        let investigation = add(
            "investigation", "case-investigation:Investigation",
            [
                "case-investigation:investigationForm": "suspicious-activity",
                "case-investigation:focus": .list(["Sexual exploitation of children by pro-ana coaches"]),
                "case-investigation:relevantAuthorization": .list(authorizations),
                "uco-core:name": .text(cover.title), "uco-core:object": .list(objects),
            ])
        var description = "Dossier \(listed.id), version \(cover.version), SHA-256 \(listed.contents.hash)."
        if cover.isInvented { description += " Invented, for a demonstration." }
        add(
            "bundle", "uco-core:Bundle",
            [
                "uco-core:name": .text(cover.title), "uco-core:specVersion": "1.4.0",
                "uco-core:objectCreatedTime": .moment(cover.frozenAt.instant),
                "uco-core:description": .list([.text(description)]),
                "uco-core:object": .list(objects.filter { $0 != investigation } + [investigation]),
            ])
    }

    // MARK: Items

    /// The text that was hashed, with its hash.
    private mutating func addContentData(_ item: DossierItem, _ place: Int) -> Node {
        let hash = addPart(
            "item/\(place)/hash", "uco-types:Hash",
            [
                "uco-types:hashMethod": "SHA256",
                "uco-types:hashValue": .typed("xsd:hexBinary", item.hash),
            ])
        let facet = addPart(
            "item/\(place)/content-facet", "uco-observable:ContentDataFacet",
            [
                "uco-observable:hash": .list([hash]), "uco-observable:mimeType": .list(["application/json"]),
                "uco-observable:sizeInBytes": .number(item.size), "uco-observable:dataPayload": .text(item.json),
            ])
        return add(
            "item/\(place)/content", "uco-observable:ContentData",
            [
                "uco-core:name": .text(listed.contents.name(place)), "uco-core:hasFacet": .list([facet]),
            ])
    }

    private mutating func add(_ content: DossierContent) -> Node? {
        switch content {
        case .cover: return addCover()
        case .study(let study): return add(study)
        case .account(let account): return add(account)
        case .observation(let observation): return add(observation)
        case .link(let link): return add(link)
        }
    }

    private mutating func addCover() -> Node {
        organisation(cover.receiver.organisation)
        return add(
            "authorization/hand-over", "case-investigation:Authorization",
            [
                "case-investigation:authorizationType": "legal basis of the hand-over",
                "uco-core:description": .list([.text(cover.legalBasis)]),
            ])
    }

    private mutating func add(_ study: FrozenStudy) -> Node {
        organisation(study.controller)
        let ground = "Ground (\(study.ground.rawValue)): \(study.groundReference); checked by \(study.groundCheckedBy)."
        // Both days are included, so it ends with the first moment after the last.
        let end = Instant(startOf: study.approvedTo.adding(days: 1))
        return add(
            "authorization/\(study.study)/\(study.protocolVersion)", "case-investigation:Authorization",
            [
                "case-investigation:authorizationType": "ethics approval",
                "case-investigation:authorizationIdentifier": .list([.text(study.ethicsNumber)]),
                "uco-core:startTime": .moment(Instant(startOf: study.approvedFrom)), "uco-core:endTime": .moment(end),
                "uco-core:name": .text("\(study.ethicsBody): \(study.title)"),
                "uco-core:description": .list([
                    .text("Protocol \(study.protocolVersion) of the study, of \(study.agreedAt.instant.rfc3339)."),
                    .text("Data protection impact assessment \(study.dpiaReference) of \(study.dpiaOn)."),
                    .text(ground),
                ]),
            ])
    }

    private mutating func add(_ account: FrozenAccount) -> Node {
        let key = Self.key(AccountReference(study: account.study, account: account.account))
        let handles = account.selectors.filter { $0.kind == .handle }.map(\.value)
        let application = application(account.platform)
        var facets = [
            addPart(
                "\(key)/account", "uco-observable:AccountFacet",
                ["uco-observable:accountIdentifier": .text(account.name)]),
            addPart(
                "\(key)/application", "uco-observable:ApplicationAccountFacet",
                ["uco-observable:application": application]),
        ]
        var login: [String: Node] = [:]
        if !account.statedName.isEmpty { login["uco-observable:displayName"] = .text(account.statedName) }
        if !handles.isEmpty { login["uco-observable:accountLogin"] = .list(handles.map(Node.text)) }
        if !login.isEmpty {
            facets.append(addPart("\(key)/digital", "uco-observable:DigitalAccountFacet", login))
        }
        let stated = [
            account.statedAge.map { "Stated age: \($0)." },
            account.statedPlace.isEmpty ? nil : "Stated place: \(account.statedPlace).",
            account.profile.isEmpty ? nil : "Profile, in the researcher's words: \(account.profile)",
            account.firstSeen.map { "First seen \($0.instant.rfc3339)." },
            account.lastSeen.map { "Last seen \($0.instant.rfc3339)." },
        ].compactMap { $0 }
        var fields: [String: Node] = ["uco-core:name": .text(account.name), "uco-core:hasFacet": .list(facets)]
        if !stated.isEmpty { fields["uco-core:description"] = .list(stated.map(Node.text)) }
        let node = add(key, "uco-observable:ApplicationAccount", fields)
        for selector in account.selectors where selector.kind != .handle { add(selector, of: node, key) }
        return node
    }

    /// A selector beside the handle is a thing of its own, which two accounts can share.
    private mutating func add(_ selector: Selector, of account: Node, _ accountKey: String) {
        let key = "selector/\(selector.kind.rawValue)/\(selector.normalised)"
        let (type, facetType, name) =
            switch selector.kind {
            case .phone: ("PhoneAccount", "PhoneAccountFacet", "phoneNumber")
            case .mail: ("EmailAddress", "EmailAddressFacet", "addressValue")
            case .url: ("URL", "URLFacet", "fullValue")
            case .payment, .handle: ("Account", "AccountFacet", "accountIdentifier")
            }
        let facet = addPart(
            "\(key)/facet", "uco-observable:\(facetType)", ["uco-observable:\(name)": .text(selector.value)])
        var fields: [String: Node] = ["uco-core:name": .text(selector.value), "uco-core:hasFacet": .list([facet])]
        if selector.kind == .payment { fields["uco-core:description"] = .list(["A way to pay."]) }
        let node = add(key, "uco-observable:\(type)", fields)
        relate("\(key)/of/\(accountKey)", node, account, "Characterizes", isDirectional: true)
    }

    private mutating func add(_ observation: FrozenObservation) -> Node {
        let key = "observation/\(observation.study)/\(observation.number)"
        let account = reference(Self.key(AccountReference(study: observation.study, account: observation.account)))
        let facet = addPart(
            "\(key)/message", "uco-observable:MessageFacet",
            [
                "uco-observable:application": application(observation.platform), "uco-observable:from": account,
                "uco-observable:sentTime": .moment(observation.observedAt.instant),
                "uco-observable:messageText": .text(observation.text),
                "uco-observable:messageType": .text(observation.setting.rawValue),
                "uco-observable:messageID": .text(String(observation.number)),
            ])
        let described = [
            observation.isSummary
                ? "The text is a summary in the researcher's words." : "The text is as it was read by the researcher.",
            "The time is that of observation.",
            observation.isPublic ? "Everybody could read it." : "Not public.",
            "Raised first by: \(observation.initiator.rawValue). Age stated before: "
                + "\(observation.ageStatedBefore.rawValue). Persona \(observation.persona), stated age "
                + "\(observation.statedAge).",
            "Image: \(observation.image.rawValue).", "Codebook \(observation.codebook).",
            "Entered under protocol \(observation.protocolVersion) of the study.",
            "Recorded \(observation.recordedAt.instant.rfc3339), put right \(observation.corrections) times before.",
        ]
        return add(
            key, "uco-observable:Message",
            [
                "uco-core:name": .text("Observation \(observation.number)"), "uco-core:hasFacet": .list([facet]),
                "uco-core:tag": .list(observation.codes.map(Node.text)),
                "uco-core:description": .list(described.map(Node.text)),
            ])
    }

    private mutating func add(_ link: FrozenLink) -> Node {
        var described = [
            "One coach, as \(link.confirmedBy) decided at \(link.confirmedAt.instant.rfc3339): \(link.reason)"
        ]
        if let probability = link.probability { described.append("Proposed by software, probability \(probability).") }
        if let basis = link.basis, let likelihood = link.likelihood {
            described.append("Proposed by a member (\(basis.rawValue), \(likelihood.rawValue)): \(link.words ?? "")")
        }
        return relate(
            "link/\(link.link)", reference(Self.key(link.left)), reference(Self.key(link.right)), "Related_To",
            isDirectional: false, described)
    }

    @discardableResult
    private mutating func relate(
        _ key: String, _ source: Node, _ target: Node, _ kind: String, isDirectional: Bool, _ described: [String] = []
    ) -> Node {
        var fields: [String: Node] = [
            "uco-core:source": source, "uco-core:target": target, "uco-core:kindOfRelationship": .text(kind),
            "uco-core:isDirectional": .flag(isDirectional),
        ]
        if !described.isEmpty { fields["uco-core:description"] = .list(described.map(Node.text)) }
        return add(key, "uco-observable:ObservableRelationship", fields)
    }

    // MARK: What was done

    /// A sitting: from its first chosen observation to its last.
    private mutating func addSittings() {
        var sittings: [String: [(place: Int, observation: FrozenObservation)]] = [:]
        for (place, item) in listed.contents.items.enumerated() {
            guard case .observation(let observation) = item.content else { continue }
            sittings["sitting/\(observation.study)/\(observation.sitting)", default: []].append((place, observation))
        }
        for (key, chosen) in sittings.sorted(by: { $0.value[0].place < $1.value[0].place }) {
            let moments = chosen.map(\.observation.observedAt.instant)
            let first = chosen[0].observation
            var fields: [String: Node] = [
                "uco-core:name": .text("Observing, sitting \(first.sitting)"),
                "uco-action:result": .list(chosen.map { reference("item/\($0.place)") }),
            ]
            fields["uco-action:startTime"] = moments.min().map(Node.moment)
            fields["uco-action:endTime"] = moments.max().map(Node.moment)
            fields["uco-action:performer"] = person(first.observer)
            add(key, "case-investigation:InvestigativeAction", fields)
        }
    }

    /// The chain of custody, each step after the one before.
    private mutating func addChain() {
        var before: Node?
        for (place, line) in listed.dossier.history.enumerated() {
            guard var fields = step(line) else { continue }
            if let before { fields["case-investigation:wasInformedBy"] = .list([before]) }
            before = add("chain/\(place)", "case-investigation:InvestigativeAction", fields)
        }
    }

    /// What was entered, as an action; `nil` for contents that newer ones replaced, and approvals of those.
    private mutating func step(_ line: DossierLine) -> [String: Node]? {
        var fields: [String: Node] = ["uco-action:startTime": .moment(line.stamp.at)]
        fields["uco-action:performer"] = person(names[line.stamp.member] ?? "")
        func words(_ name: String, _ description: String? = nil) {
            fields["uco-core:name"] = .text(name)
            if let description { fields["uco-core:description"] = .list([.text(description)]) }
        }
        switch line.event {
        case .frozen(_, let contents):
            guard contents.hash == listed.contents.hash else { return nil }
            words("Frozen", "SHA-256 \(contents.hash)")
            fields["uco-action:result"] = .list(
                contents.items.indices.map { reference("item/\($0)") })
        case .approved(let hash):
            guard hash == listed.contents.hash else { return nil }
            words("Approved", "SHA-256 \(hash)")
        case .withdrawn(let reason): words("Withdrawn", reason)
        case .handedOver(let handOver):
            words(
                "Handed over",
                "To \(handOver.to), \(handOver.way.rawValue)."
                    + (handOver.reference.isEmpty ? "" : " Reference \(handOver.reference)."))
            fields["uco-action:startTime"] = .moment(handOver.at)
            fields["uco-action:participant"] = .list([organisation(cover.receiver.organisation)])
        case .passed(let step):
            words("Passed on", "From \(step.from) to \(step.to): \(step.why). Hash read out: \(step.check.rawValue).")
            fields["uco-action:startTime"] = .moment(step.at)
            fields["uco-action:actionStatus"] = step.check == .differs ? "Fail" : "Success"
        case .received(let receipt):
            words(
                "Received",
                "By \(receipt.by) on \(receipt.on)."
                    + (receipt.reference.isEmpty ? "" : " Reference \(receipt.reference)."))
        case .answered(let feedback): words("Feedback", "On \(feedback.on): \(feedback.text)")
        }
        return fields
    }

    // MARK: Things that are named more than once

    private static func key(_ account: AccountReference) -> String { "account/\(account.study)/\(account.account)" }

    @discardableResult
    private mutating func organisation(_ name: String) -> Node {
        add("organisation/\(name)", "uco-identity:Organization", ["uco-core:name": .text(name)])
    }

    private mutating func person(_ name: String) -> Node? {
        name.isEmpty ? nil : add("person/\(name)", "uco-identity:Person", ["uco-core:name": .text(name)])
    }

    private mutating func application(_ platform: String) -> Node {
        add("application/\(platform)", "uco-observable:Application", ["uco-core:name": .text(platform)])
    }

    // MARK: Nodes

    /// Adds an object, once.
    @discardableResult
    private mutating func add(_ key: String, _ type: String, _ fields: [String: Node]) -> Node {
        if !known.contains(key) { objects.append(reference(key)) }
        return addPart(key, type, fields)
    }

    /// Adds a facet or a hash, once.
    private mutating func addPart(_ key: String, _ type: String, _ fields: [String: Node]) -> Node {
        let reference = reference(key)
        guard known.insert(key).inserted else { return reference }
        var fields = fields
        fields["@id"] = .text(identifier(key))
        fields["@type"] = .text(type)
        nodes.append(.object(fields))
        return reference
    }

    private func reference(_ key: String) -> Node { .object(["@id": .text(identifier(key))]) }

    private func identifier(_ key: String) -> String {
        "kb:" + Self.uuid5(in: listed.id, "v\(cover.version)/\(key)")
    }

    /// A name-based UUID (RFC 9562, section 5.5), with the dossier as its namespace.
    static func uuid5(in namespace: Identifier, _ name: String) -> String {
        let space = [UInt8](hex: namespace.text.filter { $0 != "-" }) ?? []
        var bytes = Array(Array(Insecure.SHA1.hash(data: space + Array(name.utf8))).prefix(16))
        bytes[6] = 0x50 | (bytes[6] & 0x0F)
        bytes[8] = 0x80 | (bytes[8] & 0x3F)
        let digits = bytes.hex
        var parts: [Substring] = []
        var start = digits.startIndex
        for count in [8, 4, 4, 4, 12] {
            let end = digits.index(start, offsetBy: count)
            parts.append(digits[start..<end])
            start = end
        }
        return parts.joined(separator: "-")
    }

    /// A JSON value.
    private indirect enum Node: Hashable, Encodable, ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral {
        case text(String)
        case number(Int)
        case flag(Bool)
        case list([Node])
        case object([String: Node])

        init(stringLiteral value: String) { self = .text(value) }
        init(dictionaryLiteral elements: (String, Node)...) {
            self = .object(Dictionary(elements) { first, _ in first })
        }

        /// A literal with its data type.
        static func typed(_ type: String, _ value: String) -> Node {
            .object(["@type": .text(type), "@value": .text(value)])
        }

        static func moment(_ moment: Instant) -> Node { typed("xsd:dateTime", moment.rfc3339) }

        subscript(_ name: String) -> Node? {
            guard case .object(let fields) = self else { return nil }
            return fields[name]
        }

        /// What points to it.
        var reference: Node? { self["@id"].map { .object(["@id": $0]) } }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .flag(let value): try container.encode(value)
            case .list(let values): try container.encode(values)
            case .object(let fields): try container.encode(fields)
            }
        }
    }
}
