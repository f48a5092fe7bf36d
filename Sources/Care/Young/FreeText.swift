import Core

/// A few words that somebody wrote: short, and destroyed on its day unless somebody renews it (issue 6).
///
/// It is kept by itself, with a key of its own; plans name it by its `id`, so that it can go while their history stays.
struct FreeText: Sendable, Codable, Hashable, Identifiable {
    let id: Identifier
    let text: String
    let writtenOn: Day
    /// The last day on which it can be read.
    private(set) var keepUntil: Day

    /// What is kept of a text that was typed on `today`; `nil` when nothing was.
    ///
    /// - Throws: `CareError.tooLong`, `.holdsFile`, `.holdsBSN`.
    static func written(
        _ text: String, id: Identifier, on today: Day, field: String, _ limits: CareLimits = .standard
    ) throws(CareError) -> FreeText? {
        let read = try CareText.text(text, field: field, most: limits.freeTextCharacters)
        guard !read.isEmpty else { return nil }
        return FreeText(id: id, text: read, writtenOn: today, keepUntil: today.adding(days: limits.freeTextDays))
    }

    /// Whether it is still there.
    func isKept(on day: Day) -> Bool { day <= keepUntil }

    /// The same, kept for another term from `today`. What has passed its day does not come back.
    func renewed(on today: Day, _ limits: CareLimits = .standard) -> FreeText {
        guard isKept(on: today) else { return self }
        var renewed = self
        renewed.keepUntil = max(keepUntil, today.adding(days: limits.freeTextDays))
        return renewed
    }

    /// What the form warns of: it can be kept, and a person looks at it.
    var warnings: [TextRemark] { TextRemark.all(in: text).filter { !$0.isRefused } }
}
