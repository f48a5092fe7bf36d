import Core
import Foundation
import Storage

// The rows of the record store without the record store: what `Benchmarks/xapi.py` compares with, and what it fills with.
//
//     XAPIRows fill SAMPLE TARGET COUNT            until TARGET holds COUNT statements
//     XAPIRows bare SAMPLE TARGET BATCH SECONDS    prints how many statements a second fit, BATCH to a commit
//
// SAMPLE and TARGET are addresses of databases; SAMPLE holds a few thousand statements that a server stored. Their rows are inserted
// again and again, with new ids and places, one row at a time by a prepared statement, as a program that only inserts would.

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

    mutating func insert(_ count: Int) async throws {
        let (samples, first) = (samples, position)
        try await database.write { transaction in
            let now = systemClock()
            for place in (first + 1)...(first + count) {
                let sample = samples[place % samples.count]
                try transaction.execute(
                    """
                    INSERT INTO learning_xapi_statements
                    (organisation, position, stored, id, credential, version, voids, voided, size, statement)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                    """, sample.organisation, place, now, UUID().uuidString.lowercased(), sample.credential,
                    sample.version, 0, 0, sample.text.utf8.count, sample.text)
                for term in sample.terms {
                    try transaction.execute(
                        "INSERT INTO learning_xapi_terms (term, position, origin) VALUES ($1, $2, $3)", term, place, 0)
                }
            }
            try transaction.execute(
                """
                INSERT INTO learning_xapi_heads (organisation, position, stored) VALUES ($1, $2, $3)
                ON CONFLICT (organisation) DO UPDATE SET position = excluded.position, stored = excluded.stored
                """, samples[0].organisation, first + count, now)
        }
        position += count
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
            while inserter.position < number { try await inserter.insert(min(5000, number - inserter.position)) }
        } else {
            let seconds = Double(arguments[5]) ?? 5
            let (began, first) = (Date(), inserter.position)
            while Date().timeIntervalSince(began) < seconds { try await inserter.insert(number) }
            print(Double(inserter.position - first) / Date().timeIntervalSince(began))
        }
        await database.close()
    }
}
