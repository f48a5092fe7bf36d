import Core
import Storage

/// SQL for rosters. Of an attempt it knows nothing but whether it was told.
struct RosterStore {
    let transaction: any Transaction

    // MARK: The roster as a whole

    struct Settings: Hashable, Sendable {
        /// Whether people get mails.
        var reminds = false
        /// When somebody last said that the roster holds.
        var confirmed: Day
        var version = 0
    }

    func settings(_ organisation: Identifier) throws -> Settings? {
        try transaction.row(
            "SELECT reminds, confirmed, version FROM learning_rosters WHERE organisation = $1", organisation
        ).map { Settings(reminds: try $0["reminds"], confirmed: try $0["confirmed"], version: try $0["version"]) }
    }

    func save(_ settings: Settings, of organisation: Identifier) throws {
        try transaction.execute(
            """
            INSERT INTO learning_rosters (organisation, reminds, confirmed, version) VALUES ($1, $2, $3, $4)
            ON CONFLICT (organisation) DO UPDATE SET reminds = $2, confirmed = $3, version = $4
            """, organisation, settings.reminds, settings.confirmed, settings.version)
    }

    /// The organisations whose roster nobody confirmed since `day`.
    func unconfirmed(since day: Day) throws -> [Identifier] {
        try transaction.rows("SELECT organisation FROM learning_rosters WHERE confirmed < $1", day)
            .map { try $0["organisation"] }
    }

    func deleteRoster(_ organisation: Identifier) throws {
        try transaction.execute(
            """
            DELETE FROM learning_people_courses WHERE person IN
            (SELECT id FROM learning_people WHERE organisation = $1)
            """, organisation)
        try transaction.execute("DELETE FROM learning_people WHERE organisation = $1", organisation)
        try transaction.execute("DELETE FROM learning_roster_uploads WHERE organisation = $1", organisation)
        try transaction.execute("DELETE FROM learning_rosters WHERE organisation = $1", organisation)
    }

    // MARK: A file that waits

    struct Upload: Sendable {
        var id: Identifier
        var lines: String
        var rosterVersion: Int
    }

    func save(_ upload: Upload, of organisation: Identifier, at instant: Instant) throws {
        try transaction.execute(
            """
            INSERT INTO learning_roster_uploads (organisation, id, lines, roster_version, made) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (organisation) DO UPDATE SET id = $2, lines = $3, roster_version = $4, made = $5
            """, organisation, upload.id, upload.lines, upload.rosterVersion, instant)
    }

    func upload(of organisation: Identifier) throws -> Upload? {
        try transaction.row(
            "SELECT id, lines, roster_version FROM learning_roster_uploads WHERE organisation = $1", organisation
        ).map { Upload(id: try $0["id"], lines: try $0["lines"], rosterVersion: try $0["roster_version"]) }
    }

    func uploadID(of organisation: Identifier) throws -> Identifier? {
        try transaction.row("SELECT id FROM learning_roster_uploads WHERE organisation = $1", organisation)
            .map { try $0["id"] }
    }

    func deleteUpload(of organisation: Identifier) throws {
        try transaction.execute("DELETE FROM learning_roster_uploads WHERE organisation = $1", organisation)
    }

    func deleteUploads(before instant: Instant) throws -> Int {
        try transaction.execute("DELETE FROM learning_roster_uploads WHERE made < $1", instant)
    }

    // MARK: Writing people

    /// Rows that are written in one statement.
    private static let batch = 200

    /// Inserts these people, or changes those that are there: all but code, mails and what was done.
    func upsert(_ people: [(person: RosterPerson, hash: String)]) throws {
        for part in Self.parts(people) {
            var arguments: [any Bindable] = []
            for (person, hash) in part {
                arguments += [
                    person.id, person.organisation, person.site, person.department?.text ?? "", person.name,
                    person.number, person.email, person.language, person.generation, hash, person.hasMailsOff,
                ]
            }
            try transaction.execute(
                """
                INSERT INTO learning_people (id, organisation, site, department, name, number, email, language, generation,
                code_hash, mails_off) VALUES \(Self.places(part.count, 11))
                ON CONFLICT (id) DO UPDATE SET site = excluded.site, department = excluded.department,
                name = excluded.name, number = excluded.number, email = excluded.email, language = excluded.language
                """, arguments)
        }
    }

