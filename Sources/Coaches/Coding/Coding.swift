import Archive
import Core
import Directory
import Records
import Storage

/// Readers who code, and what leaves of it.
extension Studies {
    /// What a study's coded data would be: how many, and how many stand out.
    struct CodedSummary: Sendable, Hashable {
        let observations: Int
        let accounts: Int
        /// Accounts whose combination of codes no other account has.
        let uniqueAccounts: Int
    }

    static func summary(_ study: Study) -> CodedSummary {
        let combinations = Dictionary(grouping: study.counted, by: \.current.account).mapValues { observations in
            Set(observations.flatMap(\.current.codes))
        }
        return CodedSummary(
            observations: study.counted.count, accounts: combinations.count,
            uniqueAccounts: Dictionary(grouping: combinations.values) { $0 }.values.count { $0.count == 1 })
    }

    /// The coded observations of a study as a zip file for R and SPSS, without text, selectors and names. It stands in the audit trail.
    ///
    /// - Parameter say: the words of the files, by key and language.
    /// - Throws: `DirectoryError.confirmFirst` when the password was not given lately; `RecordsError.notKeptHere`, `.notFound`.
    func codedData(
        _ seat: Seat, _ id: Identifier, _ language: Language, say: (String, Language) -> String
    ) async throws -> [UInt8] {
        try seat.key.requireConfirmed(at: context.directory.context.now())
        let listed = try await look(seat, id)
        guard listed.isKept else { throw RecordsError.notKeptHere }
        var random = Drawn(random: context.random)
        let data = CodedData(listed.study, context.codebook, random: &random, say: say)
        let yes = say("coaches.known.yes", language)
        let no = say("coaches.known.no", language)
        let zip = try Zip.bytes([
            ("data.csv", data.csv), ("codebook.csv", data.codebookCSV),
            ("data.sps", data.spss(language, yes: yes, no: no)), ("data.R", data.script(language)),
            ("README.txt", say("coaches.data.readme", language)),
        ])
        let (context, details) = (context, ["observations": String(data.rows.count)])
        try await context.database.write {
            try context.record(
                "coaches.coded-data.exported", id, details: details, by: seat.actor, at: seat.desk, in: $0)
        }
        return zip
    }
}

/// Numbers drawn from the context's random bytes.
private struct Drawn: RandomNumberGenerator {
    let random: RandomBytes

    mutating func next() -> UInt64 { random(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
