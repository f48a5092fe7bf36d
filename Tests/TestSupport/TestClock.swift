public import Core
import Synchronization

/// A clock that stands still until the test moves it.
public final class TestClock: Sendable {
    private let time: Mutex<Instant>

    /// Starts at 24 November 2026, 9:00 in the Netherlands, unless told otherwise.
    public init(_ start: Instant = Instant(milliseconds: 1_795_507_200_000)) { time = Mutex(start) }

    /// What the code under test gets as its clock.
    public var now: Now { { [self] in time.withLock { $0 } } }

    /// The time it shows; set it to jump.
    public var instant: Instant {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }

    /// It is this moment from now on.
    public func set(_ moment: Instant) { time.withLock { $0 = moment } }

    /// Moves the clock forward (or back, for a negative number).
    public func advance(seconds: Int64) { time.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}
