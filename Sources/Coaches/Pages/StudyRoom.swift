import Content
import Core
import Directory
import HTTPTypes
import Hummingbird
import Records
import Web

extension DeskRoom {
    /// The research desks of a member.
    init(_ visit: Visit, _ coaches: Coaches) async throws {
        try await self.init(visit, coaches.context.directory, tasks: [.research])
    }
}

extension Visit {
    /// The number in the path.
    func number(_ name: String = "number") throws -> Int {
        guard let number = Int(self[name]), number > 0 else { throw RecordsError.notFound }
        return number
    }

    /// A moment on a clock in the Netherlands, and the time in UTC.
    func words(_ moment: Instant) -> String {
        text("coaches.moment", ["local": DateWords.moment(moment, language), "utc": moment.utcTime])
    }

    func words(_ code: Codebook.Code?) -> String { code.map { $0.name[language] } ?? "" }

    /// What a choice is called: `coaches.<list>.<value>`.
    func words(_ list: String, _ value: String) -> String { text("coaches.\(list).\(value)") }

    func options<Choice: RawRepresentable & CaseIterable>(
        _ list: String, _: Choice.Type
    ) -> [Select.Option] where Choice.RawValue == String {
        Choice.allCases.map { Select.Option($0.rawValue, words(list, $0.rawValue)) }
    }

    func radios<Choice: RawRepresentable & CaseIterable>(
        _ list: String, _: Choice.Type
    ) -> [Choices.Option] where Choice.RawValue == String {
        Choice.allCases.map { Choices.Option($0.rawValue, words(list, $0.rawValue)) }
    }
}

extension Instant {
    /// `HH:MM` in UTC.
    var utcTime: String { String(rfc3339.dropFirst(11).prefix(5)) }

    /// `HH:MM` on a clock in the Netherlands.
    var clockTime: String {
        let (hour, minute) = timeOfDay
        return [hour, minute].map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: ":")
    }
}

extension Form {
    /// A day and a time on a clock in the Netherlands, from two fields.
    mutating func moment(day dayField: String, time timeField: String) -> Instant? {
        guard let day = day(dayField) else { return nil }
        let parts = self[timeField].split(whereSeparator: { ":.".contains($0) }).map { Int($0) }
        guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<24).contains(hour),
            (0..<60).contains(minute)
        else {
            add(Text("coaches.form.time"), at: timeField)
            return nil
        }
        return Instant(day, minute: hour * 60 + minute)
    }
}

/// A page below one study: what its handlers share.
struct StudyVisit: Sendable {
    let room: DeskRoom
    let listed: Studies.Listed
    let names: [Identifier: String]
    let codebook: Codebook

    var visit: Visit { room.visit }
    var study: Study { listed.study }
    var id: Identifier { listed.id }
    var path: String { "\(StudyPages.path)/\(listed.id)" }
    /// Whether things can be entered here.
    var isKept: Bool { listed.isKept }

    func link(_ below: String) -> String { room.link("\(path)\(below)") }
    func name(_ member: Identifier) -> String { names[member] ?? visit.text("coaches.somebody") }
    func name(account: Identifier) -> String { study.account(account)?.name ?? "–" }

    func with(_ visit: Visit) -> StudyVisit {
        StudyVisit(room: room.with(visit), listed: listed, names: names, codebook: codebook)
    }

    var back: Link { Link(study.agreed.title, href: link("")) }

    var tags: [Tag] {
        (listed.isInvented ? [Tag(visit.text("coaches.invented"))] : [])
            + (isKept ? [] : [Tag(visit.text("coaches.shared-tag"), .look)])
    }

    /// A page below the study.
    func page(_ title: String) -> DeskPage {
        var page = DeskPage(title, room)
        page.back = back
        page.tags = tags
        return page
    }

    /// The codes of an observation in words; for its second reader, who has not read it yet, that they are hidden until then.
    func codes(of observation: StudyObservation) -> String {
        isWaiting(observation)
            ? visit.text("coaches.observation.codes-hidden") : words(observation.current.codes)
    }

    /// Whether who looks has yet to read the observation, as its second reader.
    func isWaiting(_ observation: StudyObservation) -> Bool {
        guard observation.secondReading == nil, observation.retracted == nil,
            let session = study.session(observation.session)
        else { return false }
        let member = room.seat.actor.member?.id
        return session.secondReader == member && session.researcher != member
    }

    /// The codes of an observation in words.
    func words(_ codes: [String]) -> String { codes.map { visit.words(codebook[$0]) }.joined(separator: ", ") }
}

extension Coaches {
    /// Opens a study for a page.
    ///
    /// - Parameter isNoted: whether it stands in the audit trail.
    func studyVisit(_ visit: Visit, isNoted: Bool = false) async throws -> StudyVisit {
        let id = try visit.identifier()
        let (listed, room) = try await DeskRoom(visit, self).finding { room in
            isNoted ? try await studies.open(room.seat, id) : try await studies.look(room.seat, id)
        }
        return StudyVisit(
            room: room, listed: listed, names: try await context.memberNames(), codebook: context.codebook)
    }
}
