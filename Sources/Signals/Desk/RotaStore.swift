import Core
import Directory
import Storage

/// SQL for rotas.
struct RotaStore {
    let transaction: any Transaction

    func find(_ desk: Identifier) throws -> Rota {
        let shifts = try transaction.rows(
            """
            SELECT weekday, from_minute, to_minute, place, member_id FROM signals_rota WHERE desk_id = $1
            ORDER BY weekday, from_minute, place, id
            """, desk
        ).map {
            Shift(
                weekday: try $0["weekday"], from: try $0["from_minute"], to: try $0["to_minute"],
                place: try $0["place"], member: try $0["member_id"])
        }
        let closed: [Day] = try transaction.rows("SELECT day FROM signals_rota_closed WHERE desk_id = $1", desk)
            .map { try $0["day"] }
        return Rota(shifts: shifts, closedDays: Set(closed))
    }

    func put(_ rota: Rota, of desk: Identifier, identifier: () -> Identifier) throws {
        try transaction.execute("DELETE FROM signals_rota WHERE desk_id = $1", desk)
        try transaction.execute("DELETE FROM signals_rota_closed WHERE desk_id = $1", desk)
        for shift in rota.shifts {
            try transaction.execute(
                """
                INSERT INTO signals_rota (id, desk_id, weekday, from_minute, to_minute, place, member_id)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """, identifier(), desk, shift.weekday, shift.from, shift.to, shift.place, shift.member)
        }
        for day in rota.closedDays {
            try transaction.execute("INSERT INTO signals_rota_closed (desk_id, day) VALUES ($1, $2)", desk, day)
        }
    }
}
