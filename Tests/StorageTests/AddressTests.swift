import Storage
import TestSupport
import Testing

@Suite struct AddressTests {
    @Test func bothKindsAreRead() throws {
        #expect(try DatabaseAddress("sqlite:data/vangnet.db") == .sqlite(path: "data/vangnet.db"))
        #expect(try DatabaseAddress("sqlite:/srv/a b.db") == .sqlite(path: "/srv/a b.db"))
        #expect(try DatabaseAddress("postgres://u@h/d") == .postgres(uri: "postgres://u@h/d"))
        #expect(
            try DatabaseAddress("postgresql://h/d?sslmode=require")
                == .postgres(uri: "postgresql://h/d?sslmode=require"))
    }

    @Test(arguments: [
        "", "sqlite", "sqlite:", "sqlite:folder/", "sqlite::memory:", "mysql://h/d", "postgres:/h", "/a.db",
        "sqlite:a\0b",
    ])
    func anythingElseIsRefused(text: String) {
        #expect(throws: StorageError.address(text)) { _ = try DatabaseAddress(text) }
    }

    @Test func noPasswordIsEverShown() throws {
        for text in ["postgres://user:secret@host:5/name?password=secret", "postgres://user:se@secret@host:5/name"] {
            #expect("\(try DatabaseAddress(text))" == "postgres://user@host:5/name")
        }
        #expect(throws: StorageError.address("mysql://user@host/name")) {
            _ = try DatabaseAddress("mysql://user:secret@host/name")
        }
    }
}
