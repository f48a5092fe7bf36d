import Core

extension Instant {
    /// As HTTP writes a moment (RFC 9110, section 5.6.7): `Thu, 26 Nov 2026 17:00:00 GMT`.
    var httpDate: String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // 2026-11-26T17:00:00.000Z
        let text = Array(rfc3339.utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
        // Day 0, 1970-01-01, was a Thursday.
        let number = Int((Double(milliseconds) / 86_400_000).rounded(.down))
        let month = months[(Int(part(5..<7)) ?? 1) - 1]
        return "\(days[(number % 7 + 7) % 7]), \(part(8..<10)) \(month) \(part(0..<4)) \(part(11..<19)) GMT"
    }
}
