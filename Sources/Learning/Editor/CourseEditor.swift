import Content
import Core
import Crypto
import Directory
import Storage
import Vault

/// What the training desk can do with the texts of courses: write, look, sign off, and with a colleague publish.
///
/// What is published stays as it is until somebody changes something: that begins a draft, which only the desk sees.
struct CourseEditor: Sendable {
    let context: LearningContext

    /// What the workplace shows of one course.
    struct Room: Sendable {
        let slug: String
        /// What is being written; what is published, when nobody is writing.
        let draft: CourseDraft
        /// `nil` when nobody is writing.
        let record: EditorStore.Record?
        let removed: [(id: Identifier, part: RemovedPart)]
        let offer: CourseShelf.Offer

        /// What is published; `nil` for a new course.
        var published: Course? { offer.course(slug) }
        /// The folder as it would be with the draft in it.
        var folder: CourseFolder { offer.folder ?? CourseFolder(files: ContentFiles(folder: "", texts: [:])) }
        var check: DraftCheck { DraftCheck(draft, in: folder) }
        /// The title of a screen in the language that the course was written in, also of one that is taken over.
        ///
        /// - Parameter typed: the draft with what was typed just now.
        func title(of entry: CourseDraft.Entry, in typed: CourseDraft? = nil) -> String {
            let screen = entry.from.flatMap { offer.course($0)?.screen(entry.id) }
            return screen.map { $0.title[draft.languages.first ?? .nl] } ?? (typed ?? draft).title(of: entry)
        }
        /// The title of what was taken out.
        func title(of part: RemovedPart) -> String {
            let from = part.kind == .screen ? ContentTree(parsing: part.entry)?["from"]?.string : nil
            let screen = from.flatMap { offer.course($0)?.screen(part.id) }
            return screen.map { $0.title[draft.languages.first ?? .nl] } ?? part.title
        }
        /// Screens that were taken out though learners read there what the course is about, or where help is: the first of what
        /// is published, and those with telephone numbers.
        var missed: [Screen] {
            guard record != nil, let screens = published?.screens else { return [] }
            return screens.filter { screen in
                guard draft.entry(screen.id) == nil else { return false }
                if case .lesson(let lesson) = screen, !lesson.routes.isEmpty { return true }
                return screen.id == screens.first?.id
            }
        }
        /// Whether the course was changed outside the draft.
        var hasMovedOn: Bool { record.map { $0.base != published?.version ?? 0 } ?? false }
    }

    /// A line in the list of courses.
    struct Line: Sendable {
        let draft: CourseDraft
        let record: EditorStore.Record?
        let published: Course?
        /// A version that was published here and cannot be shown, see `CourseShelf.Offer`.
        let refused: Int?
    }

    // MARK: Looking

    /// All courses, those that are new as well.
    func list(_ actor: Actor) async throws -> [Line] {
        try Policy.learningDesk.require(actor)
        let offer = try await context.shelf.follow()
        let (records, texts) = try await context.database.read { transaction in
            let store = EditorStore(transaction: transaction)
            let records = try store.records()
            return (records, try records.keys.reduce(into: [:]) { $0[$1] = try store.texts($1) })
        }
        let slugs = (offer.folder?.slugs ?? []).union(records.keys)
        return slugs.sorted().compactMap { slug in
            let draft = texts[slug].map { CourseDraft(slug: slug, texts: $0) } ?? offer.folder?.draft(slug)
            return draft.map {
                Line(
                    draft: $0, record: records[slug], published: offer.course(slug), refused: offer.refused[slug])
            }
        }
    }

    /// - Throws: `LearningError.noSuchCourse`.
    func room(_ actor: Actor, _ slug: String) async throws -> Room {
        try Policy.learningDesk.require(actor)
        let offer = try await context.shelf.follow()
        return try await context.database.read { transaction in
            let store = EditorStore(transaction: transaction)
            let record = try store.record(slug)
            let draft =
                record == nil ? offer.folder?.draft(slug) : CourseDraft(slug: slug, texts: try store.texts(slug))
            guard let draft else { throw LearningError.noSuchCourse }
            return Room(slug: slug, draft: draft, record: record, removed: try store.removed(slug), offer: offer)
        }
    }

    // MARK: Writing

    /// Somebody else changed the same fields meanwhile.
    struct Conflict: Error {
        /// What they hold now.
        let values: EditorForm.Values
    }

