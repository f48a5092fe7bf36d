import Crypto
import CryptoExtras
import Foundation
import SwiftASN1

/// Signed statements (Data 2.6): JSON Web Signature, compact, over the statement as it was before the signature was added.
enum StatementSignature {
    /// Checks the signature of a statement, when it has one.
    ///
    /// Its form, algorithm and payload are always checked. The signature itself is when the header brings the certificate of
    /// the signer (`x5c`), since without it there is no key to check with. Whether that certificate is to be trusted is not
    /// asked: the specification leaves that to whoever reads the statement.
    /// - Throws: `XAPIError` 400.
    static func check(
        _ statement: Statement, attachments: [String: StatementBody.Attachment]
    ) throws(XAPIError) {
        for signature in statement.facts.attachments where signature.isSignature {
            guard MediaType(signature.contentType)?.name == "application/octet-stream" else {
                throw .bad("The attachment with the signature needs the contentType application/octet-stream.")
            }
            // One that stands elsewhere is not fetched, and so not checked.
            guard let content = attachments[signature.sha2] else { continue }
            try check(content.bytes, of: statement)
        }
    }

    private static func check(_ bytes: [UInt8], of statement: Statement) throws(XAPIError) {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw .bad("The signature is not a JSON Web Signature in its compact form.") }
        guard case .object(let fields)? = try? JSONValue(reading: header) else {
            throw .bad("The header of the signature is not a JSON object.")
        }
        guard let algorithm = fields["alg"]?.string.flatMap(Algorithm.init(rawValue:)) else {
            throw .bad("The algorithm of the signature has to be RS256, RS384 or RS512.")
        }
        guard fields["crit"] == nil else {
            throw .bad("The signature asks for extensions (crit) that are not known here.")
        }
        guard case .object(let signed)? = try? JSONValue(reading: payload) else {
            throw .bad("The payload of the signature is not the JSON of a statement.")
        }
        guard areSame(statement.json, signed) else {
            throw .bad("The statement that was signed is not the one that was sent.")
        }
        if let certificates = fields["x5c"] {
            let key = try key(of: certificates)
            guard algorithm.isValid(signature, of: bytes[..<parts[1].endIndex], by: key) else {
                throw .bad("The signature does not hold by the first certificate in its x5c.")
            }
        }
    }

    /// The statement as it was sent, without the signature that was added to it, is the one that was signed.
    private static func areSame(_ sent: JSONObject, _ signed: JSONObject) -> Bool {
        let usage = JSONValue.string(AttachmentFacts.signatureUsage)
        var sent = sent
        if case .array(let attachments)? = sent["attachments"] {
            sent["attachments"] = .array(attachments.filter { $0["usageType"] != usage })
        }
        return Statement.areSame(sent, signed)
    }

    /// The key in the first certificate, which is the signer's (RFC 7515, section 4.1.6).
    private static func key(of certificates: JSONValue) throws(XAPIError) -> _RSA.Signing.PublicKey {
        guard let text = certificates.array?.first?.string, let der = Data(base64Encoded: text),
            let keyInfo = try? X509.publicKeyInfo(ofCertificate: Array(der)),
            let key = try? _RSA.Signing.PublicKey(derRepresentation: keyInfo)
        else { throw .bad("The first certificate in the x5c of the signature has no RSA key of 2048 bits or more.") }
        return key
    }

    private enum Algorithm: String {
        case rs256 = "RS256"
        case rs384 = "RS384"
        case rs512 = "RS512"

        func isValid(_ signature: [UInt8], of signed: ArraySlice<UInt8>, by key: _RSA.Signing.PublicKey) -> Bool {
            let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
            return switch self {
            case .rs256: key.isValidSignature(signature, for: SHA256.hash(data: signed), padding: .insecurePKCS1v1_5)
            case .rs384: key.isValidSignature(signature, for: SHA384.hash(data: signed), padding: .insecurePKCS1v1_5)
            case .rs512: key.isValidSignature(signature, for: SHA512.hash(data: signed), padding: .insecurePKCS1v1_5)
            }
        }
    }
}

/// The one thing of a certificate (RFC 5280, section 4.1) that is needed here.
private enum X509 {
    /// Its SubjectPublicKeyInfo in DER.
    static func publicKeyInfo(ofCertificate der: [UInt8]) throws -> [UInt8] {
        try DER.sequence(try DER.parse(der), identifier: .sequence) { certificate in
            guard let toBeSigned = certificate.next() else { throw ASN1Error.truncatedASN1Field() }
            while certificate.next() != nil {}
            return try DER.sequence(toBeSigned, identifier: .sequence) { fields in
                var all: [ASN1Node] = []
                while let field = fields.next() { all.append(field) }
                // The version is left out when it is 1; then come serial number, algorithm, issuer, validity, subject, key.
                let hasVersion = all.first?.identifier == ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)
                let place = hasVersion ? 6 : 5
                guard all.count > place, all[place].identifier == .sequence else {
                    throw ASN1Error.truncatedASN1Field()
                }
                return Array(all[place].encodedBytes)
            }
        }
    }
}

/// Base64 for addresses, without padding (RFC 7515, section 2).
private enum Base64URL {
    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var plain = text.map { byte in
            byte == UInt8(ascii: "-") ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? UInt8(ascii: "/") : byte
        }
        guard plain.allSatisfy({ Syntax.isLetter($0) || Syntax.isDigit($0) || $0 == 0x2B || $0 == 0x2F }) else {
            return nil
        }
        plain.append(contentsOf: [UInt8](repeating: UInt8(ascii: "="), count: (4 - plain.count % 4) % 4))
        return Data(base64Encoded: Data(plain)).map(Array.init)
    }
}
