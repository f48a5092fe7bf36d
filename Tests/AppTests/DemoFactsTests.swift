import App
import Core
import Foundation
import Review
import Testing
import Web

@Suite("Facts of the demo")
struct DemoFactsTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Resources/demo").path
    private let yaml = try! String(contentsOfFile: folder + "/first-half-2020.yaml", encoding: .utf8)

    @Test("the file holds the numbers of the half year, in the order of its projects")
    func facts() throws {
        let facts = try DemoFacts(folder: Self.folder)
        #expect(facts.period.name == "2020-H1")
        #expect(facts.participations.map(\.people) == [502, 58, 51])
        #expect(facts.participations.map(\.audience) == ["hotel", "tourism-student", "holiday-park"])
        #expect(facts.sessions.map(\.municipalities) == [23])
        #expect(facts.takenOver.map(\.value) == [4])
        #expect(facts.takenOver[0].countedIn == "2020-H1")
        #expect(facts.review.content.sections.count == 3)
        #expect(
            facts.review.content.funders == [
                "Nationale Postcode Loterij", "Adessium Foundation", "Stichting Janivo",
            ])
        #expect(facts.review.content.hasMoreFunders)
        #expect(facts.review.approvers.count == 3 && !facts.review.approvers.contains(facts.review.editor))
    }

    @Test("no number of a figure stands in the text, so that the text cannot contradict the figures")
    func noNumbersInText() throws {
        let facts = try DemoFacts(folder: Self.folder)
        let content = facts.review.content
        for text in [content.introduction] + content.sections.map(\.text) + content.milestones.map(\.text) {
            for language in Language.all {
                for number in ["502", "58", "51", "vier moties", "four motions"] {
                    #expect(!text[language].lowercased().contains(number))
                }
            }
        }
    }

    @Test("that the motions were adopted is according to the review; only their date was verified")
    func adoption() throws {
        let milestones = try DemoFacts(folder: Self.folder).review.content.milestones.map(\.text)
        let text = try #require(milestones.first { $0[.nl].hasPrefix("Moties over opsporing") })
        #expect(text[.nl].hasSuffix("Dat de moties zijn aangenomen, is volgens de terugblik."))
        #expect(text[.en].hasSuffix("That the motions were adopted is according to the review."))
    }

    private func mistake(_ before: String, _ after: String) -> DemoFactsError? {
        let changed = yaml.replacingOccurrences(of: before, with: after)
        #expect(changed != yaml)
        do {
            _ = try DemoFacts(yaml: changed, file: "demo.yaml")
            return nil
        } catch {
            return error as? DemoFactsError
        }
    }

    private func line(of text: String) -> Int {
        1 + (yaml.components(separatedBy: "\n").firstIndex { $0.contains(text) } ?? -1)
    }

    @Test("a mistake is named with its line")
    func mistakes() {
        let hotel = line(of: "people: 502")
        #expect(
            mistake("people: 502", "people: 50.2")
                == DemoFactsError(file: "demo.yaml", line: hotel, reason: .expected("people", .number)))
        #expect(
            mistake("people: 502", "people: -1")
                == DemoFactsError(file: "demo.yaml", line: hotel, reason: .expected("people", .number)))
        #expect(
            mistake("people: 502", "persons: 502")
                == DemoFactsError(file: "demo.yaml", line: hotel, reason: .unknownField("persons")))
        #expect(
            mistake("audience: hotel, people", "audience: motel, people")?.reason
                == .notAllowed("motel", allowed: "hotel, holiday-park, tourism-student, security, municipality, police")
        )
        #expect(mistake("organised_by: ccv", "organised_by: cvv")?.reason == .unknownName("cvv"))
        #expect(mistake("municipalities: 23", "")?.reason == .missingField("municipalities"))
        #expect(
            mistake("precision: early-month, date: 2020-03", "precision: early-month")?.reason
                == .expected("when", .when))
        #expect(mistake("period: 2020-H1\n", "period: 2020-H3\n")?.reason == .expected("period", .period))
        #expect(mistake("{id: fier,", "{id: ckm,")?.reason == .twice("ckm"))
        #expect(mistake("desks:\n", "desks:\n  - {id: \n")?.line == line(of: "desks:") + 2)
    }

    @Test("another number in the file is another number in the facts")
    func change() throws {
        let facts = try DemoFacts(
            yaml: yaml.replacingOccurrences(of: "people: 502", with: "people: 777"), file: "demo.yaml")
        #expect(facts.participations[0].people == 777)
    }
}
