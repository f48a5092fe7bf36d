import Archive
import Core
import Foundation
import TestSupport
import Testing
import Web

@testable import Learning

@Suite("A cmi5 package of somebody else")
struct PackageContentTests {
    private func error(_ bytes: [UInt8]) -> LaunchError? {
        do {
            _ = try PackageContent(bytes)
            return nil
        } catch {
            return error
        }
    }

    private func fault(_ body: String) -> StructureFault? {
        guard case .structure(let fault)? = error(structureXML(body)) else { return nil }
        return fault
    }

    @Test("blocks, units and what they ask are read in the order of the file")
    func structure() throws {
        let content = try PackageContent(
            try packageZip(
                """
                <objectives><objective id="urn:o"><title><langstring lang="nl">Doel</langstring></title>
                <description><langstring lang="nl">Doel</langstring></description></objective></objectives>
                \(unitXML("los"))
                <block id="urn:blok"><title><langstring lang="nl">Blok</langstring></title>
                <description><langstring lang="nl">Blok</langstring></description>
                <objectives><objective idref="urn:o"/></objectives>
                <block id="urn:in"><title><langstring>Binnen</langstring></title>
                <description><langstring>Binnen</langstring></description>
                \(unitXML("binnen", #"moveOn="CompletedAndPassed" masteryScore=" 0.850 " launchMethod="OwnWindow""#, url: "  index.html?x=1#y  ",
                          more: "<launchParameters> a=1 </launchParameters><entitlementKey>sleutel</entitlementKey>"))
                </block></block>
                <eigen xmlns="urn:van-een-ander"><au id="niet"/></eigen>
                """))
        let structure = content.structure
        #expect(structure.id == "https://voorbeeld.example/cursus")
        #expect(structure.title[.en] == "Balie")
        #expect(structure.units.map(\.index) == [0, 1])
        #expect(structure.blocks.map(\.id) == ["urn:in", "urn:blok"])
        let (plain, full) = (structure.units[0], structure.units[1])
        #expect(plain.moveOn == .notApplicable && plain.launchMethod == .anyWindow && plain.masteryScore == nil)
        #expect(full.moveOn == .completedAndPassed && full.launchMethod == .ownWindow && full.masteryScore == "0.85")
        #expect(full.url == "index.html?x=1#y" && full.launchParameters == "a=1" && full.entitlementKey == "sleutel")
        #expect(content.files.map(\.path) == ["index.html"])
    }

    @Test("a thousand units and more are taken")
    func many() throws {
        let units = (0..<1200).map { unitXML("deel-\($0)") }.joined()
        #expect(try PackageContent(try packageZip(units)).structure.units.count == 1200)
    }

    @Test("our own packages can be imported")
    func own() throws {
        let resources = checkout + "/Resources"
        let strings = try Strings(folder: resources + "/strings")
        let package = try CoursePackage(everyKindCourse(), .cmi5)
        let bytes = try package.zip(try PlayerFiles(resources: resources), say: { strings($0, $1) })
        let content = try PackageContent(bytes)
        #expect(content.structure.units.map(\.moveOn) == [.completed])
        #expect(content.files.contains { $0.path == "index.html" && $0.type.hasPrefix("text/html") })
    }

    @Test("what the schema does not allow is refused, and where it stands is said")
    func faults() {
        #expect(fault("") == .noUnit)
        #expect(fault(unitXML("een", #"moveOn="Soms""#)) == .value("moveOn", of: "https://voorbeeld.example/een"))
        for score in ["1.1", "-0.1", "0.12345", "veel", ".", "1e-1"] {
            #expect(
                fault(unitXML("een", "masteryScore=\"\(score)\""))
                    == .value("masteryScore", of: "https://voorbeeld.example/een"), "\(score)")
        }
        #expect(fault(unitXML("een") + unitXML("een")) == .idTwice("https://voorbeeld.example/een"))
        #expect(fault(#"<au><title/></au>"#) == .missing("id", of: "au"))
        #expect(fault(#"<au id="geen iri"/>"#) == .value("id", of: "au"))
        #expect(
            fault(#"<au id="urn:a"><title><langstring>A</langstring></title></au>"#) == .missing("url", of: "urn:a"))
        #expect(
            fault(#"<block id="urn:b"><title><langstring>B</langstring></title></block>"#)
                == .missing("au", of: "urn:b"))
        #expect(error(Array("<html/>".utf8)) == .structure(.notCMI5))
        #expect(error(Array("geen xml".utf8)) == .structure(.notXML))
        #expect(error(Array("<courseStructure".utf8)) == .structure(.notXML))
    }

    @Test("external entities and document types are refused, and nothing is opened")
    func entities() {
        for inside in [
            #"<!ENTITY e SYSTEM "file:///etc/passwd">"#, #"<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;"#,
            #"<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY e "&b;&b;&b;&b;&b;&b;">"#,
        ] {
            let xml =
                "<?xml version=\"1.0\"?><!DOCTYPE courseStructure [\(inside)]>"
                + String(decoding: structureXML(unitXML("&e;")), as: UTF8.self).split(separator: "\n").dropFirst()
                .joined(separator: "\n")
            #expect(error(Array(xml.utf8)) == .structure(.notXML))
        }
        let deep = String(repeating: "<block id=\"urn:x\">", count: 200)
        #expect(error(structureXML(deep)) != nil)
    }

