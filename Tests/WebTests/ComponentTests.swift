import Core
import Foundation
import TestSupport
import Testing

@testable import Web

@Suite struct ComponentTests {
    /// Everything that every page of ours must be: read from the markup, not from the template.
    private func check(_ html: String, _ what: String) {
        let faults = Markup.faults(ofPage: html)
        #expect(faults.isEmpty, "\(what): \(faults)")
        #expect(what == "components" || !html.contains("nil"), "\(what) shows nil")
    }

    @Test(arguments: Language.all) func theWholePageOfComponents(_ language: Language) throws {
        check(try Pages.html(ComponentsPage(), language, demo: true, quickExit: true), "components")
    }

    @Test(arguments: components.map(\.name)) func everyExampleShowsSomething(_ name: String) throws {
        let entry = components.first { $0.name == name }!
        #expect(!entry.examples.isEmpty && !entry.criteria.isEmpty)
        for example in entry.examples {
            let alone = ComponentEntry(
                name: name, anchor: entry.anchor, template: entry.template, criteria: [], examples: [example])
            let html = try Pages.html(ComponentsPage(entries: [alone]))
            let panel = html.components(separatedBy: "<div class=\"panel\">").last ?? ""
            #expect(panel.hasPrefix("<"), "\(name), \(example.name) shows nothing")
            // The summary of errors leads to fields that are elsewhere on the page.
            if name != "ErrorSummary" { check(html, "\(name), \(example.name)") }
        }
    }

    @Test func everyTextInATemplateExists() throws {
        let files = FileManager.default.enumerator(atPath: Pages.resources + "/templates")!.compactMap { $0 as? String }
        for file in files where file.hasSuffix(".mustache") && (file.hasPrefix("web/") || !file.contains("/")) {
            let text = try String(contentsOfFile: Pages.resources + "/templates/" + file, encoding: .utf8)
            for part in text.components(separatedBy: "{{t.").dropFirst() {
                let key = String(part.prefix { $0 != "}" })
                for language in Language.all {
                    #expect(Pages.strings.has(key, language), "\(file): no text \(key) in \(language)")
                }
            }
        }
    }

    @Test func whatIsTypedIsEscapedAndKept() throws {
        let nasty = "\n<script>\"'&</textarea>"
        let field = Field("a", .textarea, label: nasty, hint: nasty, error: nasty, value: nasty)
        let html = try one(field)
        #expect(!html.contains("<script>\""))
        // HTML drops the first line break of a textarea: the template writes one, so that the typed one stays.
        #expect(html.contains(">\n\n&lt;script&gt;&quot;&#39;&amp;&lt;/textarea&gt;</textarea>"))
    }

