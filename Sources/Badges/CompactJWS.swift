import FoundationEssentials

/// A signed text in three parts (RFC 7515, section 3.1), as Open Badges 3.0 writes it (section 8.2): its header has the algorithm,
/// the address of the key and a type, and nothing else.
struct CompactJWS {
    /// More than any badge or status list of ours takes: a list of 131,072 places of which half are set is 22 kB.
    static let mostBytes = 64 << 10

    /// The header's members.
    let header: [String: String]
    let payload: [UInt8]
    let signature: [UInt8]
    /// What the signature is over.
    let signed: [UInt8]

    /// Takes a text apart; nothing of it is believed yet.
    ///
    /// - Throws: `BadgeProblem.notACredential`.
    init(_ text: String) throws(BadgeProblem) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.mostBytes, parts.count == 3, parts[0].utf8.count <= 2048,
            let head = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]),
            let header = try? JSONDecoder().decode([String: String].self, from: Data(head))
        else { throw .notACredential }
        self.header = header
        self.payload = payload
        self.signature = signature
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    /// Signs `payload`, JSON, with a key that is found at `address`.
    static func sign(_ payload: [UInt8], with key: SigningKey, at address: String) throws -> String {
        let header = try BadgeJSON.bytes(["alg": key.algorithm.rawValue, "kid": address, "typ": "JWT"])
        let signed = "\(Base64URL.encode(header)).\(Base64URL.encode(payload))"
        return "\(signed).\(Base64URL.encode(try key.sign(Array(signed.utf8))))"
    }
}

/// JSON as badges are written in it: members by name, slashes as they are.
enum BadgeJSON {
    static func bytes(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    /// As `bytes`, for people to read.
    static func document(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    }
}