    /// Sets what these people are asked to do. What was done stays; what is no longer asked and was not done goes.
    func setCourses(_ asked: [(person: Identifier, courses: [String], due: Day?)]) throws {
        for part in Self.parts(asked) {
            let people = part.map { $0.person as any Bindable }
            let list = Self.list(part.count)
            try transaction.execute(
                "UPDATE learning_people_courses SET required = 0 WHERE person IN (\(list))", people)
            var arguments: [any Bindable] = []
            var count = 0
            for (person, courses, due) in part {
                for course in courses {
                    arguments += [person, course, due, true]
                    count += 1
                }
            }
            if count > 0 {
                try transaction.execute(
                    """
                    INSERT INTO learning_people_courses (person, course, due_on, required) VALUES \(Self.places(count, 4))
                    ON CONFLICT (person, course) DO UPDATE SET due_on = excluded.due_on, required = 1
                    """, arguments)
            }
            try transaction.execute(
                """
                DELETE FROM learning_people_courses WHERE required = 0 AND done_on IS NULL AND person IN (\(list))
                """, people)
        }
    }

    func delete(_ people: [Identifier]) throws {
        for part in Self.parts(people) {
            let list = Self.list(part.count)
            try transaction.execute("DELETE FROM learning_people_courses WHERE person IN (\(list))", Array(part))
            try transaction.execute("DELETE FROM learning_people WHERE id IN (\(list))", Array(part))
        }
    }

    func update(_ person: RosterPerson, hash: String) throws {
        try transaction.execute(
            "UPDATE learning_people SET generation = $2, code_hash = $3, mails_off = $4, reminded = $5 WHERE id = $1",
            person.id, person.generation, hash, person.hasMailsOff, person.reminded)
    }

    private static func parts<Element>(_ all: [Element]) -> [ArraySlice<Element>] {
        stride(from: 0, to: all.count, by: batch).map { all[$0..<min($0 + batch, all.count)] }
    }

    /// `($1, $2), ($3, $4)`.
    private static func places(_ rows: Int, _ columns: Int) -> String {
        (0..<rows).map { row in
            "(" + (1...columns).map { "$\(row * columns + $0)" }.joined(separator: ", ") + ")"
        }.joined(separator: ", ")
    }

    /// `$1, $2, $3`.
    private static func list(_ count: Int) -> String { (1...max(1, count)).map { "$\($0)" }.joined(separator: ", ") }

    // MARK: Reading people

    private static let columns =
        "id, organisation, site, department, name, number, email, language, generation, mails_off, reminded"
    /// The same, of the table that a query calls `p`.
    private static let prefixed = columns.split(separator: ", ").map { "p.\($0) AS \($0)" }.joined(separator: ", ")

    func find(_ id: Identifier) throws -> RosterPerson? {
        try transaction.row("SELECT \(Self.columns) FROM learning_people WHERE id = $1", id).map(person)
    }

    func find(_ code: RosterCode) throws -> RosterPerson? {
        try transaction.row("SELECT \(Self.columns) FROM learning_people WHERE code_hash = $1", code.hash).map(person)
    }

    func count(of organisation: Identifier) throws -> Int {
        try transaction.row(
            "SELECT COUNT(*) AS people FROM learning_people WHERE organisation = $1", organisation)?["people"] ?? 0
    }

    func count(atSite site: Identifier) throws -> Int {
        try transaction.row("SELECT COUNT(*) AS people FROM learning_people WHERE site = $1", site)?["people"] ?? 0
    }

    /// Everybody of an organisation, as a line of a file would say it.
    func entries(of organisation: Identifier) throws -> [RosterEntry] {
        var courses: [Identifier: (slugs: [String], due: Day?)] = [:]
        try transaction.each(
            """
            SELECT c.person AS person, c.course AS course, c.due_on AS due_on FROM learning_people_courses c
            JOIN learning_people p ON p.id = c.person WHERE p.organisation = $1 AND c.required = 1 ORDER BY c.course
            """, [organisation]
        ) { row in
            let person: Identifier = try row["person"]
            courses[person, default: ([], nil)].slugs.append(try row["course"])
            courses[person]!.due = try row["due_on"]
        }
        var entries: [RosterEntry] = []
        try transaction.each(
            """
            SELECT p.id AS id, p.name AS name, p.number AS number, p.email AS email, p.language AS language,
            s.name AS site, COALESCE(d.name, '') AS department
            FROM learning_people p JOIN learning_sites s ON s.id = p.site
            LEFT JOIN learning_departments d ON d.id = p.department WHERE p.organisation = $1 ORDER BY p.id
            """, [organisation]
        ) { row in
            let id: Identifier = try row["id"]
            let asked = courses[id]
            entries.append(
                RosterEntry(
                    id: id,
                    line: RosterLine(
                        line: 0, name: try row["name"], number: try row["number"], email: try row["email"],
                        language: try row["language"], site: try row["site"], department: try row["department"],
                        courses: asked?.slugs ?? [], due: asked?.due)))
        }
        return entries
    }

