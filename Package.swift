// swift-tools-version: 6.2
import PackageDescription

// One folder under Sources is one room, and one target. What a room may import stands in ARCHITECTURE.md and is held by
// Tests/RoomsTests; the dependencies below say the same to the compiler.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestKit"] + dependencies, exclude: exclude,
        swiftSettings: settings)
}

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]

let package = Package(
    name: "wireside",
    products: [
        .executable(name: "wireside", targets: ["wireside"]),
        .executable(name: "wireside-bench", targets: ["Bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // Bytes.
        .target(name: "COctets"),
        room("Octets", ["COctets"]),
        room("JSON", ["Octets"]),
        .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
        room("Inflate", ["Octets", "CZlib"]),
        // Protocols.
        room("HTTP", ["Octets"]),
        room("SMTP", ["Octets"]),
        room("POP3", ["Octets"]),
        room("DNS", ["Octets"]),
        // What crossed the wire, and what it means.
        room("Transcripts", ["Octets", "JSON"]),
        room("Captures", ["Octets", "Transcripts"]),
        room("Dissection", ["Octets", "JSON", "HTTP", "SMTP", "POP3", "DNS", "Transcripts"]),
        room("Catalog", ["Octets", "Captures", "Dissection", "Transcripts"]),
        room("Resolution", ["Octets", "DNS", "Transcripts"]),
        // The world.
        room("Sockets", ["Octets", "Transcripts"] + nio),
        room("Lab", ["Octets", "HTTP", "SMTP", "POP3", "DNS", "Resolution", "Sockets", "Transcripts"]),
        // The screen.
        room("Cells"),
        room("Widgets", ["Cells"]),
        .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        room("Terminal", ["CNcurses", "Cells"]),
        room(
            "Workbench", ["Cells", "Widgets", "Octets", "DNS", "Dissection", "Catalog", "Resolution", "Transcripts"]),
        // What joins them.
        room(
            "Engine",
            [
                "Octets", "JSON", "Inflate", "Transcripts", "Captures", "HTTP", "SMTP", "DNS", "Dissection", "Catalog",
                "Resolution", "Sockets", "Lab", "Cells", "Widgets", "Workbench",
                .product(name: "TOMLKit", package: "TOMLKit"),
            ]),
        .executableTarget(
            name: "wireside",
            dependencies: [
                "Engine", "Terminal", "Workbench",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .executableTarget(name: "Bench", dependencies: ["Octets", "HTTP"], swiftSettings: settings),
        room("TestKit", ["Octets", "Transcripts", "Cells"]),
        tests(of: "Octets"),
        tests(of: "JSON", ["Octets"]),
        tests(of: "Inflate", ["Octets"]),
        tests(of: "HTTP", ["Octets"]),
        tests(of: "SMTP", ["Octets"]),
        tests(of: "POP3", ["Octets"]),
        tests(of: "DNS", ["Octets"]),
        tests(of: "Transcripts", ["Octets", "JSON"]),
        tests(of: "Captures", ["Octets", "Transcripts"]),
        tests(of: "Dissection", ["Octets", "JSON", "HTTP", "SMTP", "POP3", "DNS", "Transcripts"]),
        tests(of: "Catalog", ["Octets", "Dissection", "Transcripts"]),
        tests(of: "Sockets", ["Octets", "Transcripts"] + nio),
        tests(of: "Resolution", ["Octets", "DNS", "Transcripts"]),
        tests(of: "Lab", ["Octets", "HTTP", "SMTP", "POP3", "DNS", "Resolution", "Sockets", "Transcripts"]),
        tests(of: "Cells"),
        tests(of: "Widgets", ["Cells"]),
        tests(of: "Terminal", ["CNcurses", "Cells"]),
        tests(
            of: "Workbench",
            ["Cells", "Widgets", "Octets", "DNS", "Dissection", "Catalog", "Resolution", "Transcripts"],
            exclude: ["Goldens"]),
        tests(
            of: "Engine",
            [
                "Octets", "JSON", "Transcripts", "Captures", "DNS", "Dissection", "Catalog", "Resolution", "Sockets",
                "Lab", "Workbench", "Cells",
            ]),
        .testTarget(
            name: "SessionTests",
            dependencies: ["Engine", "JSON", "Transcripts", "Dissection", "Workbench", "Cells", "TestKit"],
            exclude: ["Goldens"], swiftSettings: settings),
        .testTarget(name: "RoomsTests", swiftSettings: settings),
        .testTarget(name: "ProgramTests", exclude: ["cases", "harness"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
