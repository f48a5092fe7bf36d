// swift-tools-version:6.1
import PackageDescription

// The floor (Core … Work), the parts (Learning, Review, …), and App, which alone knows them all.
// A part never depends on another part: Tests/AppTests checks it against `swift package describe`.

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A target with the project's settings; its `Migrations/*.sql` are compiled in, so that the binary needs no SQL beside it.
func target(_ name: String, _ dependencies: [Target.Dependency] = [], migrations: Bool = false) -> Target {
    .target(
        name: name, dependencies: dependencies, resources: migrations ? [.embedInCode("Migrations")] : [],
        swiftSettings: settings)
}

/// The tests of a target, in `Tests/<Target>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name), "TestSupport"] + dependencies, swiftSettings: settings
    )
}

/// A C library of the system; Debian's package in `apt`.
func library(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/CLibraries/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "vangnet",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "vangnet", targets: ["vangnet"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .executableTarget(
            name: "vangnet",
            dependencies: [
                "Administration", "App", "Badges", "Commitments", "Core", "House", "Storage", "Vault", "Directory",
                "Learning",
                "Linkage",
                "Review", "Signals", "Tables", "Web", arguments, log, httpTypes, yams,
            ],
            swiftSettings: settings),
        target(
            "App",
            [
                "Core", "House", "Storage", "Vault", "Directory", "Web", "Work", "Administration", "Care", "Coaches",
                "Commitments", "Learning", "Review", "Signals", hummingbird, httpTypes, nio, log, lifecycle, signals,
                yams, crypto,
            ]),

        // The parts.
        target(
            "Learning",
            [
                "Badges", "Pictures", "Core", "Content", "Tables", "Archive", "Storage", "Vault", "Directory", "Web",
                "Work", "XAPI", "XMLSteps", hummingbird, httpTypes, nio, crypto,
            ],
            migrations: true),
        target(
            "Review",
            [
                "Core", "Tables", "Archive", "Storage", "Vault", "Directory", "Web", "Work", "CCmark", "Pictures",
                hummingbird,
                httpTypes,
                yams, crypto,
            ],
            migrations: true),

        target(
            "Signals",
            ["Core", "Content", "Storage", "Vault", "Directory", "Web", "Work", "CZ", hummingbird, httpTypes, crypto],
            migrations: true),

        target(
            "Coaches",
            [
                "Core", "Content", "Tables", "Archive", "Storage", "Vault", "Directory", "Records", "Web", "Linkage",
                hummingbird, httpTypes, crypto, yams,
            ],
            migrations: true),

        target(
            "Commitments",
            ["Core", "House", "Storage", "Vault", "Directory", "Tables", "Web", hummingbird, httpTypes, crypto],
            migrations: true),

        target(
            "Care",
            [
                "Core", "Content", "Tables", "Storage", "Vault", "Directory", "Records", "Web", hummingbird, httpTypes,
                crypto,
            ],
            migrations: true),

        // Knows nothing of ours, so that it can be used elsewhere.
        target("Linkage"),

        // xAPI statements: the model, what is valid, and the rules of a record store. Knows no database and no HTTP server.
        target("XAPI", ["Core", crypto, cryptoExtras, asn1]),

        // Certificates as Open Badges 3.0: keys, credentials, baking, verification. Knows no database and no HTTP server.
        target("Badges", ["Core", "CZ", crypto, cryptoExtras]),

        // SVG as PNG.
        target("Pictures", ["CRSVG"]),

        // The open data of the House of Representatives; knows nothing of a database.
        target("House", ["Core", "XMLSteps", httpClient, nio, nioHTTP1]),

        // The floor.
        target("Administration", ["Core", "Storage", "Vault", "Directory", "Web", "Work", hummingbird, httpTypes]),
        target(
            "Web",
            [
                "Core", "Vault", "Directory", "Records", "CCmark", "CQREncode", hummingbird, httpTypes, nio, mustache,
                yams,
                crypto,
                log,
            ]),
        target("Work", ["Core", "Storage", "CCurl", log, lifecycle], migrations: true),
        target("Directory", ["Core", "Storage", "Vault", crypto, log], migrations: true),
        target("Records", ["Core", "Storage", "Vault", "Directory"]),
        target("Vault", ["Core", crypto, cryptoExtras]),
        target("Storage", ["Core", "CPQ", grdb, crypto]),
        target("Content", ["Core", "Web", yams]),
        target("Tables", ["Core"]),
        target("Archive", ["CArchive"]),
        target("XMLSteps", ["CXML"]),
        target("Core"),

        library("CPQ", pkgConfig: "libpq", apt: "libpq-dev"),
        library("CCmark", pkgConfig: "libcmark-gfm", apt: "libcmark-gfm-dev"),
        library("CArchive", pkgConfig: "libarchive", apt: "libarchive-dev"),
        library("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        library("CQREncode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
        library("CZ", pkgConfig: "zlib", apt: "zlib1g-dev"),
        library("CXML", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),
        library("CRSVG", pkgConfig: "librsvg-2.0", apt: "librsvg2-dev"),

        // What `make bench` compares with; no product, so that it is built on demand.
        .executableTarget(
            name: "BareServer", dependencies: ["Core", "Vault", hummingbird, httpTypes, nio],
            path: "Benchmarks/BareServer",
            swiftSettings: settings),

        .executableTarget(
            name: "CareGaps", dependencies: ["Care"], path: "Benchmarks/CareGaps", swiftSettings: settings),

        .executableTarget(
            name: "XAPIRows", dependencies: ["Core", "Storage"], path: "Benchmarks/XAPIRows", swiftSettings: settings),

        // Tests.
        .target(
            name: "TestSupport", dependencies: ["Core", "Storage", "Vault", "CPQ"], path: "Tests/TestSupport",
            swiftSettings: settings),
        .target(
            name: "TestDesks",
            dependencies: [
                "TestSupport", "Core", "Storage", "Vault", "Directory", "Web", hummingbird, hummingbirdTesting,
                httpTypes, nio, log,
            ], path: "Tests/TestDesks", swiftSettings: settings),
        tests("Core"),
        .testTarget(name: "LinkageTests", dependencies: ["Linkage"], swiftSettings: settings),
        .testTarget(
            name: "HouseTests", dependencies: ["House", "Core", "TestSupport", nio, nioPosix], exclude: ["Fixtures"],
            swiftSettings: settings),
        tests("XAPI", ["Core", crypto, cryptoExtras]),
        tests("Badges", ["Core"]),
        tests("Content", ["Core"]),
        tests("Tables", ["Core"]),
        tests("Storage", ["Core", "StorageProbe"]),
        .executableTarget(
            name: "StorageProbe", dependencies: ["Storage"], path: "Tests/StorageProbe", swiftSettings: settings),
        tests("Vault"),
        tests("Directory"),
        tests("Web", ["Core", "Directory", hummingbird, hummingbirdTesting, httpTypes, nio, log]),
        tests("Work", ["Core", "Storage", log, lifecycle]),
        tests(
            "Administration",
            [
                "Core", "Storage", "Vault", "Directory", "Web", "Work", hummingbird, hummingbirdTesting, httpTypes, nio,
                log,
            ]),
        tests(
            "Learning",
            [
                "Archive", "Badges", "Pictures", "Core", "Content", "Storage", "Vault", "Directory", "Web", "Work",
                "XAPI",
                hummingbirdTesting, hummingbird,
                httpTypes,
                nio,
                crypto, log,
            ]),
        // The record store from outside, over HTTP: what the specification of xAPI asks, by the numbers of its requirements.
        .testTarget(
            name: "RecordStoreTests",
            dependencies: [
                "Learning", "TestSupport", "Core", "Storage", "Vault", "Directory", "Web", hummingbird,
                hummingbirdTesting,
                httpTypes, nio, log, crypto, cryptoExtras,
            ], swiftSettings: settings),
        tests(
            "Review",
            ["Core", "Pictures", "Storage", "Directory", "Web", hummingbird, hummingbirdTesting, httpTypes, nio, log]),
        tests(
            "Commitments",
            [
                "Core", "House", "Storage", "Directory", "Vault", "Web", hummingbird, hummingbirdTesting, httpTypes,
                nio,
                log, crypto,
            ]),
        tests(
            "Signals",
            [
                "TestDesks", "Core", "Content", "Storage", "Directory", "Vault", "Web", hummingbird, hummingbirdTesting,
                httpTypes,
                nio, crypto,
                log,
            ]),
        tests(
            "Coaches",
            [
                "TestDesks", "Core", "Content", "Tables", "Storage", "Directory", "Records", "Vault", "Web", "Linkage",
                hummingbird, hummingbirdTesting, httpTypes, nio, crypto, log,
            ]),
        tests(
            "Care",
            [
                "TestDesks", "Core", "Content", "Tables", "Storage", "Directory", "Records", "Vault", "Web",
                hummingbird, hummingbirdTesting, httpTypes, nio, crypto, log,
            ]),
        tests(
            "App",
            [
                hummingbirdTesting, "Administration", "Vault", httpTypes, hummingbird, "Core", "Storage", "Web",
                "Directory", "Coaches", "Learning", "Review", "Signals",
            ]),
    ]
)
