public import Storage

/// The tables of jobs and mail.
public let workMigrations: [Migration] = [
    Migration("work/0001-first", PackageResources._001_first_sql)
]
