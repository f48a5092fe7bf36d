public import Content
public import Core

/// Four short situations before a course and four after it, the same kind of situations on each side: two in which
/// there is something to report and two in which leaving it is right. They measure decisions, which is what the courses
/// are about.
///
/// Read from a file: `Resources/courses-measure.yaml`.
public struct DecisionMeasure: Hashable, Sendable {
    /// Goes up with every change, so that different situations are never added up.
    public let version: Int
    public let review: Course.Review
    public let before: [Situation]
    public let after: [Situation]

    /// Without situations, for tests that need none: then nobody is asked.
    public static let none = DecisionMeasure(version: 0, before: [], after: [])

    /// On each side.
    static let count = 4

    public enum Side: String, Sendable, CaseIterable {
        case before, after
    }

    public struct Situation: Hashable, Sendable, Identifiable {
        public let id: String
        /// Whether this is something to report.
        public let isReported: Bool
        /// What happens. Plain text.
        public let text: Translated
        /// Why; told after the second four.
        public let why: Translated

        init(id: String, isReported: Bool, text: Translated, why: Translated) {
            self.id = id
            self.isReported = isReported
            self.text = text
            self.why = why
        }
    }

    init(version: Int, before: [Situation], after: [Situation], review: Course.Review? = nil) {
        self.version = version
        self.before = before
        self.after = after
        self.review = review ?? Course.Review(police: .waiting, care: .waiting, survivors: .waiting)
    }

    /// The situations of a side, in the order in which they are shown.
    public func situations(_ side: Side) -> [Situation] { side == .before ? before : after }

    /// Reads the file at `path`.
    ///
    /// - Throws: `CourseLibraryError` with every mistake: nobody meets half a measure.
    public init(path: String) throws {
        let findings = Findings()
        let text = (try? ContentFiles.text(ofFile: path)) ?? nil
        var read: DecisionMeasure?
        if let text {
            read = ContentField(parsing: text, file: path, findings: findings).flatMap(Self.read)
        } else {
            findings.add("no-file", ["file": path], at: Place(file: path, line: 1))
        }
        guard let read, findings.all.isEmpty else { throw CourseLibraryError(findings: findings.all.inOrder) }
        self = read
    }

    private static func read(_ file: ContentField) -> DecisionMeasure? {
        guard let fields = file.fields(required: ["version", "languages", "review", "before", "after"]) else {
            return nil
        }
        let languages = fields["languages"].flatMap { $0.languages() } ?? []
        let version = fields["version"]?.number(in: 1...1_000_000)
        let review = fields["review"].flatMap(Self.review)
        let sides = ["before", "after"].map { fields[$0].flatMap { situations($0, in: languages) } }
        guard let version, let review, let before = sides[0], let after = sides[1] else { return nil }
        return DecisionMeasure(version: version, before: before, after: after, review: review)
    }

    private static func review(_ field: ContentField) -> Course.Review? {
        guard let fields = field.fields(required: ["police", "care", "survivors"]),
            let police = fields["police"].flatMap({ $0.reviewMark() }),
            let care = fields["care"].flatMap({ $0.reviewMark() }),
            let survivors = fields["survivors"].flatMap({ $0.reviewMark() })
        else { return nil }
        return Course.Review(police: police, care: care, survivors: survivors)
    }

    private static func situations(_ field: ContentField, in languages: [Language]) -> [Situation]? {
        field.reportDuplicates("id")
        let list = (field.list() ?? []).compactMap { entry -> Situation? in
            guard let fields = entry.fields(required: ["id", "report", "text", "why"]) else { return nil }
            let id = fields["id"]?.identifier()
            let isReported = fields["report"]?.boolean()
            let text = fields["text"]?.translated(in: languages)
            let why = fields["why"]?.translated(in: languages)
            guard let id, let isReported, let text, let why else { return nil }
            return Situation(id: id, isReported: isReported, text: text, why: why)
        }
        guard list.count == count, list.count(where: \.isReported) == count / 2 else {
            let text = Text("roster.decisions.sides", ["count": "\(count)", "half": "\(count / 2)"])
            field.findings.add(text, at: field.place)
            return nil
        }
        return list
    }
}

/// What the answers to the situations of one side say, in the terms of signal detection theory.
///
/// - Hit rate: reported, of the answers where there was something to report.
/// - False-alarm rate: reported, of the answers where leaving it was right.
///
/// The definitions are those of Stanislaw & Todorov, "Calculation of signal detection theory measures", *Behavior
/// Research Methods, Instruments, & Computers* 31, 1999.
public struct DecisionFigures: Hashable, Sendable {
    public var people: Int
    public var hits: Int
    public var misses: Int
    public var falseAlarms: Int
    public var correctRejections: Int

    /// `nil` without an answer.
    public var hitRate: Double? { Self.rate(hits, misses) }
    /// `nil` without an answer.
    public var falseAlarmRate: Double? { Self.rate(falseAlarms, correctRejections) }

    private static func rate(_ one: Int, _ other: Int) -> Double? {
        one + other == 0 ? nil : Double(one) / Double(one + other)
    }

    /// Out of sums: by situation how many answered, and how many of those would report it.
    init(_ sums: AnswerSums, _ situations: [DecisionMeasure.Situation]) {
        (people, hits, misses, falseAlarms, correctRejections) = (sums.people, 0, 0, 0, 0)
        for situation in situations {
            guard let sum = sums.sums[situation.id], sum.count == 2 else { continue }
            if situation.isReported {
                hits += sum[1]
                misses += sum[0] - sum[1]
            } else {
                falseAlarms += sum[1]
                correctRejections += sum[0] - sum[1]
            }
        }
    }

    /// The sums of one learner. - Parameter reported: by situation, whether they would report it.
    static func sums(_ reported: [String: Bool]) -> AnswerSums {
        AnswerSums(people: 1, sums: reported.mapValues { [1, $0 ? 1 : 0] })
    }
}
