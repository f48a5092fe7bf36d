public import Core
public import Directory
import Storage

/// What a file would do to a roster, for who decides.
public struct RosterPreview: Sendable {
    /// Names the file in the confirmation.
    public let upload: Identifier
    public let reading: RosterReading
    public let added: Int
    public let changed: Int
    public let same: Int
    /// Who is on the roster and not in the file: names, or numbers where there is no name.
    public let missing: [String]
    /// Sites that are not known yet, with how many people.
    public let newSites: [(name: String, people: Int)]
}

/// What was taken over.
public struct RosterImported: Hashable, Sendable {
    public var added: Int
    public var changed: Int
    public var removed: Int
}

extension Rosters {
    /// Reads a file and keeps what is right in it until somebody confirms, at most until the next night. Nothing of the
    /// roster changes.
    ///
    /// - Parameters:
    ///   - bytes: CSV with comma, semicolon or tab, in UTF-8, Windows-1252 or UTF-16; the header names the columns.
    ///   - courses: slugs, for lines that name none.
    /// - Throws: `ImportRefusal` when the file as a whole cannot be read; `LearningError.noSuchCourse`.
    public func read(
        _ actor: Actor, of organisation: Identifier, _ bytes: [UInt8], courses: [String]
    ) async throws -> RosterPreview {
        try Policy.rosterNames(of: organisation).require(actor)
        for slug in courses { _ = try context.course(slug) }
        let known = try await context.database.read { try SiteStore(transaction: $0).all(of: organisation) }
        let file = RosterFile(
            courses: context.courses, everybody: courses, onlySite: known.count == 1 ? known[0].name : nil)
        var reading = try file.read(bytes)
        let names = known.reduce(into: [:]) { $0[WorkSite.key($1.name)] = $1.name }
        reading.nameSites(names)
        let lines = reading.lines
        let upload = RosterStore.Upload(id: context.identifier(), lines: lines.packed, rosterVersion: 0)
        let now = context.now()
        let entries = try await context.database.persistently { transaction in
            let store = RosterStore(transaction: transaction)
            var upload = upload
            upload.rosterVersion = try store.settings(organisation)?.version ?? 0
            try store.save(upload, of: organisation, at: now)
            return try store.entries(of: organisation)
        }
        let plan = RosterPlan(lines, over: entries)
        var newSites: [String: Int] = [:]
        for line in lines where names[WorkSite.key(line.site)] == nil { newSites[line.site, default: 0] += 1 }
        return RosterPreview(
            upload: upload.id, reading: reading, added: plan.added.count, changed: plan.changed.count, same: plan.same,
            missing: plan.missing.map { $0.line.name.isEmpty ? $0.line.number : $0.line.name },
            newSites: newSites.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    /// Takes over what `read` kept: all of its right lines, or nothing.
    ///
    /// - Parameter removesMissing: whether who is not in the file leaves the roster.
    /// - Throws: `RosterError.noSuchUpload` when it was taken over, replaced or is gone; `.rosterChanged` when the
    ///   roster is no longer the one that the file was held against.
    @discardableResult
    public func takeOver(
        _ actor: Actor, of organisation: Identifier, upload id: Identifier, removesMissing: Bool
    ) async throws -> RosterImported {
        try Policy.rosterNames(of: organisation).require(actor)
        let now = context.now()
        let prepared = try await prepare(upload: id, of: organisation, at: now)
        let (plan, added, written) = (prepared.plan, prepared.added, prepared.written)
        return try await context.database.persistently { transaction in
            let store = RosterStore(transaction: transaction)
            guard try store.uploadID(of: organisation) == id else { throw RosterError.noSuchUpload }
            var settings = try store.settings(organisation) ?? .init(confirmed: now.day)
            guard settings.version == prepared.rosterVersion else { throw RosterError.rosterChanged }
            let places = try Places(prepared.lines, organisation, context, transaction)
            try store.upsert(zip(written, prepared.hashes).map { (places.person($0, organisation), $1) })
            try store.setCourses(written.map { ($0.id, $0.line.courses, $0.line.due) })
            if removesMissing { try store.delete(plan.missing.map(\.id)) }
            settings.confirmed = now.day
            settings.version += 1
            try store.save(settings, of: organisation)
            try store.deleteUpload(of: organisation)
            let imported = RosterImported(
                added: added.count, changed: plan.changed.count, removed: removesMissing ? plan.missing.count : 0)
            try record(
                "imported", organisation,
                [
                    "added": "\(imported.added)", "changed": "\(imported.changed)", "removed": "\(imported.removed)",
                    "kept": "\(removesMissing ? 0 : plan.missing.count)",
                ], by: actor, in: transaction)
            return imported
        }
    }

    /// What taking over writes.
    private struct Prepared: Sendable {
        var rosterVersion: Int
        var lines: [RosterLine]
        var plan: RosterPlan
        var added: [RosterEntry]
        /// Those and the ones that change.
        var written: [RosterEntry]
        /// Of the codes of `written`, in its order.
        var hashes: [String]
    }

    /// Works out what a file changes and makes the codes, outside the transaction that writes it: that one checks that
    /// the roster is still the same.
    private func prepare(
        upload id: Identifier, of organisation: Identifier, at now: Instant
    ) async throws -> Prepared {
        let (upload, entries) = try await context.database.read { transaction in
            let store = RosterStore(transaction: transaction)
            guard let upload = try store.upload(of: organisation), upload.id == id else {
                throw RosterError.noSuchUpload
            }
            guard (try store.settings(organisation)?.version ?? 0) == upload.rosterVersion else {
                throw RosterError.rosterChanged
            }
            return (upload, try store.entries(of: organisation))
        }
        let lines = [RosterLine](packed: upload.lines)
        let plan = RosterPlan(lines, over: entries)
        let added = plan.added.map { RosterEntry(id: Identifier(at: now, random: context.random), line: $0) }
        let written = added + plan.changed
        let hashes = written.map { RosterCode(person: $0.id, generation: 0, siteKey: context.siteKey).hash }
        return Prepared(
            rosterVersion: upload.rosterVersion, lines: lines, plan: plan, added: added, written: written,
            hashes: hashes)
    }

    /// The sites and departments of a file, those made that are new.
    private struct Places {
        private var sites: [String: Identifier] = [:]
        private var departments: [String: Identifier] = [:]

        init(
            _ lines: [RosterLine], _ organisation: Identifier, _ context: LearningContext,
            _ transaction: any Transaction
        ) throws {
            let store = SiteStore(transaction: transaction)
            for site in try store.all(of: organisation) { sites[WorkSite.key(site.name)] = site.id }
            for department in try store.departments(of: organisation) {
                departments[Self.key(department.site, department.name)] = department.id
            }
            // Files repeat themselves: each pair is looked at once.
            var seen: Set<[String]> = []
            for line in lines where seen.insert([line.site, line.department]).inserted {
                let site = try site(line.site, organisation, context, store)
                guard !line.department.isEmpty, departments[Self.key(site, line.department)] == nil else { continue }
                let department = Department(id: context.identifier(), site: site, name: line.department)
                try store.insert(department)
                departments[Self.key(site, line.department)] = department.id
            }
        }

        private mutating func site(
            _ name: String, _ organisation: Identifier, _ context: LearningContext, _ store: SiteStore
        ) throws -> Identifier {
            if let known = sites[WorkSite.key(name)] { return known }
            let site = WorkSite(
                id: context.identifier(), organisation: organisation, name: name,
                code: JoinCode(random: context.random))
            // A code that is taken is one in two thousand million; trying again gives another.
            guard try store.insert(site) else { throw StorageError.conflict }
            sites[WorkSite.key(name)] = site.id
            return site.id
        }

        private static func key(_ site: Identifier, _ name: String) -> String { site.text + WorkSite.key(name) }

        /// A line as it is stored. Code, mails and what was done are left as they are where the person is known.
        func person(_ entry: RosterEntry, _ organisation: Identifier) -> RosterPerson {
            let line = entry.line
            let site = sites[WorkSite.key(line.site)]!
            return RosterPerson(
                id: entry.id, organisation: organisation, site: site,
                department: line.department.isEmpty ? nil : departments[Self.key(site, line.department)],
                name: line.name, number: line.number, email: line.email, language: line.language, generation: 0,
                hasMailsOff: false, reminded: nil)
        }
    }
}

extension RosterReading {
    /// Writes sites that are known as they are known.
    fileprivate mutating func nameSites(_ names: [String: String]) {
        for place in lines.indices {
            if let name = names[WorkSite.key(lines[place].site)] { lines[place].site = name }
        }
    }
}
