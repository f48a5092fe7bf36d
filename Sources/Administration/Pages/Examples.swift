import Core
public import Web

/// A page model of every kind, filled as far as it goes and as empty as it comes: one test renders them in all languages.
public let administrationExamples: [any Page] = signInExamples + accountExamples + recordExamples + runningExamples

private let errors = ErrorSummary([
    .init(field: "email", "In dit adres ontbreekt een @."), .init(field: nil, "Te laat."),
])

private let email = Field("email", .email, label: "E-mailadres", error: "In dit adres ontbreekt een @.", value: "anna")
private let password = Field("password", .password, label: "Wachtwoord", autocomplete: "current-password")

private let signInExamples: [any Page] = [
    SignInPage(title: "Inloggen", errors: nil, email: email, password: password, target: "/werk", demo: nil),
    SignInPage(
        title: "Inloggen", errors: errors, email: email, password: password, target: "/werk/ik",
        demo: DemoSignIns(members: [
            .init(
                name: "Demo Meldpunt", organisation: "Vangnet", email: "meldpunt@demo.example",
                password: "abcd-efgh-ijkl", role: "Meldpunt, Beheerder")
        ])),
    RecoveryPage(title: "Wachtwoord kwijt", errors: errors, fields: [email, password]),
    WelcomePage(title: "Welkom", errors: nil, name: "Anna", email: "anna@example.org", fields: [password]),
    WelcomePage(title: "Welkom", errors: errors, name: nil, email: nil, fields: [email, password]),
    ExpiredLinkPage(title: "Deze link werkt niet meer"),
    RecoveryCodePage(title: "Bewaar je herstelcode", code: "K7P3-9QWM-4TBX", next: "/werk"),
]

private let accountExamples: [any Page] = [
    WorkplacePage(
        title: "Werkplek", name: "Anna", cards: CardList([.init("Leden", href: "/werk/leden", text: "Wie.")])),
    AccountPage(title: "Jouw account", errors: errors, fields: [password, email]),
    ConfirmationPage(title: "Geef nog eens je wachtwoord", errors: nil, password: password, target: "/werk/ik"),
]

private let recordExamples: [any Page] = [
    RecordListPage(
        title: "Leden", lead: "Wie kan inloggen.", add: Button("Nodig een lid uit", href: "/werk/leden/nieuw"),
        table: DataTable(
            id: "records", caption: "Leden", columns: [.init("Naam"), .init("Stand")],
            rows: [[.init("Anna", href: "/werk/leden/1"), .init(tag: Tag("doet mee", .go))]]),
        pagination: Pagination(page: 2, previous: "/werk/logboek", next: "/werk/logboek?voor=1"),
        back: Link("Naar het nieuwste", href: "/werk/logboek")),
    RecordListPage(
        title: "Loketten", table: nil, empty: EmptyState("Er is nog geen loket", "Vraag een beheerder.")),
    RecordFormPage(
        title: "Hotel De Linde", lead: "Een hotel.", errors: errors, current: SummaryList([.init("Naam", "De Linde")]),
        parts: [
            .init(email), .init(Select("kind", label: "Soort", value: "hotel", options: [.init("hotel", "Hotel")])),
            .init(Choices("rights", legend: "Rechten", several: true, options: [.init("yes", "Beheerder")])),
        ],
        action: "/werk/organisaties/1", button: "Bewaar", version: 3,
        actions: [
            .init(action: "/werk/organisaties/1/actief", text: "Doet niet meer mee", about: "Het blijft.", version: 3)
        ],
        back: Link("Organisaties", href: "/werk/organisaties")),
    RecordFormPage(
        title: "Voeg een organisatie toe", errors: nil, parts: [], action: "/werk/organisaties/nieuw", button: "Bewaar",
        back: Link("Organisaties", href: "/werk/organisaties")),
    InvitationPage(
        title: "Uitnodiging voor Anna", lead: "Geef deze link zelf door.", link: "https://vangnet.example/welkom/1",
        until: "1 december 2026, 09:00"),
    DeskPage(
        title: "Meldpunt", errors: errors, state: Tag("wacht op sleutels", .look), task: "Meldpunt", isWaiting: true,
        next: "Bram wacht op de sleutel.", address: "/werk/loketten/1",
        members: [
            .init(id: "1", name: "Anna", key: Tag("heeft de sleutel", .go), canRemove: true),
            .init(id: "2", name: "Bram", key: Tag("wacht op de sleutel", .look), canRemove: false),
        ],
        waiting: [.init(id: "2", name: "Bram", fingerprint: "12345 67890", error: "Vergelijk eerst de code.")],
        fingerprint: "09876 54321",
        administration: .init(member: Select("member", label: "Lid", options: [.init("", "Kies…")]))),
    DeskPage(
        title: "Meldpunt", errors: nil, state: Tag("open", .go), task: "Meldpunt", isWaiting: false, next: nil,
        address: "/werk/loketten/1", members: [], waiting: [], fingerprint: nil, administration: nil),
]

private let deadGroup = JobsPage.Group(
    table: DataTable(id: "jobs-dead", caption: "mislukt", columns: [.init("Taak")], rows: [[.init("Mail versturen")]]),
    decisions: [.init(name: "Mail versturen", address: "/werk/taken/1")])

private let runningExamples: [any Page] = [
    JobsPage(title: "Taken", lead: "Werk.", groups: [deadGroup], empty: nil),
    JobsPage(title: "Taken", lead: "Werk.", groups: [], empty: EmptyState("Er wacht niets", "Alles is gedaan.")),
    MailPage(
        title: "Post", lead: "Mail.", groups: [deadGroup],
        messages: [.init(recipient: "anna@example.org", subject: "Uitnodiging", body: "Dag,\n\neen link.")], empty: nil),
    MailPage(title: "Post", lead: "Mail.", groups: [], messages: [], empty: EmptyState("Er is geen mail", "Hier.")),
]