    /// Which people are asked for.
    struct Filter: Hashable, Sendable {
        var organisation: Identifier
        var site: Identifier?
        var department: Identifier?
        var course: String?
        var state: RosterState?
        var isDue = false
    }

    /// How a person stands with a course; see `RosterState`, whose rule this is in SQL. `$1` is today, `$2` the last
    /// day of completion for which it is time again.
    private func state(_ versions: [String: Int], _ arguments: inout [any Bindable], on today: Day) -> String {
        arguments = [today, Refresh.lastDone(on: today)]
        var newest = "0"
        if !versions.isEmpty {
            let cases = versions.sorted { $0.key < $1.key }.map { course, version in
                arguments.append(course)
                return "WHEN c.course = $\(arguments.count) THEN \(version)"
            }
            newest = "CASE \(cases.joined(separator: " ")) ELSE 0 END"
        }
        return """
            CASE WHEN c.done_on IS NULL THEN CASE WHEN c.due_on < $1 THEN 'late' ELSE 'open' END
            WHEN c.required = 0 THEN 'done' WHEN c.done_on <= $2 THEN 'refresh'
            WHEN c.done_version < \(newest) THEN 'new-version' ELSE 'done' END
            """
    }

    /// One line per site, department and course.
    func groups(_ filter: Filter, versions: [String: Int], on today: Day) throws -> [RosterGroup] {
        var arguments: [any Bindable] = []
        let state = state(versions, &arguments, on: today)
        let condition = condition(filter, &arguments, state: nil)
        let rows = try transaction.rows(
            """
            SELECT site, department, course, state, COUNT(*) AS people FROM
            (SELECT p.site AS site, p.department AS department, c.course AS course, \(state) AS state
            FROM learning_people p JOIN learning_people_courses c ON c.person = p.id WHERE \(condition)) AS standing
            GROUP BY site, department, course, state
            """, arguments)
        var groups: [RosterGroup] = []
        var places: [[String]: Int] = [:]
        for row in rows {
            let department: String = try row["department"]
            let key: [String] = [try row["site"], department, try row["course"]]
            let counts = RosterCounts([try row.choice("state"): try row["people"]])
            if let place = places[key] {
                groups[place].counts += counts
            } else {
                places[key] = groups.count
                groups.append(
                    RosterGroup(
                        site: try row["site"], department: Identifier(department), course: key[2], counts: counts))
            }
        }
        return groups
    }

    /// How many completed a course by month (its first day), since `day`.
    func months(of organisation: Identifier, since day: Day) throws -> [Day: Int] {
        let rows = try transaction.rows(
            """
            SELECT c.done_on AS done_on, COUNT(*) AS people FROM learning_people p
            JOIN learning_people_courses c ON c.person = p.id
            WHERE p.organisation = $1 AND c.done_on >= $2 GROUP BY c.done_on
            """, organisation, day)
        return try rows.reduce(into: [:]) { months, row in
            let done: Day = try row["done_on"]
            months[done.firstOfMonth, default: 0] += try row["people"]
        }
    }

    /// People by name, with what they are asked.
    func people(
        _ filter: Filter, versions: [String: Int], on today: Day, offset: Int, limit: Int
    ) throws -> [(person: RosterPerson, courses: [RosterCourse])] {
        var arguments: [any Bindable] = []
        let needsState = filter.state != nil || filter.course != nil || filter.isDue
        let state = needsState ? state(versions, &arguments, on: today) : nil
        let condition = condition(filter, &arguments, state: state)
        arguments += [limit, offset]
        let rows = try transaction.rows(
            """
            SELECT \(Self.prefixed) FROM learning_people p WHERE \(condition)
            ORDER BY p.name, p.number, p.id LIMIT $\(arguments.count - 1) OFFSET $\(arguments.count)
            """, arguments)
        let people = try rows.map(person)
        let courses = try courses(of: people.map(\.id))
        return people.map { ($0, courses[$0.id] ?? []) }
    }

    /// What people are asked, by course.
    func courses(of people: [Identifier]) throws -> [Identifier: [RosterCourse]] {
        var courses: [Identifier: [RosterCourse]] = [:]
        for part in Self.parts(people) {
            let rows = try transaction.rows(
                """
                SELECT person, course, due_on, required, done_on, done_version FROM learning_people_courses
                WHERE person IN (\(Self.list(part.count))) ORDER BY person, course
                """, Array(part))
            for row in rows { courses[try row["person"], default: []].append(try course(row)) }
        }
        return courses
    }

