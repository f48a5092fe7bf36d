public import Core

/// What can go wrong in the editor that a person can do something about.
public enum EditorError: UserError, Equatable {
    /// There is no such chapter, screen, fact or language (any more).
    case noSuchPart
    /// The course holds this screen, chapter or fact already.
    case screenThere
    /// Only a chapter without screens is taken out.
    case chapterNotEmpty
    case languageThere
    /// Somebody changed the draft since the page was opened.
    case changedSince
    /// There are mistakes in the draft, or in a course that takes screens over from it.
    case stillMistakes(Int)
    /// Who asks for it publishes not by themselves.
    case samePerson
    /// Nobody asked for it, or something was changed since.
    case notProposed
    /// The course was changed outside the draft: what is published has another version than the draft began with.
    case movedOn(Int)
    /// Nothing is being written.
    case noDraft
    case noSuchVersion

    public var status: Int {
        switch self {
        case .noSuchPart, .noSuchVersion, .noDraft: 404
        case .samePerson: 403
        case .screenThere, .chapterNotEmpty, .languageThere, .changedSince, .stillMistakes, .notProposed,
            .movedOn:
            409
        }
    }

    public var text: Text {
        switch self {
        case .noSuchPart: Text("editor.error.no-such-part")
        case .screenThere: Text("editor.error.screen-there")
        case .chapterNotEmpty: Text("editor.error.chapter-not-empty")
        case .languageThere: Text("editor.error.language-there")
        case .changedSince: Text("editor.error.changed-since")
        case .stillMistakes(let count): Text("editor.error.still-mistakes", ["count": "\(count)"])
        case .samePerson: Text("editor.error.same-person")
        case .notProposed: Text("editor.error.not-proposed")
        case .movedOn(let version): Text("editor.error.moved-on", ["version": "\(version)"])
        case .noDraft: Text("editor.error.no-draft")
        case .noSuchVersion: Text("editor.error.no-such-version")
        }
    }

    public var field: String? {
        switch self {
        case .languageThere: "language"
        default: nil
        }
    }
}
