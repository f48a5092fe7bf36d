import Content
import Core
import Tables

/// The coded observations of a study without text, selectors, names and moments, for R and SPSS.
///
/// Accounts and observations are numbered anew, in another order each time. Who knows an account can still recognise a rare
/// combination of codes: the data are pseudonymous (GDPR article 4(5)), not anonymous.
struct CodedData {
    /// A column of the data.
    struct Variable: Sendable, Equatable {
        enum Kind: String, Sendable {
            case number
            /// 0 or 1.
            case flag
            case text
        }

        let name: String
        let kind: Kind
        let label: [Language: String]
        var definition: [Language: String] = [:]
        /// What a value stands for; of a text only.
        var values: [(value: String, label: [Language: String])] = []

        static func == (one: Self, other: Self) -> Bool { one.name == other.name }
    }

    let variables: [Variable]
    /// One for each observation; an empty cell where nothing is known.
    let rows: [[String]]
    let version: String

    /// - Parameters:
    ///   - say: the words of the variables and their values, by key and language.
    ///   - random: decides the new numbers.
    init(
        _ study: Study, _ codebook: Codebook, random: inout some RandomNumberGenerator,
        say: (String, Language) -> String
    ) {
        let observations = study.counted.shuffled(using: &random)
        let found = observations.map(\.current.account)
        let shuffled = Array(Set(found)).sorted().shuffled(using: &random)
        let numbers = Dictionary(uniqueKeysWithValues: shuffled.enumerated().map { ($1, $0 + 1) })
        let given = observations.reduce(into: Set<String>()) { codes, observation in
            codes.formUnion(observation.current.codes)
            codes.formUnion((observation.secondReading?.codes ?? []) + (observation.secondReading?.firstCodes ?? []))
        }
        let codes = codebook.ordered(Array(given.union(codebook.codes.map(\.id))))
        variables = Self.variables(codes, codebook, say)
        rows = observations.enumerated().map { place, observation in
            Self.row(place + 1, observation, study, numbers[observation.current.account] ?? 0, codes)
        }
        version = codebook.version
    }

    private static func row(
        _ number: Int, _ observation: StudyObservation, _ study: Study, _ account: Int, _ codes: [String]
    ) -> [String] {
        let now = observation.current
        let second = observation.secondReading
        func flag(_ value: Bool) -> String { value ? "1" : "0" }
        let session = study.session(observation.session).map { String($0.number) } ?? ""
        let known = [
            String(number), "1", session, String(account), String("\(now.observedAt.day)".prefix(7)),
            now.setting.rawValue, flag(now.isPublic), now.initiator.rawValue, now.ageStatedBefore.rawValue,
            flag(now.imageReceived), observation.codebook, flag(second != nil),
        ]
        return known + codes.map { flag(now.codes.contains($0)) }
            + codes.map { code in second.map { flag($0.firstCodes.contains(code)) } ?? "" }
            + codes.map { code in second.map { flag($0.codes.contains(code)) } ?? "" }
    }

    /// The name of a code's column: SPSS takes no hyphens.
    static func name(_ prefix: String, _ code: String) -> String { prefix + "_" + code.replacing("-", with: "_") }

    private static func variables(
        _ codes: [String], _ codebook: Codebook, _ say: (String, Language) -> String
    ) -> [Variable] {
        func words(_ key: String) -> [Language: String] {
            Dictionary(uniqueKeysWithValues: Language.all.map { ($0, say(key, $0)) })
        }
        func variable(_ name: String, _ kind: Variable.Kind, values: [(String, String)] = []) -> Variable {
            Variable(
                name: name, kind: kind, label: words("coaches.data.variable.\(name.replacing("_", with: "-"))"),
                values: values.map { ($0.0, words($0.1)) })
        }
        func choice<Value: RawRepresentable<String> & CaseIterable>(_ list: String, _: Value.Type) -> [(String, String)]
        {
            Value.allCases.map { ($0.rawValue, "coaches.\(list).\($0.rawValue)") }
        }
        let known = [
            variable("observation", .number), variable("study", .number), variable("session", .number),
            variable("account", .number), variable("month", .text),
            variable("setting", .text, values: choice("setting", Observation.Setting.self)),
            variable("public", .flag),
            variable("initiator", .text, values: choice("initiator", Observation.Initiator.self)),
            variable("age_stated_before", .text, values: choice("known", Observation.Known.self)),
            variable("image_received", .flag), variable("codebook", .text), variable("read_twice", .flag),
        ]
        return known
            + ["code", "r1", "r2"].flatMap { prefix in
                codes.map { id in
                    let code = codebook[id]
                    let reader = words("coaches.data.reader.\(prefix)")
                    return Variable(
                        name: name(prefix, id), kind: .flag,
                        label: reader.reduce(into: [:]) { $0[$1.key] = "\(code?.name[$1.key] ?? id) (\($1.value))" },
                        definition: code.map { code in
                            Dictionary(uniqueKeysWithValues: Language.all.map { ($0, code.definition[$0]) })
                        } ?? [:])
                }
            }
    }

