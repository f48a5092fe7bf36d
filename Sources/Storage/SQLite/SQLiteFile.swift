import Glibc

/// The file of a SQLite database, before SQLite sees it.
enum SQLiteFile {
    /// Makes the file and the folders above it when they are not there, so that only the server's user can read them.
    /// SQLite gives the files it puts beside it the same mode.
    static func prepare(_ path: String) throws {
        makeFolders(above: path)
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file < 0 else {
            Glibc.close(file)
            return
        }
        switch errno {
        case ENOSPC, EDQUOT: throw StorageError.full
        case EROFS where access(path, R_OK) == 0, EACCES where access(path, R_OK) == 0: throw StorageError.readOnly
        default: throw StorageError.unopenable(path)
        }
    }

    private static func makeFolders(above path: String) {
        for (position, character) in zip(path.indices, path) where character == "/" && position != path.startIndex {
            // A folder that is there already answers EEXIST; any other failure shows when the file is opened.
            mkdir(String(path[..<position]), 0o700)
        }
    }
}
