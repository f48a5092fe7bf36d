import Core
import Testing
import Vault

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder of its own that is gone with the test.
final class Folder {
    let path: String

    init() {
        path = "/tmp/vangnet-vault-\(systemRandomBytes(8).hex)"
        mkdir(path, 0o700)
    }

    func write(_ name: String, _ bytes: [UInt8], mode: mode_t) {
        let file = open("\(path)/\(name)", O_WRONLY | O_CREAT, 0o600)
        _ = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
        fchmod(file, mode)
        close(file)
    }

    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}

let siteKey = SiteKey(Array(0..<32))!

struct SiteKeyTests {
    @Test func theFirstStartMakesAFileThatOnlyItsOwnerReads() throws {
        let folder = Folder()
        let path = folder.path + "/site.key"
        #expect(try SiteKey.load(path: path) == nil)
        let made = try SiteKey.loadOrCreate(path: path)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o600)
        #expect(status.st_size == 32)
        #expect(folder.names == ["site.key"])
        #expect(try SiteKey.loadOrCreate(path: path).mac(.audit, [1]) == made.mac(.audit, [1]))
    }

    @Test func processesThatStartAtOnceGetTheSameKey() async throws {
        let folder = Folder()
        let path = folder.path + "/site.key"
        let macs = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<16 { group.addTask { try SiteKey.loadOrCreate(path: path).mac(.check, []) } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(macs.count == 1)
        #expect(folder.names == ["site.key"])
    }

    @Test(arguments: [0, 1, 31, 33, 64])
    func anyOtherLengthIsRefused(count: Int) {
        let folder = Folder()
        let path = folder.path + "/site.key"
        folder.write("site.key", Array(repeating: 7, count: count), mode: 0o600)
        #expect(throws: VaultError.siteKeySize(path: path)) { try SiteKey.loadOrCreate(path: path) }
        #expect(SiteKey(Array(repeating: 7, count: count)) == nil)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o700, 0o666] as [mode_t])
    func aFileThatOthersReadIsRefused(mode: mode_t) {
        let folder = Folder()
        let path = folder.path + "/site.key"
        folder.write("site.key", Array(repeating: 7, count: 32), mode: mode)
        #expect(throws: VaultError.siteKeyPermissions(path: path)) { try SiteKey.loadOrCreate(path: path) }
    }

    @Test func aLinkOrAFolderIsRefused() {
        let folder = Folder()
        folder.write("elsewhere", Array(repeating: 7, count: 32), mode: 0o600)
        symlink("elsewhere", folder.path + "/link")
        for path in [folder.path + "/link", folder.path] {
            #expect(throws: VaultError.siteKeyPermissions(path: path)) { try SiteKey.load(path: path) }
        }
        let missing = folder.path + "/no/site.key"
        #expect(throws: VaultError.siteKeyUnreadable(path: missing, reason: "No such file or directory")) {
            try SiteKey.loadOrCreate(path: missing)
        }
    }

    @Test func everyPurposeHasAKeyOfItsOwn() {
        let macs = Set(SiteKey.Purpose.allCases.map { siteKey.mac($0, Array("vangnet".utf8)) })
        #expect(macs.count == SiteKey.Purpose.allCases.count)
    }

    @Test func derivationStaysWhatItWas() {
        // HKDF-SHA256 and HMAC-SHA256 over the key 00 01 … 1f, computed once with Python's hmac.
        let audit = "1f0c3d0eef9885695f11ee00a6c61e4fadaef16e580acc7650d5d4551d81663b"
        #expect(siteKey.mac(.audit, Array("vangnet".utf8)).hex == audit)
        let session = "448e443a23277584778062e83313796eefc7873839a37ba2dd35b238acad7a9a"
        #expect(siteKey.mac(.session, []).hex == session)
    }
}

struct HexTests {
    @Test func readsWhatItWrites() {
        for count in 0..<40 {
            let bytes = systemRandomBytes(count)
            #expect([UInt8](hex: bytes.hex) == bytes)
        }
    }

    @Test(arguments: ["0", "0G", "AB", "a b", "é", "0x", "-1", "00 "])
    func refusesAnythingElse(text: String) { #expect([UInt8](hex: text) == nil) }

    @Test func comparesWholeStrings() {
        #expect(equalInConstantTime([1, 2], [1, 2]))
        #expect(!equalInConstantTime([1, 2], [1, 3]))
        #expect(!equalInConstantTime([1, 2], [1, 2, 0]))
        #expect(Canonical("a", "bc").bytes != Canonical("ab", "c").bytes)
    }
}
