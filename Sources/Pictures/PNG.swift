import CRSVG

/// Drawings of ours as pictures, for where SVG is not accepted (librsvg and cairo). Never what somebody sent.
public enum PNG {
    /// An SVG as PNG, `scale` times as large as it says; `nil` when it cannot be drawn.
    public static func bytes(svg: String, scale: Double = 2) -> [UInt8]? {
        let text = Array(svg.utf8)
        guard let handle = rsvg_handle_new_from_data(text, UInt(text.count), nil) else { return nil }
        defer { g_object_unref(handle) }
        var width = 0.0
        var height = 0.0
        guard rsvg_handle_get_intrinsic_size_in_pixels(handle, &width, &height) != 0, width > 0, height > 0,
            let surface = cairo_image_surface_create(
                CAIRO_FORMAT_ARGB32, Int32(width * scale), Int32(height * scale))
        else { return nil }
        defer { cairo_surface_destroy(surface) }
        let context = cairo_create(surface)
        defer { cairo_destroy(context) }
        var viewport = RsvgRectangle(x: 0, y: 0, width: width * scale, height: height * scale)
        guard rsvg_handle_render_document(handle, context, &viewport, nil) != 0 else { return nil }
        return encoded(surface)
    }

    /// Where an element of an SVG comes to stand, as it is drawn; `nil` when there is no such element.
    public static func bounds(
        svg: String, id: String
    ) -> (x: Double, y: Double, width: Double, height: Double)? {
        let text = Array(svg.utf8)
        guard let handle = rsvg_handle_new_from_data(text, UInt(text.count), nil) else { return nil }
        defer { g_object_unref(handle) }
        var size = (width: 0.0, height: 0.0)
        guard rsvg_handle_get_intrinsic_size_in_pixels(handle, &size.width, &size.height) != 0 else { return nil }
        var viewport = RsvgRectangle(x: 0, y: 0, width: size.width, height: size.height)
        var (ink, logical) = (RsvgRectangle(), RsvgRectangle())
        guard rsvg_handle_get_geometry_for_layer(handle, "#\(id)", &viewport, &ink, &logical, nil) != 0 else {
            return nil
        }
        return (ink.x, ink.y, ink.width, ink.height)
    }

    private static func encoded(_ surface: OpaquePointer) -> [UInt8]? {
        var bytes: [UInt8] = []
        let status = withUnsafeMutablePointer(to: &bytes) { target in
            cairo_surface_write_to_png_stream(
                surface,
                { target, data, count in
                    guard let target, let data else { return CAIRO_STATUS_WRITE_ERROR }
                    target.assumingMemoryBound(to: [UInt8].self).pointee += UnsafeBufferPointer(
                        start: data, count: Int(count))
                    return CAIRO_STATUS_SUCCESS
                }, target)
        }
        return status == CAIRO_STATUS_SUCCESS ? bytes : nil
    }
}
