import Core
import Foundation
import Vault
import Web

/// One screen of the report form.
enum ReportStep: String, CaseIterable, Comparable {
    case what
    case `where`
    case who
    case you
    case check

    /// Where it is shown. Neutral, and few: an address tells how far somebody came and nothing else.
    var path: String {
        switch self {
        case .what, .where, .who: "/m/6"
        case .you: "/m/7"
        case .check: "/m/8"
        }
    }

    /// From 1.
    var number: Int { Self.allCases.firstIndex(of: self)! + 1 }

    /// The names of its fields.
    var fields: [String] {
        switch self {
        case .what: ["what", "now"]
        case .where: ["setting", "place", "province", "when"]
        case .who: ["age", "who"]
        case .you: ["named", "name", "phone", "email", "safely", "consent"]
        case .check: []
        }
    }

    var next: ReportStep { Self.allCases[min(number, Self.allCases.count - 1)] }
    var previous: ReportStep? { number == 1 ? nil : Self.allCases[number - 2] }

    static func < (left: ReportStep, right: ReportStep) -> Bool { left.number < right.number }
}

/// A report as far as it was typed. Nothing of it is on the server before it is sent: it travels in the fields of the pages.
struct ReportForm: Sendable {
    /// What a field is read up to, in characters: a text that is too long comes back whole, to be shortened.
    static let fieldLimits = Dictionary(
        uniqueKeysWithValues: ["what", "who", "place", "when", "safely", "text"].map { ($0, 4 * Filing.mostInText) })

    /// What was typed, and what is wrong with it.
    var form: Form
    /// The answers of the checklist, as the library knows them.
    let answers: Answers
    /// What the rule makes of them.
    let advice: Advice
    /// The form's own: one that is sent twice is filed once.
    let token: Token
    /// The screen that was sent.
    let from: ReportStep?
    /// The screen that was asked for.
    let target: ReportStep?
    /// Whether somebody came back from the last screen to change something, and goes on to it.
    let wasAtCheck: Bool
    /// The documents that go along, where the installation takes any.
    var documents = ReportDocuments()

    init(_ posted: Form, _ library: ChecklistLibrary, random: RandomBytes) {
        form = posted
        // Browsers send line ends as CR LF; a text that went through ten pages is still as long as it was.
        for place in form.entries.indices {
            form.entries[place].value = form.entries[place].value.withLineFeeds
        }
        // The last screen shows what goes along of the checklist, and lets it be left out.
        if form["zonder"] == "lijst" { form.entries.removeAll { $0.name == "role" || $0.name.hasPrefix("signal-") } }
        answers = library.kept(Answers(form))
        advice = library.advice(for: answers)
        token = Token(form["token"]) ?? Token(random: random)
        from = ReportStep(rawValue: form["van"])
        target = ReportStep(rawValue: form["naar"])
        wasAtCheck = form["klaar"] == "ja" || from == .check
    }

    /// Everything but the fields of `step` itself.
    func hidden(at step: ReportStep) -> [HiddenField] {
        let known = HiddenField.all(answers)
        let asked = ReportStep.allCases.flatMap(\.fields)
        let typed = form.entries.filter { asked.contains($0.name) && !$0.value.isEmpty && !isAnswer($0.name) }
            .map { HiddenField(name: $0.name, value: $0.value) }
        var fields = (known + typed).filter { !step.fields.contains($0.name) }
        fields.append(HiddenField(name: "token", value: token.text))
        fields.append(HiddenField(name: "van", value: step.rawValue))
        if wasAtCheck, step != .check { fields.append(HiddenField(name: "klaar", value: "ja")) }
        // The last screen shows them, each with its own fields.
        return fields + (step == .check ? [] : documents.hidden)
    }

    private func isAnswer(_ name: String) -> Bool { ["setting", "now", "age"].contains(name) }

    /// The same without what was found wrong so far.
    var withoutMistakes: ReportForm {
        var copy = self
        copy.form = Form()
        copy.form.entries = form.entries
        copy.form.files = form.files
        return copy
    }

    /// The same with what is wrong with its documents.
    var refusingDocuments: ReportForm {
        var copy = withoutMistakes
        let hasField = documents.kept.count < Filing.mostDocuments
        for text in documents.mistakes { copy.form.add(text, at: hasField ? "documents" : nil) }
        return copy
    }

    /// The first screen before `end` with something wrong in it, with its mistakes; `nil` when all is well.
    func firstMistake(before end: ReportStep) -> (step: ReportStep, form: Form)? {
        for step in ReportStep.allCases where step < end {
            var checked = withoutMistakes
            for mistake in form.mistakes where step.fields.contains(mistake.field ?? "") {
                checked.form.add(mistake.text, at: mistake.field)
            }
            checked.form.check(step)
            if checked.form.hasErrors { return (step, checked.form) }
        }
        return nil
    }

