/// A document with every kind of step.
enum Checkout {
    static let yaml = """
        sluice: 1
        workflow: checkout
        version: 3
        retention: 30d
        unknown_signals: ignore
        steps:
          reserve:
            task: warehouse.reserve
            retry: {attempts: 5, first: 1s, factor: 2.5, cap: 2m, jitter: 0.1, not: [CardDeclined]}
            timeout: 30s
            deadline: 10m
            on_failure: fail
          payment:
            signal:
            timeout: 1h
          payment-late:
            timeout_of: payment
          remind:
            task: mail.remind
            inputs: [input, payment-late]
            retry: none
          total:
            transform: input.price * 2
            after: [reserve]
          pause:
            timer: 1h30m
          tomorrow:
            until: times.start + duration("24h")
          big-orders:
            when: input.total > 100
            steps:
              check:
                task: fraud.check
                with: 'total'
                when: ["payment != null", 'input.items.exists(i, i == "A")']
          chosen:
            first_of: [check, total]
          sum:
            transform: {closure: [chosen, input]}
        result: sum
        """
}
