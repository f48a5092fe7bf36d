import ArgumentParser
import Core
import Foundation
import Linkage
import Synchronization
import Tables
import Web
import Yams

/// `vangnet link`: which records of one or two files are the same.
struct LinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Find records that are one and the same, in one file or between two.",
        discussion: """
            Without --settings they are derived from the columns and printed. Without --truth nothing but the records themselves is needed. \
            With --model a model that was kept is used; where there is none yet, the new one is kept there. So new records are \
            linked with old ones, and nothing is learned or linked twice: vangnet link OLD.csv NEW.csv --model M.json -o LINKS.csv
            """)

    @Argument(help: "A CSV file; its first column with a different value on every line is the records' name.")
    var left: String
    @Argument(help: "A second file, to link with the first.") var right: String?
    @Option(help: "Comparisons, blocking rules and threshold, in YAML.") var settings: String?
    @Option(help: "Where the model is, or is kept.") var model: String?
    @Option(help: "A CSV file left,right with pairs that are known to be the same, to measure against.")
    var truth: String?
    @Option(name: .shortAndLong, help: "Where the links go: left,right,probability,weight.") var output: String
    @Option(help: "Where groups of linked records go: cluster,source,record.") var clusters: String?
    @Option(help: "Where a report goes, as one HTML page.") var report: String?
    @Option(help: "Pairs from this probability up are links (else as in the settings, else 0.5).") var threshold:
        Double?
    @Flag(help: "A record is linked to one other at most.") var oneToOne = false
    @Option(help: "Folder with texts, templates and courses.") var resources: String?

    func run() async throws {
        let strings = try Strings(folder: try Place.resources(asked: resources) + "/strings")
        let run = LinkRun(command: self) { strings($0, Terminal.language) }
        // Hours of work on all cores stay away from the threads that tasks share.
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let thread = Thread {
                continuation.resume(with: Result { try run.run() })
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
    }
}

/// Where a signal is told.
private let stopPipe = Atomic<Int32>(-1)

private func tellOfSignal(_ number: Int32) {
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(stopPipe.load(ordering: .sequentiallyConsistent), &byte, 1)
}

/// One run of the command.
struct LinkRun: Sendable {
    let command: LinkCommand
    let say: @Sendable (Text) -> String
    private let output = LinkOutput()

    init(command: LinkCommand, say: @escaping @Sendable (Text) -> String) {
        self.command = command
        self.say = say
    }

    func run() throws {
        try stopOnSignals()
        do {
            try link()
            try output.finish()
        } catch {
            output.discard()
            if let error = error as? LinkageError { throw LinkFailure.linkage(error) }
            guard case LinkFailure.table(let file, let mistake) = error else { throw error }
            Terminal.note("\(file):\(mistake.line ?? 1)")
            throw mistake
        }
    }

