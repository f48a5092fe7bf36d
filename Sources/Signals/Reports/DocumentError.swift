public import Core

/// Why a document is not taken in. Each sentence says what to do instead.
public enum DocumentError: UserError, Equatable {
    /// Nothing is in it.
    case empty
    /// More than `most` MB.
    case tooLarge(most: Int)
    /// In Dutch law an organisation may not hold images of abuse (Sr 252), and nobody can tell before looking.
    case image
    /// Video or sound, for the same reason.
    case video
    /// A document of a word processor or the like: pictures and macros may be in it.
    case office
    /// An archive: anything may be in it.
    case archive
    /// A web page or a drawing (HTML, SVG, XML): it may hold pictures and programs.
    case markup
    /// Neither text nor PDF.
    case unknownKind
    /// Text with something else in it: signs that no text has, or a file that was turned into letters.
    case notOnlyText
    /// A PDF with a picture in it.
    case pdfImage
    /// A PDF with another file, sound or film in it.
    case pdfFile
    /// A PDF that runs a program, or sends or opens something.
    case pdfActive
    /// A PDF with a password, or whose content may not be read.
    case pdfEncrypted
    /// A PDF that is another kind of file too.
    case pdfMixed
    /// A PDF that does not follow the rules, or uses what cannot be looked into.
    case pdfUnreadable

    public var status: Int { if case .tooLarge = self { 413 } else { 422 } }

    public var text: Text {
        switch self {
        case .empty: Text("documents.error.empty")
        case .tooLarge(let most): Text("documents.error.too-large", ["most": String(most)])
        case .image: Text("documents.error.image")
        case .video: Text("documents.error.video")
        case .office: Text("documents.error.office")
        case .archive: Text("documents.error.archive")
        case .markup: Text("documents.error.markup")
        case .unknownKind: Text("documents.error.unknown-kind")
        case .notOnlyText: Text("documents.error.not-only-text")
        case .pdfImage: Text("documents.error.pdf-image")
        case .pdfFile: Text("documents.error.pdf-file")
        case .pdfActive: Text("documents.error.pdf-active")
        case .pdfEncrypted: Text("documents.error.pdf-encrypted")
        case .pdfMixed: Text("documents.error.pdf-mixed")
        case .pdfUnreadable: Text("documents.error.pdf-unreadable")
        }
    }
}