    /// What a form was filled with, in a few letters: it comes back with the form, and tells whether that is still so.
    static func ticket(_ values: EditorForm.Values) -> String {
        let text = values.map { "\($0.name)\u{0}\($0.value)\u{0}" }.joined()
        return Array(SHA256.hash(data: Array(text.utf8)).prefix(12)).hex
    }

    /// Takes over a form.
    ///
    /// - Parameter was: the ticket of what the form was filled with.
    /// - Throws: `Conflict`, `EditorError.noSuchPart`.
    func save(
        _ actor: Actor, _ slug: String, _ part: CourseDraft.Part, _ values: EditorForm.Values, was: String
    ) async throws {
        try await change(actor, slug) { draft, _ in
            guard let now = draft.values(of: part) else { throw EditorError.noSuchPart }
            var changed = draft
            changed.read(values, into: part)
            guard changed != draft else { return nil }
            guard Self.ticket(now) == was else { throw Conflict(values: now) }
            draft = changed
            return nil
        }
    }

    /// Changes the order, or what belongs to the course.
    func arrange(_ actor: Actor, _ slug: String, _ arrangement: Arrangement) async throws {
        try await change(actor, slug) { draft, store in
            let earlier = try store.paths(slug).union(try store.removed(slug).flatMap { $0.part.files.keys })
            let names = earlier.compactMap {
                $0.split(separator: "/").last?.split(separator: ".").first.map(String.init)
            }
            return try draft.arrange(arrangement, taken: Set(names))
        }
    }

    /// Puts back what was taken out.
    ///
    /// - Throws: `EditorError.noSuchPart`.
    func putBack(_ actor: Actor, _ slug: String, _ id: Identifier) async throws {
        try await change(actor, slug) { draft, store in
            guard let part = try store.takeRemoved(id, of: slug) else { throw EditorError.noSuchPart }
            return try draft.arrange(.putBack(part))
        }
    }

    /// Notes that somebody outside the project looked at a fact or at the whole course, or with `waiting` that this is to be
    /// done again. Who noted it stands in the audit trail.
    ///
    /// - Parameter seen: the ticket of what was shown.
    /// - Throws: `EditorError.noSuchPart`, `.changedSince`.
    func mark(
        _ actor: Actor, _ slug: String, _ what: CourseDraft.Reviewed, _ role: ReviewRole, _ mark: ReviewMark,
        seen: String
    ) async throws {
        let context = context
        try await change(actor, slug) { draft, store in
            guard draft.ticket(of: what) == seen else { throw EditorError.changedSince }
            try draft.mark(what, role, mark)
            var details = ["course": slug, "role": role.rawValue]
            if case .fact(let id) = what { details["fact"] = id }
            let action = mark == .waiting ? "withdrawn" : "signed-off"
            try context.audit.record(
                AuditEvent("learning.course.\(action)", subject: "course:\(slug)", details: details), by: actor,
                in: store.transaction)
            return nil
        }
    }

    /// Shows a language to the public from the next publication on, since somebody read the translation; their name goes into
    /// the course. Who noted it stands in the audit trail.
    ///
    /// - Parameter seen: the ticket of the course as it was shown.
    /// - Throws: `EditorError.noSuchPart`, `.changedSince`.
    func show(
        _ actor: Actor, _ slug: String, _ language: Language, readBy mark: ReviewMark, seen: String
    ) async throws {
        let context = context
        try await change(actor, slug) { draft, store in
            guard draft.ticket(of: .course) == seen else { throw EditorError.changedSince }
            try draft.show(language, readBy: mark)
            try context.audit.record(
                AuditEvent(
                    "learning.course.translation-signed-off", subject: "course:\(slug)",
                    details: ["course": slug, "language": language.tag]), by: actor, in: store.transaction)
            return nil
        }
    }

