/// Documents that several suites use.
enum TestDocument {
    /// A signal, a condition, a task that nobody offers, and a result.
    static let order = """
        sluice: 1
        workflow: order
        version: 1
        steps:
          big:
            transform: input.total > 100
          payment:
            signal: payment
            timeout: 1h
          check:
            task: fraud.check
            when: big
            with: input
          sum:
            transform: payment.amount + input.total
        result: sum
        """

    /// Ends at once.
    static let double = """
        sluice: 1
        workflow: double
        version: 1
        steps:
          twice:
            transform: input.n * 2
        result: twice
        """

    /// As the builder exports a workflow whose transform is a closure.
    static let swift = """
        sluice: 1
        workflow: swift
        version: 1
        steps:
          twice:
            transform: {closure: [input]}
        result: twice
        """

    /// Has a deadline that passes before anybody offers its task.
    static let late = """
        sluice: 1
        workflow: late
        version: 1
        steps:
          work:
            task: nobody.has
            deadline: 50ms
        """

    /// Fails.
    static let broken = """
        sluice: 1
        workflow: broken
        version: 1
        steps:
          division:
            transform: 1 / input.n
            on_failure: fail
        result: division
        """
}
