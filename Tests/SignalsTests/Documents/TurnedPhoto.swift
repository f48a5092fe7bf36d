import Core
import Foundation
import TestSupport
import Vault

/// Ways in which a photo becomes text.
enum TurnedPhoto: CaseIterable {
    case xxd, hexdump, plainHexadecimal, spacedHexadecimal, source
    case rows36, rows64, rows76, oneRow, inFours, inTwos, inOnes

    /// Bytes that begin as a JPEG does and go on as compressed data.
    static func photo(seed: UInt64, count: Int) -> [UInt8] {
        let beginning: [UInt8] =
            [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10] + Array("JFIF\0".utf8) + [1, 1, 0, 0, 0x48, 0, 0x48, 0, 0]
        let table = [0xFF, 0xDB, 0, 0x43, 0] + (0..<64).map { UInt8(3 + $0) }
        return beginning + table + seededRandomBytes(seed)(count) + [0xFF, 0xD9]
    }

    func text(of bytes: [UInt8]) -> String {
        let base64 = Data(bytes).base64EncodedString()
        switch self {
        case .xxd:
            return rows(of: bytes, 16) { at, row in
                let pairs = stride(from: 0, to: row.count, by: 2).map { Array(row[$0..<min($0 + 2, row.count)]).hex }
                return "\(address(at)): \(pairs.joined(separator: " "))  \(shown(row))"
            }
        case .hexdump:
            return rows(of: bytes, 16) { at, row in
                let left = row.prefix(8).map { [$0].hex }.joined(separator: " ")
                let right = row.dropFirst(8).map { [$0].hex }.joined(separator: " ")
                return "\(address(at))  \(left)  \(right)  |\(shown(row))|"
            }
        case .plainHexadecimal: return rows(of: bytes, 30) { _, row in row.hex }
        case .spacedHexadecimal:
            return rows(of: bytes, 12) { _, row in row.map { [$0].hex.uppercased() }.joined(separator: " ") }
        case .source: return rows(of: bytes, 12) { _, row in row.map { "0x" + [$0].hex + "," }.joined(separator: " ") }
        case .rows36: return split(base64, 36, "\n")
        case .rows64: return split(base64, 64, "\n")
        case .rows76: return split(base64, 76, "\n")
        case .oneRow: return base64
        case .inFours: return split(base64, 4, " ")
        case .inTwos: return split(base64, 2, " ")
        case .inOnes: return split(base64, 1, " ")
        }
    }

    private func split(_ text: String, _ length: Int, _ separator: String) -> String {
        let signs = Array(text)
        return stride(from: 0, to: signs.count, by: length).map {
            String(signs[$0..<min($0 + length, signs.count)])
        }.joined(separator: separator)
    }

    private func rows(of bytes: [UInt8], _ length: Int, _ row: (Int, [UInt8]) -> String) -> String {
        stride(from: 0, to: bytes.count, by: length).map {
            row($0, Array(bytes[$0..<min($0 + length, bytes.count)]))
        }.joined(separator: "\n")
    }

    private func address(_ number: Int) -> String {
        let hexadecimal = String(number, radix: 16)
        return String(repeating: "0", count: 8 - hexadecimal.count) + hexadecimal
    }

    private func shown(_ row: [UInt8]) -> String {
        String(decoding: row.map { (0x20...0x7E).contains($0) ? $0 : 0x2E }, as: UTF8.self)
    }
}
