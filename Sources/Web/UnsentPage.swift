import Core
import Directory
import HTTPTypes
import Hummingbird

/// A form that is not taken, since the session that it was made in has ended: with what was typed, to copy. Nothing of it is kept.
struct UnsentPage: Page {
    static let template = "web/unsent"
    let heading: String
    let sentence: String
    /// Where to go on, in another tab: here stands what was typed.
    let next: Link
    /// What was typed; `nil` when nothing was.
    let kept: SummaryList?
}

extension Visit {
    /// The answer to a form that `error` keeps out, with that error's status.
    ///
    /// - Parameter path: the page with the form, as far as is known.
    func unsent(_ error: any UserError, formAt path: String) throws -> Response {
        let rows = form.entries.compactMap { row(of: $0) }
        let isOut = error.status == 401
        let page = UnsentPage(
            heading: text("web.error.heading.\(error.status)"),
            sentence: text(isOut ? "web.unsent.signed-out" : "web.unsent.stale"),
            next: isOut
                ? Link(text("web.unsent.sign-in"), href: link("/inloggen?naar=" + Percent.encode(path)))
                : Link(text("web.unsent.form"), href: link(path)),
            kept: rows.isEmpty ? nil : SummaryList(rows))
        // What is wrong in the form matters no more; what was typed travels in no link.
        var visit = self
        visit.form = Form()
        return try visit.page(
            page, title: page.heading,
            PageOptions(status: .init(code: error.status), isPrivate: true, hasLanguageLinks: false))
    }

    /// A field as it is shown; `nil` for what nobody typed, and for secrets.
    private func row(of entry: Form.Entry) -> SummaryList.Row? {
        let isEmpty = entry.value.allSatisfy(\.isWhitespace)
        guard !isEmpty, !Self.isSecret(entry.name), !Self.carried.contains(entry.name) else { return nil }
        let key = "web.unsent.field.\(entry.name)"
        if site.strings.has(key, language) { return SummaryList.Row(text(key), entry.value) }
        // Public forms carry answers of earlier pages; those of the workplace carry ids.
        guard path.hasPrefix("/werk"), Identifier(entry.value) == nil else { return nil }
        return SummaryList.Row(entry.name, entry.value)
    }

    private static func isSecret(_ name: String) -> Bool {
        ["password", "current", "code", "token", "receipt", "secret", "backup", Security.tokenField].contains {
            name.lowercased().contains($0)
        }
    }

    /// What forms carry unseen.
    private static let carried: Set<String> = [
        "after", "based-on", "doe", "document", "document-name", "facts", "fingerprint", "gap", "gesprek", "hash", "id",
        "klaar", "list", "loket", "melding", "naar", "page", "pagina", "regels", "username", "van", "version", "was",
    ]
}
