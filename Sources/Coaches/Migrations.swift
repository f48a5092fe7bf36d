public import Storage

extension Coaches {
    /// The tables of Coaches, in the order in which they are made; after those of Directory, whose desks they refer to.
    public static let migrations = [Migration("coaches/0001-first", PackageResources._001_first_sql)]
}