    // MARK: Files

    /// `data.csv`: comma, UTF-8, the names of the variables on the first line.
    var csv: String {
        var writer = TableWriter()
        writer.add(variables.map { .text($0.name) })
        for row in rows { writer.add(row.map { .text($0) }) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// `codebook.csv`: a line for each variable.
    var codebookCSV: String {
        var writer = TableWriter()
        writer.add(["variable", "type", "values", "label_nl", "label_en", "definition_nl", "definition_en", "codebook"])
        for variable in variables {
            let values =
                variable.kind == .flag ? "0|1" : variable.values.map(\.value).joined(separator: "|")
            writer.add([
                .text(variable.name), .text(variable.kind.rawValue), .text(values), .text(variable.label[.nl] ?? ""),
                .text(variable.label[.en] ?? ""), .text(variable.definition[.nl] ?? ""),
                .text(variable.definition[.en] ?? ""), .text(version),
            ])
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// `data.sps`: reads `data.csv` from the folder where SPSS or PSPP works, with labels.
    func spss(_ language: Language, yes: String, no: String) -> String {
        var lines = ["* Vangnet, codebook \(version).", "GET DATA", "  /TYPE=TXT", "  /FILE='data.csv'"]
        lines += ["  /ENCODING='UTF8'", "  /ARRANGEMENT=DELIMITED", "  /DELIMITERS=','", "  /QUALIFIER='\"'"]
        lines += ["  /FIRSTCASE=2", "  /VARIABLES="]
        lines += variables.map { "    \($0.name) \(Self.format($0))" }
        lines[lines.count - 1] += "."
        lines.append("VARIABLE LABELS")
        lines += variables.map { "  \($0.name) \(Self.quoted($0.label[language] ?? "", most: 250))" }
        lines[lines.count - 1] += "."
        lines += ["VALUE LABELS", "  " + variables.filter { $0.kind == .flag }.map(\.name).joined(separator: "\n  ")]
        lines.append("  0 \(Self.quoted(no, most: 110)) 1 \(Self.quoted(yes, most: 110)).")
        for variable in variables where !variable.values.isEmpty {
            lines += ["VALUE LABELS", "  \(variable.name)"]
            lines += variable.values.map {
                "  \(Self.quoted($0.value, most: 60)) \(Self.quoted($0.label[language] ?? "", most: 110))"
            }
            lines[lines.count - 1] += "."
        }
        lines += ["VARIABLE LEVEL", "  " + variables.map(\.name).joined(separator: "\n  ") + " (NOMINAL).", "EXECUTE."]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func format(_ variable: Variable) -> String {
        switch variable.kind {
        case .number: "F8.0"
        case .flag: "F1.0"
        case .text: "A20"
        }
    }

    private static func quoted(_ text: String, most: Int) -> String {
        "'" + text.prefix(most).replacing("\n", with: " ").replacing("'", with: "''") + "'"
    }

    /// `data.R`: reads `data.csv` from R's working folder into `data`, with factors and labels.
    func script(_ language: Language) -> String {
        let types = variables.map { "\($0.name) = \"\($0.kind == .text ? "character" : "integer")\"" }
        var lines = [
            "# Vangnet, codebook \(version).", "data <- read.csv(", "  \"data.csv\", fileEncoding = \"UTF-8\",",
            "  na.strings = \"\", colClasses = c(", "    " + types.joined(separator: ",\n    "), "  )", ")",
        ]
        for variable in variables where !variable.values.isEmpty {
            let levels = variable.values.map { Self.inR($0.value) }.joined(separator: ", ")
            let labels = variable.values.map { Self.inR($0.label[language] ?? "") }.joined(separator: ", ")
            lines.append("data$\(variable.name) <- factor(data$\(variable.name), c(\(levels)), c(\(labels)))")
        }
        lines += variables.map { "attr(data$\($0.name), \"label\") <- \(Self.inR($0.label[language] ?? ""))" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func inR(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " ") + "\""
    }
}