    /// Changes a draft, and begins one when there is none.
    private func change(
        _ actor: Actor, _ slug: String,
        _ edit: @escaping @Sendable (inout CourseDraft, EditorStore) throws -> RemovedPart?
    ) async throws {
        try Policy.learningDesk.require(actor)
        let offer = try await context.shelf.follow()
        let context = context
        try await context.database.persistently { transaction in
            let store = EditorStore(transaction: transaction)
            let record = try store.record(slug)
            let texts = record == nil ? offer.folder?.draft(slug)?.texts : try store.texts(slug)
            guard let texts else { throw LearningError.noSuchCourse }
            let old = CourseDraft(slug: slug, texts: texts)
            var draft = old
            let removed = try edit(&draft, store)
            guard draft != old else { return }
            draft.withdrawMarks(since: old)
            if record == nil { try keepBase(offer, slug, by: actor, store) }
            var new =
                record
                ?? EditorStore.Record(base: offer.course(slug)?.version ?? 0, revision: 0, changed: context.now())
            new.revision += 1
            new.changed = context.now()
            // Who agreed to publish it agreed to something else.
            new.proposed = nil
            new.proposedBy = nil
            try store.save(new, of: slug)
            try store.save(draft, was: record == nil ? [:] : texts)
            if let removed { try store.insert(removed, context.identifier(), of: slug) }
        }
    }

    /// Keeps the version of the folder that a draft begins from, to be read later.
    private func keepBase(_ offer: CourseShelf.Offer, _ slug: String, by actor: Actor, _ store: EditorStore) throws {
        try context.audit.record(
            AuditEvent("learning.course.draft-begun", subject: "course:\(slug)"), by: actor, in: store.transaction)
        guard let course = offer.course(slug), let folder = offer.folder, let draft = folder.draft(slug) else { return }
        try store.insert(
            slug, course.version, edition: nil, at: context.now(), proposedBy: nil, publishedBy: nil,
            draft.allFiles(in: folder))
    }

    /// Begins a new course: empty but for its title.
    ///
    /// - Returns: its name in the address.
    func create(_ actor: Actor, title: String, audience: Audience) async throws -> String {
        try Policy.learningDesk.require(actor)
        let offer = try await context.shelf.follow()
        guard let folder = offer.folder else { throw LearningError.noSuchCourse }
        let context = context
        return try await context.database.write { transaction in
            let store = EditorStore(transaction: transaction)
            let taken = folder.slugs.union(try store.records().keys)
            let draft = CourseDraft(new: EditorName.make(from: title, besides: taken), title: title, audience: audience)
            try store.save(EditorStore.Record(base: 0, revision: 1, changed: context.now()), of: draft.slug)
            try store.save(draft, was: [:])
            try context.audit.record(
                AuditEvent("learning.course.draft-begun", subject: "course:\(draft.slug)"), by: actor, in: transaction)
            return draft.slug
        }
    }

    /// Throws away what is being written; what is published stays.
    ///
    /// - Throws: `EditorError.noDraft`, `.changedSince`.
    func discard(_ actor: Actor, _ slug: String, revision: Int) async throws {
        try await decide(actor, slug, revision, "discarded") { store, _ in try store.delete(slug) }
    }

    /// Goes on with the draft beside a newer version of the course: once published, the draft takes its place.
    func goOn(_ actor: Actor, _ slug: String, revision: Int) async throws {
        let offer = try await context.shelf.follow()
        try await decide(actor, slug, revision, "draft-moved") { store, record in
            var record = record
            record.base = offer.course(slug)?.version ?? 0
            try store.save(record, of: slug)
        }
    }

    /// Does something with a draft as somebody saw it.
    private func decide(
        _ actor: Actor, _ slug: String, _ revision: Int, _ action: String,
        _ body: @escaping @Sendable (EditorStore, EditorStore.Record) throws -> Void
    ) async throws {
        try Policy.learningDesk.require(actor)
        let context = context
        try await context.database.persistently { transaction in
            let store = EditorStore(transaction: transaction)
            guard let record = try store.record(slug) else { throw EditorError.noDraft }
            guard record.revision == revision else { throw EditorError.changedSince }
            try body(store, record)
            try context.audit.record(
                AuditEvent("learning.course.\(action)", subject: "course:\(slug)"), by: actor, in: transaction)
        }
    }

    // MARK: Publishing

    /// Asks a colleague to publish the draft as it is now.
    ///
    /// - Throws: `EditorError.stillMistakes`, `.movedOn`, `.noDraft`, `.changedSince`.
    func propose(_ actor: Actor, _ slug: String, revision: Int) async throws {
        _ = try outcome(of: try await room(actor, slug))
        let now = context.now()
        try await decide(actor, slug, revision, "proposed") { store, record in
            var record = record
            record.proposed = now
            record.proposedBy = actor.member?.id.text ?? "system"
            try store.save(record, of: slug)
        }
    }

