import Core
import Foundation
import Storage

// The rows of the record store without the record store: what `Benchmarks/xapi.py` compares with, and what it fills with.
//
//     XAPIRows fill SAMPLE TARGET COUNT            until TARGET holds COUNT statements
//     XAPIRows bare SAMPLE TARGET BATCH SECONDS    prints how many statements a second fit, BATCH to a commit
//
// SAMPLE and TARGET are addresses of databases; SAMPLE holds a few thousand statements that a server stored. Their rows are inserted
// again and again, with new ids and places; `bare` does so one row at a time by a prepared statement, as a program that only inserts
// would.

/// The rows of one statement.
struct Sample {
    let organisation: String
    let credential: String
    let version: String
    let text: String
    var terms: [Int] = []
}

func samples(_ address: String) async throws -> [Sample] {
    let database = try await openDatabase(address)
    let found = try await database.read { transaction in
        var found: [Int: Sample] = [:]
        try transaction.each(
            "SELECT organisation, position, credential, version, statement FROM learning_xapi_statements", []
        ) { row in
            found[try row["position"]] = Sample(
                organisation: try row["organisation"], credential: try row["credential"], version: try row["version"],
                text: try row["statement"])
        }
        try transaction.each("SELECT term, position FROM learning_xapi_terms WHERE origin = 0", []) { row in
            found[try row["position"]]?.terms.append(try row["term"])
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }
    await database.close()
    return found
}

struct Inserter {
    let database: any Database
    let samples: [Sample]
    var position: Int

    init(_ database: any Database, _ samples: [Sample]) async throws {
        self.database = database
        self.samples = samples
        let organisation = samples[0].organisation
        position = try await database.read { transaction in
            try transaction.row(
                "SELECT position FROM learning_xapi_statements WHERE organisation = $1 ORDER BY position DESC LIMIT 1",
                organisation)?["position"] ?? 0
        }
    }

    /// Inserts `count` statements in one commit.
    ///
    /// - Parameter atOnce: how many rows go into one statement of SQL: 1 for what is measured, more to fill sooner.
    mutating func insert(_ count: Int, atOnce: Int = 1) async throws {
        let (samples, first) = (samples, position)
        try await database.write { transaction in
            let now = systemClock()
            var statements = Rows(
                """
                learning_xapi_statements
                (organisation, position, stored, id, credential, version, voids, voided, size, statement)
                """, columns: 10, atOnce)
            var terms = Rows("learning_xapi_terms (term, position, origin)", columns: 3, atOnce)
            for place in (first + 1)...(first + count) {
                let sample = samples[place % samples.count]
                let id = UUID().uuidString.lowercased()
                try statements.add(
                    sample.organisation, place, now, id, sample.credential, sample.version, 0, 0,
                    sample.text.utf8.count, sample.text, in: transaction)
                for term in sample.terms { try terms.add(term, place, 0, in: transaction) }
            }
            try statements.finish(in: transaction)
            try terms.finish(in: transaction)
            try transaction.execute(
                """
                INSERT INTO learning_xapi_heads (organisation, position, stored) VALUES ($1, $2, $3)
                ON CONFLICT (organisation) DO UPDATE SET position = excluded.position, stored = excluded.stored
                """, samples[0].organisation, first + count, now)
        }
        position += count
    }
}

/// Rows that are inserted some at a time.
struct Rows {
    private let target: String
    private let columns: Int
    private let atOnce: Int
    private let full: String
    private var values: [any Bindable] = []

    init(_ target: String, columns: Int, _ atOnce: Int) {
        (self.target, self.columns, self.atOnce) = (target, columns, atOnce)
        full = Self.sql(target, columns, atOnce)
    }

    private static func sql(_ target: String, _ columns: Int, _ rows: Int) -> String {
        let values = (0..<rows).map { row in
            "(" + (1...columns).map { "$\(row * columns + $0)" }.joined(separator: ", ") + ")"
        }
        return "INSERT INTO \(target) VALUES \(values.joined(separator: ", "))"
    }

    mutating func add(_ row: any Bindable..., in transaction: any Transaction) throws {
        values += row
        guard values.count == atOnce * columns else { return }
        try transaction.execute(full, values)
        values = []
    }

    mutating func finish(in transaction: any Transaction) throws {
        guard !values.isEmpty else { return }
        try transaction.execute(Self.sql(target, columns, values.count / columns), values)
    }
}

@main struct XAPIRows {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 5, let number = Int(arguments[4]) else {
            print("usage: XAPIRows fill SAMPLE TARGET COUNT | bare SAMPLE TARGET BATCH SECONDS")
            exit(2)
        }
        let database = try await openDatabase(arguments[3])
        var inserter = try await Inserter(database, samples(arguments[2]))
        if arguments[1] == "fill" {
            while inserter.position < number {
                try await inserter.insert(min(5000, number - inserter.position), atOnce: 100)
            }
        } else {
            let seconds = Double(arguments[5]) ?? 5
            let (began, first) = (Date(), inserter.position)
            while Date().timeIntervalSince(began) < seconds { try await inserter.insert(number) }
            print(Double(inserter.position - first) / Date().timeIntervalSince(began))
        }
        await database.close()
    }
}
