public import Core
import Directory

/// Which language some words of a page are in, where that is not the page's own: for their `lang` and `dir`.
public struct LanguageMark: Hashable, Sendable {
    let tag: String
    let dir: String

    public init(_ language: Language) {
        tag = language.tag
        dir = language.direction
    }
}

/// What the layout around every page needs to know; templates see it as `site`.
struct Layout: Sendable {
    struct LanguageLink: Sendable {
        let tag: String
        let name: String
        let href: String
    }

    struct MenuLink: Sendable {
        let href: String
        let text: String
        let current: Bool
    }

    struct MemberName: Sendable {
        let name: String
    }

    let name: String
    let demo: Bool
    let language: String
    let dir: String
    /// What comes before every path: nothing, or `/en`.
    let prefix: String
    let otherLanguages: [LanguageLink]
    let path: String
    let title: String
    let description: String?
    let css: String
    let js: String
    let icon: String
    let csrf: String?
    let member: MemberName?
    let quickExit: Bool
    let exitAddress: String
    let neutral: Bool
    let notice: String?
    let canonical: String
    let nav: [MenuLink]
    let wide: Bool
    let workplace: Bool
}

extension Visit {
    /// Everything that a template sees beside the page's own fields.
    func scope(title: String, _ options: PageOptions) -> [String: Any] {
        let isWorkplace = path == "/werk" || path.hasPrefix("/werk/")
        let menu = (isWorkplace ? site.workplaceMenu : site.menu).filter { $0.access.allows(actor) }
        // The longest path that fits is the current one, so that `/werk` is not current everywhere below it.
        let current = menu.filter { path == $0.path || path.hasPrefix($0.path + "/") }.max {
            $0.path.utf8.count < $1.path.utf8.count
        }
        let layout = Layout(
            name: site.settings.name,
            demo: site.settings.isDemo,
            language: language.tag,
            dir: language.direction,
            prefix: language == .nl ? "" : "/\(language)",
            otherLanguages: options.hasLanguageLinks ? otherLanguages : [],
            path: link(path),
            title: title,
            description: options.description,
            css: site.assets.address(of: "vangnet.css"),
            js: site.assets.address(of: "vangnet.js"),
            icon: site.assets.address(of: "icon.svg"),
            csrf: session?.formToken,
            member: session?.actor.member.map { Layout.MemberName(name: $0.name) },
            quickExit: options.hasQuickExit,
            exitAddress: site.settings.exitAddress,
            neutral: options.isNeutral,
            notice: notice,
            canonical: site.settings.address + link(path),
            nav: menu.map {
                Layout.MenuLink(href: link($0.path), text: text($0.text), current: $0.path == current?.path)
            },
            wide: options.isWide,
            workplace: isWorkplace)
        return ["site": layout, "t": site.strings.tree(language)]
    }

    private var otherLanguages: [Layout.LanguageLink] {
        guard route.hasLanguages else { return [] }
        return Language.all.filter { $0 != language }.map { other in
            Layout.LanguageLink(
                tag: other.tag, name: site.strings(Text("web.language.name"), other),
                href: "/taal/\(other)?naar=" + Percent.encode(path))
        }
    }

    /// The sentence that the page before asked for; only keys of notices, so that an address cannot put other words here.
    private var notice: String? {
        let key = query["melding"]
        return key.contains(".notices.") && site.strings.has(key, language) ? text(key) : nil
    }
}
