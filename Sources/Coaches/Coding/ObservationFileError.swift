import Core

/// What is wrong with a file of observations, and on which line. Nothing of the file was entered.
public enum ObservationFileError: Error, Equatable {
    case line(Int, CoachesError)
}
