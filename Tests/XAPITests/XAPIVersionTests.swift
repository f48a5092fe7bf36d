import Testing
import XAPI

@Test("both versions are known by the name that a request carries")
func versions() {
    #expect(XAPIVersion.allCases.map(\.rawValue) == ["1.0.3", "2.0.0"])
}
