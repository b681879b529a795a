// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "orders",
    dependencies: [.package(name: "sluice", path: "../..")],
    targets: [
        .executableTarget(
            name: "orders",
            dependencies: [
                .product(name: "Sluice", package: "sluice"), .product(name: "SluiceCommand", package: "sluice"),
            ],
            path: "Sources/Orders", swiftSettings: [.swiftLanguageMode(.v6)])
    ]
)
