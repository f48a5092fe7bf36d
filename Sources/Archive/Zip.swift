import CArchive

/// A zip file in memory (libarchive).
public enum Zip {
    /// libarchive refused.
    public struct Refused: Error {}

    /// A zip of texts; see `bytes(of:)`.
    ///
    /// - Throws: `Refused`.
    public static func bytes(_ files: [(name: String, text: String)]) throws(Refused) -> [UInt8] {
        try bytes(of: files.map { ($0.name, Array($0.text.utf8)) })
    }

    /// The same files are the same bytes, whenever it is made.
    ///
    /// - Throws: `Refused`.
    public static func bytes(of files: [(name: String, bytes: [UInt8])]) throws(Refused) -> [UInt8] {
        guard let archive = archive_write_new() else { throw Refused() }
        defer { archive_write_free(archive) }
        // Texts get smaller in the zip, sound hardly larger; the names and the directory need room of their own.
        let room = files.reduce(65_536) { $0 + $1.bytes.count + $1.bytes.count / 1000 + 1024 }
        var buffer = [UInt8](repeating: 0, count: room)
        var used = 0
        let isWritten = buffer.withUnsafeMutableBytes { room in
            archive_write_set_format_zip(archive) == ARCHIVE_OK
                && archive_write_open_memory(archive, room.baseAddress, room.count, &used) == ARCHIVE_OK
                && files.allSatisfy { add($0.name, $0.bytes, to: archive) }
                && archive_write_close(archive) == ARCHIVE_OK
        }
        guard isWritten else { throw Refused() }
        return Array(buffer.prefix(used))
    }

    private static func add(_ name: String, _ bytes: [UInt8], to archive: OpaquePointer) -> Bool {
        guard let entry = archive_entry_new() else { return false }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, name)
        archive_entry_set_size(entry, Int64(bytes.count))
        archive_entry_set_filetype(entry, UInt32(0o100000))
        archive_entry_set_perm(entry, 0o644)
        // 1 January 2020.
        archive_entry_set_mtime(entry, 1_577_836_800, 0)
        return archive_write_header(archive, entry) == ARCHIVE_OK
            && bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) } == bytes.count
    }
}
