import Core
import Directory
import Records

/// What members enter in the plan itself.
///
/// - Throws: all of them `StalePlan` when somebody else changed the same since the version that the page showed; `CareError`.
extension CareFiles {
    /// Says how an item stands, with what shows it.
    func set(
        _ seat: Seat, _ id: Identifier, _ item: Identifier, _ state: PlanItem.State, proof: String, basedOn: Int
    ) async throws {
        try await change(seat, id, "care.item.changed") {
            try $0.plan(.changed(item, state, proof: proof), basedOn: basedOn)
        }
    }

    /// Sets a due day by hand; `nil` lets it follow from the birthday again.
    func move(_ seat: Seat, _ id: Identifier, _ item: Identifier, to day: Day?, basedOn: Int) async throws {
        try await change(seat, id, "care.item.moved") { try $0.plan(.moved(item, day), basedOn: basedOn) }
    }

    /// Adds an item in own words.
    ///
    /// - Parameter onPhone: whether it may stand on the young person's phone.
    func add(
        _ seat: Seat, _ id: Identifier, _ domain: Domain, _ text: String, due: Day?, onPhone: Bool, basedOn: Int
    ) async throws -> Identifier {
        let new = context.identifier()
        try await change(seat, id, "care.item.added") {
            try $0.plan(.own(new, domain: domain, text: text, due: due, onPhone: onPhone), basedOn: basedOn)
        }
        return new
    }

    /// Adds the items of the checklist that are not in the plan yet.
    ///
    /// - Returns: how many.
    func addNewItems(_ seat: Seat, _ id: Identifier) async throws -> Int {
        let context = context
        return try await change(seat, id, "care.plan.renewed") { entering in
            let missing = entering.file.plan.missing(
                from: context.checklist, on: context.today, newIdentifier: context.identifier)
            if !missing.isEmpty { try entering.enter(.planned(missing)) }
            return missing.count
        }
    }

    // MARK: Own words

    /// Keeps what the young person wants, of one item or of the whole plan, in the place of what stood there before; an empty text
    /// takes it back.
    ///
    /// - Parameters:
    ///   - field: of the form, for errors.
    ///   - isLookedAt: whether whoever typed it looked at the warnings and keeps it so.
    /// - Throws: `CareError.lookFirst` when there is something to look at.
    func wish(
        _ seat: Seat, _ id: Identifier, _ item: Identifier?, _ text: String, field: String, isLookedAt: Bool,
        basedOn: Int
    ) async throws {
        let context = context
        let written = try FreeText.written(
            text, id: context.identifier(), on: context.today, field: field, context.limits)
        if !isLookedAt, let remark = written?.warnings.first { throw CareError.lookFirst(field: field, remark.text) }
        let action = written == nil ? "care.wish.taken-back" : "care.wish.written"
        try await change(seat, id, action) { entering in
            let before = entering.file.plan.wish(of: item)
            guard written != nil || before != nil else { return }
            let event: PlanEvent =
                item.map { .wished($0, note: written?.id) } ?? .wishedOfAll(note: written?.id)
            try entering.plan(event, basedOn: basedOn)
            if let before { try entering.destroy(before) }
            if let written { try entering.keep(written) }
        }
    }

    /// Keeps a wish for another term.
    func renewWish(_ seat: Seat, _ id: Identifier, _ item: Identifier?) async throws {
        try await change(seat, id, "care.wish.renewed") { entering in
            if let note = entering.file.plan.wish(of: item) { try entering.renew(note) }
        }
    }
}

extension TransitionPlan {
    /// The text in which the young person says what they want of an item, or of the whole plan.
    func wish(of item: Identifier?) -> Identifier? { item.map { self.item($0)?.wish } ?? wish }
}
