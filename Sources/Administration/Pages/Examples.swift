import Core
public import Web

/// A page model of every kind, filled as far as it goes and as empty as it comes: one test renders them in all languages.
public let administrationExamples: [any Page] =
    signInExamples + accountExamples + recordExamples + activationExamples + runningExamples

private let errors = ErrorSummary([
    .init(field: "email", "In dit adres ontbreekt een @."), .init(field: nil, "Te laat."),
])

private let email = Field("email", .email, label: "E-mailadres", error: "In dit adres ontbreekt een @.", value: "anna")
private let password = Field("password", .password, label: "Wachtwoord", autocomplete: "current-password")

private let code = Field("code", .number, label: "Code van zes cijfers", autocomplete: "one-time-code")
private let backup = Field("backup", .code, label: "Noodcode", error: "Dit is geen noodcode van jou.")

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
    AccountPage(
        title: "Jouw account", errors: errors, fields: [password, email],
        secondFactor: .init(
            facts: SummaryList([.init("Ingesteld op", "1 mei 2020, 10:00"), .init("Noodcodes over", "2")]),
            warning: Notice(.warning, "Maak nieuwe."), about: "Heb je een nieuwe telefoon?",
            setUp: Button("Stel een andere app in", href: "/inloggen/tweede-stap"))),
    AccountPage(
        title: "Jouw account", errors: nil, fields: [password],
        secondFactor: .init(
            facts: nil, warning: nil, about: "Je logt nu in met alleen een wachtwoord.",
            setUp: Button("Stel een tweede stap in", href: "/inloggen/tweede-stap"))),
    CodePage(
        title: "Code uit je app", errors: nil, code: code, backup: backup, isBackupOpen: false, target: "/werk",
        demo: "AAAA-BBBB-CCCC"),
    CodePage(
        title: "Code uit je app", errors: errors, code: code, backup: backup, isBackupOpen: true, target: "/werk/ik",
        demo: nil),
    EnrolmentPage(
        title: "Stel een tweede stap in", errors: errors, isPending: true, address: "otpauth://totp/Vangnet:anna",
        qr: "<svg></svg>", secret: "ABCD EFGH", code: code, target: "/werk"),
    EnrolmentPage(
        title: "Stel een tweede stap in", errors: nil, isPending: false, address: "otpauth://totp/Vangnet:anna",
        qr: "<svg></svg>", secret: "ABCD EFGH", code: code, target: "/werk/ik"),
    BackupCodesPage(title: "Bewaar je noodcodes", codes: ["AAAA-BBBB-CCCC", "DDDD-EEEE-FFFF"], next: "/werk"),
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
        title: "Meldpunt", errors: errors, state: Tag("wacht op sleutels", .look), task: "Meldpunt",
        lead: "Anna leidt dit loket.", isWaiting: true,
        next: "Bram wacht op de sleutel.", address: "/werk/loketten/1",
        members: [
            .init(id: "1", name: "Anna", key: Tag("heeft de sleutel", .go), canRemove: true),
            .init(id: "2", name: "Bram", key: Tag("wacht op de sleutel", .look), canRemove: false),
        ],
        waiting: [.init(id: "2", name: "Bram", fingerprint: "12345 67890", error: "Vergelijk eerst de code.")],
        fingerprint: "09876 54321",
        administration: .init(member: Select("member", label: "Lid", options: [.init("", "Kies…")]))),
    DeskPage(
        title: "Meldpunt", errors: nil, state: Tag("open", .go), task: "Meldpunt", lead: "Niemand.", isWaiting: false,
        next: nil,
        address: "/werk/loketten/1", members: [], waiting: [], fingerprint: nil, administration: nil),
]

private let activationExamples: [any Page] = [
    ActivationListPage(
        title: "Activering",
        parts: [
            .init(
                name: "Signalen", href: "/werk/activering/signals", state: Tag("niet vastgelegd", .look),
                missing: ["Wie verantwoordelijk is voor de gegevens."]),
            .init(name: "Onderzoek", href: "/werk/activering/coaches", state: Tag("actief", .go), missing: []),
        ]),
    ActivationPage(
        title: "Activering van Signalen", errors: nil, state: Tag("niet vastgelegd", .look), isActive: false,
        missing: ["Wie verantwoordelijk is voor de gegevens."], address: "/werk/activering/signals", version: 0,
        settled: [], signatures: [], withdrawn: nil, canSign: false, waitsForOther: false, canWithdraw: false,
        change: Button("Leg de afspraken vast", href: "/werk/activering/signals/wijzigen")),
    ActivationPage(
        title: "Activering van Signalen", errors: errors, state: Tag("nog niet actief", .look), isActive: false,
        missing: ["De handtekening van nog een ander lid."], address: "/werk/activering/signals", version: 2,
        settled: [
            .init(key: "Grondslag", value: "Artikel 6.\nArtikel 9.", isOpen: false),
            .init(key: "Bewaartermijn", value: "nog niet ingevuld", isOpen: true),
        ],
        signatures: ["Anna, op 1 mei 2020"], withdrawn: "Ingetrokken door Bram.", canSign: true, waitsForOther: true,
        canWithdraw: true, change: Button("Wijzig de afspraken", href: "/werk/activering/signals/wijzigen")),
    ActivationPage(
        title: "Activering van Signalen", errors: nil, state: Tag("actief", .go), isActive: true, missing: [],
        address: "/werk/activering/signals", version: 1, settled: [], signatures: ["Anna", "Bram"], withdrawn: nil,
        canSign: false, waitsForOther: false, canWithdraw: true,
        change: Button("Wijzig de afspraken", href: "/werk/activering/signals/wijzigen")),
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
