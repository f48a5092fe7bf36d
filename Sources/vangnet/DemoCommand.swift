import Administration
import App
import ArgumentParser
import Core
import Web

/// `vangnet demo`: the coalition's first half of 2020, with invented members to try everything.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Show the coalition's first half of 2020, with members to try everything.")

    @OptionGroup var place: Place
    @OptionGroup var address: Address

    func run() async throws {
        var configuration = try place.configuration(defaultData: "data/demo")
        address.apply(to: &configuration)
        let strings = try Strings(folder: configuration.resources + "/strings")
        let say: @Sendable (String, [String: String]) -> Void = { key, arguments in
            Terminal.note(strings(Text(key, arguments), Terminal.language))
        }
        let opened = try await Demo.open(configuration) { step in say(step, [:]) }
        let (host, data, known) = (configuration.host, configuration.data, address.publicAddress)
        try await opened.app.serve { port in
            var sheet = opened.sheet
            sheet.address = known ?? "http://\(host):\(port)"
            do {
                try sheet.write(to: data)
            } catch {
                Terminal.note("\(error)")
            }
            say("app.demo.open", ["address": sheet.address + "/"])
            for code in sheet.joinCodes { say("app.demo.join", ["address": sheet.address + code.path]) }
            say("app.demo.sign-ins", [:])
            for person in sheet.signIns { Terminal.note("  \(person.name): \(person.email)  \(person.password)") }
            say("app.demo.stop", [:])
        }
    }
}
