public import Core

/// How long a failed job waits for its next attempt: twice as long each time, spread out so that what failed together
/// does not come back together.
public struct Backoff: Sendable, Hashable {
    /// The wait after the first failure, in seconds.
    public var first: Int64
    /// The longest wait, in seconds, before it is spread.
    public var longest: Int64

    public init(first: Int64 = 30, longest: Int64 = 6 * 3600) {
        self.first = first
        self.longest = longest
    }

    /// Milliseconds to wait after attempt number `attempt` (from 1) failed: between 75 % and 125 % of
    /// `first` × 2^(`attempt` − 1), which is at most `longest`.
    public func milliseconds(after attempt: Int, random: RandomBytes) -> Int64 {
        var seconds = min(first, longest)
        for _ in 1..<max(1, attempt) where seconds < longest { seconds = min(longest, seconds * 2) }
        let bytes = random(2)
        let spread = Int64(bytes[0]) << 8 | Int64(bytes[1])
        return seconds * 750 + seconds * 500 * spread / 65_535
    }
}
