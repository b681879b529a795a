import Sluice
import SluiceTestKit
import Synchronization
import TestFolders
import TestHost
import Testing

/// The ancestor's example workflows on the embedded log, with the ends that it documents.
@Suite struct AncestorTests {
    private func withNode(_ workflows: [any AnyWorkflow], _ body: (HostedNode) throws -> Void) throws {
        let folder = TemporaryFolder()
        let node = try HostedNode(folder.path, workflows)
        defer { node.stop() }
        try body(node)
    }

    @Test func `EmailMarketing completes every mail, and none waits for another`() throws {
        try withNode([AncestorWorkflows.emailMarketing()]) { node in
            try node.start("email-marketing-2", "mails", #"["a@example.org","b@example.org"]"#)
            let end = try node.wait(for: "mails")
            #expect(end.status == "succeeded")
            #expect(end["send-email-1"]?.status == "done")
            #expect(end["send-email-2"]?.status == "done")
        }
    }

    @Test func `UserVerification runs its three tasks in a row`() throws {
        try withNode([AncestorWorkflows.userVerification()]) { node in
            try node.start("user-verification", "user", #""u-1""#)
            let end = try node.wait(for: "user")
            #expect(end.status == "succeeded")
            #expect(
                end.phases == ["retrieve-user-data done", "verify-user done", "check-verification-status done"])
        }
    }

    @Test func `ManualSellerVerification waits for the person, then completes all four`() throws {
        let heard = Mutex<[Bool]>([])
        let workflow = AncestorWorkflows.manualSellerVerification { verification in
            heard.withLock { $0.append(verification.verified) }
        }
        try withNode([workflow]) { node in
            try node.start("manual-seller-verification", "seller", #""s-1""#)
            let before = try node.wait(for: "seller", "the first two tasks") {
                $0["retrieve-seller-data"]?.status == "done" && $0["notify-customer-support"]?.status == "done"
            }
            #expect(before.status == "running")
            #expect(before["seller-verification"]?.status == "open")
            #expect(before["confirm-verification-status"]?.status == "waiting")
            try node.signal("seller", "seller-verification", #"{"sellerID":"s-1","verified":true}"#)
            let end = try node.wait(for: "seller")
            #expect(end.status == "succeeded")
            #expect(end.steps.allSatisfy { $0.status == "done" }, "\(end.phases)")
            #expect(heard.withLock { $0 } == [true])
        }
    }

    @Test func `CancelPath skips the cancelled branch, and its joins run with what is left`() throws {
        let joins = Mutex<[String: [String?]]>([:])
        let workflow = AncestorWorkflows.cancelPath { step, first, second in
            joins.withLock { $0[step] = [first, second] }
        }
        try withNode([workflow]) { node in
            try node.start("cancel-path", "path", #""start""#)
            let end = try node.wait(for: "path")
            #expect(end.status == "succeeded")
            #expect(joins.withLock { $0 } == ["t4": [nil, "e3 of start"], "t10": ["e4", nil]])
            for step in ["t1", "t2", "t3", "t4", "t10"] { #expect(end[step]?.status == "done", "\(step)") }
            for step in ["e2", "t5", "t6", "t7", "t8", "t9"] { #expect(end[step]?.status == "skipped", "\(step)") }
        }
    }
}
