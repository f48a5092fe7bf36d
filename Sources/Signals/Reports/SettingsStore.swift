import Core
import Directory
import Storage

/// SQL for what the installation chose.
struct SettingsStore {
    let transaction: any Transaction

    /// As an installation begins, when nothing was chosen yet: version 0.
    func find() throws -> IntakeSettings {
        let row = try transaction.row("SELECT intake, documents, version FROM signals_settings WHERE id = 1")
        guard let row else { return IntakeSettings(intake: .adviceOnly, documents: false, version: 0) }
        return IntakeSettings(
            intake: try row.choice("intake"), documents: try row["documents"], version: try row["version"])
    }

    /// - Returns: `false` when the version is no longer that of `settings`.
    func put(_ settings: IntakeSettings) throws -> Bool {
        let changed = try transaction.execute(
            "UPDATE signals_settings SET intake = $1, documents = $2, version = version + 1 WHERE id = 1 AND version = $3",
            settings.intake.rawValue, settings.documents, settings.version)
        guard changed == 0, settings.version == 0 else { return changed == 1 }
        return try transaction.row(
            """
            INSERT INTO signals_settings (id, intake, documents, version) VALUES (1, $1, $2, 1)
            ON CONFLICT (id) DO NOTHING RETURNING id
            """, settings.intake.rawValue, settings.documents) != nil
    }
}
