import App
import ArgumentParser
import Core
import Directory
import Storage
import Web

/// `vangnet audit`: the audit trail.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The audit trail.", subcommands: [Verify.self])

    /// `vangnet audit verify`: status 1 when a row was changed, is missing, or was cut off.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Check that no row was changed, removed, moved or cut off.")

        @OptionGroup var place: Place
        @Option(help: "A head that was noted before (position:hash): shows when an older database was put back.")
        var head: String?

        func run() async throws {
            let app = try await App.build(try place.configuration())
            let report = try await app.directory.audit.verify(noted: head)
            await app.database.close()
            for problem in report.problems { print(app.site.strings(problem.text, Terminal.language)) }
            let counts = [
                "rows": "\(report.chained)", "pending": "\(report.pending)", "problems": "\(report.problemCount)",
            ]
            print(
                app.site.strings(
                    Text(report.isIntact ? "app.audit.intact" : "app.audit.broken", counts), Terminal.language))
            if let head = report.head {
                print(app.site.strings(Text("app.audit.head", ["head": head.text]), Terminal.language))
            }
            if !report.isIntact { throw ExitCode.failure }
        }
    }
}
