import Content
import Core
import Foundation
import TestSupport
import Testing
import Web

@testable import Signals

/// The files as they are shipped.
enum Shipped {
    static let resources = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Resources").standardized
        .path
    static let checklist = Result {
        try ChecklistLibrary.load(folder: resources + "/signals", routes: resources + "/routes.yaml")
    }
    static let strings = Result { try Strings(folder: resources + "/strings") }

    /// Everybody who can ask, everywhere.
    static func askers(_ library: ChecklistLibrary) -> [Answers] {
        library.settings.flatMap { setting in
            setting.roles.flatMap { role in
                AgeBand.allCases.map { Answers(setting: setting.id, role: role, age: $0) }
            }
        }
    }
}

@Suite struct ChecklistContentTests {
    let library: ChecklistLibrary

    init() throws { library = try Shipped.checklist.get() }

    @Test func theFilesHaveNoMistakes() throws {
        let check = ChecklistCheck(folder: Shipped.resources + "/signals", routes: Shipped.resources + "/routes.yaml")
        #expect(check.findings.map { "\($0.file):\($0.line) \($0.text.key)" } == [])
        #expect(check.library?.review.waiting == ["police", "care", "lawyer", "survivors"])
    }

    /// The 44 signals that the coalition gathered are there under their own numbers, and more for online, coach and elsewhere.
    @Test func holdsEverySignal() {
        let ids = Set(library.indicators.map(\.id))
        for number in 1...44 { #expect(ids.contains(number < 10 ? "V0\(number)" : "V\(number)")) }
        #expect(ids.count == library.indicators.count)
        for setting in Setting.allCases {
            #expect(
                library.indicators.contains { $0.settings.contains(setting) && $0.strength == .acute }, "\(setting)")
        }
    }

