public import Core

/// A member, to show.
public struct Person: Hashable, Sendable {
    public let id: Identifier
    public let name: String

    public init(id: Identifier, name: String) {
        self.id = id
        self.name = name
    }
}

extension Members {
    /// What members are called, those who left too.
    public func names() async throws -> [Identifier: String] {
        let all = try await all(.system)
        return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.name) })
    }
}

extension Organisations {
    /// What organisations are called, those that left too.
    public func names() async throws -> [Identifier: String] {
        let all = try await all(.system)
        return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.name) })
    }
}
