import Content
import Storage
import Synchronization

/// The courses on offer: those of the folder, and in their place what was published in the workplace with a higher version.
///
/// Every process follows the database: `follow` asks for one number, and reads the courses again only when it changed.
final class CourseShelf: Sendable {
    /// What is on offer at one moment.
    struct Offer: Sendable {
        /// How much was published in the workplace, over all courses.
        var edition: Int
        /// In the order in which they are shown.
        var courses: [Course]
        /// Their files; `nil` for courses that were handed in without.
        var folder: CourseFolder?
        /// The courses that were published in the workplace and that cannot be shown with the folder as it is now, with their version.
        var refused: [String: Int] = [:]

        func course(_ slug: String) -> Course? { courses.first { $0.slug == slug } }
    }

    private struct State {
        var offer: Offer
        var loading: (edition: Int, task: Task<Offer, any Error>)?
    }

    private let database: any Database
    /// As it was read at the start.
    private let original: Offer
    private let state: Mutex<State>

    init(courses: [Course], folder: CourseFolder?, database: any Database) {
        self.database = database
        original = Offer(edition: 0, courses: courses, folder: folder)
        state = Mutex(State(offer: original))
    }

    /// What was on offer when this process last looked.
    var offer: Offer { state.withLock { $0.offer } }

    /// What is on offer now.
    @discardableResult
    func follow() async throws -> Offer {
        guard original.folder != nil else { return original }
        let edition = try await database.read { try EditorStore(transaction: $0).edition() }
        let task = state.withLock { state -> Task<Offer, any Error>? in
            if state.offer.edition == edition { return nil }
            if let loading = state.loading, loading.edition == edition { return loading.task }
            let task = Task { try await load() }
            state.loading = (edition, task)
            return task
        }
        guard let task else { return offer }
        defer { state.withLock { if $0.loading?.edition == edition { $0.loading = nil } } }
        let offer = try await task.value
        return state.withLock { state in
            if offer.edition > state.offer.edition { state.offer = offer }
            return state.offer
        }
    }

    private func load() async throws -> Offer {
        let (edition, versions) = try await database.read { transaction in
            let store = EditorStore(transaction: transaction)
            return (try store.edition(), try store.newest())
        }
        return Self.offer(original, edition, versions)
    }

    /// The folder with newer versions in it. A version with a mistake, since what it takes over from the folder changed, gives
    /// way to the folder's course.
    static func offer(_ original: Offer, _ edition: Int, _ versions: [EditorStore.Version]) -> Offer {
        guard let folder = original.folder else { return original }
        var current = folder
        var published: [String: Int] = [:]
        for version in versions where version.number > original.course(version.course)?.version ?? 0 {
            current = current.replacing(version.course, with: version.texts)
            published[version.course] = version.number
        }
        var offer = Offer(edition: edition, courses: CourseCheck(current).courses, folder: current)
        for (slug, number) in published where offer.course(slug) == nil { offer.refused[slug] = number }
        for course in original.courses where offer.course(course.slug) == nil {
            offer.courses.append(course)
            if let draft = folder.draft(course.slug) {
                offer.folder = offer.folder?.replacing(course.slug, with: draft.texts)
            }
        }
        offer.courses.sort { $0.slug < $1.slug }
        return offer
    }
}
