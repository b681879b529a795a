// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// One module per C library of the distribution: `./dev setup` installs their -dev packages. Nothing is fetched.
let package = Package(
    name: "sluice",
    products: [
        .library(name: "Sluice", targets: ["Sluice"]),
        .library(name: "SluiceCommand", targets: ["SluiceCommand"]),
        .library(name: "SluiceTestKit", targets: ["SluiceTestKit"]),
        .executable(name: "sluice", targets: ["SluiceMain"]),
    ],
    targets: [
        .systemLibrary(name: "CRocksDB", pkgConfig: "rocksdb", providers: [.apt(["librocksdb-dev"])]),
        .systemLibrary(name: "CRdKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        // Part of the C library; nothing to install.
        .systemLibrary(name: "CGetOpt"),
        // A built-in of the C compiler that Swift has no word for; nothing to install.
        .systemLibrary(name: "CPrefetch"),

        .target(name: "SluiceExpressions", swiftSettings: settings),
        .target(name: "SluiceKernel", dependencies: ["SluiceExpressions"], swiftSettings: settings),
        .target(name: "SluiceEngine", dependencies: ["SluiceKernel", "CPrefetch"], swiftSettings: settings),
        .target(
            name: "SluiceStore", dependencies: ["SluiceEngine", "SluiceKernel", "CRocksDB"], swiftSettings: settings),
        .target(
            name: "SluiceEmbedded", dependencies: ["SluiceStore", "SluiceEngine", "SluiceKernel"],
            swiftSettings: settings),
        .target(
            name: "SluiceKafka", dependencies: ["SluiceStore", "SluiceEngine", "SluiceKernel", "CRdKafka"],
            swiftSettings: settings),
        .target(name: "SluiceGateway", dependencies: ["SluiceEngine", "CMicroHTTPD"], swiftSettings: settings),
        .target(
            name: "Sluice", dependencies: ["SluiceEngine", "SluiceKernel", "SluiceExpressions", "CYAML"],
            swiftSettings: settings),
        .target(
            name: "SluiceTestKit", dependencies: ["Sluice", "SluiceEngine", "SluiceKernel"], swiftSettings: settings),
        .target(
            name: "SluiceCommand",
            dependencies: [
                "Sluice", "SluiceEngine", "SluiceKernel", "SluiceExpressions", "SluiceStore", "SluiceEmbedded",
                "SluiceKafka",
                "SluiceGateway", "SluiceTestKit",
                "CGetOpt",
            ],
            swiftSettings: settings),
        .executableTarget(name: "SluiceMain", dependencies: ["SluiceCommand"], swiftSettings: settings),

        // Temporary folders and small disks of all tests.
        .target(name: "TestFolders", path: "Tests/Support/TestFolders", swiftSettings: settings),

        // The built `sluice`, run as another process.
        .target(
            name: "TestCommand", dependencies: ["SluiceMain", "TestFolders"], path: "Tests/Support/TestCommand",
            swiftSettings: settings),

        // What the process tests run in children, and kill.
        .target(
            name: "ProbeWorkflows", dependencies: ["Sluice"], path: "Tests/Support/ProbeWorkflows",
            swiftSettings: settings),
        .target(
            name: "TestHost", dependencies: ["Sluice", "SluiceEmbedded", "SluiceEngine", "SluiceKernel"],
            path: "Tests/Support/TestHost", swiftSettings: settings),
        .executableTarget(
            name: "SluiceProbeNode",
            dependencies: [
                "ProbeWorkflows", "SluiceCommand", "Sluice", "SluiceEmbedded", "SluiceEngine", "SluiceKernel",
            ],
            path: "Tests/Support/SluiceProbeNode", swiftSettings: settings),

        .testTarget(name: "SluiceExpressionsTests", dependencies: ["SluiceExpressions"], swiftSettings: settings),
        .testTarget(
            name: "SluiceKernelDocumentTests", dependencies: ["SluiceKernel", "SluiceExpressions"],
            swiftSettings: settings),
        .testTarget(
            name: "SluiceTests", dependencies: ["Sluice", "SluiceKernel", "SluiceTestKit", "TestFolders"],
            swiftSettings: settings),
        .testTarget(
            name: "SluiceCommandTests",
            dependencies: [
                "SluiceCommand", "SluiceMain", "SluiceGateway", "Sluice", "SluiceEngine", "SluiceKernel",
                "SluiceExpressions", "TestCommand", "TestFolders",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SluiceAuthoringTests", dependencies: ["Sluice", "SluiceKernel", "SluiceTestKit"],
            swiftSettings: settings),
        .executableTarget(
            name: "KafkaThinNode", dependencies: ["SluiceKafka", "SluiceEngine", "SluiceKernel"],
            path: "Tests/Support/KafkaThinNode", swiftSettings: settings),
        .executableTarget(
            name: "KafkaRestoreBench", dependencies: ["SluiceKafka", "SluiceEngine", "SluiceKernel"],
            path: "Tests/Support/KafkaRestoreBench", swiftSettings: settings),

        // `./dev chaos`: load, checker and faults, with nothing of the engine in them, and the node that they break.
        .target(name: "ChaosKit", dependencies: ["CRdKafka"], path: "Tests/Chaos/Kit", swiftSettings: settings),
        .executableTarget(
            name: "ChaosRunner", dependencies: ["ChaosKit"], path: "Tests/Chaos/Program", swiftSettings: settings),
        .executableTarget(
            name: "ChaosNode", dependencies: ["ChaosKit", "Sluice", "SluiceCommand"], path: "Tests/Chaos/Node",
            swiftSettings: settings),

        .testTarget(
            name: "SluiceKafkaTests",
            dependencies: [
                "Sluice", "SluiceCommand", "SluiceKafka", "SluiceStore", "SluiceEngine", "SluiceKernel",
                "SluiceTestKit", "KafkaThinNode", "ChaosKit",
                "ChaosRunner",
                "TestCommand", "TestFolders", "CRdKafka",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SluiceStoreTests",
            dependencies: ["SluiceStore", "SluiceEngine", "SluiceKernel", "SluiceTestKit", "TestFolders"],
            swiftSettings: settings),
        .testTarget(
            name: "SluiceKernelTests", dependencies: ["SluiceKernel", "SluiceExpressions", "SluiceTestKit"],
            exclude: ["Golden"], swiftSettings: settings),
        .testTarget(
            name: "SluiceEngineTests", dependencies: ["SluiceEngine", "SluiceKernel", "SluiceTestKit", "Sluice"],
            swiftSettings: settings),
        .testTarget(
            name: "SluiceEmbeddedTests",
            dependencies: [
                "SluiceEmbedded", "SluiceStore", "SluiceEngine", "SluiceKernel", "SluiceTestKit", "TestFolders",
                "CRocksDB",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SluiceProcessTests",
            dependencies: [
                "ProbeWorkflows", "SluiceProbeNode", "SluiceMain", "TestFolders", "TestHost", "Sluice",
                "SluiceEmbedded",
                "SluiceEngine",
                "SluiceKernel", "SluiceTestKit",
            ],
            exclude: ["Fixtures"], swiftSettings: settings),
        .testTarget(
            name: "Scenarios", dependencies: ["Sluice", "SluiceKernel", "SluiceTestKit", "TestFolders", "TestHost"],
            swiftSettings: settings),
    ]
)