    /// A signal ends the process, and leaves nothing behind. It is told through a pipe: little else may be done within a signal.
    private func stopOnSignals() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw LinkFailure.cannotWrite(command.output) }
        stopPipe.store(ends[1], ordering: .sequentiallyConsistent)
        let reading = ends[0]
        let thread = Thread { [output, say] in
            var number: UInt8 = 0
            while read(reading, &number, 1) != 1 {}
            output.discard()
            Terminal.note("vangnet: " + say(Text("link.stopped")))
            _exit(128 + Int32(number))
        }
        thread.start()
        for number in [SIGINT, SIGTERM] {
            signal(number, tellOfSignal)
        }
    }

    private func note(_ key: String, _ arguments: [String: String] = [:]) { Terminal.note(say(Text(key, arguments))) }

    private func link() throws {
        // What cannot be written is better known before hours of work.
        let writer = try LinkWriter(
            Place.absolute(command.output), in: output, header: ["left", "right", "probability", "weight"])
        let clusters = try command.clusters.map {
            try LinkWriter(Place.absolute($0), in: output, header: ["cluster", "source", "record"])
        }
        let report = try command.report.map { (path: $0, file: try output.open(Place.absolute($0))) }
        let kept = try keptModel()
        let records = try LinkRecords.read(Place.absolute(command.left), command.right.map(Place.absolute)) {
            note("link.reading", ["file": $0])
        }
        note(
            "link.read",
            [
                "records": "\(records.count)", "columns": "\(records.columns.count)",
                "identifier": records.identifiers.name,
            ])
        let linker = try Linker(records, try settings(records, kept))
        for count in linker.blocking { note("link.block", ["pairs": "\(Int(count.pairs))", "rule": count.rule]) }
        let truth = try command.truth.map {
            try Truth(LinkRecords.truth(Place.absolute($0)), records, pairing: linker.pairing)
        }
        let model = try model(linker, kept)
        let outcome = try score(linker, model, truth, writer)
        if let clusters { try write(outcome.links, linker, clusters) }
        if let truth { measure(outcome, truth, linker.settings.threshold) }
        if let report {
            let page = try LinkReport(linker: linker, model: model, outcome: outcome, truth: truth, say: say).html()
            do { try report.file.write(contentsOf: Data(page.utf8)) } catch {
                throw LinkFailure.cannotWrite(report.path)
            }
        }
    }

    /// The model that `--model` names; `nil` when none was kept there yet.
    private func keptModel() throws -> Model? {
        try command.model.flatMap { FileManager.default.contents(atPath: Place.absolute($0)) }.map {
            try Model(json: $0)
        }
    }

    private func settings(_ records: Records, _ kept: Model?) throws -> Settings {
        var settings: Settings
        if let path = command.settings {
            settings = try LinkSettings.read(path)
        } else {
            // What a model that was kept compares is what is compared.
            try kept?.check(fits: records)
            settings = try Settings(derivedFrom: records, comparisons: kept?.comparisons)
            note("link.derived")
            print(LinkNumber.plain(try YAMLEncoder().encode(settings)))
        }
        if let threshold = command.threshold { settings.threshold = threshold }
        if command.oneToOne { settings.oneToOne = true }
        return settings
    }

    private func model(_ linker: Linker, _ kept: Model?) throws -> Model {
        if let kept, let path = command.model {
            let model = try linker.adapted(kept)
            note("link.model-used", ["file": path])
            note(
                "link.prior",
                ["kept": LinkNumber.oneIn(kept.prior), "prior": LinkNumber.oneIn(model.prior)])
            return model
        }
        var progress = Progress { note("link.training", ["percent": "\($0)"]) }
        let model = linker.train { progress.show($0) }
        if let path = command.model {
            do { try model.json().write(to: URL(fileURLWithPath: Place.absolute(path)), options: .atomic) } catch {
                throw LinkFailure.cannotWrite(path)
            }
            note("link.model-kept", ["file": path])
        }
        return model
    }

    /// Tells of every fifth part that is done.
    private struct Progress {
        let tell: (Int) -> Void
        private var told = 0

        init(tell: @escaping (Int) -> Void) { self.tell = tell }

        mutating func show(_ share: Double) {
            let percent = Int(share * 5) * 20
            if percent > told {
                told = percent
                tell(percent)
            }
        }
    }

    private func score(
        _ linker: Linker, _ model: Model, _ truth: Truth?, _ writer: LinkWriter
    ) throws -> LinkOutcome {
        let settings = linker.settings
        // Whoever measures, or lets pairs contend, has to see the unlikely ones too.
        let isWide = settings.oneToOne || truth != nil || command.report != nil
        let least = isWide ? min(settings.threshold, 0.001) : settings.threshold
        let keeps = isWide || command.clusters != nil
        var outcome = LinkOutcome()
        var progress = Progress { note("link.scoring", ["percent": "\($0)"]) }
        try linker.score(model, atLeast: least) {
            progress.show($0)
        } sink: { pairs in
            if keeps { outcome.pairs += pairs }
            outcome.count += pairs.count
            if !settings.oneToOne {
                for pair in pairs where pair.probability >= settings.threshold {
                    try write(pair, linker.records, writer)
                    outcome.linkCount += 1
                }
            }
        }
        if settings.oneToOne {
            outcome.pairs = OneToOne.links(outcome.pairs, threshold: least)
            for pair in outcome.pairs where pair.probability >= settings.threshold {
                try write(pair, linker.records, writer)
                outcome.linkCount += 1
            }
        }
        try writer.flush()
        outcome.threshold = settings.threshold
        note(
            "link.done",
            [
                "links": "\(outcome.linkCount)", "pairs": "\(Int(linker.blocking.reduce(0) { $0 + $1.pairs }))",
                "threshold": "\(settings.threshold)",
            ])
        return outcome
    }

    private func write(_ pair: LinkedPair, _ records: Records, _ writer: LinkWriter) throws {
        try writer.add([
            records.identifiers[pair.left] ?? "", records.identifiers[pair.right] ?? "",
            LinkNumber.fixed(pair.probability, 6), LinkNumber.fixed(pair.weight, 3),
        ])
    }

    private func write(_ links: [LinkedPair], _ linker: Linker, _ writer: LinkWriter) throws {
        let records = linker.records
        let groups = Clusters(count: records.count, pairs: links, threshold: linker.settings.threshold).groups
        for (number, group) in groups.enumerated() {
            for record in group {
                let source = record < records.leftCount ? "left" : "right"
                try writer.add(["\(number + 1)", source, records.identifiers[record] ?? ""])
            }
        }
        try writer.flush()
        note("link.clustered", ["clusters": "\(groups.count)"])
    }

    private func measure(_ outcome: LinkOutcome, _ truth: Truth, _ threshold: Double) {
        let evaluation = Evaluation(outcome.pairs, truth)
        let (at, best) = (evaluation.quality(at: threshold), evaluation.best)
        func four(_ value: Double) -> String { LinkNumber.fixed(value, 4) }
        note(
            "link.quality",
            [
                "threshold": "\(threshold)", "precision": four(at.precision), "recall": four(at.recall),
                "f1": four(at.f1),
            ])
        note("link.best", ["threshold": four(best.threshold), "f1": four(best.f1)])
        note(
            "link.calibration",
            [
                "error": four(evaluation.expectedCalibrationError()), "matches": "\(evaluation.matches)",
                "found": "\(evaluation.found)",
            ])
    }
}

