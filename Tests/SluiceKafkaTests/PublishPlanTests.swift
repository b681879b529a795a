import CRdKafka
import Testing

@testable import SluiceKafka

/// What is learnt from a transaction that came to nothing.
@Suite struct PublishPlanTests {
    private func failure(_ index: Int, _ topic: String, _ code: rd_kafka_resp_err_t, size: Int = 10)
        -> PublishPlan.Failure
    {
        PublishPlan.Failure(index: index, topic: topic, size: size, error: KafkaError(code, "delivery"))
    }

    private let purged = RD_KAFKA_RESP_ERR__PURGE_QUEUE
    private let transport = KafkaError(RD_KAFKA_RESP_ERR__TRANSPORT, "the broker is away")
    private let denied = KafkaError(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "denied")

    @Test func `nothing, when published records are not the reason`() {
        var plan = PublishPlan()
        let learnt = [
            plan.learn([], transport), plan.learn([failure(0, "a", purged)], transport),
            plan.learn([failure(0, "a", RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)], transport), plan.learn([], denied),
        ]
        #expect(learnt.allSatisfy { !$0 })
        #expect(plan.verdict(0, "a", size: 10) == .send(alone: false))
    }

    @Test func `a topic that is none takes nothing more`() {
        var plan = PublishPlan()
        let learnt = plan.learn(
            [failure(0, "a", RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION), failure(1, "b", purged)], transport)
        #expect(learnt)
        guard case .refused = plan.verdict(5, "a", size: 1) else { return #expect(Bool(false)) }
        #expect(plan.verdict(1, "b", size: 1) == .send(alone: false))
    }

    @Test func `of a batch that is too large, which of its records is, is found out one by one`() {
        var plan = PublishPlan()
        let code = RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE
        let first = plan.learn((0..<5).map { failure($0, "a", code) }, transport)
        #expect(first)
        #expect(plan.verdict(0, "a", size: 10) == .send(alone: true))
        #expect(plan.verdict(9, "b", size: 10) == .send(alone: false))
        let second = plan.learn([failure(3, "a", code)], transport)
        #expect(second)
        guard case .refused = plan.verdict(3, "a", size: 10) else { return #expect(Bool(false)) }
        #expect(plan.verdict(2, "a", size: 10) == .send(alone: true))
    }

    @Test func `but not for ever: then what is as large is refused with it`() {
        var plan = PublishPlan()
        let code = RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE
        _ = plan.learn([failure(0, "a", code)], transport)
        for index in 0..<16 {
            #expect(plan.verdict(100, "a", size: 5_000) == .send(alone: true))
            _ = plan.learn([failure(index, "a", code, size: 5_000 - index)], transport)
        }
        guard case .refused = plan.verdict(100, "a", size: 4_985) else { return #expect(Bool(false)) }
        #expect(plan.verdict(100, "a", size: 4_984) == .send(alone: true))
    }

    @Test func `who has no right to write is found among the topics of the transaction`() {
        var lone = PublishPlan()
        let one = lone.learn([failure(0, "a", purged)], denied)
        #expect(one)
        guard case .refused = lone.verdict(0, "a", size: 1) else { return #expect(Bool(false)) }

        var named = PublishPlan()
        let words = KafkaError(denied.code, "Failed to add partition \"b\" [0] to transaction")
        let two = named.learn([failure(0, "a", purged), failure(1, "b", purged)], words)
        #expect(two)
        #expect(named.verdict(0, "a", size: 1) == .send(alone: false))
        guard case .refused = named.verdict(1, "b", size: 1) else { return #expect(Bool(false)) }

        var unnamed = PublishPlan()
        let three = unnamed.learn([failure(0, "a", purged), failure(1, "b", purged)], denied)
        #expect(three)
        #expect(unnamed.verdict(0, "a", size: 1) == .send(alone: true))
        let four = unnamed.learn([failure(1, "b", purged)], denied)
        #expect(four)
        guard case .refused = unnamed.verdict(1, "b", size: 1) else { return #expect(Bool(false)) }
        #expect(unnamed.verdict(0, "a", size: 1) == .send(alone: true))
    }
}
