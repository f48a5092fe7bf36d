import Core
import Foundation
import Testing

@testable import Signals

/// What is sealed has to be read again by every later version.
@Suite struct SealedFormTests {
    @Test func anEntryComesBackAsItWas() throws {
        let entry = ReportEntry(
            at: Instant(milliseconds: 1), kind: .report(ReportContent(setting: .hotel, what: "…", consents: [.police])))
        let bytes = try JSONEncoder().encode(entry)
        #expect(try JSONDecoder().decode(ReportEntry.self, from: bytes) == entry)
    }
}
