public import Storage

extension Care {
    /// The tables of Care, in the order in which they are made; after those of Directory, whose desks and members they refer to.
    public static let migrations = [Migration("care/0001-first", PackageResources._001_first_sql)]
}
