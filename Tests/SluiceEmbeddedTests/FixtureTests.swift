import Glibc
import TestFolders
import Testing

@Suite("A data folder of a release")
struct FixtureTests {
    @Test("One that this release writes is read by it")
    func own() throws {
        let folder = TemporaryFolder()
        try FixtureFolder.write(to: folder.path)
        try FixtureFolder.verify(folder.path)
        try FixtureFolder.verify(folder.path)
        if let kept = getenv("SLUICE_WRITE_FIXTURE") { try FixtureFolder.write(to: String(cString: kept)) }
    }
}
