public import Core
public import Directory
import Synchronization
import Testing
public import Vault

public let siteKey = SiteKey(Array(0..<32))!

/// A desk with the members who hold its key.
public struct TestDesk: Sendable {
    public let id: Identifier
    public let name: String
    public let people: [TestPerson]
    public var one: TestPerson { people[0] }
    public var two: TestPerson { people[1] }
    public var three: TestPerson { people[2] }
}

/// A member of the tests, with what only that member knows.
public struct TestPerson: Sendable {
    public let id: Identifier
    public let name: String
    public let email: String
    public let password: String

    public init(id: Identifier, name: String, email: String, password: String) {
        self.id = id
        self.name = name
        self.email = email
        self.password = password
    }
}

/// Who was told that something waits, and at which desk.
public final class Notices: Sendable {
    public struct Notice: Hashable, Sendable {
        public let members: [Identifier]
        public let desk: Identifier

        public init(members: [Identifier], desk: Identifier) {
            self.members = members
            self.desk = desk
        }
    }

    private let kept = Mutex<[Notice]>([])

    public init() {}

    public var all: [Notice] { kept.withLock { $0 } }
    public func add(_ members: [Identifier], _ desk: Identifier) {
        kept.withLock { $0.append(Notice(members: members, desk: desk)) }
    }
    public func clear() { kept.withLock { $0 = [] } }
}

extension Directory {
    /// Signs a member of a desk in, with the second factor that takes.
    public func enter(_ person: TestPerson) async throws -> NewSession {
        let session = try await signIn.signIn(email: person.email, password: person.password, source: "desk")
        let token = session.token.text
        switch session.info.pending {
        case nil: return session
        case .code:
            let code = try await secondFactors.extraBackupCode(.system, pending: token).text
            return try await secondFactors.pass(token, .backupCode(code), source: "desk")
        case .enrol:
            let code = try await secondFactors.offer(token).secret.code(at: context.now())
            return try await secondFactors.enrol(token, code: code, source: "desk").session
        }
    }
}

/// Makes members and desks, through the directory as an administrator does.
public struct DeskMakers: Sendable {
    let directory: Directory

    public init(directory: Directory) { self.directory = directory }

    public func desk(_ name: String, _ task: DeskTask, _ organisation: Identifier, _ names: [String]) async throws
        -> TestDesk
    {
        let one = try await person(names[0], organisation)
        let desk = try await directory.desks.add(
            .system, DeskDraft(name: name, task: task, organisation: organisation, firstMember: one.id))
        let token = try await directory.enter(one).token.text
        let actor = try #require(try await directory.sessions.resume(token)).actor
        let key = try await directory.sessions.unlock(token)
        var people = [one]
        for name in names.dropFirst() {
            let other = try await person(name, organisation)
            try await directory.desks.addMember(.system, desk.id, other.id)
            let shown = try await directory.desks.details(.system, desk.id).members.first { $0.id == other.id }
            try await directory.desks.grant(
                actor, key, desk: desk.id, to: other.id, fingerprint: try #require(shown?.fingerprint))
            people.append(other)
        }
        return TestDesk(id: desk.id, name: name, people: people)
    }

    public func person(_ name: String, _ organisation: Identifier) async throws -> TestPerson {
        let email = "\(name.lowercased())@example.org"
        let (member, invitation) = try await directory.members.invite(
            .system, MemberDraft(name: name, email: email, organisation: organisation, isAdministrator: false))
        let password = "vier woorden voor \(name)"
        _ = try await directory.invitations.accept(invitation.token.text, password: password, source: nil)
        return TestPerson(id: member.id, name: name, email: email, password: password)
    }
}