    @Test(
        "paths that leave the package are refused, and others come out as they are meant",
        arguments: [
            ("../index.html", nil), ("a/../../b", nil), ("/etc/passwd", nil), ("C:/x", nil), ("a\\..\\b", nil),
            ("a\u{1}b", nil), ("./a//b.js", "a/b.js"), ("a/../b.js", "b.js"), ("..a/b", "..a/b"), ("é.html", "é.html"),
        ] as [(String, String?)])
    func paths(name: String, path: String?) throws {
        #expect(Zip.path(of: name) == path)
        // libarchive turns `\` into `/` before the name is looked at.
        guard path == nil, !name.contains("\u{1}"), !name.contains("\\") else { return }
        #expect(error(try packageZip(unitXML("een"), more: [(name, [1])])) == .path(name))
    }

    @Test("two files of one name, links, and a broken zip are refused")
    func zips() throws {
        #expect(error(try packageZip(unitXML("een"), more: [("INDEX.html", [1])])) == .path("INDEX.html"))
        // Made by Python's zipfile: a symbolic link to /etc/passwd.
        let link =
            "UEsDBBQAAAAAAAAAIVAKuR8pCwAAAAsAAAAKAAAAaW5kZXguaHRtbC9ldGMvcGFzc3dkUEsBAhQDFAAAAAAAAAAhUAq5HykL"
            + "AAAACwAAAAoAAAAAAAAAAAAAAP+hAAAAAGluZGV4Lmh0bWxQSwUGAAAAAAEAAQA4AAAAMwAAAAAA"
        #expect(error(Array(Data(base64Encoded: link)!)) == .notAFile("index.html"))
        let zip = try packageZip(unitXML("een"))
        #expect(error(Array(zip.prefix(zip.count / 2))) != nil)
        #expect(error(Array(zip.prefix(4))) != nil)
        #expect(error(try Zip.bytes([("a/cmi5.xml", "x")])) == .noStructure)
    }

    @Test("a zip bomb is noticed before it is unpacked")
    func bomb() throws {
        let zeros = [UInt8](repeating: 0x20, count: 24 << 20)
        let zip = try packageZip(unitXML("een"), more: [("groot.txt", zeros)])
        #expect(zip.count < 1 << 20)
        #expect(error(zip) == .bomb)
        let many = (0..<2100).map { ("\($0).txt", [UInt8]()) }
        #expect(error(try packageZip(unitXML("een"), more: many)) == .tooManyFiles(most: 2000))
        #expect(throws: UnzipError.tooLarge(most: 1000)) {
            try Zip.files(in: zip, Zip.Limits(files: 10, bytes: 1000, ratio: 200))
        }
    }

    @Test("pictures and videos are taken nowhere, by whatever name; drawings and sound are")
    func pictures() throws {
        let refused: [(String, [UInt8])] = [
            ("foto.PNG", [1]), ("foto.txt", [0x89, 0x50, 0x4E, 0x47, 1]), ("foto", [0xFF, 0xD8, 0xFF, 0xE0]),
            ("film.bin", Array("\0\0\0\u{20}ftypisom....".utf8)), ("beeld", Array("RIFF....WEBPVP8 ....".utf8)),
            ("boek.pdf", [1]), ("boek", Array("%PDF-1.7".utf8)), ("in.zip", [1]),
            ("stijl.css", Array("a{background:url(DATA:Image/png;base64,AAAA)}      ".utf8)),
            ("code.js", Array("const v='data:video/mp4;base64,AAAA'           ".utf8)),
        ]
        for (name, bytes) in refused {
            #expect(error(try packageZip(unitXML("een"), more: [(name, bytes)])) == .picture(name), "\(name)")
        }
        let taken: [(String, [UInt8])] = [
            ("net.svg", Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8)), ("stem.mp3", Array("ID3....".utf8)),
            ("stem.wav", Array("RIFF....WAVEfmt ....".utf8)), ("stem.m4a", Array("\0\0\0\u{20}ftypM4A ....".utf8)),
            ("stijl.css", Array("a{background:url(data:image/svg+xml;base64,AAAA)}     ".utf8)),
        ]
        #expect(try PackageContent(try packageZip(unitXML("een"), more: taken)).files.count == taken.count + 1)
    }

    @Test("a unit begins in the package or at an https address")
    func addresses() throws {
        #expect(UnitAddress("a%20b/index.html?x=1#y") == .file("a b/index.html", query: "x=1"))
        #expect(UnitAddress("https://ander.example/les?x=1")?.host == "ander.example")
        for bad in [
            "http://ander.example/", "javascript:alert(1)", "app://x", "//ander.example/x", "/x", "https://", "../x",
            "https://een@ander.example/", "x y",
        ] {
            #expect(UnitAddress(bad) == nil, "\(bad)")
        }
        #expect(error(try packageZip(unitXML("een", url: "weg.html"))) == .noSuchFile("weg.html"))
        #expect(error(structureXML(unitXML("een"))) == .noSuchFile("index.html"))
        #expect(error(structureXML(unitXML("een", url: "http://ander.example/"))) == .address("http://ander.example/"))
        #expect(throws: Never.self) {
            try PackageContent(structureXML(unitXML("een", url: "https://ander.example/les")))
        }
    }
}