    /// Takes that back.
    func withdrawProposal(_ actor: Actor, _ slug: String, revision: Int) async throws {
        try await decide(actor, slug, revision, "proposal-withdrawn") { store, record in
            var record = record
            record.proposed = nil
            record.proposedBy = nil
            try store.save(record, of: slug)
        }
    }

    /// What publishing a draft makes of the courses on offer.
    struct Outcome: Sendable {
        let folder: CourseFolder
        /// The courses that take over screens that change: they get a new version as well.
        let others: [Course]
    }

    /// - Throws: `EditorError.stillMistakes`, `.movedOn`, `.noDraft`.
    func outcome(of room: Room) throws -> Outcome {
        guard room.record != nil else { throw EditorError.noDraft }
        guard !room.hasMovedOn else { throw EditorError.movedOn(room.published?.version ?? 0) }
        let mistakes = room.check.findings.count
        guard mistakes == 0 else { throw EditorError.stillMistakes(mistakes) }
        let folder = room.folder.replacing(room.slug, with: room.draft.texts)
        let check = CourseCheck(folder)
        let others = room.offer.courses.filter { $0.slug != room.slug && $0.origins.values.contains(room.slug) }
        let broken = ([room.slug] + others.map(\.slug)).filter { slug in !check.courses.contains { $0.slug == slug } }
        guard broken.isEmpty else { throw EditorError.stillMistakes(broken.count) }
        return Outcome(
            folder: folder, others: others.filter { old in check.courses.first { $0.slug == old.slug } != old })
    }

    /// Publishes a draft that a colleague asked for, as it is: its version counts up, and so do the versions of courses that
    /// take screens over that changed. From then on every process shows it.
    ///
    /// - Returns: the version.
    /// - Throws: `EditorError.notProposed`, `.samePerson`, and what `propose` throws.
    func publish(_ actor: Actor, _ slug: String, revision: Int) async throws -> Int {
        let room = try await room(actor, slug)
        let outcome = try outcome(of: room)
        let publisher = actor.member?.id.text ?? "system"
        let edition = room.offer.edition
        let context = context
        let version = try await context.database.persistently { transaction in
            let store = EditorStore(transaction: transaction)
            guard let record = try store.record(slug) else { throw EditorError.noDraft }
            guard let proposer = record.proposedBy else { throw EditorError.notProposed }
            guard record.revision == revision, record == room.record, try store.edition() == edition else {
                throw EditorError.changedSince
            }
            guard proposer != publisher else { throw EditorError.samePerson }
            let issue = Issuing(store: store, folder: outcome.folder, now: context.now())
            var draft = room.draft
            draft.version = max(try store.highest(slug), record.base) + 1
            try issue.insert(draft, edition: edition + 1, proposer, publisher)
            for (place, other) in outcome.others.enumerated() {
                guard var copy = outcome.folder.draft(other.slug) else { continue }
                // What it said until now stays readable as well.
                try store.insert(
                    other.slug, other.version, edition: nil, at: issue.now, proposedBy: nil, publishedBy: nil,
                    copy.allFiles(in: room.folder))
                copy.version = max(try store.highest(other.slug), other.version) + 1
                try issue.insert(copy, edition: edition + 2 + place, proposer, publisher)
                guard var writing = try store.record(other.slug), writing.base == other.version else { continue }
                writing.base = copy.version
                try store.save(writing, of: other.slug)
            }
            try store.delete(slug)
            try context.audit.record(
                AuditEvent(
                    "learning.course.published", subject: "course:\(slug)", details: ["version": "\(draft.version)"]),
                by: actor, in: transaction)
            return draft.version
        }
        try await context.shelf.follow()
        return version
    }

    private struct Issuing {
        let store: EditorStore
        let folder: CourseFolder
        let now: Instant

        func insert(_ draft: CourseDraft, edition: Int, _ proposer: String, _ publisher: String) throws {
            try store.insert(
                draft.slug, draft.version, edition: edition, at: now, proposedBy: proposer, publishedBy: publisher,
                draft.allFiles(in: folder.replacing(draft.slug, with: draft.texts)))
        }
    }

    // MARK: Versions

