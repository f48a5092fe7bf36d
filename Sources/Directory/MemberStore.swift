import Core
import Storage

/// SQL for members.
struct MemberStore {
    let transaction: any Transaction

    /// Looks again, inside the transaction: rights may have gone since the request began.
    func requireAdministrator(_ actor: Actor) throws {
        guard let member = actor.member else { return try Policy.administrator.require(actor) }
        let row = try transaction.row(
            "SELECT id FROM directory_members WHERE id = $1 AND active = 1 AND is_administrator = 1", member.id)
        guard row != nil else { throw DirectoryError.notAllowed }
    }
}
