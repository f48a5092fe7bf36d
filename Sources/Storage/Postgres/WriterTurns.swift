import Foundation

/// Lets a transaction that keeps losing from the others have a turn alone, so that a row everybody writes to does not
/// keep anybody waiting forever. It counts in this process only: others can still come between.
final class WriterTurns: @unchecked Sendable {
    // All of these are only touched with `condition` locked.
    private let condition = NSCondition()
    private var together = 0
    private var waitingToBeAlone = 0
    private var isAlone = false

    /// Runs `work` at the same time as others that do not ask to be alone.
    func together<Result>(_ work: () throws -> Result) rethrows -> Result {
        condition.withLock {
            while isAlone || waitingToBeAlone > 0 { condition.wait() }
            together += 1
        }
        defer {
            condition.withLock {
                together -= 1
                condition.broadcast()
            }
        }
        return try work()
    }

    /// Runs `work` while nothing else runs.
    func alone<Result>(_ work: () throws -> Result) rethrows -> Result {
        condition.withLock {
            waitingToBeAlone += 1
            while isAlone || together > 0 { condition.wait() }
            waitingToBeAlone -= 1
            isAlone = true
        }
        defer {
            condition.withLock {
                isAlone = false
                condition.broadcast()
            }
        }
        return try work()
    }
}
