import Dispatch
import Foundation

/// Work on all cores with bounded memory.
enum Parallel {
    static let width = max(1, ProcessInfo.processInfo.activeProcessorCount)

    /// Computes `count` results, a handful at a time, and hands them to `sink` in their order, so that what comes out is the
    /// same on any number of cores.
    static func inOrder<Result: Sendable>(
        _ count: Int, work: @Sendable (Int) -> Result, sink: (Int, Result) throws -> Void
    ) rethrows {
        let batch = width * 8
        for start in stride(from: 0, to: count, by: batch) {
            let size = min(batch, count - start)
            let results = Slots<Result>(size)
            DispatchQueue.concurrentPerform(iterations: size) { results.set($0, work(start + $0)) }
            for place in 0..<size { try sink(start + place, results.take(place)) }
        }
    }

    /// One result for each place, in order.
    static func map<Result: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Result) -> [Result] {
        var all: [Result] = []
        inOrder(count, work: work) { all.append($1) }
        return all
    }

    /// A result for each place; different places are set by different threads, and read when all are done.
    private final class Slots<Result: Sendable>: @unchecked Sendable {
        private let storage: UnsafeMutableBufferPointer<Result?>

        init(_ size: Int) {
            storage = .allocate(capacity: size)
            storage.initialize(repeating: nil)
        }

        deinit { storage.deinitialize().deallocate() }

        func set(_ place: Int, _ result: Result) { storage[place] = result }

        func take(_ place: Int) -> Result {
            defer { storage[place] = nil }
            return storage[place]!
        }
    }
}