    /// How much time there is: what the rule says, or as any other for who answered nothing of the checklist.
    var urgency: Urgency { hasChecklist ? advice.urgency : .normal }

    private var hasChecklist: Bool { !answers.signals.isEmpty || answers.isNow }

    /// What is reported. Only for a form without mistakes.
    func content(channel: Channel, language: Language) -> ReportContent {
        ReportContent(
            setting: answers.setting ?? .elsewhere, role: answers.role, answers: answers.signals,
            advice: answers.signals.isEmpty ? "" : advice.level.rawValue, urgency: urgency,
            reasons: hasChecklist ? advice.reasons : [], what: form["what"], place: form["place"], when: form["when"],
            who: form["who"],
            isThereNow: answers.now ?? .unknown, age: answers.age ?? .unknown,
            province: Province(rawValue: form["province"]) ?? .unknown,
            consents: Set(form.all("consent").compactMap(ReferralKind.init(rawValue:))), isNamed: isNamed,
            channel: channel, language: language)
    }

    /// Whether the reporter gives a name.
    var isNamed: Bool { form["named"] == "yes" }

    /// Who reports; `nil` for somebody who does not say, whatever stands in the fields.
    var identity: ReporterIdentity? {
        guard isNamed else { return nil }
        return ReporterIdentity(
            name: form["name"], phone: form["phone"], email: form["email"], safely: form["safely"])
    }
}

extension Form {
    /// Notes what is wrong with the fields of one screen.
    mutating func check(_ step: ReportStep) {
        switch step {
        case .what:
            _ = required("what", most: Filing.mostInText)
        case .where:
            _ = choice("setting", Setting.self)
            _ = optional("place", most: Filing.mostInLine)
            _ = optional("when", most: Filing.mostInLine)
        case .who:
            _ = optional("who", most: Filing.mostInText)
        case .you:
            checkReporter()
        case .check: break
        }
    }

    private mutating func checkReporter() {
        guard ["yes", "no"].contains(self["named"]) else { return add(Text("web.form.choose"), at: "named") }
        guard self["named"] == "yes" else { return }
        _ = required("name", most: Filing.mostInLine)
        let phone = optional("phone", most: Filing.mostInLine)
        let email = optional("email", most: Filing.mostInLine)
        _ = optional("safely", most: Filing.mostInLine)
        if phone == nil, email == nil { add(Text("report.error.contact"), at: "phone") }
        if let phone, phone.filter(\.isNumber).count < 8 { add(Text("report.error.phone"), at: "phone") }
        if let email, !email.isAddress { add(Text("report.error.email"), at: "email") }
    }
}

extension String {
    /// Whether somebody could get mail there: something, an @, and a name with a point in it.
    fileprivate var isAddress: Bool {
        let parts = split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasSuffix(".")
            && !contains { $0.isWhitespace }
    }
}

/// The documents of a form. They are looked through when they come, and then travel in the fields of the pages like everything
/// else: a form that comes back for whatever reason still has them, and the server keeps nothing of a report that is not sent.
struct ReportDocuments: Sendable {
    /// Those that go along, each of them looked through.
    private(set) var kept: [Document] = []
    /// What is wrong with the others.
    private(set) var mistakes: [Text] = []

    /// The largest form: all documents carried along as text, and what was typed.
    static let bodyLimit = Filing.mostDocuments * Filing.mostDocumentBytes / 3 * 4 + (2 << 20)
    static let fieldLimits = ReportForm.fieldLimits.merging(["document": Filing.mostDocumentBytes / 3 * 4 + 4]) { $1 }

    init() {}

    init(_ form: Form) {
        let names = form.all("document-name")
        for (name, text) in zip(names, form.all("document")) {
            guard let bytes = Data(base64Encoded: text) else { continue }
            add(name, Array(bytes))
        }
        if let place = Int(form["weg"]), kept.indices.contains(place) { kept.remove(at: place) }
        for file in form.files where file.field == "documents" && !file.name.isEmpty { add(file.name, file.bytes) }
    }

    private mutating func add(_ name: String, _ bytes: [UInt8]) {
        guard kept.count < Filing.mostDocuments else {
            let text = Text("report.check.documents-many", ["most": "\(Filing.mostDocuments)"])
            if !mistakes.contains(text) { mistakes.append(text) }
            return
        }
        do {
            kept.append(try DocumentScreen.check(name: name, bytes: bytes))
        } catch {
            mistakes.append(error.text)
        }
    }

    /// A document's bytes as a field carries them.
    static func text(of document: Document) -> String { Data(document.bytes).base64EncodedString() }

    /// What carries them on.
    var hidden: [HiddenField] {
        kept.flatMap {
            [
                HiddenField(name: "document-name", value: $0.name),
                HiddenField(name: "document", value: Self.text(of: $0)),
            ]
        }
    }
}
