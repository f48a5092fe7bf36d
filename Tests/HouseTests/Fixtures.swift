import FoundationEssentials

@testable import House

/// The bytes of a file in `Fixtures`: small answers in the shapes that the source sends. What is in them beyond published
/// facts is made up.
func fixture(_ name: String) throws -> [UInt8] {
    let folder = String(#filePath.dropLast("Fixtures.swift".count))
    return [UInt8](try Data(contentsOf: URL(filePath: "\(folder)Fixtures/\(name)")))
}

func page<Entity: HouseEntity>(_ type: Entity.Type, _ name: String) throws -> RawPage<Entity> {
    try RawPage(json: fixture(name))
}
