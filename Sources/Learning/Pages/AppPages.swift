import Core
import Directory
import HTTPTypes
import Hummingbird
import Pictures
import Web

/// What makes the courses an app on somebody's phone: the manifest, its icons, and the worker that answers without network.
struct AppPages: Sendable {
    let learning: Learning

    var routes: [Web.Route] {
        [
            .data("/manifest.webmanifest", access: .everyone, manifest),
            .data("/sw.js", access: .everyone, hasLanguages: false, worker),
            .data("/icoon/:file", access: .everyone, hasLanguages: false, sample: "/icoon/192.png", icon),
        ]
    }

    /// https://www.w3.org/TR/appmanifest/: the app is the courses alone, so that nothing else of the site opens in it.
    private func manifest(_ visit: Visit) throws -> Response {
        let name = visit.site.settings.name
        let json = JSON.members([
            "id": .string(visit.link("/leren")), "name": .string(visit.text("offline.app.name", ["site": name])),
            "short_name": .string(name), "description": .string(visit.text("learning.list.lead")),
            "lang": .string(visit.language.tag), "dir": .string(visit.language.direction),
            "start_url": .string(visit.link("/leren")), "scope": .string(visit.link("/leren")),
            "display": "standalone", "background_color": "#fbf9f4", "theme_color": "#0b5d5e",
            "icons": .array(Icon.allCases.map(\.json)),
        ])
        var response = visit.data(Array(json.text.utf8), type: "application/manifest+json")
        response.headers[.cacheControl] = "public, max-age=300"
        return response
    }

    /// Another text when anything that it keeps is another: then browsers install it anew.
    private func worker(_ visit: Visit) throws -> Response {
        let player = learning.context.player
        let site = visit.site
        let version = [
            player.version, site.strings.version, site.assets.address(of: "vangnet.css"),
            site.assets.address(of: "vangnet.js"),
        ].joined(separator: " ")
        let text = ["// \(version)", try player("store.js"), try player("worker.js")].joined(separator: "\n")
        var response = visit.data(Array(text.utf8), type: "text/javascript; charset=utf-8")
        response.headers[.cacheControl] = "no-cache"
        return response
    }

    private func icon(_ visit: Visit) throws -> Response {
        guard let icon = Icon.allCases.first(where: { $0.file == visit["file"] }),
            let bytes = PNG.bytes(svg: icon.svg(try learning.context.player("icon.svg")), scale: 1)
        else { throw WebError.notFound }
        var response = visit.data(bytes, type: "image/png")
        response.headers[.cacheControl] = "public, max-age=86400"
        return response
    }

    private enum Icon: CaseIterable {
        case small, large, maskable

        var size: Int { self == .small ? 192 : 512 }
        var file: String { self == .maskable ? "512-vol.png" : "\(size).png" }

        var json: JSON {
            .members([
                "src": .string("/icoon/\(file)"), "sizes": .string("\(size)x\(size)"), "type": "image/png",
                "purpose": self == .maskable ? "maskable" : "any",
            ])
        }

        /// The site's icon at this size. A maskable one may be cut to any shape that holds a circle of 80 % of the width (W3C, App
        /// Manifest, "Icon masks"): the drawing stays within, its ground reaches the edge.
        func svg(_ drawing: String) -> String {
            let (inset, ground) =
                self == .maskable ? (size / 10, "<rect width=\"100%\" height=\"100%\" fill=\"#0b5d5e\"/>") : (0, "")
            let inner =
                "<svg x=\"\(inset)\" y=\"\(inset)\" width=\"\(size - 2 * inset)\" height=\"\(size - 2 * inset)\" "
            return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(size)\" height=\"\(size)\">\(ground)"
                + drawing.replacing("<svg ", with: inner) + "</svg>"
        }
    }
}
