public import Core

/// What can go wrong with jobs that a person can do something about.
public enum WorkError: UserError, Equatable {
    /// There is no job with this identifier (any more).
    case noSuchJob
    /// Only a job that was given up can be tried again by hand.
    case notDead
    /// The same work waits already, under the same key.
    case alreadyWaiting
    /// The job was done or discarded before.
    case settled

    public var status: Int {
        switch self {
        case .noSuchJob: 404
        case .notDead, .alreadyWaiting, .settled: 409
        }
    }

    public var text: Text {
        switch self {
        case .noSuchJob: Text("work.error.no-such-job")
        case .notDead: Text("work.error.not-dead")
        case .alreadyWaiting: Text("work.error.already-waiting")
        case .settled: Text("work.error.settled")
        }
    }
}
