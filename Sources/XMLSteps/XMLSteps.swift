import CXML

/// One step through a document.
public enum XMLStep: Sendable {
    public struct Attribute: Sendable {
        /// Empty for an attribute without a prefix.
        public var namespace: String
        public var name: String
        public var value: String

        public init(namespace: String, name: String, value: String) {
            (self.namespace, self.name, self.value) = (namespace, name, value)
        }
    }

    case open(namespace: String, name: String, [Attribute])
    case text(String)
    case close
}

/// Why a document cannot be read to its end.
public enum XMLFault: Error, Hashable {
    /// It ends in the middle.
    case cut
    /// A byte that cannot stand there, counted from 0; a document type or an entity of its own is one.
    case invalid(at: Int)
    /// More elements in one another than any document that is meant here.
    case tooDeep
}

/// Goes through a document of somebody else with libxml2's reader, which holds one element at a time.
///
/// No file and no address is opened, and a document type is refused before any of its entities can be used.
public enum XMLSteps {
    private static let options = Int32(
        XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue)
    private static let deepest = 64

    /// Hands the steps of `xml` to `step`, in order.
    ///
    /// - Throws: `XMLFault`, and what `step` throws.
    public static func read(_ xml: [UInt8], _ step: (XMLStep) throws -> Void) throws {
        try xml.withUnsafeBytes { bytes in
            guard let start = bytes.bindMemory(to: CChar.self).baseAddress,
                let reader = xmlReaderForMemory(start, Int32(bytes.count), nil, nil, options)
            else { throw XMLFault.cut }
            defer { xmlFreeTextReader(reader) }
            xmlResetLastError()
            var result = xmlTextReaderRead(reader)
            while result == 1 {
                try visit(reader, step)
                result = xmlTextReaderRead(reader)
            }
            guard result == 0 else { throw fault(reader) }
        }
    }

    private static func visit(_ reader: xmlTextReaderPtr, _ step: (XMLStep) throws -> Void) throws {
        switch UInt32(xmlTextReaderNodeType(reader)) {
        case XML_READER_TYPE_ELEMENT.rawValue:
            guard xmlTextReaderDepth(reader) < deepest else { throw XMLFault.tooDeep }
            let isEmpty = xmlTextReaderIsEmptyElement(reader) == 1
            let (namespace, name) = names(reader)
            try step(.open(namespace: namespace, name: name, attributes(reader)))
            if isEmpty { try step(.close) }
        case XML_READER_TYPE_END_ELEMENT.rawValue: try step(.close)
        case XML_READER_TYPE_TEXT.rawValue, XML_READER_TYPE_CDATA.rawValue,
            XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue:
            try step(.text(string(xmlTextReaderConstValue(reader))))
        case XML_READER_TYPE_DOCUMENT_TYPE.rawValue, XML_READER_TYPE_ENTITY_REFERENCE.rawValue:
            throw XMLFault.invalid(at: Int(xmlTextReaderByteConsumed(reader)))
        default: break
        }
    }

    private static func attributes(_ reader: xmlTextReaderPtr) -> [XMLStep.Attribute] {
        var found: [XMLStep.Attribute] = []
        var more = xmlTextReaderMoveToFirstAttribute(reader)
        while more == 1 {
            if xmlTextReaderIsNamespaceDecl(reader) != 1 {
                let (namespace, name) = names(reader)
                found.append(
                    XMLStep.Attribute(namespace: namespace, name: name, value: string(xmlTextReaderConstValue(reader))))
            }
            more = xmlTextReaderMoveToNextAttribute(reader)
        }
        xmlTextReaderMoveToElement(reader)
        return found
    }

    private static func names(_ reader: xmlTextReaderPtr) -> (namespace: String, name: String) {
        (string(xmlTextReaderConstNamespaceUri(reader)), string(xmlTextReaderConstLocalName(reader)))
    }

    private static func string(_ text: UnsafePointer<xmlChar>?) -> String { text.map { String(cString: $0) } ?? "" }

    private static func fault(_ reader: xmlTextReaderPtr) -> XMLFault {
        // What libxml2 says of a document that ends too early.
        let codes = [XML_ERR_DOCUMENT_END, XML_ERR_TAG_NOT_FINISHED, XML_ERR_GT_REQUIRED, XML_ERR_DOCUMENT_EMPTY]
        let code = xmlGetLastError()?.pointee.code
        return codes.contains { Int32($0.rawValue) == code }
            ? .cut : .invalid(at: Int(xmlTextReaderByteConsumed(reader)))
    }
}
