public import Core
import Foundation
import Vault

/// A certificate of participation: who typed their name under it followed a course to the end on a day.
///
/// The code is 28 signs: eleven random ones that find the completion, sixteen (80 bits) of an HMAC over the completion and
/// the name, and a check sign. The name itself is kept nowhere: who verifies types it, and another name gives another HMAC.
public struct Certificate: Hashable, Sendable {
    /// The name as typed, with single spaces.
    public let name: String
    public let course: String
    public let version: Int
    public let day: Day
    /// In groups of four: `0K3M-…`.
    public let code: String
    /// That it no longer counts; `nil` for one that does.
    public var revocation: Revocation?

    static let idLength = 11
    static let macLength = 16
    static let length = idLength + macLength + 1

    /// The code of the completion that it is of.
    var completion: String { Self.completion(in: code.replacing("-", with: "")) }

    /// The part of a code, without hyphens, that finds the completion.
    static func completion(in code: String) -> String { String(code.prefix(idLength)) }

    /// A random first part.
    static func newID(_ random: RandomBytes) -> String { CheckedCode.encode(random(7), bits: 5 * idLength) }

    /// The code for a completion and a name.
    static func code(id: String, course: String, version: Int, day: Day, name: String, siteKey: SiteKey) -> String {
        var message = Canonical("vangnet", "certificate", "1", id, course, day.description, normalised(name))
        message.append(Int64(version))
        let mac = siteKey.mac(.certificate, message.bytes)
        return CheckedCode.checked(id + CheckedCode.encode(mac, bits: 5 * macLength))!
    }

    /// A name as the code sees it: letter case, white space, and the way in which accents and apostrophes are written make no
    /// difference.
    static func normalised(_ name: String) -> String {
        let words = name.precomposedStringWithCompatibilityMapping.lowercased()
            .replacingOccurrences(of: "\u{2019}", with: "'").replacingOccurrences(of: "\u{2010}", with: "-")
            .split(whereSeparator: \.isWhitespace)
        return words.joined(separator: " ").precomposedStringWithCompatibilityMapping
    }

    /// The name with single spaces; at most 100 characters with at least one letter, and no signs that cannot be seen.
    ///
    /// - Throws: `CertificateError.nameUnreadable`.
    static func checked(_ name: String) throws -> String {
        let name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let isReadable = name.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        guard isReadable, name.contains(where: \.isLetter), name.count <= 100, name.unicodeScalars.count <= 300
        else { throw CertificateError.nameUnreadable }
        return name
    }
}
