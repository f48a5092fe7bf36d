public import Administration
import Core
import Crypto
import Directory
import Foundation
import Storage
import Vault
import Web

/// What a visitor of the demo needs to know: `DIR/demo.json`.
public struct DemoSheet: Codable, Sendable {
    /// A way to join a course.
    public struct JoinCode: Codable, Sendable {
        public var code: String
        public var organisation: String
        public var course: String
        public var audience: String
        public var path: String
    }

    /// Where the demo answers; known once it listens.
    public var address: String = ""
    /// SHA-256 of the facts that were loaded.
    public var facts: String
    public var signIns: [DemoSignIn]
    public var joinCodes: [JoinCode]
    /// For paths with an identifier in them, one that exists; and for `{name}` in a route's own sample, what stands for it.
    public var samples: [String: String]

    /// Writes `demo.json` for the owner only, since passwords stand in it.
    public func write(to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let path = folder + "/demo.json"
        let data = try encoder.encode(self)
        guard
            FileManager.default.createFile(atPath: path, contents: data, attributes: [.posixPermissions: 0o600])
        else { throw StartError.folder(folder) }
    }

    /// The sheet of a demo that was loaded before; `nil` when there is none in `folder`.
    static func read(from folder: String) -> DemoSheet? {
        guard let data = FileManager.default.contents(atPath: folder + "/demo.json") else { return nil }
        return try? JSONDecoder().decode(DemoSheet.self, from: data)
    }
}

/// The demo: an installation with the facts of the first half of 2020 and invented members.
public enum Demo {
    /// Opens the demo in the configuration's folder, and loads it when it is not there yet.
    ///
    /// When the facts in `Resources/demo` are not those that were loaded, the demo begins afresh: whatever was tried in it goes.
    /// - Parameter progress: is told before every step of loading, with the key of its name.
    /// - Throws: `StartError.notADemo` when the folder holds a real installation; `DemoFactsError`.
    public static func open(
        _ configuration: Configuration, progress: @Sendable (_ step: String) -> Void
    ) async throws -> (app: App, sheet: DemoSheet) {
        var configuration = configuration
        configuration.site.isDemo = true
        let facts = try DemoFacts(folder: configuration.resources + "/demo")
        let hash = try DemoFacts.hash(folder: configuration.resources + "/demo")
        let known = DemoSheet.read(from: configuration.data)
        if let known, known.facts == hash, !configuration.isBeingLoaded {
            configuration.demoSignIns = known.signIns
            return (try await App.build(configuration), known)
        }
        if known != nil || configuration.isBeingLoaded {
            guard configuration.hasOwnDatabase else { throw StartError.notADemo }
            progress("app.demo.afresh")
            try configuration.removeOwnDatabase()
        }
        let app = try await App.build(configuration)
        guard try await app.directory.invitations.firstStartLink() != nil else {
            await app.database.close()
            throw StartError.notADemo
        }
        try configuration.setBeingLoaded(true)
        let sheet = try await DemoLoader(app: app, facts: facts, hash: hash).load(progress)
        try sheet.write(to: configuration.data)
        try configuration.setBeingLoaded(false)
        await app.database.close()
        configuration.demoSignIns = sheet.signIns
        return (try await App.build(configuration), sheet)
    }

    /// Whether `folder` holds a demo: an installation does not start on it.
    public static func isDemo(folder: String) -> Bool { DemoSheet.read(from: folder) != nil }
}

extension DemoFacts {
    /// SHA-256 of the files with the facts, as hexadecimal.
    static func hash(folder: String) throws -> String {
        var fields = Canonical("vangnet", "demo facts")
        for name in ["first-half-2020.yaml", "signals.yaml", "coaches.yaml", "care.yaml"] {
            fields.append([UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))))
        }
        return Array(SHA256.hash(data: fields.bytes)).hex
    }
}

extension Configuration {
    /// The embedded database in the data folder, and no other.
    var hasOwnDatabase: Bool { database == "sqlite:\(data)/vangnet.sqlite" }

    private var loadingMark: String { data + "/demo.loading" }

    /// Whether a demo was being loaded here when its process died: what is there is half.
    var isBeingLoaded: Bool { FileManager.default.fileExists(atPath: loadingMark) }

    func setBeingLoaded(_ isLoading: Bool) throws {
        if isLoading {
            guard FileManager.default.createFile(atPath: loadingMark, contents: nil) else {
                throw StartError.folder(data)
            }
        } else {
            try FileManager.default.removeItem(atPath: loadingMark)
        }
    }

    /// Removes the database and what belongs to it.
    func removeOwnDatabase() throws {
        for name in [
            "vangnet.sqlite", "vangnet.sqlite-wal", "vangnet.sqlite-shm", "site.key", "demo.json", "demo.loading",
        ] {
            let path = data + "/" + name
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
        }
    }
}
