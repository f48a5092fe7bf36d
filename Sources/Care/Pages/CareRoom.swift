import Content
import Core
import Directory
import HTTPTypes
import Hummingbird
import Records
import Web

extension DeskRoom {
    /// The care desks of a member.
    init(_ visit: Visit, _ care: Care) async throws {
        try await self.init(visit, care.context.directory, tasks: [.care])
    }
}

extension Visit {
    /// What a choice is called: `care.<list>.<value>`.
    func words(_ list: String, _ value: String) -> String { text("care.\(list).\(value)") }

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

/// A page about one young person: what its handlers share.
struct CareVisit: Sendable {
    /// The pages about a young person, in the order of the tabs.
    enum Place: String, CaseIterable {
        case overview = ""
        case plan
        case help = "hulp"
        case handovers = "overdracht"
        case how = "hoe-het-gaat"
        case person = "gegevens"
        case history = "geschiedenis"
    }

    static let path = "/werk/zorg"
    /// What stands for a plan in the demo.
    static let sample = "\(path)/{plan}"

    let room: DeskRoom
    let listed: CareFiles.Listed
    let names: [Identifier: String]
    let context: CareContext

    var visit: Visit { room.visit }
    var file: CareFile { listed.file }
    var id: Identifier { listed.id }
    var today: Day { context.today }
    /// Whether this desk keeps the plan.
    var isOwn: Bool { listed.isKept }
    /// Why nothing is entered any more.
    var stop: PlanStop? { file.stop(on: today, context.limits) }
    /// Whether things can be entered here.
    var isKept: Bool { isOwn && stop == nil }

    /// The path of a page about this young person, without the language: for the `action` of forms and for redirects.
    func address(_ place: Place, _ below: String = "") -> String {
        "\(Self.path)/\(id)" + (place == .overview ? "" : "/\(place.rawValue)") + below
    }

    func link(_ place: Place, _ below: String = "") -> String { room.link(address(place, below)) }

    /// What a member is called.
    func name(_ member: Identifier?) -> String {
        member.map { names[$0] ?? visit.text("care.somebody") } ?? visit.text("care.nobody")
    }

    /// Who entered something.
    func name(_ author: Author) -> String {
        switch author {
        case .member(let member): name(member)
        case .youngPerson: visit.text("care.by-young-person")
        }
    }

    /// Who entered something, and when.
    func words(_ stamp: Stamp) -> String {
        visit.text("care.by", ["who": name(stamp.by), "when": DateWords.moment(stamp.at, visit.language)])
    }

    func with(_ visit: Visit) -> CareVisit {
        CareVisit(room: room.with(visit), listed: listed, names: names, context: context)
    }

    /// A page about the young person, with links to the others. `title` stands under the name.
    func page(_ place: Place, title: String? = nil) -> DeskPage {
        var page = DeskPage(title.map { "\(file.person.name): \($0)" } ?? file.person.name, room)
        page.back = Link(visit.text("care.all"), href: room.link(Self.path))
        page.tabsLabel = visit.text("care.tabs")
        page.tabs = Place.allCases.map {
            DeskRoom.Tab(text: visit.text("care.place.\($0)"), href: link($0), current: $0 == place)
        }
        if listed.isInvented { page.tags.append(Tag(visit.text("care.invented"))) }
        if !isOwn { page.tags.append(Tag(visit.text("care.reads-along"), .look)) }
        page.notices = [stopNotice].compactMap(\.self)
        return page
    }

    /// That nothing is entered any more, why, and what happens now.
    private var stopNotice: Notice? {
        let link = Link(visit.text("care.person.what-now"), href: self.link(.person) + "#vernietigen")
        let deleted = visit.words(listed.deleteOn)
        switch stop {
        case nil: return nil
        case .noHelp(let day):
            return Notice(
                .warning, title: visit.text("care.person.no-help"),
                visit.text("care.person.no-help-about", ["day": visit.words(day), "deleted": deleted]), link: link)
        case .ended(let day):
            return Notice(
                .warning, title: visit.text("care.person.ended"),
                visit.text("care.person.ended-about", ["day": visit.words(day), "deleted": deleted]), link: link)
        }
    }
}

extension Care {
    /// Opens a plan for a page.
    ///
    /// - Parameter isNoted: whether it stands in the audit trail.
    func careVisit(_ visit: Visit, isNoted: Bool = false) async throws -> CareVisit {
        let id = try visit.identifier()
        let (listed, room) = try await DeskRoom(visit, self).finding { room in
            isNoted ? try await files.open(room.seat, id) : try await files.look(room.seat, id)
        }
        return CareVisit(room: room, listed: listed, names: try await context.memberNames(), context: context)
    }
}
