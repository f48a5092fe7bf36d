import Content
import Core
import Crypto
import Web

/// The file by which a learning platform knows a package: what the course is called, where it begins, which files it has.
struct Manifest {
    let course: Course
    let languages: [Language]
    /// The other files of the package.
    let files: [String]

    /// - Returns: the XML, as the schema of the format wants it.
    func text(_ format: PackageFormat) -> String {
        switch format {
        case .cmi5: cmi5
        case .scorm2004: scorm2004
        case .scorm12: scorm12
        }
    }

    private static let head = #"<?xml version="1.0" encoding="UTF-8"?>"#
    private var title: String { XML.escaped(course.title[languages[0]]) }

    // MARK: SCORM 1.2 (ADL, 2001): IMS Content Packaging 1.1.2 and IMS metadata 1.2.1

    private var scorm12: String {
        func texts(_ text: Translated) -> String {
            languages.map { #"<imsmd:langstring xml:lang="\#($0)">\#(XML.escaped(text[$0]))</imsmd:langstring>"# }
                .joined()
        }
        return """
            \(Self.head)
            <manifest identifier="vangnet-\(course.slug)" version="\(course.version)" \
            xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" \
            xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2" \
            xmlns:imsmd="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1">
              <metadata>
                <schema>ADL SCORM</schema>
                <schemaversion>1.2</schemaversion>
                <imsmd:lom>
                  <imsmd:general>
                    <imsmd:title>\(texts(course.title))</imsmd:title>
                    \(languages.map { "<imsmd:language>\($0)</imsmd:language>" }.joined())
                    <imsmd:description>\(texts(course.summary))</imsmd:description>
                  </imsmd:general>
                  <imsmd:lifecycle>
                    <imsmd:version><imsmd:langstring xml:lang="x-none">\(course.version)</imsmd:langstring></imsmd:version>
                  </imsmd:lifecycle>
                </imsmd:lom>
              </metadata>
              <organizations default="course">
                <organization identifier="course">
                  <title>\(title)</title>
                  <item identifier="item" identifierref="player">
                    <title>\(title)</title>
                  </item>
                </organization>
              </organizations>
              <resources>
                <resource identifier="player" type="webcontent" adlcp:scormtype="sco" href="index.html">
            \(fileList)
                </resource>
              </resources>
            </manifest>

            """
    }

    // MARK: SCORM 2004 4th edition (ADL, 2009): IMS Content Packaging 1.1.4, simple sequencing, IEEE LOM

    private var scorm2004: String {
        func texts(_ text: Translated) -> String {
            languages.map { #"<lom:string language="\#($0)">\#(XML.escaped(text[$0]))</lom:string>"# }.joined()
        }
        return """
            \(Self.head)
            <manifest identifier="vangnet-\(course.slug)" version="\(course.version)" \
            xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" \
            xmlns:imsss="http://www.imsglobal.org/xsd/imsss" xmlns:lom="http://ltsc.ieee.org/xsd/LOM">
              <metadata>
                <schema>ADL SCORM</schema>
                <schemaversion>2004 4th Edition</schemaversion>
                <lom:lom>
                  <lom:general>
                    <lom:identifier><lom:catalog>URI</lom:catalog><lom:entry>\(course.iri)</lom:entry></lom:identifier>
                    <lom:title>\(texts(course.title))</lom:title>
                    \(languages.map { "<lom:language>\($0)</lom:language>" }.joined())
                    <lom:description>\(texts(course.summary))</lom:description>
                  </lom:general>
                  <lom:lifeCycle>
                    <lom:version><lom:string language="x-none">\(course.version)</lom:string></lom:version>
                  </lom:lifeCycle>
                </lom:lom>
              </metadata>
              <organizations default="course">
                <organization identifier="course">
                  <title>\(title)</title>
                  <item identifier="item" identifierref="player">
                    <title>\(title)</title>
                    <imsss:sequencing>
                      <imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>
                    </imsss:sequencing>
                  </item>
                  <imsss:sequencing>
                    <imsss:controlMode choice="true" flow="true"/>
                  </imsss:sequencing>
                </organization>
              </organizations>
              <resources>
                <resource identifier="player" type="webcontent" adlcp:scormType="sco" href="index.html">
            \(fileList)
                </resource>
              </resources>
            </manifest>

            """
    }

    private var fileList: String {
        files.map { #"      <file href="\#(XML.escaped($0))"/>"# }.joined(separator: "\n")
    }

    // MARK: cmi5 (Quartz, 1st edition): the course structure of chapter 13

    /// What the course reports, and why `Completed`, is in docs/decisions/0017.
    private var cmi5: String {
        func texts(_ text: Translated) -> String {
            languages.map { #"<langstring lang="\#($0)">\#(XML.escaped(text[$0]))</langstring>"# }.joined()
        }
        return """
            \(Self.head)
            <courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
              <course id="\(course.iri)">
                <title>\(texts(course.title))</title>
                <description>\(texts(course.summary))</description>
              </course>
              <au id="\(course.auIRI)" moveOn="Completed" launchMethod="AnyWindow">
                <title>\(texts(course.title))</title>
                <description>\(texts(course.summary))</description>
                <url>index.html</url>
                <launchParameters>version=\(course.version)</launchParameters>
              </au>
            </courseStructure>

            """
    }
}

extension Course {
    /// What the course is called in packages, everywhere the same and in every version: a `urn:uuid:` made from its slug.
    public var iri: String { Self.iri("course/\(slug)") }
    /// The same for its one assignable unit (cmi5).
    public var auIRI: String { Self.iri("au/\(slug)") }

    /// RFC 9562, version 5, in a name space of our own.
    private static func iri(_ name: String) -> String {
        let space: [UInt8] = [
            0x6B, 0xC3, 0x1E, 0x0A, 0x51, 0x3B, 0x4D, 0x07, 0x9E, 0x5C, 0x2F, 0x84, 0x7A, 0x1D, 0x60, 0xB2,
        ]
        var bytes = Array(Insecure.SHA1.hash(data: space + Array(name.utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }
        return "urn:uuid:" + groups.joined(separator: "-")
    }
}