    /// The summary stands on top and is made before some of the fields: still it says which of them is meant.
    @Test func aSentenceThatFitsEveryFieldStandsAfterItsName() throws {
        let labels = FormLabels()
        let summary = try #require(
            ErrorSummary([
                .init(labelled: "naam", "Vul dit nog in.", labels),
                .init(labelled: "waar", "Kies een antwoord.", labels),
                .init(labelled: "los", "Vul dit nog in.", labels),
                .init(field: "mail", "In dit adres ontbreekt een @."),
            ]))
        labels["naam"] = "Naam <van> de training"
        labels["waar"] = "Waar werk je?"
        labels["mail"] = "Mailadres"
        let html = try one(summary)
        #expect(html.contains("<a href=\"#naam\">Naam &lt;van&gt; de training: Vul dit nog in.</a>"))
        #expect(html.contains("<a href=\"#waar\">Waar werk je? Kies een antwoord.</a>"))
        #expect(html.contains("<a href=\"#los\">Vul dit nog in.</a>"))
        #expect(html.contains("<a href=\"#mail\">In dit adres ontbreekt een @.</a>"))
    }

    @Test func aPasswordIsNeverShownAgain() throws {
        #expect(try !one(Field("a", .password, label: "b", value: "geheim")).contains("geheim"))
    }

    @Test func aFieldSaysWhatItIs() throws {
        let html = try one(Field("a", .email, label: "b", hint: "c", error: "d", optional: true))
        #expect(html.contains("aria-describedby=\"a-hint a-error\""))
        #expect(html.contains("aria-invalid=\"true\"") && !html.contains("aria-required"))
        #expect(html.contains("type=\"email\"") && html.contains("autocomplete=\"email\""))
        let plain = try one(Field("a", label: "b"))
        #expect(plain.contains("aria-required=\"true\""))
        #expect(!plain.contains("aria-describedby") && !plain.contains("aria-invalid"))
    }

    @Test func aFileHasNoValueAndNoAriaRequiredBecauseHTMLHasNeither() throws {
        let html = try one(Field("a", .file, label: "b", value: "c", accept: ".csv"))
        let input = Markup(html).tags.first { $0.name == "input" }!
        #expect(!input.has("value") && !input.has("aria-required") && input["accept"] == ".csv")
    }

    @Test func theFirstAnswerHasTheIdThatTheSummaryLinksTo() throws {
        let choices = Choices(
            "rol", legend: "?", several: true, chosen: ["b"], options: [.init("a", "A"), .init("b", "B")])
        #expect(choices.options.map(\.optionId) == ["rol", "rol-2"])
        #expect(choices.options.map(\.checked) == [false, true])
        #expect(try one(choices).contains("type=\"checkbox\" id=\"rol-2\" name=\"rol\" value=\"b\" checked>"))
    }

    @Test func nothingWrongIsNoSummaryAndOnePageIsNoPagination() {
        #expect(ErrorSummary([]) == nil)
        #expect(Pagination(page: 1, of: 1, previous: nil, next: nil) == nil)
    }

    @Test func stepsAndProgressStayWithinBounds() {
        #expect(Steps(0, of: 3).steps.map(\.state) == ["now", "later", "later"])
        #expect(Steps(9, of: 3).steps.map(\.state) == ["done", "done", "now"])
        #expect(Steps(1, of: 0).of == 1)
        let progress = Progress(id: "a", label: "b", value: 12, of: 0, text: "c")
        #expect(progress.value == 1 && progress.max == 1)
    }

    @Test func aButtonThatLeadsSomewhereIsALink() throws {
        #expect(
            try one(Button("Verder", href: "/b", look: .second)).contains(
                "<a class=\"button second\" href=\"/b\">Verder</a>"))
        #expect(
            try one(Button("Bewaar", name: "a", value: "1")).contains(
                "<button class=\"button\" name=\"a\" value=\"1\">Bewaar</button>"))
    }

    @Test func numbersAsPeopleWriteThem() {
        #expect(written(0, .nl) == "0" && written(999, .nl) == "999" && written(1000, .nl) == "1.000")
        #expect(written(1_234_567, .en) == "1,234,567" && written(-1234, .nl) == "−1.234")
        #expect(written(Int.min, .en) == "−9,223,372,036,854,775,808")
        #expect(written(.few, .nl) == "<10" && written(.hidden, .nl) == "–" && written(.value(58), .nl) == "58")
    }

    @Test func theQuickExitIsThereWhenAskedFor() throws {
        let page = ErrorPage(heading: "a", sentence: "b", reference: nil)
        let with = try Pages.html(page, .en, quickExit: true)
        check(with, "with quick exit")
        let links = Markup(with).tags.filter { $0.name == "a" && $0["href"] == "/en/weg" }
        #expect(links.count == 2 && links.allSatisfy { $0["rel"] == "nofollow noreferrer" && $0.has("data-exit") })
        #expect(try !Pages.html(page).contains("/weg"))
    }

    @Test func aMemberSeesTheMenuOfTheWorkplaceAndSignsOutWithAForm() throws {
        let page = ErrorPage(heading: "a", sentence: "b", reference: "AB12")
        let html = try Pages.html(page, member: "Noor", notice: "Bewaard.", workplace: true)
        check(html, "workplace")
        #expect(
            html.contains(
                "<form method=\"post\" action=\"/uitloggen\"><input type=\"hidden\" name=\"csrf\" value=\"teken\">"))
        #expect(html.contains("Noor") && html.contains("Bewaard.") && html.contains("AB12"))
        #expect(html.components(separatedBy: "<h1>").count == 2)
        #expect(Markup(html).tags.contains { $0["aria-current"] == "page" })
        let elsewhere = try Pages.html(page, .en, member: "Noor")
        #expect(Markup(elsewhere).tags.contains { $0["href"] == "/en/werk" })
        #expect(!elsewhere.contains("/inloggen") && html.contains("/uitloggen"))
    }

    @Test(arguments: [JobPage.State.waiting, .running, .done, .failed]) func aJobRefreshesOnlyWhileItRuns(
        _ state: JobPage.State
    ) throws {
        let page = JobPage(
            heading: "Inlezen", state: state, progress: Progress(id: "p", label: "a", value: 1, of: 2, text: "b"),
            sentence: "c", link: Link("d", href: "/e"), address: "/werk/taken/1")
        let html = try Pages.html(page, workplace: true)
        check(html, "job")
        let runs = state == .waiting || state == .running
        #expect(html.contains("http-equiv=\"refresh\"") == runs)
        #expect(html.contains("data-poll=\"/werk/taken/1\"") == runs)
    }

    private func one(_ component: some Component) throws -> String {
        let entry = ComponentEntry(
            name: "a", anchor: "a", template: type(of: component).template, criteria: [],
            examples: [AnyExample(name: "b", template: type(of: component).template, model: component)])
        return try Pages.html(ComponentsPage(entries: [entry]))
    }
}
