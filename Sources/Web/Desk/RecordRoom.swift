public import Core
import Directory
import Records

extension DeskRoom {
    /// Runs `body` at the desk of the address, or else at the first of the own desks that reads the record that is asked for.
    ///
    /// - Throws: what `body` throws at the last desk, `RecordsError.notFound` when none reads it.
    public func finding<Result: Sendable>(
        _ body: (DeskRoom) async throws -> Result
    ) async throws -> (result: Result, room: DeskRoom) {
        if !isChosen {
            for other in desks.dropLast() {
                do { return (try await body(at(other.id)), at(other.id)) } catch RecordsError.notFound { continue }
            }
        }
        let room = isChosen ? self : at(desks.last?.id ?? seat.desk)
        return (try await body(room), room)
    }
}

extension Visit {
    /// The identifier in the path.
    ///
    /// - Throws: `RecordsError.notFound` for anything that is none.
    public func identifier(_ name: String = "id") throws -> Identifier {
        guard let id = Identifier(self[name]) else { throw RecordsError.notFound }
        return id
    }
}
