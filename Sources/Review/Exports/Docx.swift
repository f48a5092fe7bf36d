import Archive
import Core
import Web

/// A review as a Word file: WordprocessingML (ECMA-376) in a zip, made from the same outline as the Markdown.
enum Docx {
    /// The bytes of the file.
    ///
    /// - Throws: `ReviewError.file` when the zip cannot be made.
    static func bytes(
        _ edition: ReviewEdition, language: Language, base: String, _ phrases: @escaping Phrases
    ) throws -> [UInt8] {
        var document = Document(language: language)
        for part in Outline.parts(edition, language: language, base: base, phrases) { document.add(part) }
        let files = [
            ("[Content_Types].xml", contentTypes), ("_rels/.rels", relations),
            ("docProps/core.xml", core(ReviewTitle.text(edition.review.period, phrases, language), language)),
            ("word/document.xml", document.xml), ("word/styles.xml", styles(language)),
            ("word/numbering.xml", numbering), ("word/_rels/document.xml.rels", document.relations),
        ]
        do { return try Zip.bytes(files) } catch { throw ReviewError.file }
    }

    /// The text of the document, and the addresses that its links lead to.
    private struct Document {
        var language: Language
        var body = ""
        var links: [String] = []

        mutating func add(_ part: Outline.Part) {
            switch part {
            case .heading(let level, let text): paragraph(run(text), style: "Heading\(level)")
            case .markdown(let text, let level): for block in RichText.blocks(text) { add(block, level) }
            case .sentence(let text): paragraph(run(text))
            case .figures(let lines):
                for line in lines {
                    let source = link(line.link, run("(\(line.source))"))
                    paragraph(run(line.number, bold: true) + run(" \(line.noun) ") + source, list: 1)
                }
            case .items(let items):
                for item in items {
                    let lead = item.lead.isEmpty ? "" : run("\(item.lead): ", bold: true)
                    paragraph(lead + run(item.text + (item.source.map { " (\($0))" } ?? "")), list: 1)
                }
            }
        }

        private mutating func add(_ block: RichText.Block, _ level: Int) {
            switch block {
            case .heading(let own, let inlines): paragraph(runs(inlines), style: "Heading\(min(4, level + own - 1))")
            case .paragraph(let inlines): paragraph(runs(inlines))
            case .quote(let blocks): for inner in blocks { add(inner, level) }
            case .code(let text): paragraph(run(text))
            case .rule: paragraph("")
            case .list(let ordered, let items):
                for case .paragraph(let inlines) in items.flatMap(\.self) {
                    paragraph(runs(inlines), list: ordered ? 2 : 1)
                }
            }
        }

        private mutating func paragraph(_ runs: String, style: String? = nil, list: Int? = nil) {
            let style = style.map { "<w:pStyle w:val=\"\($0)\"/>" } ?? ""
            let list = list.map { "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"\($0)\"/></w:numPr>" } ?? ""
            body += "<w:p><w:pPr>\(style)\(list)</w:pPr>\(runs)</w:p>"
        }

        private mutating func runs(_ inlines: [RichText.Inline], bold: Bool = false, italic: Bool = false) -> String {
            var out = ""
            for inline in inlines {
                switch inline {
                case .text(let text), .code(let text): out += run(text, bold: bold, italic: italic)
                case .emphasis(let inner): out += runs(inner, bold: bold, italic: true)
                case .strong(let inner): out += runs(inner, bold: true, italic: italic)
                case .lineBreak: out += "<w:r><w:br/></w:r>"
                case .link(let address, let inner): out += link(address, runs(inner, bold: bold, italic: italic))
                }
            }
            return out
        }

        private func run(_ text: String, bold: Bool = false, italic: Bool = false) -> String {
            let properties = (bold ? "<w:b/>" : "") + (italic ? "<w:i/>" : "")
            let marks = properties.isEmpty ? "" : "<w:rPr>\(properties)</w:rPr>"
            return "<w:r>\(marks)<w:t xml:space=\"preserve\">\(XML.escaped(text))</w:t></w:r>"
        }

        /// A link to an address outside the file; what has no host stays words.
        private mutating func link(_ address: String, _ runs: String) -> String {
            guard address.contains(":") else { return runs }
            links.append(address)
            return "<w:hyperlink r:id=\"link\(links.count)\">\(runs)</w:hyperlink>"
        }

        var xml: String {
            header + "<w:document \(Docx.namespaces)><w:body>\(body)<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
                + "<w:pgMar w:top=\"1417\" w:right=\"1417\" w:bottom=\"1417\" w:left=\"1417\" w:header=\"708\" "
                + "w:footer=\"708\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
        }