    /// Every version that was kept, and the one of the folder that is on offer, the latest first.
    func versions(_ room: Room, _ actor: Actor) async throws -> [EditorStore.Issue] {
        let kept = try await issues(actor, room.slug)
        guard let number = room.published?.version, !kept.contains(where: { $0.number == number }) else { return kept }
        let offered = EditorStore.Issue(number: number, published: nil, isOwn: false)
        return (kept + [offered]).sorted { $0.number > $1.number }
    }

    /// Every version that was kept, the latest first.
    func issues(_ actor: Actor, _ slug: String) async throws -> [EditorStore.Issue] {
        try Policy.learningDesk.require(actor)
        return try await context.database.read { try EditorStore(transaction: $0).issues(slug) }
    }

    /// One version as it was published, with the texts it takes over as they were then; the version of the folder as it is.
    ///
    /// - Throws: `EditorError.noSuchVersion`.
    func version(_ actor: Actor, _ slug: String, _ number: Int) async throws -> (
        draft: CourseDraft, folder: CourseFolder
    ) {
        try Policy.learningDesk.require(actor)
        let offer = try await context.shelf.follow()
        let files = try await context.database.read { try EditorStore(transaction: $0).files(slug, number) }
        guard let own = files[slug] else {
            guard offer.course(slug)?.version == number, let folder = offer.folder, let draft = folder.draft(slug)
            else {
                throw EditorError.noSuchVersion
            }
            return (draft, folder)
        }
        // Sounds and telephone numbers are those of now.
        let kept = (offer.folder?.files.texts ?? [:]).filter { $0.key == "routes.yaml" || $0.key.hasSuffix(".mp3") }
        var folder = CourseFolder(files: ContentFiles(folder: "", texts: kept), routes: offer.folder?.routes)
        for (name, texts) in files { folder = folder.replacing(name, with: texts) }
        return (CourseDraft(slug: slug, texts: own), folder)
    }

    /// The files of a course, to be put under version control: of the draft, as it would be published, or of a version.
    func export(_ actor: Actor, _ slug: String, version number: Int?) async throws -> [(name: String, text: String)] {
        var draft: CourseDraft
        if let number {
            draft = try await version(actor, slug, number).draft
        } else {
            let room = try await room(actor, slug)
            draft = room.draft
            if let record = room.record {
                let issues = try await issues(actor, slug)
                draft.version = max(issues.first?.number ?? 0, record.base) + 1
            }
        }
        return draft.texts.sorted { $0.key < $1.key }.map { ("\(slug)/\($0.key)", $0.value) }
    }
}

extension CourseDraft {
    /// The files of this course, and of those that it takes screens over from what it needs of them, by folder and path.
    func allFiles(in folder: CourseFolder) -> [String: [String: String]] {
        var files = [slug: texts]
        for entry in entries {
            guard let from = entry.from, let other = folder.draft(from), let own = other.entry(entry.id) else {
                continue
            }
            let paths = other.paths(of: own) + [Self.coursePath]
            for path in paths { files[from, default: [:]][path] = other.texts[path] }
        }
        return files
    }

    /// What was looked at, in a few letters.
    func ticket(of what: Reviewed) -> String {
        switch what {
        case .course:
            CourseEditor.ticket(texts.sorted { $0.key < $1.key }.map { EditorValue(name: $0.key, value: $0.value) })
        case .fact(let id): CourseEditor.ticket(values(of: .fact(id)) ?? [])
        }
    }

    /// A course with a title, a chapter and a lesson, in which the rest is still to be written.
    init(new slug: String, title: String, audience: Audience) {
        self.init(slug: slug, texts: [:])
        let languages = [Language.nl, .en]
        func text(_ nl: String) -> ContentTree {
            .fields(languages.map { .init($0.tag, .text($0 == .nl ? nl : "")) })
        }
        course = .fields([
            .init("version", .word("1")), .init("languages", .list(languages.map { .word($0.tag) })),
            .init("title", text(title)), .init("summary", text("")), .init("goals", .list([text("")])),
            .init("minutes", .word("15")), .init("audiences", .list([.word(audience.rawValue)])),
            .init("review", .fields(ReviewRole.allCases.map { .init($0.rawValue, .word("waiting")) })),
            .init("sources", .list([])),
            .init(
                "chapters",
                .list([
                    .fields([.init("id", .word("begin")), .init("title", text(title)), .init("screens", .list([]))])
                ])),
        ])
        _ = try? arrange(.add(.lesson, title: title, chapter: "begin"))
    }
}
