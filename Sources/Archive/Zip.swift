import CArchive

/// A zip file in memory (libarchive).
public enum Zip {
    /// libarchive refused.
    public struct Refused: Error {}

    /// The same files are the same bytes, whenever it is made.
    ///
    /// - Throws: `Refused`.
    public static func bytes(_ files: [(name: String, text: String)]) throws(Refused) -> [UInt8] {
        guard let archive = archive_write_new() else { throw Refused() }
        defer { archive_write_free(archive) }
        // The texts get smaller in the zip; the names and the directory need room of their own.
        var buffer = [UInt8](repeating: 0, count: files.reduce(65_536) { $0 + $1.text.utf8.count + 1024 })
        var used = 0
        let isWritten = buffer.withUnsafeMutableBytes { room in
            archive_write_set_format_zip(archive) == ARCHIVE_OK
                && archive_write_open_memory(archive, room.baseAddress, room.count, &used) == ARCHIVE_OK
                && files.allSatisfy { add($0.name, $0.text, to: archive) }
                && archive_write_close(archive) == ARCHIVE_OK
        }
        guard isWritten else { throw Refused() }
        return Array(buffer.prefix(used))
    }

    private static func add(_ name: String, _ text: String, to archive: OpaquePointer) -> Bool {
        guard let entry = archive_entry_new() else { return false }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, name)
        archive_entry_set_size(entry, Int64(text.utf8.count))
        archive_entry_set_filetype(entry, UInt32(0o100000))
        archive_entry_set_perm(entry, 0o644)
        // 1 January 2020.
        archive_entry_set_mtime(entry, 1_577_836_800, 0)
        var text = text
        return archive_write_header(archive, entry) == ARCHIVE_OK
            && text.withUTF8 { archive_write_data(archive, $0.baseAddress, $0.count) } == text.utf8.count
    }
}
