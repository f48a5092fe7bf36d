public import Core

/// What can go wrong with imported packages that a person can do something about.
public enum LaunchError: UserError, Hashable {
    /// Neither a zip that can be read nor a course structure.
    case unreadable
    /// A path in the zip leads out of it, or stands there twice.
    case path(String)
    /// A link where a file should be.
    case notAFile(String)
    case tooManyFiles(most: Int)
    /// More megabytes than a package may have.
    case tooLarge(most: Int)
    case bomb
    /// There is no `cmi5.xml` in the root of the zip.
    case noStructure
    case structure(StructureFault)
    /// A picture, a video or a document that may hold them.
    case picture(String)
    /// A unit names a file that is not in the package.
    case noSuchFile(String)
    /// A unit begins with an address that is neither in the package nor `https:`.
    case address(String)
    /// The same file is there already.
    case importedBefore
    case noSuchPackage
    /// Nobody comes in any more.
    case closed
    case noSuchUnit
    /// Somebody begins a unit without being a learner of the package.
    case notBegun

    public var status: Int {
        switch self {
        case .noSuchPackage, .noSuchUnit: 404
        case .closed: 410
        case .importedBefore, .notBegun: 409
        default: 422
        }
    }

    public var text: Text {
        switch self {
        case .unreadable: Text("launch.error.unreadable")
        case .path(let name): Text("launch.error.path", ["file": name])
        case .notAFile(let name): Text("launch.error.not-a-file", ["file": name])
        case .tooManyFiles(let most): Text("launch.error.too-many-files", ["most": "\(most)"])
        case .tooLarge(let most): Text("launch.error.too-large", ["most": "\(most)"])
        case .bomb: Text("launch.error.bomb")
        case .noStructure: Text("launch.error.no-structure")
        case .structure(let fault): fault.text
        case .picture(let name): Text("launch.error.picture", ["file": name])
        case .noSuchFile(let name): Text("launch.error.no-such-file", ["file": name])
        case .address(let address): Text("launch.error.address", ["address": address])
        case .importedBefore: Text("launch.error.imported-before")
        case .noSuchPackage: Text("launch.error.no-such-package")
        case .closed: Text("launch.error.closed")
        case .noSuchUnit: Text("launch.error.no-such-unit")
        case .notBegun: Text("launch.error.not-begun")
        }
    }

    public var field: String? {
        switch self {
        case .noSuchPackage, .closed, .notBegun: nil
        case .noSuchUnit: "unit"
        default: "file"
        }
    }
}

extension StructureFault {
    var text: Text {
        switch self {
        case .notXML: Text("launch.structure.not-xml")
        case .notCMI5: Text("launch.structure.not-cmi5")
        case .missing(let name, let place): Text("launch.structure.missing", ["name": name, "place": place])
        case .value(let name, let place): Text("launch.structure.value", ["name": name, "place": place])
        case .idTwice(let id): Text("launch.structure.id-twice", ["id": id])
        case .noUnit: Text("launch.structure.no-unit")
        }
    }
}
