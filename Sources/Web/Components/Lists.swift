/// Things to choose from, each leading to a page of its own.
public struct CardList: Component {
    /// One thing.
    public struct Card: Sendable {
        /// Its name.
        public let title: String
        /// Its page.
        public let href: String
        /// What it is, in one or two sentences.
        public let text: String?
        /// Short facts under it: how long, for whom.
        public let meta: [String]
        /// Its state.
        public let tag: Tag?

        /// A card.
        public init(_ title: String, href: String, text: String? = nil, meta: [String] = [], tag: Tag? = nil) {
            self.title = title
            self.href = href
            self.text = text
            self.meta = meta
            self.tag = tag
        }
    }

    public static let template = "web/cards"
    public static let criteria = [
        "Eén link per kaart; het hele vlak is aan te klikken.",
        "Het niveau van de koppen past bij de pagina (level).",
    ]

    /// The things.
    public let cards: [Card]
    /// The level of their headings, 2 to 4.
    public let level: Int

    /// A list of cards; `level` is one more than that of the heading above it.
    public init(_ cards: [Card], level: Int = 2) {
        self.cards = cards
        self.level = level
    }

    public static let examples = [
        Example(
            "cursussen",
            CardList(
                [
                    Card(
                        "Receptie", href: "#", text: "Wat zie je aan de balie, en wat doe je dan?",
                        meta: ["20 minuten", "Zonder account"]),
                    Card(
                        "Schoonmaak", href: "#", text: "Wat je ziet op de kamer en op de gang.", meta: ["15 minuten"],
                        tag: Tag("In de maak", .look)),
                    Card("Beveiliging", href: "#"),
                ], level: 4))
    ]
}

/// What is known about one thing, line by line, each with a way to change it.
public struct SummaryList: Component {
    /// One line.
    public struct Row: Sendable {
        /// What it is about.
        public let key: String
        /// What is known.
        public let value: String
        /// Where the value leads.
        public let href: String?
        /// Where it can be changed; the link says "change" and, for who cannot see the line, the key.
        public let change: String?

        /// A line.
        public init(_ key: String, _ value: String, href: String? = nil, change: String? = nil) {
            self.key = key
            self.value = value
            self.href = href
            self.change = change
        }
    }

    public static let template = "web/facts"
    public static let criteria = ["Ook de laatste stap van een formulier: alles nog eens zien voordat het weggaat."]

    /// The lines.
    public let rows: [Row]

    /// A list of lines.
    public init(_ rows: [Row]) { self.rows = rows }

    public static let examples = [
        Example(
            "met wijzigen",
            SummaryList([
                Row("Organisatie", "Hotel De Linde", href: "#"), Row("Doelgroep", "Hotels", change: "#"),
                Row("Periode", "1 januari 2020 tot en met 30 juni 2020", change: "#"),
            ]))
    ]
}

/// Things that happened, the oldest first or the newest first, as the page says.
public struct Timeline: Component {
    /// One thing that happened.
    public struct Event: Sendable {
        /// The day or month in words, as exact as it is known.
        public let when: String
        /// The same for machines (`2020-03`, `2020-07-02`), where it is known.
        public let datetime: String?
        /// What happened.
        public let title: String
        /// More about it.
        public let text: String?
        /// Where to read on.
        public let link: Link?

        /// An event.
        public init(when: String, datetime: String? = nil, _ title: String, text: String? = nil, link: Link? = nil) {
            self.when = when
            self.datetime = datetime
            self.title = title
            self.text = text
            self.link = link
        }
    }

    public static let template = "web/timeline"
    public static let criteria = ["De datum is zo precies als de bron, en niet preciezer."]

    /// What happened, in order.
    public let events: [Event]

    /// A list of events.
    public init(_ events: [Event]) { self.events = events }

    public static let examples = [
        Example(
            "mijlpalen",
            Timeline([
                Event(when: "begin maart 2020", datetime: "2020-03", "Rapport aangeboden aan de Tweede Kamer"),
                Event(
                    when: "2 juli 2020", datetime: "2020-07-02", "Vier moties aangenomen",
                    text: "Over opsporing en hulp.", link: Link("Bekijk de moties", href: "#")),
            ]))
    ]
}

/// What a place looks like before there is anything in it.
public struct EmptyState: Component {
    public static let template = "web/empty"
    public static let criteria = ["Zegt wat hier komt te staan en hoe je begint; nooit alleen \"geen resultaten\"."]

    /// What will be here.
    public let title: String
    /// How it gets here.
    public let text: String
    /// How to begin.
    public let button: Button?

    /// An empty place.
    public init(_ title: String, _ text: String, button: Button? = nil) {
        self.title = title
        self.text = text
        self.button = button
    }

    public static let examples = [
        Example(
            "met begin",
            EmptyState(
                "Hier komen je trainingen",
                "Je hebt nog geen training ingevoerd. Tel hoeveel mensen er waren en voer dat in.",
                button: Button("Voer een training in", href: "#")))
    ]
}

/// Text that few people need, out of the way of everybody else.
public struct Details: Component {
    public static let template = "web/details"
    public static let criteria = ["Nooit voor iets dat iemand moet weten om verder te kunnen."]

    /// What one finds in it.
    public let summary: String
    /// Its paragraphs.
    public let paragraphs: [String]

    /// Folded text.
    public init(_ summary: String, _ paragraphs: [String]) {
        self.summary = summary
        self.paragraphs = paragraphs
    }

    public static let examples = [
        Example(
            "dicht",
            Details(
                "Waarom vragen we geen naam?",
                ["Voor het leren is je naam niet nodig. Wat we niet weten, kan niet lekken."]))
    ]
}

/// The way to the pages before and after this one.
public struct Pagination: Component {
    public static let template = "web/pages"
    public static let criteria = ["De adressen staan vast: wie een pagina deelt, deelt dezelfde pagina."]

    /// The address of the page before; `nil` on the first.
    public let previous: String?
    /// The address of the page after; `nil` on the last.
    public let next: String?
    /// Which page this is, from 1.
    public let page: Int
    /// How many pages there are, where that is known.
    public let of: Int?

    /// The way to other pages; `nil` when there is only one, so that a page model can hold it as it is.
    public init?(page: Int, of: Int? = nil, previous: String?, next: String?) {
        guard previous != nil || next != nil else { return nil }
        self.page = page
        self.of = of
        self.previous = previous
        self.next = next
    }

    public static let examples = [
        Example("in het midden", Pagination(page: 2, of: 9, previous: "#", next: "#")!),
        Example("de eerste, aantal onbekend", Pagination(page: 1, previous: nil, next: "#")!),
    ]
}
