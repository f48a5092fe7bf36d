public import Storage

/// The tables of Learning, in the order in which they are made; after `directoryMigrations`, whose organisations they refer to.
public let learningMigrations: [Migration] = [
    Migration("learning/0001-first", PackageResources._001_first_sql),
    Migration("learning/0002-record-store", PackageResources._002_record_store_sql),
    Migration(
        "learning/0002-record-store-terms", sqlite: PackageResources._002_record_store_terms_sqlite_sql,
        postgres: PackageResources._002_record_store_terms_postgres_sql),
    Migration("learning/0003-badges", PackageResources._003_badges_sql),
    Migration("learning/0004-sessions", PackageResources._004_sessions_sql),
    Migration("learning/0005-roster", PackageResources._005_roster_sql),
    Migration("learning/0006-launch", PackageResources._006_launch_sql),
    Migration("learning/0007-editor", PackageResources._007_editor_sql),
    Migration("learning/0008-offline", PackageResources._008_offline_sql),
    Migration("learning/0009-region", PackageResources._009_region_sql),
    Migration("learning/0009-achievements", PackageResources._009_achievements_sql),
    Migration("learning/0010-package-reports", PackageResources._010_package_reports_sql),
]
