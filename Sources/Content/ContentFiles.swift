import FoundationEssentials

/// The texts below one folder, read at once, so that all that follows works on values.
package struct ContentFiles: Sendable {
    /// As it was named; stands before each path in what is reported.
    package let folder: String
    /// By path below the folder. `nil` for what is not UTF-8, and for sound, which is not read. Line ends are `\n`, a byte order mark is gone.
    package let texts: [String: String?]

    /// Reads all files below `folder`, except hidden ones.
    ///
    /// - Throws: what the file system says, when a file or folder can not be read.
    package init(folder: String) throws {
        self.folder = folder
        var texts: [String: String?] = [:]
        var waiting = [""]
        while let path = waiting.popLast() {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder + path) where !name.hasPrefix(".") {
                let child = path + "/" + name
                var isFolder: Bool = false
                guard FileManager.default.fileExists(atPath: folder + child, isDirectory: &isFolder) else { continue }
                if isFolder {
                    waiting.append(child)
                } else if name.hasSuffix(".mp3") {
                    texts[String(child.dropFirst())] = .some(nil)
                } else {
                    let data = try Data(contentsOf: URL(filePath: folder + child))
                    texts[String(child.dropFirst())] = .some(Self.text(of: data))
                }
            }
        }
        self.texts = texts
    }

    /// Texts that are in memory already, as if they lay in `folder`.
    package init(folder: String, texts: [String: String?]) {
        self.folder = folder
        self.texts = texts
    }

    /// The path of `file` as it is reported.
    package func path(_ file: String) -> String { folder + "/" + file }

    /// The text of one file; `nil` when it is not UTF-8.
    ///
    /// - Throws: what the file system says.
    package static func text(ofFile path: String) throws -> String? {
        text(of: try Data(contentsOf: URL(filePath: path)))
    }

    private static func text(of data: Data) -> String? {
        var bytes = Array(data)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let unix = bytes.indices.filter { !(bytes[$0] == 0x0D && $0 + 1 < bytes.count && bytes[$0 + 1] == 0x0A) }
        return String(validating: unix.map { bytes[$0] }, as: UTF8.self)
    }
}
