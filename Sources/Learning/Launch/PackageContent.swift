import Archive
import Core
import Web

/// A cmi5 package of somebody else, read and checked: the course structure and the files that go with it (cmi5, chapter 14).
struct PackageContent: Sendable {
    struct File: Sendable {
        let path: String
        let type: String
        let bytes: [UInt8]
    }

    let structure: CourseStructure
    /// `cmi5.xml` as it came.
    let xml: [UInt8]
    let files: [File]

    /// What may come out of a package.
    static let limits = Zip.Limits(files: 2000, bytes: 100 << 20, ratio: 200)
    /// Largest file that is taken, in bytes.
    static let mostPacked = 48 << 20

    /// Reads a zip, or a course structure alone, whose units are all elsewhere (14.2).
    ///
    /// - Throws: `LaunchError`.
    init(_ bytes: [UInt8]) throws(LaunchError) {
        let isZip = bytes.starts(with: [0x50, 0x4B])
        var files: [File] = []
        var xml: [UInt8]? = isZip ? nil : bytes
        if isZip {
            for (path, content) in try Self.unpack(bytes) {
                if path == "cmi5.xml" {
                    xml = content
                    continue
                }
                guard !ForeignMedia.isRefused(path, content) else { throw .picture(path) }
                files.append(File(path: path, type: ForeignMedia.type(of: path), bytes: content))
            }
        }
        guard let xml else { throw .noStructure }
        do { structure = try CourseStructure(xml: xml) } catch { throw .structure(error) }
        self.xml = xml
        self.files = files
        let paths = Set(files.map(\.path))
        for unit in structure.units { try Self.check(unit, paths) }
    }

    private static func unpack(_ bytes: [UInt8]) throws(LaunchError) -> [(path: String, bytes: [UInt8])] {
        do {
            return try Zip.files(in: bytes, limits)
        } catch {
            switch error {
            case .unreadable: throw .unreadable
            case .name(let name): throw .path(String(name.prefix(200)))
            case .notAFile(let name): throw .notAFile(name)
            case .tooManyFiles(let most): throw .tooManyFiles(most: most)
            case .tooLarge(let most): throw .tooLarge(most: most >> 20)
            case .bomb: throw .bomb
            }
        }
    }

    /// A unit begins with a file of the package or with a page elsewhere that cannot be read along the way.
    private static func check(_ unit: CourseStructure.Unit, _ paths: Set<String>) throws(LaunchError) {
        switch UnitAddress(unit.url) {
        case .file(let path, _): guard paths.contains(path) else { throw .noSuchFile(path) }
        case .elsewhere: break
        case nil: throw .address(unit.url)
        }
    }
}

/// Where a unit begins.
enum UnitAddress: Hashable, Sendable {
    /// A file of the package, with the query of its own that the parameters of the launch join, without `?`.
    case file(String, query: String)
    /// An `https:` address.
    case elsewhere(String)

    /// - Returns: `nil` for anything else, such as an address of a program.
    init?(_ url: String) {
        guard url.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else { return nil }
        let lower = url.lowercased()
        if lower.hasPrefix("https://") {
            guard let host = lower.dropFirst("https://".count).split(separator: "/").first, !host.contains("@") else {
                return nil
            }
            self = .elsewhere(url)
            return
        }
        // Before a slash, a colon ends a scheme.
        let first = url.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !first.contains(":"), !url.hasPrefix("/") else { return nil }
        let whole = url.prefix { $0 != "#" }
        let name = whole.prefix { $0 != "?" }
        let decoded = String(decoding: Percent.decode(name.utf8), as: UTF8.self)
        guard let path = Zip.path(of: decoded), !path.isEmpty else { return nil }
        self = .file(path, query: String(whole.dropFirst(name.count + 1)))
    }

    /// The host of an address elsewhere.
    var host: String? {
        guard case .elsewhere(let address) = self else { return nil }
        return address.dropFirst("https://".count).split(whereSeparator: { "/?#".contains($0) }).first.map(String.init)
    }
}

