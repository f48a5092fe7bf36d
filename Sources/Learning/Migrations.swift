public import Storage

/// The tables of Learning, in the order in which they are made; after `directoryMigrations`, whose organisations they refer to.
public let learningMigrations: [Migration] = [
    Migration("learning/0001-first", PackageResources._001_first_sql),
    Migration("learning/0004-sessions", PackageResources._004_sessions_sql),
    Migration("learning/0007-editor", PackageResources._007_editor_sql),
]
