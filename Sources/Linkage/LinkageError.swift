/// What is wrong with what Linkage was given, in a form that a program can say in any language.
public enum LinkageError: Error, Sendable, Hashable {
    /// Columns of different lengths, or two of one name.
    case columns([String])
    /// A setting names a column that is not there.
    case noColumn(String, there: [String])
    /// Nothing to compare: every column is empty, or there are no settings.
    case nothingToCompare
    /// More than 14 levels, more than 16 comparisons, a level that its column can never reach.
    case settings(String)
    /// No blocking rule gives a single pair.
    case noPairs
    /// A blocking rule gives more pairs than are looked at; its largest block has `largest` records that share `key`.
    case tooManyPairs(rule: String, pairs: Double, limit: Double, largest: Int, key: String)
    /// The model was made for other comparisons.
    case otherSchema(model: String, settings: String)
    /// Not a model that can be read.
    case model(String)
    /// The truth names records that are not there; the first few of them.
    case unknownIdentifiers([String], count: Int)
    /// A pair was asked for that is not within the records.
    case noRecord(Int)
}
