import Synchronization
import TestSupport
import Testing
import Vault

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A gate that the work on the queue waits at, so that a test decides when it goes on. A lock of the system's own: the
/// work runs on threads that may block.
private final class Gate: @unchecked Sendable {
    private var mutex = pthread_mutex_t()
    private var condition = pthread_cond_t()
    private var isOpen = false

    init() {
        pthread_mutex_init(&mutex, nil)
        pthread_cond_init(&condition, nil)
    }

    func open() {
        pthread_mutex_lock(&mutex)
        isOpen = true
        pthread_cond_broadcast(&condition)
        pthread_mutex_unlock(&mutex)
    }

    func pass() {
        pthread_mutex_lock(&mutex)
        while !isOpen { pthread_cond_wait(&condition, &mutex) }
        pthread_mutex_unlock(&mutex)
    }
}

private struct Failed: Error {}

/// How many are at work now, and how many there were at most.
private final class Crowd: Sendable {
    private let count = Mutex((now: 0, most: 0))
    var most: Int { count.withLock { $0.most } }
    func enter() { count.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
    func leave() { count.withLock { $0.now -= 1 } }
}

struct DerivationQueueTests {
    @Test func givesWhatTheWorkGives() async throws {
        let queue = DerivationQueue(slots: 2)
        #expect(try await queue.run(source: nil) { 42 } == 42)
        await #expect(throws: Failed.self) { try await queue.run(source: "a") { throw Failed() } }
        #expect(try await queue.run(source: "a") { 43 } == 43)
        #expect(queue.derivations == 3)
    }

    /// One runs, two wait, the fourth is told to come back; afterwards there is room again.
    @Test func whoFindsItFullIsToldSo() async throws {
        let queue = DerivationQueue(slots: 1, places: 2)
        let gate = Gate()
        await withTaskGroup(of: Bool?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        try await queue.run(source: nil) { gate.pass() }
                        return true
                    } catch { return error as? VaultError == .busy ? false : nil }
                }
            }
            // The refused come back first, since the gate is shut.
            for _ in 0..<17 { #expect(await group.next() == false) }
            gate.open()
            for _ in 0..<3 { #expect(await group.next() == true) }
        }
        #expect(try await queue.run(source: nil) { true })
        #expect(VaultError.busy.status == 503)
        #expect(VaultError.busy.retryAfter == 5)
    }

    @Test func oneSourceLeavesRoomForOthers() async throws {
        let queue = DerivationQueue(slots: 1, places: 8, perSource: 3)
        let gate = Gate()
        await withTaskGroup(of: Bool?.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do {
                        try await queue.run(source: "attacker") { gate.pass() }
                        return true
                    } catch { return error as? VaultError == .busyForSource ? false : nil }
                }
            }
            for _ in 0..<47 { #expect(await group.next() == false) }
            async let other = try? queue.run(source: "somebody else") { true }
            gate.open()
            #expect(await other == true)
            for _ in 0..<3 { #expect(await group.next() == true) }
        }
        // The share is given back.
        for _ in 0..<10 { #expect(try await queue.run(source: "attacker") { true }) }
    }

    @Test func neverMoreAtOnceThanThereAreSlots() async throws {
        let queue = DerivationQueue(slots: 3, places: 200)
        let crowd = Crowd()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await queue.run(source: nil) {
                        crowd.enter()
                        sched_yield()
                        crowd.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(crowd.most <= 3)
        #expect(queue.derivations == 200)
    }

    @Test func aPasswordGivesTheSameOnlyWithTheSameSaltAndSiteKey() async throws {
        let queue = DerivationQueue()
        func auth(_ password: String, _ salt: UInt8, _ key: SiteKey) async throws -> [UInt8] {
            try await queue.secrets(
                of: password, salt: Array(repeating: salt, count: 16), cost: .trivial, siteKey: key, source: nil
            ).authValue
        }
        let value = try await auth("een lang wachtwoord", 1, siteKey)
        #expect(try await auth("een lang wachtwoord", 1, siteKey) == value)
        #expect(try await auth("Een lang wachtwoord", 1, siteKey) != value)
        #expect(try await auth("een lang wachtwoord ", 1, siteKey) != value)
        #expect(try await auth("een lang wachtwoord", 2, siteKey) != value)
        #expect(try await auth("een lang wachtwoord", 1, SiteKey(Array(1..<33))!) != value)
    }
}
