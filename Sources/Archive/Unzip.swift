import CArchive

/// What is wrong with a zip of somebody else.
public enum UnzipError: Error, Hashable {
    /// It is no zip, or it is broken or encrypted.
    case unreadable
    /// The name leads out of the folder, is none, or stands there twice. Holds the name as far as it can be read.
    case name(String)
    /// A symbolic link, or something else that is neither file nor folder.
    case notAFile(String)
    case tooManyFiles(most: Int)
    /// More bytes come out of it than `most`.
    case tooLarge(most: Int)
    /// So much more comes out of it than is in it that it is made to fill a disk.
    case bomb
}

extension Zip {
    /// How much may come out of a zip.
    public struct Limits: Sendable {
        public var files: Int
        /// Bytes of all files together.
        public var bytes: Int
        /// How many times the size of the zip may come out of it, once that is more than 10 MB.
        public var ratio: Int

        public init(files: Int, bytes: Int, ratio: Int) {
            (self.files, self.bytes, self.ratio) = (files, bytes, ratio)
        }

        static let harmless = 10 << 20
    }

    /// The files of a zip by their paths, in its order; folders are left out. Nothing is written anywhere, and reading stops at the
    /// limits whatever sizes the zip tells.
    ///
    /// - Throws: `UnzipError`.
    public static func files(
        in zip: [UInt8], _ limits: Limits
    ) throws(UnzipError) -> [(path: String, bytes: [UInt8])] {
        guard let archive = archive_read_new() else { throw .unreadable }
        defer { archive_read_free(archive) }
        let result = zip.withUnsafeBytes { bytes in
            Result { () throws(UnzipError) in try read(archive, bytes, limits) }
        }
        return try result.get()
    }

    private static func read(
        _ archive: OpaquePointer, _ zip: UnsafeRawBufferPointer, _ limits: Limits
    ) throws(UnzipError) -> [(path: String, bytes: [UInt8])] {
        guard archive_read_support_format_zip(archive) == ARCHIVE_OK,
            archive_read_open_memory(archive, zip.baseAddress, zip.count) == ARCHIVE_OK
        else { throw .unreadable }
        var files: [(path: String, bytes: [UInt8])] = []
        var seen: Set<String> = []
        var (entries, total) = (0, 0)
        while true {
            var entry: OpaquePointer?
            let status = archive_read_next_header(archive, &entry)
            if status == ARCHIVE_EOF { return files }
            guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw .unreadable }
            entries += 1
            guard entries <= limits.files else { throw .tooManyFiles(most: limits.files) }
            let given = (archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)).map {
                String(cString: $0)
            }
            guard let given, let path = path(of: given) else { throw .name(given ?? "") }
            let kind = archive_entry_filetype(entry)
            if kind == 0o040000 { continue }
            guard kind == 0o100000, archive_entry_symlink(entry) == nil, archive_entry_hardlink(entry) == nil else {
                throw .notAFile(path)
            }
            // Names that differ by case alone would be one file on many machines.
            guard !path.isEmpty, seen.insert(path.lowercased()).inserted else { throw .name(given) }
            let bytes = try content(of: archive, after: total, zip.count, limits)
            total += bytes.count
            files.append((path, bytes))
        }
    }

    private static func content(
        of archive: OpaquePointer, after total: Int, _ packed: Int, _ limits: Limits
    ) throws(UnzipError) -> [UInt8] {
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = room.withUnsafeMutableBytes { archive_read_data(archive, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw .unreadable }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: room.prefix(count))
            let all = total + bytes.count
            guard all <= limits.bytes else { throw .tooLarge(most: limits.bytes) }
            guard all <= Limits.harmless || all / limits.ratio <= packed else { throw .bomb }
        }
    }

    /// The path without `.` and with `..` followed; `nil` when it leads out of the folder, is absolute, or holds a sign that some
    /// machine takes for something else. Empty for the folder itself.
    public static func path(of name: String) -> String? {
        guard name.utf8.count <= 500, !name.hasPrefix("/"), !name.contains("\\"), !name.contains(":"),
            name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { return nil }
        var parts: [Substring] = []
        for part in name.split(separator: "/") where part != "." {
            guard part == ".." else {
                parts.append(part)
                continue
            }
            guard parts.popLast() != nil else { return nil }
        }
        return parts.joined(separator: "/")
    }
}