/// What a run found.
struct LinkOutcome {
    /// Pairs that were kept for measuring, grouping and the report.
    var pairs: [LinkedPair] = []
    var count = 0
    var linkCount = 0
    var threshold = 0.5

    var links: [LinkedPair] { pairs.filter { $0.probability >= threshold } }
}

/// Numbers as they are written in files and charts.
enum LinkNumber {
    /// YAML whose numbers are written as people write them: `0.92` for `9.2e-1`.
    static func plain(_ yaml: String) -> String {
        yaml.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard let colon = line.lastIndex(of: ":"), let number = Double(line[colon...].dropFirst(2)),
                line[colon...].contains("e")
            else { return String(line) }
            let isWhole = number == number.rounded() && abs(number) < 1e15
            return line[...colon] + " " + (isWhole ? "\(Int(number))" : "\(number)")
        }.joined(separator: "\n")
    }

    /// A small probability as people say it: one in so many.
    static func oneIn(_ probability: Double) -> String {
        "1 : \(Int(min(1e15, 1 / max(1e-15, probability)).rounded()))"
    }

    /// With so many decimals and a point.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let fraction = String(scaled % scale)
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        return (value < 0 && scaled > 0 ? "-" : "") + "\(scaled / scale)" + (decimals > 0 ? "." + zeros + fraction : "")
    }
}