/// Pictures and videos are taken nowhere, so not in packages either: see docs/decisions/0020. A file is known by its ending and by
/// its first bytes, and a picture inside another file by the words that begin one.
enum ForeignMedia {
    private static let endings: Set<String> = [
        "png", "jpg", "jpeg", "jpe", "gif", "webp", "avif", "heic", "heif", "bmp", "tif", "tiff", "ico", "apng", "jxl",
        "jp2", "psd", "raw", "mp4", "m4v", "mov", "avi", "webm", "mkv", "ogv", "wmv", "flv", "swf", "mpg", "mpeg",
        "3gp", "ts",
        "pdf", "zip", "rar", "7z", "tar", "gz", "docx", "pptx", "xlsx", "doc", "ppt", "xls", "odt", "odp",
    ]

    private static let beginnings: [[UInt8]] = [
        [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("GIF8".utf8), Array("II*\0".utf8), Array("MM\0*".utf8),
        [0x1A, 0x45, 0xDF, 0xA3], [0x30, 0x26, 0xB2, 0x75], Array("FLV".utf8), Array("FWS".utf8), Array("CWS".utf8),
        Array("%PDF".utf8), [0x50, 0x4B, 0x03, 0x04], [0x00, 0x00, 0x01, 0xBA], [0x00, 0x00, 0x01, 0xB3],
        [0xD0, 0xCF, 0x11, 0xE0], Array("Rar!".utf8), [0x1F, 0x8B], [0xFF, 0x0A],
    ]

    /// How a picture or video begins that stands inside a text. Drawings in SVG are texts of their own and are taken.
    private static let inside = ["data:image/", "data:video/"].map { Array($0.utf8) }

    static func isRefused(_ path: String, _ bytes: [UInt8]) -> Bool {
        if endings.contains(ending(of: path)) || beginnings.contains(where: { bytes.starts(with: $0) }) { return true }
        if bytes.starts(with: Array("RIFF".utf8)), bytes.count > 12 {
            return !bytes[8..<12].elementsEqual("WAVE".utf8)
        }
        if bytes.count > 12, bytes[4..<8].elementsEqual("ftyp".utf8) { return !bytes[8..<11].elementsEqual("M4A".utf8) }
        return inside.contains { holds($0, bytes) }
    }

    /// Whether `bytes` holds `words`, and what follows is not SVG.
    private static func holds(_ words: [UInt8], _ bytes: [UInt8]) -> Bool {
        let svg = Array("svg".utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            guard bytes.count > words.count + svg.count else { return false }
            for place in 0..<(bytes.count - words.count - svg.count) where bytes[place] | 0x20 == words[0] {
                guard words.indices.allSatisfy({ same(bytes[place + $0], words[$0]) }) else { continue }
                let rest = place + words.count
                if !svg.indices.allSatisfy({ same(bytes[rest + $0], svg[$0]) }) { return true }
            }
            return false
        }
    }

    /// The same letter, in either case.
    private static func same(_ byte: UInt8, _ word: UInt8) -> Bool {
        byte == word || ((0x41...0x5A).contains(byte) && byte | 0x20 == word)
    }

    static func ending(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        return name.contains(".") ? name.split(separator: ".").last.map { $0.lowercased() } ?? "" : ""
    }

    static func type(of path: String) -> String { types[ending(of: path)] ?? "application/octet-stream" }

    private static let types = [
        "html": "text/html; charset=utf-8", "htm": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "mjs": "text/javascript; charset=utf-8",
        "json": "application/json", "xml": "application/xml", "txt": "text/plain; charset=utf-8",
        "vtt": "text/vtt; charset=utf-8", "svg": "image/svg+xml", "mp3": "audio/mpeg", "m4a": "audio/mp4",
        "ogg": "audio/ogg", "oga": "audio/ogg", "wav": "audio/wav", "woff": "font/woff", "woff2": "font/woff2",
        "ttf": "font/ttf", "otf": "font/otf", "wasm": "application/wasm",
    ]
}
