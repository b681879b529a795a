// swift-tools-version: 6.2
import PackageDescription

// As a user of Sluice would have it. In a repository of your own, name a URL and a version in place of the path.
let package = Package(
    name: "orders",
    dependencies: [.package(name: "sluice", path: "../..")],
    targets: [
        // The workflow and its task bodies.
        .target(name: "OrderWorkflow", dependencies: [.product(name: "Sluice", package: "sluice")]),
        // The program that hosts it: the verbs of `sluice`, with the workflow built in.
        .executableTarget(
            name: "orders",
            dependencies: ["OrderWorkflow", .product(name: "SluiceCommand", package: "sluice")]),
        // Kills the program half way and counts, from the outside.
        .executableTarget(name: "demo", dependencies: ["OrderWorkflow"]),
    ]
)