    @Test func everySignalIsWhole() {
        for indicator in library.indicators {
            for text in [indicator.text, indicator.maybe ?? indicator.note, indicator.advised, indicator.avoided] {
                let texts = text?.texts ?? [:]
                for language in Language.all { #expect(texts[language]?.isEmpty == false, "\(indicator.id)") }
            }
            #expect(
                !indicator.roles.isEmpty && !indicator.settings.isEmpty && !indicator.sources.isEmpty, "\(indicator.id)"
            )
            // What acute asks for is 112.
            if indicator.strength == .acute { #expect(indicator.advised[.nl].contains("112"), "\(indicator.id)") }
        }
    }

    /// Every signal is asked of somebody, and nobody is asked more than twelve at once, nor one twice.
    @Test func atMostTwelveAtOnce() {
        var asked: Set<String> = []
        for answers in Shipped.askers(library) {
            let pages = library.pages(for: answers)
            let ids = pages.flatMap { $0.map(\.id) }
            #expect(pages.allSatisfy { (1...12).contains($0.count) })
            #expect(Set(ids).count == ids.count)
            #expect(ids == library.indicators(for: answers).map(\.id))
            #expect(!ids.isEmpty, "\(answers)")
            asked.formUnion(ids)
        }
        #expect(Set(library.indicators.map(\.id)).subtracting(asked).sorted() == [])
    }

    /// The branch for 18 to 23 with a mild intellectual disability has signals of its own, and only there.
    @Test func theBranchForYoungAdults() {
        for answers in Shipped.askers(library) {
            let own = library.indicators(for: answers).filter { $0.group == "disability" }
            let expects = answers.age == .from18 && answers.setting != .coach
            if !expects { #expect(own.isEmpty) }
            if expects, answers.setting == .elsewhere || answers.setting == .online { #expect(own.count >= 4) }
        }
        let hotel = Answers(setting: .hotel, role: "reception", age: .from18)
        #expect(library.indicators(for: hotel).contains { $0.id == "V69" })
    }

    /// Product rule 3: origin, language, clothing and looks are never a signal.
    @Test func noSignalIsAboutWhoSomebodyIs() {
        let words: [Language: [String]] = [
            .nl: [
                "afkomst", "huid", "kleur", "buitenland", "nationalit", "accent", "taal", "spreekt", "geloof", "moslim",
                "oosteurop", "afrika", "aziat", "roma", "kleding", "gekleed", "rok", "make-up", "opgemaakt",
                "uiterlijk",
                "eruitz", "uitzien", "ziet er", "blond", "haar kleur", "tatoeage", "dik", "mager", "lelijk", "mooi",
            ],
            .en: [
                "origin", "skin", "colour", "foreign", "nationalit", "accent", "language", "speaks", "religio",
                "muslim",
                "eastern europ", "african", "asian", "roma ", "clothing", "dressed", "skirt", "make-up", "looks like",
                "-looking", "blond", "tattoo", "fat ", "thin ", "ugly", "pretty", "beautiful",
            ],
        ]
        for indicator in library.indicators {
            for (language, forbidden) in words {
                let text = indicator.text[language].lowercased()
                // Whole words for the short ones: "rok" is not in "gebroken".
                let padded = " " + text.map { $0.isLetter || $0 == "-" ? String($0) : " " }.joined() + " "
                for word in forbidden {
                    let found = word.count <= 4 ? padded.contains(" \(word) ") : padded.contains(word)
                    #expect(!found, "\(indicator.id): \(word)")
                }
            }
        }
    }

    /// No advice tells anybody to refuse a guest, to take pictures, to follow or to hold somebody.
    @Test func noAdviceToRefuseOrToAct() {
        let words: [Language: [String]] = [
            .nl: ["weiger", "maak een foto", "film de", "volg de", "houd hem", "houd haar", "fouilleer", "stuur weg"],
            .en: ["refuse", "take a picture", "film the", "follow them", "hold them", "search them"],
        ]
        for situation in AdviceBook.allSituations {
            let advice = library.book.words(for: situation)
            for (language, forbidden) in words {
                let text =
                    advice.map {
                        ($0.steps.map { $0[language] }.joined() + $0.easy.map { $0[language] }.joined()).lowercased()
                    } ?? ""
                for word in forbidden { #expect(!text.contains(word), "\(situation): \(word)") }
            }
        }
    }

    /// Every advice has an easy version, two routes and a sentence, in both languages.
    @Test func everyAdviceIsWhole() throws {
        for situation in AdviceBook.allSituations {
            let words = try #require(library.book.words(for: situation), "\(situation)")
            #expect(words.routes.count == (situation.isHeardDanger ? 3 : 2))
            #expect(Set(words.routes.map(\.id)).count == words.routes.count)
            for language in Language.all {
                let easy = words.easy.flatMap { $0.lines(language) }
                #expect((3...12).contains(easy.count), "\(situation)")
                // One thing a line, and short.
                for line in easy { #expect(line.split(separator: " ").count <= 14, "\(line)") }
                #expect(words.steps.allSatisfy { !$0.lines(language).isEmpty } && !words.avoid.lines(language).isEmpty)
                #expect(!words.sentence[language].isEmpty && !words.aftercare[language].isEmpty)
            }
        }
    }

    /// A strong pattern names manager and police for who works there; acute names 112 for everybody.
    @Test func levelsNameWhomToCall() {
        for situation in AdviceBook.allSituations {
            guard let words = library.book.words(for: situation) else { continue }
            let steps = words.steps.map { $0[.nl] }.joined(separator: "\n").lowercased()
            switch situation.level {
            case .acute: #expect(steps.contains("112") && words.routes[0].id == "emergency")
            case .report:
                #expect(steps.contains("politie") && words.routes[situation.isHeardDanger ? 1 : 0].id == "police")
                if situation.kind == .worker { #expect(steps.contains("leidinggevende")) }
            case .nothing: #expect(words.title[.nl] == "Je hoeft nu niets te melden")
            case .note, .advice: break
            }
        }
    }

    /// Sober, and about young people: never these words.
    @Test func wordsThatAreNotUsed() throws {
        for file in FileManager.default.enumerator(atPath: Shipped.resources + "/signals")?.compactMap({ $0 as? String }
        ) ?? []
        where file.hasSuffix(".yaml") {
            let text = try String(contentsOfFile: Shipped.resources + "/signals/" + file, encoding: .utf8)
                .split(separator: "\n").filter { !$0.contains("url:") && !$0.hasPrefix("#") }.joined().lowercased()
            for word in ["kinderprostitu", "prostituee", "loverboy", "kinderporno", "child porn", "hoer", "cliënt"] {
                #expect(!text.contains(word), "\(file): \(word)")
            }
        }
    }

    /// "This may also be" is only said where an innocent reading follows.
    @Test func whatMayBeInnocentIsInnocent() throws {
        for id in ["V01", "V23", "V40", "V46", "V49", "V61", "V76", "V77"] {
            let indicator = try #require(library.indicator(id))
            #expect(indicator.maybe == nil && indicator.note != nil, "\(id)")
        }
        let none = [
            "niets anders", "kan ook", "goede verklaring", "bluf", "nooit", "nothing else", "possible too",
            "good explanation",
            "bluff", "never",
        ]
        for indicator in library.indicators {
            #expect((indicator.maybe == nil) != (indicator.note == nil), "\(indicator.id)")
            for language in Language.all {
                let text = indicator.maybe?[language].lowercased() ?? ""
                for words in none { #expect(!text.contains(words), "\(indicator.id): \(text)") }
            }
        }
    }

    /// A number that nobody here has checked is not shown: none stands in the words, 112 excepted.
    @Test func noNumberStandsInTheWords() throws {
        let folder = Shipped.resources + "/signals/"
        let files =
            ["signals/advice.yaml", "strings/signals-checklist.nl.yaml", "strings/signals-checklist.en.yaml"]
            + (try FileManager.default.contentsOfDirectory(atPath: folder + "signals")).map { "signals/signals/\($0)" }
        #expect(files.count == 8)
        for file in files {
            let text = try String(contentsOfFile: Shipped.resources + "/" + file, encoding: .utf8)
            for line in text.split(separator: "\n") {
                // Names of sources (at523) and the facts of comments are no words.
                let trimmed = line.drop { $0 == " " }
                if trimmed.hasPrefix("#") || trimmed.hasPrefix("sources:") { continue }
                // Blanks, dashes and dots within a number do not end it.
                for number in line.matches(of: /[0-9](?:[ .\-\/]?[0-9])+/).map({ String($0.output) })
                where number.filter(\.isNumber).count > 2 {
                    #expect(number == "112" || number == "12-17" || number == "18-23", "\(file): \(line)")
                }
            }
        }
    }

    /// Where a route comes from is told, or the route says that it rests on general knowledge; hours are known where somebody said so.
    @Test func everyRouteHasASource() {
        #expect(library.routes.filter { $0.source == nil }.map(\.id) == ["sexual-assault-centre"])
        #expect(library.routes.allSatisfy { $0.verifiedOn == nil })
        #expect(
            library.routes.filter { $0.hours == .always }.map(\.id) == [
                "emergency", "veilig-thuis", "suicide-prevention",
            ])
    }

    /// `{who}` and `{they}` are filled in for everybody.
    @Test func everyTextIsFilledIn() {
        for answers in Shipped.askers(library) {
            for indicator in library.indicators(for: answers) {
                for language in Language.all {
                    let text = library.text(indicator.text, for: answers, language)
                    #expect(!text.contains("{") && !text.contains("}"), "\(text)")
                }
            }
        }
        let child = Answers(setting: .coach, role: "parent")
        let text = library.text(library.indicator("V61")!.text, for: child, .nl)
        #expect(text == "De coach dreigt om beelden te verspreiden of om langs te komen als je kind stopt.")
    }

    // MARK: Broken files

    private struct Spoilt: Sendable, CustomTestStringConvertible {
        let file: String
        let old: String
        let new: String
        let key: String
        var testDescription: String { key }
    }

    private static let spoilt = [
        Spoilt(file: "rules.yaml", old: "most-from-weak: 3", new: "most-from-weak: 6", key: "rule-weak"),
        Spoilt(file: "rules.yaml", old: "strong: {seen: 12", new: "strong: {seen: 11", key: "rule-strong"),
        Spoilt(
            file: "rules.yaml", old: "medium: {seen: 4, heard: 2}", new: "medium: {seen: 4, heard: 4}",
            key: "rule-heard"),
        Spoilt(file: "rules.yaml", old: "note: 2", new: "note: 6", key: "rule-levels"),
        Spoilt(file: "rules.yaml", old: "weak: {seen: 1", new: "weak: {seen: 5", key: "rule-order"),
        Spoilt(
            file: "rules.yaml", old: "acute: {seen: 12, heard: 8}", new: "acute: {seen: 13, heard: 12}",
            key: "rule-hearsay"),
        Spoilt(file: "rules.yaml", old: "heard: 8}", new: "heard: 5}", key: "rule-acute-heard"),
        Spoilt(
            file: "signals/floor.yaml", old: "    note:\n", new: "    maybe:\n      nl: A\n      en: A\n    note:\n",
            key: "maybe-or-note"),
        Spoilt(
            file: "advice.yaml", old: "    route: suicide-prevention", new: "    route: nobody", key: "unknown-route"),
        Spoilt(file: "rules.yaml", old: "  report: 12\n", new: "", key: "missing-field"),
        Spoilt(file: "rules.yaml", old: "note: 2", new: "note: soon", key: "number"),
        Spoilt(file: "signals/online.yaml", old: "id: V46", new: "id: V45", key: "twice"),
        Spoilt(file: "signals/online.yaml", old: "id: V46", new: "id: online-46", key: "signal-id"),
        Spoilt(file: "signals/online.yaml", old: "group: online", new: "group: ofline", key: "unknown-name"),
        Spoilt(file: "signals/online.yaml", old: "sources: [gk]", new: "sources: [nobody]", key: "unknown-name"),
        Spoilt(file: "signals/online.yaml", old: "strength: strong", new: "strength: big", key: "unknown-value"),
        Spoilt(file: "signals/floor.yaml", old: "stronger-with: [V19", new: "stronger-with: [V99", key: "unknown-name"),
        Spoilt(file: "advice.yaml", old: "routes: [police, anonymous]", new: "routes: [police]", key: "two-routes"),
        Spoilt(
            file: "advice.yaml", old: "routes: [police, anonymous]", new: "routes: [police, nobody]",
            key: "unknown-route"),
        Spoilt(file: "advice.yaml", old: "  - {routes: [veilig-thuis, police]}\n", new: "", key: "missing-entry"),
        Spoilt(file: "advice.yaml", old: "        Vertel het niet rond.\n", new: "", key: "lines-differ"),
        Spoilt(file: "checklist.yaml", old: "  survivors: waiting\n", new: "", key: "missing-field"),
        Spoilt(file: "checklist.yaml", old: "languages: [nl", new: "languages: [nl\nx: {", key: "yaml"),
    ]

    /// A broken or contradictory file refuses to start, with the file, the line and what is wrong.
    @Test(arguments: spoilt) private func refusesToStart(mistake: Spoilt) async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.copyItem(atPath: Shipped.resources + "/signals", toPath: folder + "/signals")
            let path = folder + "/signals/" + mistake.file
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let place = try #require(text.range(of: mistake.old), "\(mistake.old) is not in the file")
            try text.replacingCharacters(in: place, with: mistake.new).write(
                toFile: path, atomically: true, encoding: .utf8)
            let error = #expect(throws: ChecklistError.self) {
                try ChecklistLibrary.load(folder: folder + "/signals", routes: Shipped.resources + "/routes.yaml")
            }
            let finding = error?.findings.first { $0.text.key == "content.check.\(mistake.key)" }
            #expect(finding?.file == path, "\(error?.findings.map(\.text.key) ?? [])")
            let strings = try Shipped.strings.get()
            for language in Language.all {
                let told = error?.report { strings($0, language) } ?? ""
                #expect(told.contains(mistake.file) && !told.contains("content.check"))
            }
        }
    }
}
