public import Storage

/// The tables of commitments, in the order in which they are made; after those of the directory.
public let commitmentsMigrations: [Migration] = [
    Migration("commitments/0001-first", PackageResources._001_first_sql),
    Migration("commitments/0002-register", PackageResources._002_register_sql),
    Migration("commitments/0003-house", PackageResources._003_house_sql),
]
