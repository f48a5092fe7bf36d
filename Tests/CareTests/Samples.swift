import Core
import TestSupport

@testable import Care

/// A day written as text, for tests.
func day(_ text: String) -> Day { Day(text)! }

/// Identifiers that are the same in every run.
func identifier(_ number: Int) -> Identifier {
    let digits = String(number)
    return Identifier("00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits)!
}

/// What `body` throws.
func refusal(_ body: () throws(CareError) -> Void) -> CareError? {
    do {
        try body()
        return nil
    } catch { return error }
}
