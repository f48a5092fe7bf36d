public import Core

/// Where a job is.
public enum JobState: String, Sendable, Hashable, CaseIterable {
    /// In the queue; after a failure, until its next attempt.
    case waiting
    case running
    case done
    /// Failed so often, or in such a way, that it is not tried again by itself. Stays until a person decides.
    case dead
    /// Stopped or thrown away by a person, or by the same work that waited already.
    case discarded

    /// The word for it.
    public var text: Text { Text("work.state.\(rawValue)") }
    /// Nothing more happens by itself.
    public var isSettled: Bool { self != .waiting && self != .running }
}

/// How far a job is.
public struct JobProgress: Sendable, Hashable {
    public var done: Int
    /// `nil` while nobody knows.
    public var total: Int?
    /// What it is doing.
    public var text: Text?

    public init(done: Int, total: Int?, text: Text? = nil) {
        self.done = done
        self.total = total
        self.text = text
    }
}

/// A job as a status page shows it.
public struct JobStatus: Sendable, Hashable {
    public let id: Identifier
    public let kind: String
    public let state: JobState
    /// What the job last told of itself; `nil` when it told nothing.
    public let progress: JobProgress?
    /// How often it was begun.
    public let attempts: Int
    public let created: Instant
    /// Since when it is in this state.
    public let since: Instant
    /// For a waiting job, when it may run.
    public let due: Instant
    /// Why it failed last: the key of a sentence, or a reference to look up in the log. `nil` when it did not fail.
    public let error: String?
    /// A person asked to stop it, and it has not stopped yet.
    public let isStopping: Bool
}
