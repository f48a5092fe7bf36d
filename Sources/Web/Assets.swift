import Crypto
import Foundation
import Vault

/// The public files (`Resources/public`), in memory, each at an address with its own hash so that browsers may keep it.
public struct Assets: Sendable {
    struct File: Sendable {
        let bytes: [UInt8]
        let type: String
        let hash: String
    }

    let files: [String: File]

    /// Reads every file below `folder`.
    public init(folder: String) throws {
        var files: [String: File] = [:]
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        for name in names {
            guard let type = Self.types[String(name.split(separator: ".").last ?? "")] else { continue }
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
            files[name] = File(bytes: bytes, type: type, hash: Array(SHA256.hash(data: bytes).prefix(6)).hex)
        }
        self.files = files
    }

    /// `/bestand/vangnet.css?v=…`
    public func address(of name: String) -> String {
        "/bestand/\(name)" + (files[name].map { "?v=\($0.hash)" } ?? "")
    }

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "png": "image/png", "ico": "image/x-icon", "txt": "text/plain; charset=utf-8",
        "webmanifest": "application/manifest+json",
    ]
}
