public import Administration
public import Core
import FoundationEssentials
public import Vault
public import Web

/// Everything that can differ between one Vangnet and another; `App.build` takes nothing from its surroundings.
public struct Configuration: Sendable {
    /// The folder with the site key and, with SQLite, the database.
    public var data: String
    /// `sqlite:PATH` or `postgres://…`.
    public var database: String
    /// The folder `Resources`.
    public var resources: String
    public var host = "127.0.0.1"
    public var port = 8080
    public var site = Site.Settings()
    /// What a password costs to derive; less only in tests.
    public var derivationCost = DerivationCost.password
    /// What a receipt costs to derive; less only in tests.
    public var receiptCost = DerivationCost.receipt
    /// The demo's members, shown under the sign-in form; empty in an installation.
    public var demoSignIns: [DemoSignIn] = []
    /// Where mail goes: `smtp://…` or `smtps://…`; without it mail waits in the queue, and in the demo it is shown.
    public var mail: String?
    /// Whom mails come from.
    public var mailFrom = "vangnet@localhost.localdomain"
    public var now: Now = systemClock
    public var random: RandomBytes = systemRandomBytes

    /// - Parameters:
    ///   - data: the folder for the site key and the embedded database; it is made when it is not there.
    ///   - database: an address; `nil` for SQLite in `data`.
    public init(data: String, database: String? = nil, resources: String) {
        self.data = data
        self.database = database ?? "sqlite:\(data)/vangnet.sqlite"
        self.resources = resources
    }
}

/// What can be wrong with the way Vangnet was started.
public enum StartError: UserError, Equatable {
    /// There is no folder `Resources` where one could be; `looked` are the places.
    case noResources(looked: String)
    /// A folder cannot be made or written.
    case folder(String)
    /// The address is taken or not ours.
    case cannotListen(address: String)
    /// The demo does not start on a database that holds something else.
    case notADemo
    /// An installation does not start on a demo, whose members are invented.
    case isADemo

    public var status: Int { 500 }
    public var text: Text {
        switch self {
        case .noResources(let looked): Text("app.start.no-resources", ["looked": looked])
        case .folder(let path): Text("app.start.folder", ["path": path])
        case .cannotListen(let address): Text("app.start.cannot-listen", ["address": address])
        case .notADemo: Text("app.start.not-a-demo")
        case .isADemo: Text("app.start.is-a-demo")
        }
    }
}

extension Configuration {
    /// The folder `Resources`: what was asked for, else `VANGNET_RESOURCES`, else beside the binary, else the checkout that the
    /// binary was built in.
    ///
    /// - Throws: `StartError.noResources` with the places that were looked at.
    public static func resources(asked: String?, environment: [String: String], binary: String) throws -> String {
        var places: [String] = []
        if let asked {
            places = [asked]
        } else if let set = environment["VANGNET_RESOURCES"], !set.isEmpty {
            places = [set]
        } else {
            var folder = binary.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            while !folder.isEmpty {
                places.append(folder.joined(separator: "/") + "/Resources")
                // `.build/release/vangnet` stands at most four folders deep in its checkout.
                if places.count == 5 { break }
                folder.removeLast()
            }
        }
        for place in places where FileManager.default.fileExists(atPath: place + "/strings") { return place }
        throw StartError.noResources(looked: places.joined(separator: ", "))
    }

    /// Makes the data folder, for the owner only.
    func makeDataFolder() throws {
        do {
            try FileManager.default.createDirectory(
                atPath: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StartError.folder(data)
        }
    }
}