    /// Hands over everybody that a filter asks for, and what they are asked, one by one: for a file.
    func each(
        _ filter: Filter, _ body: (RosterPerson, RosterCourse) throws -> Void
    ) throws {
        var arguments: [any Bindable] = []
        let condition = condition(filter, &arguments, state: nil)
        try transaction.each(
            """
            SELECT \(Self.prefixed), c.course AS course, c.due_on AS due_on, c.required AS required, c.done_on AS done_on,
            c.done_version AS done_version
            FROM learning_people p JOIN learning_people_courses c ON c.person = p.id WHERE \(condition)
            ORDER BY p.site, p.department, p.name, p.id, c.course
            """, arguments
        ) { row in try body(try person(row), try course(row)) }
    }

    /// - Parameter state: the expression of how somebody stands, when the filter asks for a state or a course in a list
    ///   of people.
    private func condition(_ filter: Filter, _ arguments: inout [any Bindable], state: String?) -> String {
        func place(_ value: any Bindable) -> String {
            arguments.append(value)
            return "$\(arguments.count)"
        }
        var parts = ["p.organisation = \(place(filter.organisation))"]
        if let site = filter.site { parts.append("p.site = \(place(site))") }
        if let department = filter.department { parts.append("p.department = \(place(department.text))") }
        guard let state else { return parts.joined(separator: " AND ") }
        // Both days have to be used, whatever is asked.
        var inner = ["c.person = p.id", "$1 = $1", "$2 = $2", "(\(state)) <> ''"]
        if let course = filter.course { inner.append("c.course = \(place(course))") }
        if let wanted = filter.state { inner.append("(\(state)) = \(place(wanted.rawValue))") }
        if filter.isDue {
            let due = RosterState.allCases.filter(\.isDue).map { place($0.rawValue) }
            inner.append("(\(state)) IN (\(due.joined(separator: ", ")))")
        }
        parts.append("EXISTS (SELECT 1 FROM learning_people_courses c WHERE \(inner.joined(separator: " AND ")))")
        return parts.joined(separator: " AND ")
    }

    private func course(_ row: Row) throws -> RosterCourse {
        var done: RosterCourse.Done?
        if let day: Day = try row["done_on"], let version: Int = try row["done_version"] {
            done = RosterCourse.Done(day: day, version: version)
        }
        return RosterCourse(
            course: try row["course"], due: try row["due_on"], isRequired: try row["required"], done: done)
    }

    private func person(_ row: Row) throws -> RosterPerson {
        let department: String = try row["department"]
        return RosterPerson(
            id: try row["id"], organisation: try row["organisation"], site: try row["site"],
            department: Identifier(department), name: try row["name"], number: try row["number"],
            email: try row["email"], language: try row["language"], generation: try row["generation"],
            hasMailsOff: try row["mails_off"], reminded: try row["reminded"])
    }

    // MARK: Done

    /// Notes that a person completed a course. A later day takes the place of an earlier one, and never the other way
    /// round.
    ///
    /// - Returns: `false` when the person is not asked to do it, or when it was noted before.
    func finish(_ person: Identifier, course: String, _ done: RosterCourse.Done) throws -> Bool {
        try transaction.execute(
            """
            UPDATE learning_people_courses SET done_on = $3, done_version = $4
            WHERE person = $1 AND course = $2 AND (done_on IS NULL OR done_on < $3)
            """, person, course, done.day, done.version) == 1
    }

    /// Marks an attempt as told, so that one completion counts for one person.
    ///
    /// - Returns: `false` when it was told before.
    func markReported(_ token: AttemptToken) throws -> Bool {
        try transaction.execute(
            "UPDATE learning_attempts SET reported = 1 WHERE token_hash = $1 AND reported = 0",
            AttemptStore.hash(token)) == 1
    }

    func isReported(_ token: AttemptToken) throws -> Bool {
        try transaction.row(
            "SELECT reported FROM learning_attempts WHERE token_hash = $1", AttemptStore.hash(token)
        ).map { try $0["reported"] } ?? false
    }

    // MARK: Reminders

    /// People who have something to do, want mails, and had none since `day`, in the order of their identifiers.
    func toRemind(since day: Day, on today: Day, after: Identifier?, limit: Int) throws -> [RosterPerson] {
        return try transaction.rows(
            """
            SELECT \(Self.prefixed) FROM learning_people p JOIN learning_rosters r ON r.organisation = p.organisation
            WHERE r.reminds = 1 AND p.email <> '' AND p.mails_off = 0 AND p.id > $1
            AND (p.reminded IS NULL OR p.reminded <= $2) AND EXISTS (SELECT 1 FROM learning_people_courses c
            WHERE c.person = p.id AND c.required = 1
            AND (c.done_on <= $3 OR (c.done_on IS NULL AND (c.due_on IS NULL OR c.due_on <= $4))))
            ORDER BY p.id LIMIT $5
            """, after?.text ?? "", day, Refresh.lastDone(on: today), today.adding(days: Rosters.remindAhead), limit
        ).map(person)
    }
}
