import Foundation

do {
    exit(try Demo().run() ? 0 : 1)
} catch {
    FileHandle.standardError.write(Data("demo: \(error)\n".utf8))
    exit(1)
}
