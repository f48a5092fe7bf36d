public import Storage

/// The tables of the review, in the order in which they are made; after those of the directory.
public let reviewMigrations: [Migration] = [
    Migration("review/0001-first", PackageResources._001_first_sql),
    Migration("review/0002-opinions", PackageResources._002_opinions_sql),
]
