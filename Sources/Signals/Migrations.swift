public import Storage

/// The tables of Signals, in the order in which they are made; after `directoryMigrations`, whose desks they refer to.
public let signalsMigrations: [Migration] = [
    Migration("signals/0001-first", PackageResources._001_first_sql)
]
