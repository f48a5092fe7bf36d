import Foundation
import Synchronization

/// The files of a run: all of them are put in their places at the end, or none is.
///
/// Each is written beside its place under another name, so that what stood there stays until the run is done, and nobody takes half
/// a file for a whole one.
final class LinkOutput: Sendable {
    private struct File {
        let path: String
        /// Where it is written; `path` itself for what is no file, such as a pipe.
        let partial: String
    }

    private let files = Mutex<[File]>([])

    /// Begins a file.
    ///
    /// - Throws: `LinkFailure.cannotWrite`, before any work is done.
    func open(_ path: String) throws -> FileHandle {
        let type =
            (try? FileManager.default.attributesOfItem(atPath: Self.resolved(path)))?[.type] as? FileAttributeType
        let isSpecial = type != nil && type != .typeRegular
        let partial = isSpecial ? path : Self.resolved(path) + ".partial-\(getpid())"
        guard type != .typeDirectory, isSpecial || FileManager.default.createFile(atPath: partial, contents: nil),
            let file = FileHandle(forWritingAtPath: partial)
        else { throw LinkFailure.cannotWrite(path) }
        files.withLock { $0.append(File(path: path, partial: partial)) }
        return file
    }

    /// What a link points to is written, and the link stays.
    private static func resolved(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

    /// Puts everything in its place.
    ///
    /// - Throws: `LinkFailure.cannotWrite`.
    func finish() throws {
        try files.withLock { files in
            for file in files where file.partial != file.path {
                guard rename(file.partial, Self.resolved(file.path)) == 0 else {
                    throw LinkFailure.cannotWrite(file.path)
                }
            }
            files = []
        }
    }

    /// Takes away what was begun.
    func discard() {
        files.withLock { files in
            for file in files where file.partial != file.path { unlink(file.partial) }
            files = []
        }
    }
}