        var relations: String {
            let own = [("styles", "styles.xml"), ("numbering", "numbering.xml")].map { kind, target in
                "<Relationship Id=\"\(kind)\" Type=\"\(office)/relationships/\(kind)\" Target=\"\(target)\"/>"
            }
            let outside = links.enumerated().map { place, address in
                "<Relationship Id=\"link\(place + 1)\" Type=\"\(office)/relationships/hyperlink\" "
                    + "Target=\"\(XML.escaped(address))\" TargetMode=\"External\"/>"
            }
            return header
                + "<Relationships xmlns=\"\(packages)/relationships\">\((own + outside).joined())</Relationships>"
        }
    }

    private static let header = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006"
    private static let packages = "http://schemas.openxmlformats.org/package/2006"
    private static let words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    private static let namespaces = "xmlns:w=\"\(words)\" xmlns:r=\"\(office)/relationships\""

    private static let contentTypes: String = {
        let document = "application/vnd.openxmlformats-officedocument.wordprocessingml"
        let parts = ["document": "document.main", "styles": "styles", "numbering": "numbering"].sorted {
            $0.key < $1.key
        }
        let overrides = parts.map {
            "<Override PartName=\"/word/\($0.key).xml\" ContentType=\"\(document).\($0.value)+xml\"/>"
        }
        return header + "<Types xmlns=\"\(packages)/content-types\">"
            + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>\(overrides.joined())"
            + "<Override PartName=\"/docProps/core.xml\" "
            + "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>"
    }()

    private static let relations =
        header + "<Relationships xmlns=\"\(packages)/relationships\">"
        + "<Relationship Id=\"document\" Type=\"\(office)/relationships/officeDocument\" Target=\"word/document.xml\"/>"
        + "<Relationship Id=\"core\" Type=\"\(packages)/relationships/metadata/core-properties\" "
        + "Target=\"docProps/core.xml\"/></Relationships>"

    private static func core(_ title: String, _ language: Language) -> String {
        header + "<cp:coreProperties xmlns:cp=\"\(packages)/metadata/core-properties\" "
            + "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>\(XML.escaped(title))</dc:title>"
            + "<dc:language>\(language)</dc:language></cp:coreProperties>"
    }

    private static func styles(_ language: Language) -> String {
        let locale = language == .nl ? "nl-NL" : "en-GB"
        let headings = [(1, 40), (2, 30), (3, 26), (4, 24)].map { level, size in
            "<w:style w:type=\"paragraph\" w:styleId=\"Heading\(level)\"><w:name w:val=\"heading \(level)\"/>"
                + "<w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:pPr><w:keepNext/>"
                + "<w:spacing w:before=\"320\" w:after=\"120\"/><w:outlineLvl w:val=\"\(level - 1)\"/></w:pPr>"
                + "<w:rPr><w:b/><w:sz w:val=\"\(size)\"/></w:rPr></w:style>"
        }
        return header + "<w:styles xmlns:w=\"\(words)\"><w:docDefaults><w:rPrDefault><w:rPr>"
            + "<w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:cs=\"Calibri\"/><w:sz w:val=\"22\"/>"
            + "<w:lang w:val=\"\(locale)\"/></w:rPr></w:rPrDefault></w:docDefaults>"
            + "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/>"
            + "<w:pPr><w:spacing w:after=\"140\" w:line=\"288\" w:lineRule=\"auto\"/></w:pPr></w:style>"
            + headings.joined() + "</w:styles>"
    }

    /// 1 is a list with dots, 2 one with numbers.
    private static let numbering: String = {
        let kinds = [(1, "bullet", "•"), (2, "decimal", "%1.")]
        let abstract = kinds.map { id, format, text in
            "<w:abstractNum w:abstractNumId=\"\(id)\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>"
                + "<w:numFmt w:val=\"\(format)\"/><w:lvlText w:val=\"\(text)\"/><w:lvlJc w:val=\"left\"/>"
                + "<w:pPr><w:ind w:left=\"720\" w:hanging=\"360\"/></w:pPr></w:lvl></w:abstractNum>"
        }
        let numbers = kinds.map { id, _, _ in
            "<w:num w:numId=\"\(id)\"><w:abstractNumId w:val=\"\(id)\"/></w:num>"
        }
        return header + "<w:numbering xmlns:w=\"\(words)\">\((abstract + numbers).joined())</w:numbering>"
    }()
}
