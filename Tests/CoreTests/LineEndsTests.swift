import Core
import Testing

struct LineEndsTests {
    @Test(arguments: [
        ("", ""), ("a", "a"), ("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\nb", "a\nb"), ("\r\n\r\n", "\n\n"),
        ("\r\r\n", "\n\n"),
        ("\n\r", "\n\n"), ("é\r\n😀\r", "é\n😀\n"),
    ])
    func everyLineEndIsOneLineFeed(typed: String, kept: String) { #expect(typed.withLineFeeds == kept) }
}
