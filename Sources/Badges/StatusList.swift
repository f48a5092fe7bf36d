import CZ
public import Core
import FoundationEssentials

/// Which badges were revoked: one bit for each place, in which a badge is one of many (W3C Bitstring Status List 1.0).
public struct StatusList: Hashable, Sendable {
    /// The places of a list: the least that the standard allows, so that one badge is hidden among others.
    public static let places = 0..<131_072
    /// How long a list can be relied on, in seconds: a saved one after that says nothing.
    public static let seconds: Int64 = 24 * 3600

    private var bytes: [UInt8]

    /// The list in which `revoked` are set. Places outside it are left out.
    public init(revoked: some Sequence<Int> = []) {
        bytes = [UInt8](repeating: 0, count: Self.places.count / 8)
        for place in revoked where Self.places.contains(place) { bytes[place / 8] |= 0x80 >> UInt8(place % 8) }
    }

    /// Whether the badge at `place` was revoked; a place outside the list counts as revoked.
    public subscript(place: Int) -> Bool {
        !Self.places.contains(place) || bytes[place / 8] & (0x80 >> UInt8(place % 8)) != 0
    }

    /// GZIP, in base64url with the sign of multibase before it.
    var encoded: String { "u" + Base64URL.encode(Self.gzip(bytes)) }

    /// Reads a list of exactly this length; `nil` for anything else, however large it would become.
    init?(encoded text: String) {
        guard text.hasPrefix("u"), let packed = Base64URL.decode(text.dropFirst()),
            let bytes = Self.gunzip(packed, exactly: Self.places.count / 8)
        else { return nil }
        self.bytes = bytes
    }

    /// 31: the largest window, with the header of gzip.
    private static let gzipWindow: Int32 = 31

    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        let began = deflateInit2_(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        precondition(began == Z_OK, "no memory for zlib")
        defer { deflateEnd(&stream) }
        var (input, out) = (bytes, [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count)))))
        let written = input.withUnsafeMutableBufferPointer { input in
            out.withUnsafeMutableBufferPointer { out in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = out.baseAddress
                stream.avail_out = UInt32(out.count)
                let ended = deflate(&stream, Z_FINISH)
                precondition(ended == Z_STREAM_END, "a buffer of zlib's own bound is large enough")
                return out.count - Int(stream.avail_out)
            }
        }
        return Array(out.prefix(written))
    }

    /// What `packed` holds, when that is `count` bytes; never more than one byte above it is made.
    private static func gunzip(_ packed: [UInt8], exactly count: Int) -> [UInt8]? {
        var stream = z_stream()
        guard inflateInit2_(&stream, gzipWindow, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return nil
        }
        defer { inflateEnd(&stream) }
        var (input, out) = (packed, [UInt8](repeating: 0, count: count + 1))
        let (ended, left) = input.withUnsafeMutableBufferPointer { input in
            out.withUnsafeMutableBufferPointer { out in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = out.baseAddress
                stream.avail_out = UInt32(out.count)
                return (inflate(&stream, Z_FINISH), Int(stream.avail_out))
            }
        }
        return ended == Z_STREAM_END && left == 1 ? Array(out.dropLast()) : nil
    }
}

/// A status list, signed as a credential of its own.
struct StatusListCredential: Codable, Hashable, Sendable {
    struct Subject: Codable, Hashable, Sendable {
        var id: String
        var type: String
        var statusPurpose: String
        var encodedList: String
    }

    var context: [String]
    var id: String
    var type: [String]
    var issuer: String
    var validFrom: String
    var validUntil: String
    var credentialSubject: Subject
    var iss: String
    var sub: String
    var jti: String
    var nbf: Int64
    var exp: Int64

    enum CodingKeys: String, CodingKey {
        case context = "@context"
        case id, type, issuer, validFrom, validUntil, credentialSubject, iss, sub, jti, nbf, exp
    }

    static let types = ["VerifiableCredential", "BitstringStatusListCredential"]
}

extension StatusList {
    /// The list as it is published at `address`.
    public func sign(
        at address: String, by issuer: BadgeIssuer, with key: SigningKey, _ published: PublishedKey, now: Instant
    ) throws -> String {
        let end = now.advanced(bySeconds: Self.seconds)
        let credential = StatusListCredential(
            context: ["https://www.w3.org/ns/credentials/v2"], id: address, type: StatusListCredential.types,
            issuer: issuer.did, validFrom: now.wholeSecond, validUntil: end.wholeSecond,
            credentialSubject: .init(
                id: address + "#list", type: "BitstringStatusList", statusPurpose: "revocation", encodedList: encoded),
            iss: issuer.did, sub: address + "#list", jti: address, nbf: now.seconds, exp: end.seconds)
        return try CompactJWS.sign(
            try BadgeJSON.bytes(credential), with: key, at: issuer.address(of: published))
    }
}
