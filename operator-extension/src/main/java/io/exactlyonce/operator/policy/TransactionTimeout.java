package io.exactlyonce.operator.policy;

import java.time.Duration;

/** {@code transaction.timeout.ms} as the policy asks for it. */
public sealed interface TransactionTimeout {
    /**
     * The stock broker's {@code transaction.max.timeout.ms}: 15 min since Kafka 0.11 (KIP-98), and
     * so what is taken while no broker has answered.
     */
    Duration STOCK_BROKER_MAXIMUM = Duration.ofMinutes(15);

    /** As long as every broker allows: the formula is a lower bound, not the value. */
    record Auto() implements TransactionTimeout {
        @Override
        public Duration effective(BrokerContract contract) {
            return contract.smallestMaximumTimeout().orElse(STOCK_BROKER_MAXIMUM);
        }
    }

    /**
     * A fixed one.
     *
     * @param duration positive, whole milliseconds
     */
    record Fixed(Duration duration) implements TransactionTimeout {
        @Override
        public Duration effective(BrokerContract contract) {
            return duration;
        }
    }

    /** The value a new revision gets. */
    Duration effective(BrokerContract contract);
}
