public import Storage

/// The tables of the directory, in the order in which they are made.
public let directoryMigrations: [Migration] = [
    Migration("directory/0001-first", PackageResources._001_first_sql),
    Migration(
        "directory/0002-append-only", sqlite: PackageResources._002_append_only_sqlite_sql,
        postgres: PackageResources._002_append_only_postgres_sql),
    Migration("directory/0003-second-factor", PackageResources._003_second_factor_sql),
    Migration(
        "directory/0004-activation-append-only",
        sqlite: PackageResources._004_activation_append_only_sqlite_sql,
        postgres: PackageResources._004_activation_append_only_postgres_sql),
]
