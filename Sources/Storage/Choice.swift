extension Row {
    /// A value of a fixed list by its text.
    ///
    /// - Throws: `StorageError.column` for any other text.
    public func choice<Choice: RawRepresentable>(_ column: String) throws -> Choice where Choice.RawValue: Bindable {
        guard let choice = Choice(rawValue: try self[column]) else { throw StorageError.column(column) }
        return choice
    }
}
