/// The page of a long job: how far it is, and what came of it.
///
/// As long as it runs, the page refreshes itself: with JavaScript only the part about the job, without it the whole page.
public struct JobPage: Page {
    /// How the job is doing.
    public enum State: String, Sendable {
        /// It has not begun.
        case waiting
        /// It runs.
        case running
        /// It is done.
        case done
        /// It stopped, and is not tried again.
        case failed
    }

    public static let template = "web/job"

    /// What the job does.
    public let heading: String
    let waiting: Bool
    let running: Bool
    let done: Bool
    let failed: Bool
    let refreshes: Bool
    /// How far it is.
    public let progress: Progress?
    /// What came of it, or why it stopped, in a sentence.
    public let sentence: String?
    /// Where to go on.
    public let link: Link?
    /// Where this page is, to look again.
    public let address: String

    /// The page of a job in `state`.
    public init(
        heading: String, state: State, progress: Progress? = nil, sentence: String? = nil, link: Link? = nil,
        address: String
    ) {
        self.heading = heading
        waiting = state == .waiting
        running = state == .running
        done = state == .done
        failed = state == .failed
        refreshes = waiting || running
        self.progress = progress
        self.sentence = sentence
        self.link = link
        self.address = address
    }
}
