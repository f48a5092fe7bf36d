import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Admits slow key derivations: a few at once, a few waiting, and no more.
///
/// They run on threads of their own, since half a second on the cooperative pool would hold up every other request, and
/// each takes 128 MiB. One source never takes more than its share, so that whoever guesses passwords keeps nobody else out.
/// A thread lives as long as there is work and costs nothing when there is none.
public final class DerivationQueue: Sendable {
    private struct Job {
        let source: String?
        let body: @Sendable () -> Void
    }

    private struct State {
        var running = 0
        var waiting: [Job] = []
        var perSource: [String: Int] = [:]
        var begun = 0
    }

    private enum Admission {
        case start, wait, full, fullForSource
    }

    private let state = Mutex(State())
    private let slots: Int
    private let places: Int
    private let perSource: Int

    /// - Parameters:
    ///   - slots: how many run at once; as many as there are cores, unless told otherwise.
    ///   - places: how many may wait.
    ///   - perSource: how many of one source may run and wait together.
    public init(slots: Int? = nil, places: Int = 32, perSource: Int = 8) {
        let slots = slots ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        precondition(slots > 0 && places >= 0 && perSource > 0)
        self.slots = slots
        self.places = places
        self.perSource = perSource
    }

    /// How many have begun since the start.
    public var derivations: Int { state.withLock { $0.begun } }

    /// Runs `work` when there is room for it.
    ///
    /// - Parameter source: who asks; `nil` is never limited on its own.
    /// - Throws: `VaultError.busy` when too many are waiting, `.busyForSource` when too many of this source are, and what
    ///   `work` throws.
    public func run<Result: Sendable>(
        source: String?, _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let job = Job(source: source) { continuation.resume(with: Swift.Result { try work() }) }
            switch admit(job) {
            case .start: if !startThread(job) { continuation.resume(throwing: VaultError.busy) }
            case .wait: break
            case .full: continuation.resume(throwing: VaultError.busy)
            case .fullForSource: continuation.resume(throwing: VaultError.busyForSource)
            }
        }
    }

    private func admit(_ job: Job) -> Admission {
        state.withLock { state in
            if let source = job.source, state.perSource[source, default: 0] >= perSource { return .fullForSource }
            guard state.running < slots || state.waiting.count < places else { return .full }
            if let source = job.source { state.perSource[source, default: 0] += 1 }
            guard state.running < slots else {
                state.waiting.append(job)
                return .wait
            }
            state.running += 1
            return .start
        }
    }

    /// Does `job` and then whatever waits, on a new thread; `false` when the system gives none.
    private func startThread(_ job: Job) -> Bool {
        let work = Unmanaged.passRetained(Work { [self] in drain(job) })
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, &attributes,
            { pointer in
                Unmanaged<Work>.fromOpaque(pointer!).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard result != 0 else { return true }
        work.release()
        state.withLock { state in
            state.running -= 1
            Self.release(job.source, in: &state)
        }
        return false
    }

    private func drain(_ first: Job) {
        var next: Job? = first
        while let job = next {
            state.withLock { $0.begun += 1 }
            job.body()
            next = state.withLock { state in
                Self.release(job.source, in: &state)
                guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
                state.running -= 1
                return nil
            }
        }
    }

    private static func release(_ source: String?, in state: inout State) {
        guard let source, let count = state.perSource[source] else { return }
        state.perSource[source] = count == 1 ? nil : count - 1
    }

    /// What a thread starts with: C hands it one pointer.
    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
