package io.exactlyonce.operator.plan.policy;

import io.exactlyonce.operator.condition.Reason;
import io.exactlyonce.operator.policy.BrokerContract;
import java.time.Instant;

/** What came of asking the brokers of a policy for what they allow. */
public sealed interface BrokerAnswer {
    /**
     * Every broker answered.
     *
     * @param contract with the time of the question
     */
    record Told(BrokerContract contract) implements BrokerAnswer {}

    /**
     * Nothing new is known.
     *
     * @param at when they were asked
     * @param reason for the condition
     * @param message what was seen, with what to change
     */
    record Failed(Instant at, Reason reason, String message) implements BrokerAnswer {}
}
