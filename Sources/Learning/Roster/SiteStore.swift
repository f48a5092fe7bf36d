import Core
import Storage

/// SQL for sites, their departments and their joins.
struct SiteStore {
    let transaction: any Transaction

    private static let columns = "id, organisation, name, code, duty, day_phone, night_phone, police, checked, province"

    /// - Returns: `false` when the organisation has a site of that name, or when the code is taken.
    func insert(_ site: WorkSite) throws -> Bool {
        guard try find(site.organisation, name: site.name) == nil else { return false }
        return try transaction.row(
            """
            INSERT INTO learning_sites (id, organisation, name, name_key, code, duty, day_phone, night_phone, police, checked,
            province) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (code) DO NOTHING RETURNING id
            """, site.id, site.organisation, site.name, WorkSite.key(site.name), site.code.text, site.card.duty,
            site.card.dayPhone, site.card.nightPhone, site.card.police, site.checked, site.province?.rawValue) != nil
    }

    func update(_ site: WorkSite) throws {
        try transaction.execute(
            """
            UPDATE learning_sites SET name = $2, name_key = $3, duty = $4, day_phone = $5, night_phone = $6, police = $7,
            checked = $8, province = $9 WHERE id = $1
            """, site.id, site.name, WorkSite.key(site.name), site.card.duty, site.card.dayPhone,
            site.card.nightPhone, site.card.police, site.checked, site.province?.rawValue)
    }

    /// Deletes a site with its departments. Its joins stay, as those of the organisation.
    func delete(_ id: Identifier) throws {
        try transaction.execute("DELETE FROM learning_site_joins WHERE site = $1", id)
        try transaction.execute("DELETE FROM learning_departments WHERE site = $1", id)
        try transaction.execute("DELETE FROM learning_sites WHERE id = $1", id)
    }

    func find(_ id: Identifier) throws -> WorkSite? {
        try transaction.row("SELECT \(Self.columns) FROM learning_sites WHERE id = $1", id).map(site)
    }

    func find(code: JoinCode) throws -> WorkSite? {
        try transaction.row("SELECT \(Self.columns) FROM learning_sites WHERE code = $1", code.text).map(site)
    }

    func find(_ organisation: Identifier, name: String) throws -> WorkSite? {
        try transaction.row(
            "SELECT \(Self.columns) FROM learning_sites WHERE organisation = $1 AND name_key = $2", organisation,
            WorkSite.key(name)
        ).map(site)
    }

    /// By name.
    func all(of organisation: Identifier) throws -> [WorkSite] {
        try transaction.rows(
            "SELECT \(Self.columns) FROM learning_sites WHERE organisation = $1 ORDER BY name_key", organisation
        ).map(site)
    }

    private func site(_ row: Row) throws -> WorkSite {
        let code: String = try row["code"]
        guard let code = JoinCode(code) else { throw StorageError.column("code") }
        return WorkSite(
            id: try row["id"], organisation: try row["organisation"], name: try row["name"], code: code,
            card: WorkSite.Card(
                duty: try row["duty"], dayPhone: try row["day_phone"], nightPhone: try row["night_phone"],
                police: try row["police"]), checked: try row["checked"], province: try row.province)
    }

    /// Where somebody of an organisation works: at the site of their own link or of their join, else where all of its sites
    /// are; `nil` where nobody filled that in, and for sites in several provinces.
    func province(of organisation: Identifier?, site: WorkSite? = nil, join: Identifier? = nil) throws -> Province? {
        if let site = try site ?? join.flatMap({ try self.site(ofJoin: $0) }) { return site.province }
        return try organisation.flatMap { Province.only(try all(of: $0).map(\.province)) }
    }

    // MARK: Departments

    /// Of all sites of an organisation, by name.
    func departments(of organisation: Identifier) throws -> [Department] {
        try transaction.rows(
            """
            SELECT d.id AS id, d.site AS site, d.name AS name FROM learning_departments d
            JOIN learning_sites s ON s.id = d.site WHERE s.organisation = $1 ORDER BY d.name_key
            """, organisation
        ).map { Department(id: try $0["id"], site: try $0["site"], name: try $0["name"]) }
    }

    /// Adds a department where the site has none of that name.
    func insert(_ department: Department) throws {
        try transaction.execute(
            """
            INSERT INTO learning_departments (id, site, name, name_key) VALUES ($1, $2, $3, $4)
            ON CONFLICT (site, name_key) DO NOTHING
            """, department.id, department.site, department.name, WorkSite.key(department.name))
    }

    /// Deletes a department that nobody is in.
    func deleteEmpty(_ department: Department) throws {
        try transaction.execute(
            """
            DELETE FROM learning_departments WHERE id = $1
            AND NOT EXISTS (SELECT 1 FROM learning_people WHERE site = $2 AND department = $1)
            """, department.id, department.site)
    }

    // MARK: Joins

    func insert(join: Identifier, site: Identifier) throws {
        try transaction.execute(
            "INSERT INTO learning_site_joins (join_id, site) VALUES ($1, $2) ON CONFLICT (join_id) DO NOTHING", join,
            site)
    }

    func site(ofJoin join: Identifier) throws -> WorkSite? {
        let columns = Self.columns.split(separator: ", ").map { "s.\($0) AS \($0)" }.joined(separator: ", ")
        return try transaction.row(
            """
            SELECT \(columns) FROM learning_sites s JOIN learning_site_joins j ON j.site = s.id WHERE j.join_id = $1
            """, join
        ).map(site)
    }

    /// The joins of a site, the latest first.
    func joins(of site: Identifier) throws -> [Identifier] {
        try transaction.rows(
            "SELECT join_id FROM learning_site_joins WHERE site = $1 ORDER BY join_id DESC", site
        ).map { try $0["join_id"] }
    }
}
